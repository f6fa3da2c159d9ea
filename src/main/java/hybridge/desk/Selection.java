package hybridge.desk;

import hybridge.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The rule of {@code /strip/{n}/select}, {@code /group/{n}/select} and {@code /aux/{n}/select}: at
 * most one of them all is on. The desk alone keeps it, whoever selects; nothing of it reaches the
 * engine.
 */
final class Selection {
  private final List<Integer> members = new ArrayList<>();

  Selection(Tree tree) {
    for (int i : tree.indexes()) {
      List<String> words = tree.get(i).address().segments();
      if (words.size() == 3 && words.get(2).equals("select")) {
        members.add(i);
      }
    }
  }

  /** Those that have to go off because this one went on. */
  List<Integer> outdone(int index, Value value, IntFunction<Value> held) {
    return value.number() == 1 && members.contains(index)
        ? members.stream().filter(i -> i != index && held.apply(i).number() == 1).toList()
        : List.of();
  }

  /** Those that are on too many, where a file says so: the first one stays. */
  List<Integer> tooMany(IntFunction<Value> held) {
    return members.stream().filter(i -> held.apply(i).number() == 1).skip(1).toList();
  }
}

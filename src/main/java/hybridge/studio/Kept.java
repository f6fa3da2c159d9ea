package hybridge.studio;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Which strip, group, aux or VCA of one reading of the file is which of the next: the one with the
 * same id, wherever it stands now. One whose id is new, at the place of one whose id is gone, is
 * that one renamed; a strip must also still have its inputs for that. Pure.
 */
public final class Kept {
  /** It was not there before. */
  public static final int NEW = -1;

  private Kept() {}

  /** For each strip of {@code after} its place in {@code before}, from 0, or {@link #NEW}. */
  public static List<Integer> strips(List<Studio.Strip> before, List<Studio.Strip> after) {
    return match(before, after, Studio.Strip::id, (a, b) -> a.inputs().equals(b.inputs()));
  }

  /** The same for groups, or for auxes. */
  public static List<Integer> buses(List<Studio.Bus> before, List<Studio.Bus> after) {
    return match(before, after, Studio.Bus::id, (a, b) -> true);
  }

  /** The same for VCAs, which go by their names. */
  public static List<Integer> vcas(List<String> before, List<String> after) {
    return match(before, after, Function.identity(), (a, b) -> true);
  }

  private static <T> List<Integer> match(
      List<T> before, List<T> after, Function<T, String> id, BiPredicate<T, T> alike) {
    List<String> were = before.stream().map(id).toList();
    List<String> are = after.stream().map(id).toList();
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < are.size(); i++) {
      int was = were.indexOf(are.get(i));
      boolean renamed =
          was < 0
              && i < were.size()
              && !are.contains(were.get(i))
              && alike.test(before.get(i), after.get(i));
      found.add(renamed ? i : was);
    }
    return found;
  }
}

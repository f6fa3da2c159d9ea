package hybridge.outboard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The protocols whose boxes can be asked what they have, by their names. */
public final class Describers {
  private static final Map<String, Function<Wishes, Describer>> ALL =
      new TreeMap<>(
          Map.of(
              "reference", wishes -> new ReferenceDescriber(), "control-tree", TreeDescriber::new));

  /**
   * What is wanted of a box whose parameters hang on a tree.
   *
   * @param product which of its makers' boxes it is, 0..127
   * @param address its number on the wire, 0..127
   * @param only branches by their words from the root, such as {@code program/reverb}; empty: all
   * @param most parameters that are taken
   */
  public record Wishes(int product, int address, List<String> only, int most) {
    /** The whole tree of the first box of that kind, as far as it can be worked with. */
    public static final Wishes USUAL = new Wishes(0x09, 0, List.of(), 512);

    public Wishes {
      only = List.copyOf(only);
    }
  }

  private Describers() {}

  /** The names there are. */
  public static List<String> words() {
    return List.copyOf(ALL.keySet());
  }

  /** Can somebody wish for a part of what such a box has? */
  public static boolean takesWishes(String word) {
    return word.equals("control-tree");
  }

  /** A new one for one box. */
  public static Optional<Describer> of(String word) {
    return of(word, Wishes.USUAL);
  }

  /** A new one for one box and a part of what it has. */
  public static Optional<Describer> of(String word, Wishes wishes) {
    return Optional.ofNullable(ALL.get(word)).map(make -> make.apply(wishes));
  }
}

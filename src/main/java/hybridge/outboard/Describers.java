package hybridge.outboard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The protocols whose boxes can be asked what they have, by their names. */
public final class Describers {
  private static final Map<String, Supplier<Describer>> ALL =
      new TreeMap<>(Map.of("reference", ReferenceDescriber::new));

  private Describers() {}

  /** The names there are. */
  public static List<String> words() {
    return List.copyOf(ALL.keySet());
  }

  /** A new one for one box. */
  public static Optional<Describer> of(String word) {
    return Optional.ofNullable(ALL.get(word)).map(Supplier::get);
  }
}

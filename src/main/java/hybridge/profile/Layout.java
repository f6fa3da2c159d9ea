package hybridge.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the keys, faders and encoders of a surface are for: a file over which others may be laid.
 * What a file does not name is as the one below says. Immutable.
 *
 * @param startLayer the layer of the start; empty: as the file below says
 * @param startPage the page of the start
 * @param unlock the modifier with which encoders turn what is dangerous; {@code none}: no modifier
 * @param layers what faders may hold, by name
 * @param pages what encoders may hold, by name
 * @param bind what keys do: the name of a control or of a family of them, modifiers in front, such
 *     as {@code shift+f1}
 */
public record Layout(
    Optional<Word> startLayer,
    Optional<Word> startPage,
    Optional<Word> unlock,
    Map<String, Layer> layers,
    Map<String, Page> pages,
    Map<String, Binding> bind) {

  /** Nothing at all. */
  public static final Layout EMPTY =
      new Layout(
          Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Map.of(), Map.of());

  public Layout {
    layers = copy(layers);
    pages = copy(pages);
    bind = copy(bind);
  }

  private static <V> Map<String, V> copy(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Where something stands, for problems. */
  public record Place(String file, int line, String at) {}

  /** A word and where it stands. */
  public record Word(String text, Place place) {}

  /** What the places of a layer are. */
  public enum Holds {
    STRIPS,
    GROUPS,
    AUXES,
    VCAS,
    /** What the file lists. */
    LIST
  }

  /**
   * What the faders hold.
   *
   * @param faders of {@link Holds#LIST}: channels such as {@code /strip/3}, or parameters
   * @param encoders parameters that the encoders hold instead of the page; empty: the page
   * @param rides what of a channel is on its fader; {@code {aux}} is the number of the chosen aux
   * @param bind what keys do while this layer is held
   */
  public record Layer(
      Holds holds,
      List<String> faders,
      List<String> encoders,
      String rides,
      Map<String, Binding> bind,
      Place place) {
    public Layer {
      faders = List.copyOf(faders);
      encoders = List.copyOf(encoders);
      bind = copy(bind);
    }
  }

  /** Whose parameters stand on a page. */
  public enum Of {
    /** One parameter of each channel of the bank. */
    EACH,
    /** Several of the selected channel. */
    SELECTED,
    /** Of the inserts of the selected channel. */
    INSERT,
    /** Of the units in the inserts of the selected channel, or of one that is named. */
    UNIT,
    /** What the file lists. */
    LIST
  }

  /**
   * @param leaves address patterns below the channel or insert, or whole addresses of a list; of a
   *     unit none: it has an order of its own
   * @param names short names of leaves that the file gives
   * @param unit the name of a unit; empty: those in the inserts
   * @param digits one sign (the number of the page follows) or two beside the assignment keys;
   *     empty: the number of the first channel
   */
  public record Page(
      Of of,
      List<String> leaves,
      Map<String, String> names,
      String unit,
      String digits,
      Place place) {
    public Page {
      leaves = List.copyOf(leaves);
      names = copy(names);
    }
  }

  public record Binding(KeyAction action, Place place) {}

  /**
   * Both together: what {@code over} names holds, whole; what it does not name stays.
   *
   * @param away the names {@code layers.x}, {@code pages.x}, {@code bind.x} that {@code over} takes
   *     away
   */
  Layout with(Layout over, List<String> away) {
    return new Layout(
        over.startLayer.or(() -> startLayer),
        over.startPage.or(() -> startPage),
        over.unlock.or(() -> unlock),
        laid(layers, over.layers, "layers.", away),
        laid(pages, over.pages, "pages.", away),
        laid(bind, over.bind, "bind.", away));
  }

  private static <V> Map<String, V> laid(
      Map<String, V> under, Map<String, V> over, String prefix, List<String> away) {
    Map<String, V> both = new LinkedHashMap<>(under);
    away.stream()
        .filter(name -> name.startsWith(prefix))
        .forEach(name -> both.remove(name.substring(prefix.length())));
    both.putAll(over);
    return both;
  }
}

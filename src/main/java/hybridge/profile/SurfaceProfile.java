package hybridge.profile;

import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Problems;
import java.util.List;
import java.util.Optional;

/**
 * What a control surface can do and how its bytes look, as its file says. Differences between
 * makers stand here, as abilities; no maker's name stands in the code.
 *
 * @param dialect the family of bytes it speaks
 * @param device the device id in its sysex
 * @param strips how many strips it has
 * @param faderFullScale the largest position a fader sends or takes
 * @param mainFader it has a fader for main, number {@code strips + 1}
 * @param touch its faders feel the hand
 * @param displayCells characters of a strip's display; 0 without one
 * @param displayColumns characters of a whole line
 */
public record SurfaceProfile(
    String id,
    String name,
    String dialect,
    String evidence,
    int device,
    int strips,
    int faderFullScale,
    boolean mainFader,
    boolean touch,
    int displayCells,
    int displayColumns,
    List<Vector> vectors) {

  public SurfaceProfile {
    vectors = List.copyOf(vectors);
  }

  /** The dialects that this program speaks. */
  public static final List<String> DIALECTS = List.of("mcu");

  /**
   * One golden example.
   *
   * @param bytes in hexadecimal
   * @param meaning what they mean, in the words of the vectors
   * @param received true: the surface sends them; false: we do
   */
  public record Vector(String bytes, String meaning, boolean received, int line) {}

  /** Reads a profile and notes every problem. */
  public static Optional<SurfaceProfile> read(Node node, Problems problems) {
    Fields f = Fields.of(node, "", problems);
    f.whole("profile", 1, 1, 1);
    String id = f.require("id", "maker/model") ? f.text("id", "") : "";
    f.word("class", List.of("surface"), "surface");
    String name = f.text("name", id);
    String dialect =
        f.require("dialect", "one of " + String.join(", ", DIALECTS))
            ? f.word("dialect", DIALECTS, "mcu")
            : "mcu";
    Fields evidence = f.child("evidence");
    String level =
        evidence.word("level", List.of("document", "measured", "community"), "community");
    evidence.text("source", "");
    evidence.done();
    int device = hexadecimal(f, "device", 0x14);
    int strips = f.whole("strips", 1, 8, 8);
    Fields fader = f.child("fader");
    int fullScale = fader.whole("full_scale", 127, 16_383, 16_383);
    boolean main = fader.flag("main", false);
    boolean touch = fader.flag("touch", true);
    fader.done();
    Fields display = f.child("display");
    int cells = display.whole("cells", 0, 32, 0);
    int columns = display.whole("columns", 0, 256, cells * strips);
    display.done();
    List<Vector> vectors = f.items("vectors", false, item -> vector(item, problems));
    if (vectors.isEmpty()) {
      f.wrong(
          "vectors",
          "none",
          "golden examples of bytes and what they mean",
          "take them from the maker's document");
    }
    f.done();
    return Optional.of(
        new SurfaceProfile(
            id, name, dialect, level, device, strips, fullScale, main, touch, cells, columns,
            vectors));
  }

  private static Vector vector(Fields.Item item, Problems problems) {
    Fields f = Fields.of(item.node(), item.at(), problems);
    boolean received = f.has("rx");
    String bytes = f.text(received ? "rx" : "tx", "");
    String meaning = f.text(received ? "event" : "show", "");
    f.text("source", "");
    if (bytes.isEmpty() || meaning.isEmpty()) {
      problems.add(f.line(), item.at(), "half a vector", "rx and event, or show and tx", "");
    } else if (!bytes.matches("[0-9A-Fa-f]{2}( [0-9A-Fa-f]{2})*")) {
      f.wrong(received ? "rx" : "tx", "'" + bytes + "'", "bytes such as \"E0 70 7F\"", "");
    }
    f.done();
    return new Vector(bytes, meaning, received, f.line());
  }

  private static int hexadecimal(Fields f, String key, int otherwise) {
    String text = f.text(key, null);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.decode(text);
      if (value >= 0 && value < 128) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    f.wrong(key, "'" + text + "'", "a number from 0 to 0x7F", "");
    return otherwise;
  }
}

package hybridge.outboard;

import hybridge.value.Safety;
import hybridge.wire.BlockShape;
import hybridge.wire.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The file of a profile for a box whose parameters hang on a tree: its parameters, the protocol,
 * and a vector for each message.
 *
 * @param configuration the answer to who it is: the version, time and date of its program, and more
 * @param root what the box calls the root of its tree; may be empty
 * @param found parameters in the order of the tree
 * @param left what was left out, in sentences
 */
record TreeProfile(
    Describers.Wishes wishes,
    String configuration,
    String root,
    Map<TreePlace, TreeType> found,
    List<String> left) {

  private static final int REQUEST = 0x06;
  private static final int DATA = 0x01;
  private static final int VERSION_LENGTH = 2;
  private static final int BUILT_LENGTH = 19;

  /**
   * One parameter.
   *
   * @param verb by which it is read and set: data of one byte or of a pair
   */
  private record Knob(String id, TreePlace place, TreeType type, String verb) {
    String form() {
      return (type.signed() ? "i" : "u") + (type.size() == 1 ? "8" : "16le");
    }

    String bytes(int value) {
      return hybridge.wire.Packing.of(form()).text(value);
    }
  }

  String text() {
    List<String> gaps = new ArrayList<>(left);
    List<Knob> knobs = knobs(gaps);
    gaps.add("units and choices: values are the numbers of the wire, not those of the display");
    gaps.add("safety classes are guessed from the names, times under pace are assumed");
    String product = String.format(Locale.ROOT, "%02X", wishes.product());
    StringBuilder text = new StringBuilder();
    text.append("# Written by 'hybridge profile describe' from what the unit told of itself.\n")
        .append("profile: 1\n")
        .append("id: local/control-tree-" + product.toLowerCase(java.util.Locale.ROOT) + "\n")
        .append("class: unit\n")
        .append("name: " + quoted(name(product)) + "\n")
        .append("evidence: {level: measured, source: ")
        .append(quoted("the unit itself: version " + version() + built()))
        .append("}\ngaps:\n");
    gaps.forEach(gap -> text.append("  - " + quoted(gap) + "\n"));
    text.append("\nparams:\n");
    knobs.forEach(k -> text.append("  " + quoted(k.id()) + ": " + parameter(k) + "\n"));
    protocol(text, product, knobs);
    text.append("\nvectors:\n");
    vectors(text, knobs);
    return text.toString();
  }

  /** Ids that no two share: where two would, both bear the numbers of their places. */
  private List<Knob> knobs(List<String> gaps) {
    Map<String, Integer> uses = new HashMap<>();
    found.keySet().forEach(p -> uses.merge(p.id(), 1, Integer::sum));
    Map<String, Knob> knobs = new LinkedHashMap<>();
    found.forEach(
        (place, type) -> {
          String id = uses.get(place.id()) == 1 ? place.id() : place.numberedId();
          if (knobs.containsKey(id)) {
            gaps.add("left out, a name that another one has: " + place.path());
          } else {
            knobs.put(id, new Knob(id, place, type, type.size() == 1 ? "byte" : "pair"));
          }
        });
    return List.copyOf(knobs.values());
  }

  private String name(String product) {
    return (root + " (control tree, product " + product + ")").strip();
  }

  private String version() {
    return (int) configuration.charAt(0) + "." + (int) configuration.charAt(1);
  }

  private String built() {
    String built =
        TreeType.plain(configuration.substring(VERSION_LENGTH, VERSION_LENGTH + BUILT_LENGTH));
    return built.isEmpty() ? "" : " of " + built;
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String parameter(Knob k) {
    Safety safety = k.place().safety();
    return "{kind: stepped, range: ["
        + k.type().smallest()
        + ", "
        + k.type().largest()
        + "], step: 1, initial: "
        + initial(k)
        + (safety == Safety.SAFE ? "" : ", safety: " + safety.word())
        + ", help: "
        + quoted(k.place().inWords())
        + "}";
  }

  private static int initial(Knob k) {
    return Math.clamp(0, k.type().smallest(), k.type().largest());
  }

  private void protocol(StringBuilder text, String product, List<Knob> knobs) {
    text.append("\nprotocol:\n  notation: hex\n  transport: {midi: {}}\n")
        .append("  frame: {kind: block, start: \"F0 06 " + product)
        .append("\", end: \"F7\", seven: true, packed: nibbles, plain: 2, checksum: {kind: sum7,")
        .append(" start: -2, optional: true}, longest: 4096}\n")
        .append("  address: {range: [0, 126], usual: " + wishes.address() + "}\n  codes:\n");
    for (Knob k : knobs) {
      text.append("    " + quoted(k.id()) + ": {by: " + k.verb() + ", word: \"")
          .append(Bytes.hex(k.place().wire()) + "\", as: " + k.form() + "}\n");
    }
    text.append("  messages:\n")
        .append(
            "    identify: {send: \"{address} 06 00 00 00 00\", reply: \"{address} 00"
                + " {firmware:u8.u8}")
        .append(" {any:" + (configuration.length() - VERSION_LENGTH) + "}\", firmware: [")
        .append(quoted(version()))
        .append("], proof: \"byte " + product + " of the header is this model's alone\"}\n")
        .append("    verbs:\n");
    for (String verb : List.of("byte", "pair")) {
      if (knobs.stream().anyMatch(k -> k.verb().equals(verb))) {
        String size = verb.equals("byte") ? "01 00" : "02 00";
        String data = "\"{address} 01 " + size + " {value} {word}\"";
        text.append("      " + verb + ":\n")
            .append("        get: {send: \"{address} 06 01 {word}\", reply: " + data)
            .append(", unasked: true}\n        set: {send: " + data + ", confirm: read}\n");
      }
    }
    text.append("  pace: {gap: 100 ms, settle: 200 ms, timeout: 1 s, retries: 2, presence: 5 s,")
        .append(" poll: 1 s, evidence: assumed}\n");
  }

  // --- vectors ---------------------------------------------------------------------------------

  private void vectors(StringBuilder text, List<Knob> knobs) {
    vector(text, "identify", "", (char) REQUEST + "\0" + TreeDescriber.UNUSED);
    vector(
        text,
        "identity",
        "firmware: " + quoted(version()),
        "\0"
            + configuration.substring(0, VERSION_LENGTH)
            + "0".repeat(configuration.length() - VERSION_LENGTH));
    for (String verb : List.of("byte", "pair")) {
      knobs.stream()
          .filter(k -> k.verb().equals(verb))
          .findFirst()
          .ifPresent(k -> vectors(text, k));
    }
  }

  private void vectors(StringBuilder text, Knob k) {
    String param = "param: " + quoted(k.id());
    vector(text, "get", param, (char) REQUEST + "" + (char) DATA + k.place().wire());
    for (String message : List.of("value", "set", "report")) {
      int value = message.equals("set") ? k.type().largest() : k.type().smallest();
      vector(
          text,
          message,
          param + ", value: " + value,
          (char) DATA + TreeType.word(k.type().size()) + k.bytes(value) + k.place().wire());
    }
  }

  private void vector(StringBuilder text, String message, String keys, String payload) {
    BlockShape shape = TreeDescriber.shape(wishes.product());
    byte[] bytes = shape.wrap((char) wishes.address() + payload);
    text.append("  - {message: " + message + (keys.isEmpty() ? "" : ", " + keys))
        .append(", hex: \"" + Bytes.hex(Bytes.text(bytes, 0, bytes.length)) + "\"}\n");
  }
}

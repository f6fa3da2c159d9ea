package hybridge.outboard;

import hybridge.value.Kind;
import hybridge.value.Numbers;
import hybridge.value.Safety;
import hybridge.value.Unit;
import hybridge.wire.Bytes;
import hybridge.wire.CobsShape;
import hybridge.wire.Packing;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The file of a profile for a unit of the reference protocol that has told of itself: its
 * parameters, the protocol, and a vector for each message.
 *
 * @param serial its serial number, eight hexadecimal digits
 */
record ReferenceProfile(String model, String firmware, String serial, List<Described> parameters) {

  private static final CobsShape SHAPE = new CobsShape(ReferenceAnswers.SUM, 256);
  private static final Packing WORD = Packing.of("i16");
  private static final Set<String> CLASSES =
      Set.of("compressor", "eq", "limiter", "preamp", "gate", "matrix");
  private static final String OUR_NUMBER = "\u0001";
  private static final String BOX_NUMBER = "\u0080";

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("# Written by 'hybridge profile describe' from what the unit told of itself.\n")
        .append("profile: 1\n")
        .append("id: local/" + id() + "\n")
        .append("class: " + unitClass() + "\n")
        .append("name: " + quoted(model) + "\n")
        .append("evidence: {level: measured, source: ")
        .append(quoted("the unit itself: firmware " + firmware + ", serial number " + serial))
        .append("}\ngaps:\n")
        .append("  - \"the class is taken from the model's name, tolerances are half a step on")
        .append(" the wire\"\n\nparams:\n");
    parameters.forEach(p -> text.append("  " + quoted(p.name()) + ": " + parameter(p) + "\n"));
    text.append(
        """

        protocol:
          notation: hex
          transport: {serial: {baud: 38400, format: 8N1, dtr: "on"}, tcp: {port: 4001}}
          frame: {kind: cobs, checksum: {kind: crc16, poly: "1021", init: "FFFF"}, longest: 256}
          numbered: true
          describes: reference
          codes:
        """);
    parameters.forEach(p -> text.append("    " + quoted(p.name()) + ": " + code(p) + "\n"));
    text.append("  messages:\n")
        .append("    identify: {send: \"01\", reply: \"01 00 {model} 00 {firmware}\", model: ")
        .append(quoted(model) + known() + ", announces: true}\n")
        .append(
            """
                get: {send: "02", reply: "02 00 {[}{word}{value:i16}{]}"}
                set: {send: "03 01 {[}{word}{value:i16}{]}", reply: "03 00 {[}{word}{value:i16}{]}", most: 8, confirm: read, stage: "03 00 {[}{word}{value:i16}{]}", commit: {send: "04", reply: "04 00"}}
                init: [{send: "07 01", reply: "07 00"}]
                report: {line: "07 {[}{word}{value:i16}{]}", after: init}
                changed: {send: "06 {epoch:u8}{mark:u16}", reply: "06 00 {epoch:u8}{mark:u16}{[}{word}{value:i16}{]}", every: 250 ms}
                locate: {send: "08 {seconds:u8}", reply: "08 00"}
                error: {line: "7F {reason}"}
              pace: {gap: 2 ms, settle: 20 ms, timeout: 200 ms, retries: 2, presence: 1 s, poll: 5 s}

            vectors:
            """);
    vectors(text);
    return text.toString();
  }

  /** Letters, digits and hyphens. */
  private String id() {
    String id = model.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-").replaceAll("^-+", "");
    return id.isEmpty() ? "unit" : id;
  }

  private String unitClass() {
    String last = id().substring(id().lastIndexOf('-') + 1);
    return CLASSES.contains(last) ? last : "unit";
  }

  /** Versions of the same major number. */
  private String known() {
    if (firmware.isEmpty()) {
      return "";
    }
    int dot = firmware.indexOf('.');
    String form = dot > 0 ? firmware.substring(0, dot) + ".*" : firmware;
    return ", firmware: [" + quoted(form) + "]";
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String value(Described p, int raw) {
    return switch (p.kind()) {
      case SWITCH -> raw == 0 ? "off" : "on";
      case CHOICE ->
          raw >= 0 && raw < p.choices().size()
              ? quoted(p.choices().get(raw))
              : Integer.toString(raw);
      default -> Numbers.text((double) raw / p.scale());
    };
  }

  private static String parameter(Described p) {
    StringBuilder text = new StringBuilder("{kind: " + p.kind().word());
    if (p.kind() == Kind.CONTINUOUS || p.kind() == Kind.STEPPED) {
      text.append(p.unit() == Unit.NONE ? "" : ", unit: " + quoted(p.unit().symbol()))
          .append(", range: [" + value(p, p.smallest()) + ", " + value(p, p.largest()) + "]")
          .append(p.log() ? ", law: log" : "");
    }
    if (p.kind() == Kind.STEPPED) {
      text.append(", step: " + value(p, p.step()));
    }
    if (p.kind() == Kind.CHOICE) {
      List<String> names = p.choices().stream().map(ReferenceProfile::quoted).toList();
      text.append(", values: [" + String.join(", ", names) + "]");
    }
    text.append(", initial: " + value(p, p.first()));
    if (p.kind() == Kind.CONTINUOUS) {
      text.append(", tolerance: " + Numbers.text(0.5 / p.scale()));
    }
    return text.append(p.safety() == Safety.SAFE ? "" : ", safety: " + p.safety().word())
        .append(p.readOnly() ? ", access: read" : "")
        .append("}")
        .toString();
  }

  private static String code(Described p) {
    String scale = p.scale() == 1 ? "" : ", scale: " + p.scale();
    return "{word: \"" + String.format(Locale.ROOT, "%02X", p.id()) + "\"" + scale + ", as: i16}";
  }

  // --- vectors ---------------------------------------------------------------------------------

  private void vectors(StringBuilder text) {
    Described p = parameters.getFirst();
    String item = item(p, p.largest());
    String one = "param: " + quoted(p.name()) + ", value: " + value(p, p.largest());
    String values = "values: {" + quoted(p.name()) + ": " + value(p, p.largest()) + "}";
    StringBuilder all = new StringBuilder("\u0002\0");
    parameters.forEach(each -> all.append(item(each, each.first())));
    vector(text, "identify", "", OUR_NUMBER + "\u0001");
    vector(
        text,
        "identity",
        "model: " + quoted(model) + ", firmware: " + quoted(firmware),
        BOX_NUMBER + "\u0001\0" + model + "\0" + firmware);
    vector(text, "get", "param: " + quoted(p.name()), OUR_NUMBER + "\u0002");
    vector(
        text,
        "value",
        "param: " + quoted(p.name()) + ", value: " + value(p, p.first()),
        BOX_NUMBER + all);
    vector(text, "set", one, OUR_NUMBER + "\u0003\u0001" + item);
    vector(text, "ack", one, BOX_NUMBER + "\u0003\0" + item);
    vector(text, "stage", values, OUR_NUMBER + "\u0003\0" + item);
    vector(text, "commit", "param: " + quoted(p.name()), OUR_NUMBER + "\u0004");
    vector(text, "committed", "", BOX_NUMBER + "\u0004\0");
    vector(text, "init", "", OUR_NUMBER + "\u0007\u0001");
    vector(text, "init-done", "", BOX_NUMBER + "\u0007\0");
    vector(text, "report", one, "\u0040\u0007" + item);
    vector(text, "ask-changed", "", OUR_NUMBER + "\u0006\0\0\0");
    vector(
        text,
        "changed",
        "epoch: 1, mark: 2, " + values,
        BOX_NUMBER + "\u0006\0\u0001\0\u0002" + item);
    vector(text, "locate", "seconds: 5", OUR_NUMBER + "\u0008\u0005");
    vector(text, "located", "", BOX_NUMBER + "\u0008\0");
    vector(text, "error", "reason: \"range\"", BOX_NUMBER + "\u007Frange");
  }

  private static String item(Described p, int raw) {
    return (char) p.id() + WORD.text(raw);
  }

  private static void vector(StringBuilder text, String message, String keys, String payload) {
    byte[] bytes = SHAPE.wrap(payload);
    text.append("  - {message: " + message + (keys.isEmpty() ? "" : ", " + keys))
        .append(", hex: \"" + Bytes.hex(Bytes.text(bytes, 0, bytes.length)) + "\"}\n");
  }
}

package hybridge.profile;

import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.wire.BlockShape;
import hybridge.wire.Bytes;
import hybridge.wire.Checksum;
import hybridge.wire.CobsShape;
import hybridge.wire.CommandShape;
import hybridge.wire.CountedShape;
import hybridge.wire.Escape;
import hybridge.wire.FixedShape;
import hybridge.wire.LineShape;
import hybridge.wire.MidiShape;
import hybridge.wire.Packing;
import hybridge.wire.PrefixShape;
import hybridge.wire.SevenBit;
import hybridge.wire.Shape;
import hybridge.wire.TokenShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads how a unit is reached and how its stream is cut into messages. */
final class FrameReader {
  /** Bytes of a frame: the whole state of a box may be one. */
  private static final int LONGEST = 16_384;

  private static final List<String> KINDS =
      List.of(
          "lines", "block", "fixed", "by-command", "prefixed", "counted", "token", "cobs", "midi");
  private static final List<String> SUMS =
      List.of("none", "xor", "sum", "negated-sum", "sum7", "negated-sum7", "crc16");

  private final Problems problems;

  FrameReader(Problems problems) {
    this.problems = problems;
  }

  /** One number, or a list of those that the box can be set to, the usual one first. */
  private static List<Integer> bauds(Fields s) {
    List<Integer> bauds = s.wholes("baud", 50, 4_000_000);
    if (bauds.stream().distinct().count() < bauds.size()) {
      s.wrong("baud", bauds.toString(), "each rate once", "");
    }
    return bauds.isEmpty() ? Protocol.Serial.USUAL.bauds() : bauds;
  }

  Protocol.Transport transport(Fields f) {
    Optional<Protocol.Serial> serial = Optional.empty();
    if (f.has("serial")) {
      Fields s = f.child("serial");
      List<Integer> bauds = bauds(s);
      String format = s.text("format", "8N1");
      if (!format.matches("[78][NEO][12]")) {
        s.wrong("format", "'" + format + "'", "data bits, parity, stop bits, such as 8N1", "");
        format = "8N1";
      }
      Protocol.Line dtr = s.choice("dtr", Protocol.Line.class).orElse(Protocol.Line.KEEP);
      Protocol.Line rts = s.choice("rts", Protocol.Line.class).orElse(Protocol.Line.KEEP);
      Protocol.Rs485 rs485 = s.choice("rs485", Protocol.Rs485.class).orElse(Protocol.Rs485.NONE);
      s.done();
      serial = Optional.of(new Protocol.Serial(bauds, format, dtr, rts, rs485));
    }
    boolean tcp = f.has("tcp");
    int port = 0;
    if (tcp) {
      Fields t = f.child("tcp");
      port = t.whole("port", 1, 65_535, 0);
      t.done();
    }
    boolean midi = f.has("midi");
    if (midi) {
      f.child("midi").done();
    }
    if (serial.isEmpty() && !tcp && !midi) {
      problems.add(
          f.line(), f.at(), "no way to reach it", "serial, tcp or midi", "add 'serial: {}'");
    }
    f.done();
    return new Protocol.Transport(serial, tcp, port, midi);
  }

  /** Those under {@code also} come first: they are the ones that can be told by their beginning. */
  List<Shape> shapes(Fields f) {
    List<Shape> shapes = new ArrayList<>();
    f.items(
        "also",
        false,
        item -> {
          Fields other = Fields.of(item.node(), item.at(), problems);
          shape(other).ifPresent(shapes::add);
          other.done();
          return null;
        });
    shape(f).ifPresent(shapes::add);
    f.done();
    return shapes;
  }

  private Optional<Shape> shape(Fields f) {
    String kind =
        f.require("kind", "one of " + String.join(", ", KINDS))
            ? f.word("kind", KINDS, "lines")
            : "lines";
    return switch (kind) {
      case "block" -> Optional.of(block(f));
      case "fixed" -> Optional.of(fixed(f));
      case "by-command" -> Optional.of(byCommand(f));
      case "prefixed" ->
          Optional.of(
              new PrefixShape(
                  hex(f, "start", ""),
                  f.whole("before", 0, 64, 0),
                  packing(f, "size", Packing.U8),
                  f.whole("plus", -16, 16, 0),
                  checksum(f),
                  f.whole("longest", 8, LONGEST, 255)));
      case "counted" -> {
        String start = f.require("start", "the text before the number") ? f.text("start", "") : "";
        yield Optional.of(new CountedShape(start, f.whole("digits", 1, 3, 2), f.text("then", "")));
      }
      case "token" -> {
        List<String> tokens = f.texts("tokens").stream().map(t -> hex(f, "tokens", t, "")).toList();
        if (tokens.isEmpty()) {
          f.wrong("tokens", "nothing", "bytes such as [\"06\", \"15\"]", "");
        }
        yield Optional.of(new TokenShape(tokens));
      }
      case "cobs" -> Optional.of(new CobsShape(checksum(f), f.whole("longest", 8, LONGEST, 280)));
      case "midi" -> Optional.of(new MidiShape(f.whole("longest", 8, LONGEST, 1024)));
      default -> Optional.of(lines(f));
    };
  }

  private LineShape lines(Fields f) {
    boolean keep = f.flag("keep", false);
    String end = keep ? "" : f.text("end", "\n");
    String ends = f.text("ends", "\r\n");
    for (String key : keep ? List.of("ends") : List.of("end", "ends")) {
      String text = key.equals("end") ? end : ends;
      int most = keep ? 16 : 4;
      if (text.isEmpty() || text.length() > most || text.chars().anyMatch(c -> c > 0x7E)) {
        f.wrong(key, "'" + text + "'", "one to four ASCII characters", "such as \"\\r\\n\"");
      }
    }
    if (!keep && !ends.isEmpty() && end.chars().noneMatch(c -> ends.indexOf(c) >= 0)) {
      f.wrong("end", "an end that is not among 'ends'", "one of the characters of 'ends'", "");
    }
    int longest = f.whole("longest", 8, LONGEST, 120);
    return new LineShape(end, ends.isEmpty() ? "\n" : ends, longest, keep);
  }

  private BlockShape block(Fields f) {
    f.require("start", "the bytes before the body, such as \"F0\"");
    f.require("end", "the bytes after it, such as \"F7\"");
    String start = hex(f, "start", "\u0002");
    String end = hex(f, "end", "\u0003");
    Escape escape = f.has("escape") ? escape(f.child("escape")) : Escape.NONE;
    int longest = f.whole("longest", 8, LONGEST, 1024);
    int from = f.has("checksum") ? sumFrom(f.child("checksum"), start) : 0;
    Optional<SevenBit> packed = f.choice("packed", SevenBit.class);
    boolean optional = f.has("checksum") && f.child("checksum").flag("optional", false);
    if (optional && packed.map(p -> p.name().startsWith("SEVENS")).orElse(true)) {
      f.child("checksum").wrong("optional", "true", "'packed: nibbles'", "an odd byte tells it");
    }
    return new BlockShape(
        start.isEmpty() ? "\u0002" : start,
        end.isEmpty() ? "\u0003" : end,
        escape,
        f.flag("seven", false),
        checksum(f),
        from,
        optional,
        f.flag("count", false),
        packed,
        f.whole("plain", 0, 64, 0),
        longest);
  }

  private static int sumFrom(Fields c, String start) {
    return c.whole("start", -64, start.length(), 0);
  }

  private Escape escape(Fields f) {
    Map<Integer, Integer> pairs = new LinkedHashMap<>();
    if (f.has("double")) {
      hex(f, "double", "").chars().forEach(b -> pairs.put(b, b << 8 | b));
    }
    if (f.has("by")) {
      String by = hex(f, "by", "\u001b");
      int add = f.whole("add", 0, 255, 128);
      int lead = by.isEmpty() ? 0x1B : by.charAt(0);
      hex(f, "bytes", "").chars().forEach(b -> pairs.put(b, lead << 8 | (b + add & 0xFF)));
    }
    Fields p = f.child("pairs");
    for (Node.Entry e : f.entries("pairs")) {
      String pair = hex(p, e.key(), "");
      String from = hex(p, e.key(), e.key(), "");
      if (pair.length() != 2 || from.length() != 1) {
        p.wrong(e.key(), e.value().describe(), "one byte and the two that stand for it", "");
      } else {
        pairs.put((int) from.charAt(0), pair.charAt(0) << 8 | pair.charAt(1));
      }
    }
    if (pairs.isEmpty() || pairs.values().stream().distinct().count() != pairs.size()) {
      f.wrong("pairs", "no pairs, or two alike", "a pair of its own for each byte", "");
      return Escape.NONE;
    }
    f.done();
    return new Escape(pairs);
  }

  private FixedShape fixed(Fields f) {
    f.require("length", "bytes");
    int length = f.whole("length", 1, 256, 4);
    int[] first = bits(f, "first");
    int[] rest = bits(f, "rest");
    return new FixedShape(length, first[0], first[1], rest[0], rest[1], checksum(f));
  }

  /** Eight characters 0, 1 or x: the mask and the bits. */
  private static int[] bits(Fields f, String key) {
    String text = f.text(key, "xxxxxxxx");
    if (!text.matches("[01x]{8}")) {
      f.wrong(key, "'" + text + "'", "eight bits, such as 1xxxxxxx", "");
      return new int[] {0, 0};
    }
    return new int[] {
      Integer.parseInt(text.replace('0', '1').replace('x', '0'), 2),
      Integer.parseInt(text.replace('x', '0'), 2)
    };
  }

  private CommandShape byCommand(Fields f) {
    Map<Integer, Integer> lengths = new LinkedHashMap<>();
    f.require("lengths", "the payload's bytes for each command");
    Fields l = f.child("lengths");
    for (Node.Entry e : f.entries("lengths")) {
      String command = hex(l, e.key(), e.key(), "");
      int length = l.whole(e.key(), 1, 255, 1);
      if (command.length() == 1) {
        lengths.put((int) command.charAt(0), length);
      } else {
        l.wrong(e.key(), "'" + e.key() + "'", "one byte in hexadecimal", "");
      }
    }
    return new CommandShape(hex(f, "start", ""), lengths, checksum(f));
  }

  private Checksum checksum(Fields f) {
    if (!f.has("checksum")) {
      return new Checksum.None();
    }
    Fields c = f.child("checksum");
    String kind =
        c.require("kind", "one of " + String.join(", ", SUMS))
            ? c.word("kind", SUMS, "none")
            : "none";
    c.has("start");
    c.has("optional");
    boolean crc = kind.equals("crc16");
    int init = crc ? 0 : octet(c, "init", 0);
    int mask = crc ? 0 : octet(c, "mask", kind.endsWith("7") ? 0x7F : 0xFF);
    Checksum sum =
        switch (kind) {
          case "xor" -> new Checksum.Xor(init, mask);
          case "sum", "sum7" -> new Checksum.Sum(false, init, mask);
          case "negated-sum", "negated-sum7" -> new Checksum.Sum(true, init, mask);
          case "crc16" ->
              new Checksum.Crc16(
                  word(c, "poly", 0x1021),
                  word(c, "init", 0xFFFF),
                  c.flag("reflected", false),
                  word(c, "xor-out", 0),
                  c.flag("low-first", false));
          default -> new Checksum.None();
        };
    String letters = c.word("as", List.of("bytes", "HEX", "hex"), "bytes");
    c.done();
    return letters.equals("bytes") ? sum : new Checksum.Letters(sum, letters.equals("HEX"));
  }

  private static int octet(Fields f, String key, int otherwise) {
    String bytes = f.has(key) ? hex(f, key, "") : "";
    if (f.has(key) && bytes.length() != 1) {
      f.wrong(key, "'" + f.text(key, "") + "'", "one byte in hexadecimal, such as \"7F\"", "");
    }
    return bytes.length() == 1 ? bytes.charAt(0) : otherwise;
  }

  private int word(Fields f, String key, int otherwise) {
    String bytes = f.has(key) ? hex(f, key, "") : "";
    if (f.has(key) && bytes.length() != 2) {
      f.wrong(key, "'" + Bytes.hex(bytes) + "'", "two bytes in hexadecimal, such as \"1021\"", "");
    }
    return bytes.length() == 2 ? bytes.charAt(0) << 8 | bytes.charAt(1) : otherwise;
  }

  static Packing packing(Fields f, String key, Packing otherwise) {
    String text = f.text(key, null);
    if (text == null) {
      return otherwise;
    }
    try {
      return Packing.of(text);
    } catch (IllegalArgumentException e) {
      f.wrong(key, e.getMessage(), "a form such as u8, i32, 7x2, 4x2le, bcd2, d2, +d2, h4", "");
      return otherwise;
    }
  }

  static String hex(Fields f, String key, String otherwise) {
    return f.has(key) ? hex(f, key, f.text(key, ""), otherwise) : otherwise;
  }

  static String hex(Fields f, String key, String text, String otherwise) {
    try {
      return Bytes.fromHex(text);
    } catch (IllegalArgumentException e) {
      f.wrong(key, e.getMessage(), "bytes such as \"F0 00 20\", in quotes", "");
      return otherwise;
    }
  }
}

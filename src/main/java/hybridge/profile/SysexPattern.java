package hybridge.profile;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * A system exclusive message with holes: {@code F0 00 20 32 42 4C {strip} {text} F7}. A hole may
 * add a number to what fills it: {@code {strip+0x20}}.
 */
public record SysexPattern(List<Part> parts) {

  /** A byte, or a hole. */
  public sealed interface Part {
    record Byte(int value) implements Part {}

    record Hole(String name, int plus) implements Part {}
  }

  public SysexPattern {
    parts = List.copyOf(parts);
  }

  /** Reads a pattern; empty when it is none. */
  public static Optional<SysexPattern> of(String text) {
    List<Part> parts = new ArrayList<>();
    for (String word : text.strip().split("\\s+")) {
      if (word.matches("[0-9A-Fa-f]{2}")) {
        parts.add(new Part.Byte(Integer.parseInt(word, 16)));
      } else if (word.matches("\\{[a-z]+(\\+(0x[0-9A-Fa-f]{1,2}|\\d{1,3}))?}")) {
        String[] hole = word.substring(1, word.length() - 1).split("\\+");
        parts.add(new Part.Hole(hole[0], hole.length == 1 ? 0 : Integer.decode(hole[1])));
      } else {
        return Optional.empty();
      }
    }
    SysexPattern pattern = new SysexPattern(parts);
    return pattern.wellFormed() ? Optional.of(pattern) : Optional.empty();
  }

  /** F0 in front, F7 at the end, seven bits between. */
  private boolean wellFormed() {
    int last = parts.size() - 1;
    if (last < 2
        || !parts.getFirst().equals(new Part.Byte(0xF0))
        || !parts.getLast().equals(new Part.Byte(0xF7))) {
      return false;
    }
    return parts.subList(1, last).stream()
        .noneMatch(p -> p instanceof Part.Byte(int value) && value > 0x7F);
  }

  /** Does it have this hole? */
  public boolean has(String hole) {
    return parts.stream().anyMatch(p -> p instanceof Part.Hole h && h.name().equals(hole));
  }

  /** The names of its holes. */
  public List<String> holes() {
    return parts.stream()
        .filter(Part.Hole.class::isInstance)
        .map(p -> ((Part.Hole) p).name())
        .toList();
  }

  /** The same with one hole filled for good. */
  public SysexPattern with(String hole, int value) {
    return new SysexPattern(
        parts.stream()
            .map(
                p ->
                    p instanceof Part.Hole(String name, int plus) && name.equals(hole)
                        ? new Part.Byte(value + plus & 0x7F)
                        : p)
            .toList());
  }

  /** The message; what fills the holes is cut to seven bits. */
  public byte[] fill(Function<String, byte[]> holes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Part part : parts) {
      switch (part) {
        case Part.Byte(int value) -> out.write(value);
        case Part.Hole(String name, int plus) -> {
          for (byte b : holes.apply(name)) {
            out.write(b + plus & 0x7F);
          }
        }
      }
    }
    return out.toByteArray();
  }

  /**
   * What stands in the holes of a message that fits; empty when it does not.
   *
   * @param size how many bytes stand in a hole
   */
  public Optional<Map<String, byte[]>> read(
      byte[] message, int length, ToIntFunction<String> size) {
    Map<String, byte[]> found = new HashMap<>();
    int at = 0;
    for (Part part : parts) {
      switch (part) {
        case Part.Byte(int wanted) -> {
          if (at >= length || (message[at] & 0xff) != wanted) {
            return Optional.empty();
          }
          at++;
        }
        case Part.Hole(String name, int plus) -> {
          int bytes = size.applyAsInt(name);
          if (at + bytes > length) {
            return Optional.empty();
          }
          byte[] filling = Arrays.copyOfRange(message, at, at + bytes);
          for (int i = 0; i < bytes; i++) {
            filling[i] = (byte) (filling[i] - plus & 0x7F);
          }
          found.put(name, filling);
          at += bytes;
        }
      }
    }
    return at == length ? Optional.of(found) : Optional.empty();
  }

  /** What stands in the holes {@code v}, or {@code hi} and {@code lo}, if the message fits. */
  public OptionalInt match(byte[] message, int length) {
    if (length != parts.size()) {
      return OptionalInt.empty();
    }
    Map<String, Integer> found = new HashMap<>();
    for (int i = 0; i < length; i++) {
      int value = message[i] & 0xff;
      switch (parts.get(i)) {
        case Part.Byte(int wanted) -> {
          if (value != wanted) {
            return OptionalInt.empty();
          }
        }
        case Part.Hole(String name, int plus) -> found.put(name, value - plus & 0x7F);
      }
    }
    return found.containsKey("hi")
        ? OptionalInt.of(found.get("hi") * 128 + found.getOrDefault("lo", 0))
        : OptionalInt.of(found.getOrDefault("v", 127));
  }
}

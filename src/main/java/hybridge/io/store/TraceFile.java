package hybridge.io.store;

import hybridge.value.Problems;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A trace: the files that the studio was made of, and what happened, a line each.
 *
 * <pre>
 * # hybridge trace 1
 * # file studio.yaml
 * | studio: Room A
 * 0.000012345 desk + 1                      somebody is there, for the first time
 * 0.000210000 desk &gt; F0 00 00 66 14 00 F7   we send
 * 2.500000000 desk &lt; E0 00 40               we hear
 * 2.500040000 /strip/1/fader = -20.0	surface:desk
 * 9.000000000 desk - 1                      nobody is there
 * 9.500000000 - ! 12                        so many lines were lost before this one
 * </pre>
 *
 * @param files by their path from the studio's folder; the first is the studio file
 */
public record TraceFile(Map<String, String> files, List<Line> lines) {
  /** The first line. */
  public static final String MARK = "# hybridge trace 1";

  static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();
  private static final String FILE = "# file ";

  /**
   * What happened.
   *
   * @param nanos since the trace began
   * @param where the id of a surface, the name of a unit, or an address
   * @param what {@code > < + - = !}
   * @param rest bytes in hexadecimal, a generation, a number, or a value, a tab and its origin
   */
  public record Line(long nanos, String where, char what, String rest) {
    /** The bytes of a line that has some. */
    public byte[] bytes() {
      return HEX.parseHex(rest);
    }
  }

  /** The lines that carry a file. */
  public static List<String> header(String path, String text) {
    List<String> lines = new ArrayList<>(List.of(FILE + path));
    text.lines().forEach(line -> lines.add("| " + line));
    return lines;
  }

  /**
   * Reads a trace; what is wrong goes to {@code problems} and the answer is then empty. A last line
   * that breaks off, as where the disk was full or the power went, is left out.
   */
  public static Optional<TraceFile> read(Path file, Problems problems) {
    Map<String, String> files = new LinkedHashMap<>();
    List<Line> lines = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(file)) {
      String path = null;
      int number = 0;
      String next = in.readLine();
      for (String text = next; text != null; text = next) {
        next = in.readLine();
        number++;
        if (number == 1 && !text.equals(MARK)) {
          String begins = text.substring(0, Math.min(40, text.length()));
          problems.add(
              1, "", "'" + begins + "'", "'" + MARK + "'", "'hybridge run --trace FILE' makes one");
          break;
        } else if (text.startsWith(FILE)) {
          path = text.substring(FILE.length());
          files.put(path, "");
        } else if (text.startsWith("|") && path != null) {
          files.merge(path, text.substring(Math.min(2, text.length())) + "\n", String::concat);
        } else if (!text.startsWith("#") && !text.isBlank()) {
          Problems own = new Problems("");
          line(text, number, lines, next == null ? own : problems);
        }
      }
    } catch (IOException e) {
      problems.add(0, "", e.toString(), "a trace", "");
    }
    return problems.none() ? Optional.of(new TraceFile(files, lines)) : Optional.empty();
  }

  private static void line(String text, int number, List<Line> lines, Problems problems) {
    String[] words = text.split(" ", 4);
    try {
      if (words.length < 3 || words[2].length() != 1 || "><+-=!".indexOf(words[2]) < 0) {
        throw new IllegalArgumentException();
      }
      String[] time = words[0].split("\\.");
      long nanos = Long.parseLong(time[0]) * 1_000_000_000 + Long.parseLong(time[1]);
      Line line = new Line(nanos, words[1], words[2].charAt(0), words.length < 4 ? "" : words[3]);
      if (time[1].length() != 9 || "><".indexOf(line.what()) >= 0 && line.bytes().length == 0) {
        throw new IllegalArgumentException();
      }
      lines.add(line);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException wrong) {
      problems.add(number, "", "'" + text + "'", "SECONDS.NANOS WHERE > BYTES and the like", "");
    }
  }
}

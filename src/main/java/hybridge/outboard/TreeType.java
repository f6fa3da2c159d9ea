package hybridge.outboard;

import hybridge.wire.Packing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a box with a tree of parameters tells of one type: the answer of class 04.
 *
 * @param number of the type, 0..65535
 * @param name printable ASCII, without blanks around it; may be empty
 * @param size bytes of its data
 * @param branch it has others below it
 * @param below the numbers of those, of all its ranges; {@link #MOST_BELOW} and more are not told
 *     apart
 * @param ranges how many ranges there are that differ; more than one: by what it is shown in
 * @param smallest of the first range, like {@code largest}; of a knob
 */
record TreeType(
    int number,
    String name,
    int size,
    boolean branch,
    List<Integer> below,
    int ranges,
    int smallest,
    int largest) {

  /** More than anybody walks. */
  static final int MOST_BELOW = 1024;

  private static final Packing WORD = Packing.of("u16le");
  private static final int BRANCH = 0x04;
  private static final int LONGEST_NAME = 40;
  private static final int ROW = 6;

  /** The number of two bytes at a place. */
  static int word(String bytes, int at) {
    return (int) WORD.number(bytes.substring(at, at + 2)).orElseThrow();
  }

  /** Two bytes. */
  static String word(int number) {
    return WORD.text(number);
  }

  /** What an answer tells, from the type's number on; empty when it makes no sense. */
  static Optional<TreeType> of(String body) {
    int names = 3;
    if (body.length() < names) {
      return Optional.empty();
    }
    int at = names + body.charAt(2);
    int rows = at + 6;
    if (body.length() < rows || body.length() < rows + ROW * body.charAt(rows - 1)) {
      return Optional.empty();
    }
    int size = word(body, at);
    boolean branch = (body.charAt(at + 2) & BRANCH) != 0;
    int count = body.charAt(rows - 1);
    int differ = count == 0 ? 0 : 1;
    for (int i = 1; i < count; i++) {
      boolean same = limits(body, rows + ROW * i).equals(limits(body, rows));
      differ += same ? 0 : 1;
    }
    int low = count == 0 ? 0 : word(body, rows);
    int high = count == 0 ? 0 : word(body, rows + 2);
    boolean signed = ofSize(low, size) < ofSize(high, size);
    int mask = size == 1 ? 0xFF : 0xFFFF;
    return Optional.of(
        new TreeType(
            word(body, 0),
            plain(body.substring(names, at)),
            size,
            branch,
            branch ? below(body, rows, count) : List.of(),
            differ,
            signed ? ofSize(low, size) : low & mask,
            signed ? ofSize(high, size) : high & mask));
  }

  private static List<Integer> below(String body, int rows, int count) {
    Set<Integer> numbers = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      int last = word(body, rows + ROW * i + 2);
      for (int n = word(body, rows + ROW * i); n <= last && numbers.size() < MOST_BELOW; n++) {
        numbers.add(n);
      }
    }
    return List.copyOf(numbers);
  }

  private static String limits(String body, int at) {
    return body.substring(at, at + 4);
  }

  /** Two's complement by the parameter's size; what then falls is not meant so. */
  private static int ofSize(int limit, int size) {
    return size == 1 ? (byte) limit : (short) limit;
  }

  /** Names become part of a file: what is no plain character there becomes a blank. */
  static String plain(String name) {
    String ascii = name.replaceAll("[^\\x20-\\x7E]|[{}\"\\\\]", " ").replaceAll(" +", " ").strip();
    return ascii.substring(0, Math.min(LONGEST_NAME, ascii.length())).strip();
  }

  /** Is it below zero somewhere? */
  boolean signed() {
    return smallest < 0;
  }

  /** Why it can be no parameter, in words; empty when it can. */
  Optional<String> unfit() {
    if (size < 1 || size > 2) {
      return Optional.of(size + " bytes of data");
    }
    if (ranges > 1) {
      return Optional.of("a range that hangs on what it is shown in");
    }
    return ranges == 0 || smallest >= largest ? Optional.of("no range") : Optional.empty();
  }
}

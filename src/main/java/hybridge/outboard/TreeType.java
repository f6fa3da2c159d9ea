package hybridge.outboard;

import hybridge.wire.Packing;
import java.util.Optional;

/**
 * What a box with a tree of parameters tells of one type: the answer of class 04.
 *
 * @param number of the type, 0..65535
 * @param name printable ASCII, without blanks around it; may be empty
 * @param size bytes of its data
 * @param branch it has others below it; the range is that of their numbers
 * @param ranges how many ranges there are that differ; more than one: by what it is shown in
 * @param smallest of the first range, like {@code largest}
 */
record TreeType(
    int number, String name, int size, boolean branch, int ranges, int smallest, int largest) {

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
    boolean signed = !branch && ofSize(low, size) < ofSize(high, size);
    int mask = size == 1 && !branch ? 0xFF : 0xFFFF;
    return Optional.of(
        new TreeType(
            word(body, 0),
            plain(body.substring(names, at)),
            size,
            branch,
            differ,
            signed ? ofSize(low, size) : low & mask,
            signed ? ofSize(high, size) : high & mask));
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

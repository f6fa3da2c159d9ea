package hybridge.wire;

import java.util.Optional;

/** How eight-bit bytes travel in sysex, where the top bit of each byte is taken. */
public enum SevenBit {
  /** Seven bytes after one that holds their top bits, the first one's in bit 0. */
  SEVENS(true, false),
  /** The same, the first one's in bit 6. */
  SEVENS_HIGH_FIRST(true, true),
  /** Two bytes of four bits each, the lower ones first. */
  NIBBLES(false, false),
  /** The same, the upper ones first. */
  NIBBLES_HIGH_FIRST(false, true);

  private static final int GROUP = 7;

  private final boolean sevens;
  private final boolean highFirst;

  SevenBit(boolean sevens, boolean highFirst) {
    this.sevens = sevens;
    this.highFirst = highFirst;
  }

  /**
   * @param plain characters 0..255
   * @return characters 0..127
   */
  public String pack(String plain) {
    StringBuilder s = new StringBuilder();
    for (int at = 0; at < plain.length(); at += sevens ? GROUP : 1) {
      int end = Math.min(at + GROUP, plain.length());
      if (!sevens) {
        int b = plain.charAt(at);
        s.append((char) (highFirst ? b >> 4 : b & 15)).append((char) (highFirst ? b & 15 : b >> 4));
        continue;
      }
      int tops = 0;
      for (int i = at; i < end; i++) {
        tops |= plain.charAt(i) >> 7 << bit(i - at);
      }
      s.append((char) tops);
      for (int i = at; i < end; i++) {
        s.append((char) (plain.charAt(i) & 0x7F));
      }
    }
    return s.toString();
  }

  /** What was packed; empty when nothing packs to this. */
  public Optional<String> unpack(String packed) {
    StringBuilder s = new StringBuilder();
    for (int at = 0; at < packed.length(); at += sevens ? GROUP + 1 : 2) {
      int first = packed.charAt(at);
      if (at + 1 >= packed.length() || !sevens && (first | packed.charAt(at + 1)) > 15) {
        return Optional.empty();
      }
      if (!sevens) {
        int second = packed.charAt(at + 1);
        s.append((char) (highFirst ? first << 4 | second : second << 4 | first));
        continue;
      }
      int end = Math.min(at + GROUP + 1, packed.length());
      for (int i = at + 1; i < end; i++) {
        int top = first >> bit(i - at - 1) & 1;
        first &= ~(1 << bit(i - at - 1));
        s.append((char) (packed.charAt(i) | top << 7));
      }
      if (first != 0) {
        return Optional.empty();
      }
    }
    return Optional.of(s.toString());
  }

  private int bit(int place) {
    return highFirst ? GROUP - 1 - place : place;
  }
}

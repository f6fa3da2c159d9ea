package hybridge.profile;

import java.util.List;
import java.util.Locale;

/**
 * How an encoder says how far it was turned.
 *
 * @param up what it sends for 1, 2, 3 … ticks clockwise; for {@code table} and {@code twovalue}
 * @param down the same counter-clockwise
 * @param zeroIsOne a turn of no ticks is one tick (the MCU protocol, of some makers)
 */
public record Encoding(Kind kind, List<Integer> up, List<Integer> down, boolean zeroIsOne) {

  /** The encodings by name. */
  public enum Kind {
    /** No turn at all: a position. */
    ABSOLUTE,
    /** Two's complement: 01 is one up, 7F one down. */
    TWOS,
    /** Around 40: 41 is one up, 3F one down. */
    OFFSET64,
    /** Bit 6 says down: 01 is one up, 41 one down. */
    SIGN6,
    /** Bit 6 says up: 41 is one up, 01 one down. */
    SIGN6INV,
    /** One value for up, one for down. */
    TWOVALUE,
    /** One message for up, another for down, whatever their values. */
    DUAL,
    /** Data increment and decrement, controllers 96 and 97. */
    INCDEC,
    /** Lists of the device's own. */
    TABLE;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static final Encoding ABSOLUTE = new Encoding(Kind.ABSOLUTE, List.of(), List.of(), false);

  public Encoding {
    up = List.copyOf(up);
    down = List.copyOf(down);
  }

  /** Is it a position and no turn? */
  public boolean absolute() {
    return kind == Kind.ABSOLUTE;
  }

  /** Ticks of a value from 0 to 127; clockwise is positive, 0 is no movement. */
  public int ticks(int value) {
    return switch (kind) {
      case ABSOLUTE -> 0;
      case TWOS -> value == 64 ? 0 : value < 64 ? value : value - 128;
      case OFFSET64 -> value - 64;
      case SIGN6 -> signed(value, (value & 0x40) == 0);
      case SIGN6INV -> signed(value, (value & 0x40) != 0);
      case TWOVALUE -> up.contains(value) ? 1 : down.contains(value) ? -1 : 0;
      case TABLE -> up.contains(value) ? up.indexOf(value) + 1 : -(down.indexOf(value) + 1);
      case DUAL, INCDEC -> 1;
    };
  }

  private int signed(int value, boolean clockwise) {
    int ticks = value & 0x3F;
    if (ticks == 0 && zeroIsOne) {
      ticks = 1;
    }
    return clockwise ? ticks : -ticks;
  }

  /** What is sent for so many ticks: what {@link #ticks} turns back, as far as it can be said. */
  public int value(int ticks) {
    int n = Math.min(63, Math.abs(ticks));
    return switch (kind) {
      case ABSOLUTE, DUAL, INCDEC -> n;
      case TWOS -> ticks & 0x7F;
      case OFFSET64 -> 64 + Math.clamp(ticks, -63, 63);
      case SIGN6 -> ticks < 0 ? 0x40 | n : n;
      case SIGN6INV -> ticks > 0 ? 0x40 | n : n;
      case TWOVALUE -> (ticks > 0 ? up : down).getFirst();
      case TABLE -> {
        List<Integer> list = ticks > 0 ? up : down;
        yield list.get(Math.min(n, list.size()) - 1);
      }
    };
  }
}

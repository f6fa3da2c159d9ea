package hybridge.wire;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A sum that a frame carries of its bytes. Immutable. */
public sealed interface Checksum {

  /** How many bytes it takes in the frame. */
  int length();

  /** The sum of a stretch, most significant byte first unless the kind says otherwise. */
  byte[] of(byte[] bytes, int from, int to);

  /** No sum. */
  record None() implements Checksum {
    @Override
    public int length() {
      return 0;
    }

    @Override
    public byte[] of(byte[] bytes, int from, int to) {
      return new byte[0];
    }
  }

  /**
   * All bytes XORed.
   *
   * @param init is XORed in first
   * @param mask bits of the sum that stay
   */
  record Xor(int init, int mask) implements Checksum {
    /** Of the bytes alone. */
    public Xor() {
      this(0, 0xFF);
    }

    @Override
    public int length() {
      return 1;
    }

    @Override
    public byte[] of(byte[] bytes, int from, int to) {
      int sum = init;
      for (int i = from; i < to; i++) {
        sum ^= bytes[i];
      }
      return new byte[] {(byte) (sum & mask)};
    }
  }

  /**
   * All bytes added.
   *
   * @param negated the two's complement: bytes and sum add up to 0
   * @param init is added first
   * @param mask bits of the sum that stay: 7F for frames whose bytes have no top bit
   */
  record Sum(boolean negated, int init, int mask) implements Checksum {
    /**
     * Of the bytes alone.
     *
     * @param bits 8 or 7
     */
    public Sum(int bits, boolean negated) {
      this(negated, 0, (1 << bits) - 1);
    }

    @Override
    public int length() {
      return 1;
    }

    @Override
    public byte[] of(byte[] bytes, int from, int to) {
      int sum = init;
      for (int i = from; i < to; i++) {
        sum += bytes[i];
      }
      return new byte[] {(byte) ((negated ? -sum : sum) & mask)};
    }
  }

  /**
   * Another sum, written in hexadecimal digits, two for each byte.
   *
   * @param capitals A to F, or a to f
   */
  record Letters(Checksum sum, boolean capitals) implements Checksum {
    @Override
    public int length() {
      return 2 * sum.length();
    }

    @Override
    public byte[] of(byte[] bytes, int from, int to) {
      HexFormat digits = capitals ? HexFormat.of().withUpperCase() : HexFormat.of();
      return digits.formatHex(sum.of(bytes, from, to)).getBytes(StandardCharsets.US_ASCII);
    }
  }

  /**
   * CRC of 16 bits, in the parameters of the usual catalogue: CCITT-FALSE is 1021, FFFF, plain;
   * Modbus 8005, FFFF, reflected.
   *
   * @param reflected bytes and sum are taken least significant bit first
   * @param lowFirst the sum's low byte comes first in the frame
   */
  record Crc16(int poly, int init, boolean reflected, int xorOut, boolean lowFirst)
      implements Checksum {
    @Override
    public int length() {
      return 2;
    }

    @Override
    public byte[] of(byte[] bytes, int from, int to) {
      int crc = reflected ? reverse(init, 16) : init;
      int backwards = reverse(poly, 16);
      for (int i = from; i < to; i++) {
        crc ^= reflected ? bytes[i] & 0xFF : (bytes[i] & 0xFF) << 8;
        for (int bit = 0; bit < 8; bit++) {
          crc =
              reflected
                  ? (crc & 1) != 0 ? crc >>> 1 ^ backwards : crc >>> 1
                  : (crc & 0x8000) != 0 ? (crc << 1 ^ poly) & 0xFFFF : crc << 1;
        }
      }
      crc ^= xorOut;
      byte high = (byte) (crc >>> 8);
      byte low = (byte) crc;
      return lowFirst ? new byte[] {low, high} : new byte[] {high, low};
    }

    private static int reverse(int value, int bits) {
      return Integer.reverse(value) >>> (32 - bits);
    }
  }
}

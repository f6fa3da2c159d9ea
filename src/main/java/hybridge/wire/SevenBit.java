package hybridge.wire;

/**
 * Eight-bit bytes in sysex: seven of them after one byte that holds their top bits, the first
 * byte's in bit 0.
 */
public final class SevenBit {
  private SevenBit() {}

  public static byte[] pack(byte[] plain) {
    byte[] out = new byte[plain.length + (plain.length + 6) / 7];
    int n = 0;
    for (int at = 0; at < plain.length; at += 7) {
      int top = n++;
      for (int i = at; i < Math.min(at + 7, plain.length); i++) {
        out[top] |= (byte) ((plain[i] >> 7 & 1) << (i - at));
        out[n++] = (byte) (plain[i] & 0x7F);
      }
    }
    return out;
  }

  public static byte[] unpack(byte[] packed) {
    byte[] out = new byte[packed.length - (packed.length + 7) / 8];
    int n = 0;
    for (int at = 0; at < packed.length; at += 8) {
      for (int i = at + 1; i < Math.min(at + 8, packed.length); i++) {
        out[n++] = (byte) (packed[i] & 0x7F | (packed[at] >> (i - at - 1) & 1) << 7);
      }
    }
    return out;
  }
}

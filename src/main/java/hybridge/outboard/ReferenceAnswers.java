package hybridge.outboard;

import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.wire.Bytes;
import hybridge.wire.Checksum;
import hybridge.wire.Packing;
import java.util.List;
import java.util.Optional;

/**
 * What a simulated unit of the reference protocol tells of itself, beside what its profile
 * declares: operations 05 describe, 09 about, 0A counters, and 07 00, after which it says nothing
 * by itself.
 */
final class ReferenceAnswers {

  /** What a unit remembers of its life. */
  interface Life {
    int starts();

    long wrongFrames();

    long relayMoves();

    /** Nobody wants to hear of hands any more. */
    void unsubscribe();
  }

  static final Checksum SUM = new Checksum.Crc16(0x1021, 0xFFFF, false, 0, false);
  static final char DESCRIBE = 0x05;
  static final char ABOUT = 0x09;
  static final char REFUSED = 0x7F;

  private static final char COUNTERS = 0x0A;
  private static final String UNSUBSCRIBE = "\u0007\0";
  private static final int MAJOR = 1;
  private static final int MINOR = 0;
  private static final int SERIAL = 1;
  private static final int BY_POWER = 1;
  private static final Packing U16 = Packing.of("u16");
  private static final Packing U32 = Packing.of("u32");

  private final List<String> descriptions;
  private final Life life;

  ReferenceAnswers(UnitProfile profile, Protocol protocol, Life life) {
    this.descriptions =
        profile.knobs().stream()
            .map(k -> Described.of(k, protocol.codes().get(k.id())).bytes())
            .toList();
    this.life = life;
  }

  /** The answer to one of ours; empty: it is not about the unit itself. */
  Optional<String> to(String payload) {
    if (payload.equals(UNSUBSCRIBE)) {
      life.unsubscribe();
      return Optional.of("\u0007\0");
    }
    if (payload.length() == 2 && payload.charAt(0) == DESCRIBE) {
      int n = payload.charAt(1);
      return Optional.of(
          n < descriptions.size()
              ? DESCRIBE + "\0" + descriptions.get(n)
              : REFUSED + "no such parameter");
    }
    if (payload.equals(String.valueOf(ABOUT))) {
      return Optional.of(
          ABOUT
              + "\0"
              + (char) MAJOR
              + (char) MINOR
              + U32.text(SERIAL)
              + (char) descriptions.size()
              + sum(descriptions));
    }
    if (payload.equals(String.valueOf(COUNTERS))) {
      return Optional.of(
          COUNTERS
              + "\0"
              + (char) BY_POWER
              + U16.text(life.wrongFrames())
              + U16.text(life.starts())
              + U32.text(life.relayMoves()));
    }
    return Optional.empty();
  }

  /** The sum of all descriptions, in their order. */
  static String sum(List<String> descriptions) {
    byte[] all = Bytes.of(String.join("", descriptions));
    byte[] sum = SUM.of(all, 0, all.length);
    return Bytes.text(sum, 0, sum.length);
  }
}

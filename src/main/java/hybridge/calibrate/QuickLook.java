package hybridge.calibrate;

import hybridge.desk.Desk;
import hybridge.measure.Multitone;
import hybridge.studio.Studio;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks whether an insert is still where it is compensated for: soft tones for a moment, on one
 * channel after the other.
 */
final class QuickLook {
  /** Its tones' peak. */
  static final double LEVEL_DBFS = -30;

  /** Two looks agree when they are no further apart, in frames. */
  private static final double AGREE = 0.03;

  private static final int ATTEMPTS = 6;

  private final Session session;
  private final Desk desk;
  private final Studio.Insert insert;

  QuickLook(Session session, Desk desk, Studio.Insert insert) {
    this.session = session;
    this.desk = desk;
    this.insert = insert;
  }

  List<Calibrator.Standing> standings() {
    List<Calibrator.Standing> standings = new ArrayList<>();
    for (int c = 0; c < insert.channels(); c++) {
      session.job().phase("tones");
      standings.add(standing(c));
    }
    return standings;
  }

  /** One in which no block was lost, or two in a row that agree all the same. */
  private Calibrator.Standing standing(int channel) {
    Calibrator.Standing last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int index = desk.tree().require("/insert/" + insert.name() + "/" + (channel + 1) + "/delay");
      double delay = desk.value(index).number();
      int whole = (int) Math.round(delay);
      Multitone tones = new Multitone(session.rate(), LEVEL_DBFS);
      // The answer has come in after a period and as far as it may have moved.
      int from = whole + 2 * Multitone.PERIOD;
      int periods = 3 + (int) Math.ceil((Multitone.FARTHEST + 1.0) / Multitone.PERIOD);
      float[][] sounds = new float[insert.channels()][0];
      sounds[channel] = tones.samples(periods + whole / Multitone.PERIOD + 1);
      Take take = session.play(sounds, from + Multitone.PERIOD);
      session.await(take, from + Multitone.PERIOD);
      var offset = tones.compare(take.recording(channel), from);
      boolean lost = take.losses() > 0;
      if (offset.isEmpty()) {
        if (lost && attempt + 1 < ATTEMPTS) {
          continue;
        }
        throw away(channel);
      }
      double off = offset.get().offsetFrames() - (delay - whole);
      Calibrator.Standing now =
          new Calibrator.Standing(
              delay + off, off, offset.get().gainDb(), offset.get().inverted() ? -1 : 1);
      boolean agrees = last != null && Math.abs(last.delayFrames() - now.delayFrames()) < AGREE;
      if (!lost || agrees) {
        return now;
      }
      last = now;
    }
    throw new Refused(
        "insert "
            + insert.name()
            + ": blocks were lost in each of "
            + ATTEMPTS
            + " looks, and no two of them agreed; close other programs, or give the audio server"
            + " longer blocks");
  }

  private Refused away(int channel) {
    return new Refused(
        "insert "
            + insert.name()
            + ": send "
            + insert.sends().get(channel)
            + " does not come back on input "
            + insert.returns().get(channel)
            + " within "
            + Multitone.FARTHEST
            + " frames of where it is compensated for: calibrate it");
  }
}

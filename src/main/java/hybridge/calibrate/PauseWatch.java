package hybridge.calibrate;

import hybridge.measure.Coherence;
import hybridge.value.InsertState;

/**
 * What a return carries while nothing is sent. A tail dies away; noise and hum stand still, and
 * another programme rises again. Windows of 20 ms; state of one thread.
 */
final class PauseWatch {
  private static final double SILENT = ReturnWatch.db(-60);
  private static final double LEAST = ReturnWatch.db(-50);
  private static final double ABOVE_NOISE = ReturnWatch.db(12);

  /** Tails have so long to begin to die away. */
  private static final int PAUSE = 60;

  private static final int HALF = 25;
  private static final int EVERY = 15;
  private static final double STEADY = ReturnWatch.db(1.5);
  private static final double RISES = ReturnWatch.db(9);

  /** No tail is as loud as this for so long. */
  private static final int LONGEST_TAIL = 250;

  private static final double TAIL = ReturnWatch.db(-40);
  private static final int QUIET = 15;
  private static final double FLAT = 0.25;
  private static final double MAINS_HZ = 200;

  private final double[] levels = new double[2 * HALF];
  private int pause;
  private int quiet;
  private int found;
  private double first;
  private double level;
  private InsertState nature;

  void restart() {
    pause = 0;
    quiet = 0;
    found = 0;
    nature = null;
  }

  /**
   * A window.
   *
   * @param noise of the return, RMS; 0 when it is not known
   */
  void window(double sent, double heard, double noise) {
    if (sent > SILENT) {
      restart();
      return;
    }
    levels[pause % levels.length] = heard;
    pause++;
    if (pause > 5 && pause <= PAUSE) {
      first = pause == 6 ? heard : Math.max(first, heard);
    }
    quiet = heard < Math.max(LEAST, noise * ABOVE_NOISE) ? quiet + 1 : 0;
  }

  /** Is it time to look at the last half second? */
  boolean wantsLook() {
    return pause >= PAUSE && pause % EVERY == 0 && quiet == 0;
  }

  /**
   * @param spectrum of that half second
   */
  void look(Coherence spectrum) {
    double before = 0;
    double now = 0;
    for (int i = 0; i < HALF; i++) {
      now += square(levels[(pause - 1 - i) % levels.length]);
      before += square(levels[(pause - 1 - HALF - i) % levels.length]);
    }
    level = Math.sqrt(now / HALF);
    double change = Math.sqrt(now / Math.max(before, 1e-20));
    boolean steady = change < STEADY && change > 1 / STEADY;
    boolean foreign = level > RISES * first || pause > LONGEST_TAIL && level > TAIL && !steady;
    if (!steady && !foreign) {
      found = 0;
      return;
    }
    InsertState what =
        foreign
            ? InsertState.FOREIGN
            : spectrum.restBelow(MAINS_HZ) > 0.7
                ? InsertState.HUM
                : spectrum.restFlatness() > FLAT ? InsertState.NOISE : InsertState.FOREIGN;
    found = what == nature ? found + 1 : 1;
    nature = what;
  }

  private static double square(double x) {
    return x * x;
  }

  /** What it carries; null for nothing, or nothing certain. */
  InsertState fault() {
    return found >= 2 ? nature : null;
  }

  /** How loud, RMS. */
  double level() {
    return level;
  }

  boolean isQuiet() {
    return quiet >= QUIET;
  }
}

package hybridge.calibrate;

import hybridge.measure.Alignment;
import hybridge.rt.FloatRing;
import hybridge.value.InsertState;

/**
 * Compares what comes back on one channel of an insert with what was sent the loop's delay before.
 * It works in windows of 20 ms; thresholds stand beside each fault. State of one thread.
 */
final class ReturnWatch {
  private static final double WINDOW_SECONDS = 0.02;

  /** Programme is what is above this, RMS. */
  private static final double PROGRAMME = db(-50);

  /** A return below its noise and this is dead; where the noise is not known, below the second. */
  private static final double ABOVE_NOISE = db(6);

  private static final double SILENT = db(-70);

  /** So far must the programme stand above that, or nothing can be said. */
  private static final double CLEAR = db(12);

  private static final int DEAD_WINDOWS = 5;
  private static final int WELL_WINDOWS = 25;

  private static final float FULL_SCALE = 0.999f;
  private static final int CLIPPED_SAMPLES = 3;
  private static final int CLIPPED_WINDOWS = 2;

  /** Mean of the return, and how far above that of what was sent. */
  private static final double DC = 0.03;

  private static final double DC_RATIO = 4;
  private static final int MEAN_WINDOWS = 8;

  private static final double[] MAINS_HZ = {50, 60, 100, 120, 150, 180};
  private static final double HUM = db(-45);
  private static final double HUM_RATIO = db(12);

  /** Drift from this many frames on, looked at twice a second, twice in a row. */
  private static final double DRIFT_FRAMES = 1.5;

  private static final int DRIFT_WINDOWS = 25;
  private static final int DRIFT_LOOKS = 2;

  /** For so long after programme the last word holds. */
  private static final int PROVEN_WINDOWS = 100;

  private final FloatRing ring;
  private final int window;
  private final float[] send;
  private final float[] back;
  private final int mask;
  private final float[][] incoming;
  private final Mains mainsSent;
  private final Mains mainsBack;
  private final double[] meansSent = new double[MEAN_WINDOWS];
  private final double[] meansBack = new double[MEAN_WINDOWS];
  private Alignment alignment;

  private long written;
  private long windows;
  private long seen;
  private int dropped;
  private int deadFor;
  private int aliveFor = WELL_WINDOWS;
  private int clippedFor;
  private long lastClip = Long.MIN_VALUE / 2;
  private int dcFor;
  private int humFor;
  private int driftFor;
  private int onTimeFor;
  private long lastProgramme = Long.MIN_VALUE / 2;
  private InsertState state = InsertState.UNPROVEN;

  /**
   * @param longestFrames the longest delay there can be
   */
  ReturnWatch(FloatRing ring, double rate, int longestFrames) {
    this.ring = ring;
    this.window = (int) Math.round(WINDOW_SECONDS * rate);
    int frames = Integer.highestOneBit(longestFrames + Alignment.FRAMES + 4 * window) << 1;
    this.send = new float[frames];
    this.back = new float[frames];
    this.mask = frames - 1;
    this.incoming = new float[2][window];
    this.mainsSent = new Mains(rate, MAINS_HZ);
    this.mainsBack = new Mains(rate, MAINS_HZ);
  }

  private static double db(double db) {
    return Math.pow(10, db / 20);
  }

  /** What is known at present. */
  InsertState state() {
    return state;
  }

  /** Forgets everything: the loop is another one, or was being measured. */
  void restart() {
    seen = written;
    windows = 0;
    deadFor = 0;
    aliveFor = WELL_WINDOWS;
    clippedFor = 0;
    dcFor = 0;
    humFor = 0;
    driftFor = 0;
    lastClip = Long.MIN_VALUE / 2;
    lastProgramme = Long.MIN_VALUE / 2;
    state = InsertState.UNPROVEN;
  }

  /**
   * Takes in what has come since; true when there was something.
   *
   * @param delayFrames of the loop
   * @param known is that delay more than a guess? Else no drift can be told
   * @param gain of the loop, linear, without its sign
   * @param noise of the return, RMS; 0 when it is not known
   */
  boolean work(double delayFrames, boolean known, double gain, double noise) {
    boolean any = false;
    int n;
    while ((n = ring.read(incoming, window)) > 0) {
      any = true;
      for (int f = 0; f < n; f++) {
        send[(int) (written + f) & mask] = incoming[0][f];
        back[(int) (written + f) & mask] = incoming[1][f];
      }
      written += n;
      if (ring.dropped() != dropped) {
        dropped = ring.dropped();
        restart(); // a gap: before and after it do not belong together
      }
      while (written - seen >= window) {
        window(delayFrames, known, gain, noise);
        seen += window;
      }
    }
    return any;
  }

  private void window(double delayFrames, boolean known, double gain, double noise) {
    int delay = (int) Math.round(delayFrames);
    if (delay + 2 * window > mask || seen < delay) {
      return;
    }
    windows++;
    double sentPower = 0;
    double backPower = 0;
    double sentMean = 0;
    double backMean = 0;
    int full = 0;
    for (int f = 0; f < window; f++) {
      float s = send[(int) (seen + f - delay) & mask];
      float b = back[(int) (seen + f) & mask];
      sentPower += (double) s * s;
      backPower += (double) b * b;
      sentMean += s;
      backMean += b;
      full += Math.abs(b) >= FULL_SCALE ? 1 : 0;
      mainsSent.add(s);
      mainsBack.add(b);
    }
    double sent = Math.sqrt(sentPower / window);
    double heard = Math.sqrt(backPower / window);
    int slot = (int) (windows % MEAN_WINDOWS);
    meansSent[slot] = sentMean / window;
    meansBack[slot] = backMean / window;
    boolean programme = sent > PROGRAMME;
    if (programme) {
      lastProgramme = windows;
    }
    dead(programme, sent, heard, gain, noise);
    clipped(full);
    direct(gain);
    hum(gain);
    if (known && programme && windows % DRIFT_WINDOWS == 0) {
      drift(delayFrames);
    }
    decide();
  }

  private void dead(boolean programme, double sent, double heard, double gain, double noise) {
    double silent = noise > 0 ? noise * ABOVE_NOISE : SILENT;
    if (!programme || sent * gain < silent * CLEAR) {
      return; // nothing to compare: what was known holds
    }
    if (heard < silent) {
      deadFor++;
      aliveFor = 0;
    } else {
      deadFor = 0;
      aliveFor++;
    }
  }

  private void clipped(int full) {
    if (full >= CLIPPED_SAMPLES) {
      clippedFor++;
      if (clippedFor >= CLIPPED_WINDOWS) {
        lastClip = windows;
      }
    } else if (windows - lastClip > 2 * WELL_WINDOWS) {
      clippedFor = 0;
    }
  }

  private void direct(double gain) {
    if (windows < MEAN_WINDOWS) {
      return;
    }
    double s = 0;
    double b = 0;
    for (int i = 0; i < MEAN_WINDOWS; i++) {
      s += meansSent[i] / MEAN_WINDOWS;
      b += meansBack[i] / MEAN_WINDOWS;
    }
    boolean direct = Math.abs(b) > DC && Math.abs(b) > DC_RATIO * gain * Math.abs(s);
    dcFor = step(dcFor, direct);
  }

  private void hum(double gain) {
    if (windows < MEAN_WINDOWS) {
      return;
    }
    boolean hums = false;
    for (int i = 0; i < MAINS_HZ.length; i++) {
      double b = mainsBack.rms(i);
      hums |= b > HUM && b > HUM_RATIO * gain * mainsSent.rms(i);
    }
    humFor = step(humFor, hums);
  }

  /** Counts up while something is there, and only slowly down when it is gone. */
  private static int step(int counted, boolean there) {
    return there ? Math.min(counted + 1, WELL_WINDOWS) : Math.max(0, counted - 1);
  }

  private void drift(double delayFrames) {
    if (alignment == null) {
      alignment = new Alignment();
    }
    int delay = (int) Math.round(delayFrames);
    long from = seen + window - Alignment.FRAMES;
    if (from < delay) {
      return;
    }
    double off = alignment.offset(send, (int) (from - delay), back, (int) from, mask);
    if (Double.isNaN(off)) {
      return; // too little in it to tell
    }
    if (Math.abs(off - (delayFrames - delay)) >= DRIFT_FRAMES) {
      driftFor++;
      onTimeFor = 0;
    } else if (++onTimeFor >= DRIFT_LOOKS) {
      driftFor = 0;
    }
  }

  private void decide() {
    boolean wasDead = state == InsertState.DEAD;
    if (deadFor >= DEAD_WINDOWS || wasDead && aliveFor < WELL_WINDOWS) {
      state = InsertState.DEAD;
    } else if (windows - lastClip < 2 * WELL_WINDOWS) {
      state = InsertState.CLIPPING;
    } else if (dcFor > (state == InsertState.DC ? 0 : 1)) {
      state = InsertState.DC;
    } else if (humFor > (state == InsertState.HUM ? 0 : 1)) {
      state = InsertState.HUM;
    } else if (driftFor >= (state == InsertState.DRIFT ? 1 : DRIFT_LOOKS)) {
      state = InsertState.DRIFT;
    } else if (windows - lastProgramme < PROVEN_WINDOWS) {
      state = InsertState.OK;
    } else {
      state = InsertState.UNPROVEN;
    }
  }
}

package hybridge.calibrate;

/**
 * Decides whether a silent return is a dead one. A gate, an expander or a slow echo is silent, too,
 * but not at levels at which it has let the programme through so far: for each level of the
 * programme it is remembered how often something came back. Windows of 20 ms; state of one thread.
 */
final class GateMemory {
  private static final int BINS = 24;
  private static final double BIN_DB = 3;
  private static final int KNOWN = 10;

  /** A level at which less than this was silent always comes through. */
  private static final double SURE = 0.02;

  private static final int SURELY_DEAD = 5;

  /** Where a level comes through often, but not always, or nothing has come back yet. */
  private static final int LONG = 50;

  private static final int VERY_LONG = 100;

  /** What never came back must have been so loud, in dBFS. */
  private static final double LOUD_DB = -40;

  private final double[] alive = new double[BINS];
  private final double[] silent = new double[BINS];
  private final int[] run = new int[BINS];
  private boolean everAlive;
  private int surely;
  private int often;
  private int never;
  private int longest;
  private int aliveFor;
  private boolean doubtful;

  void restart() {
    java.util.Arrays.fill(alive, 0);
    java.util.Arrays.fill(silent, 0);
    everAlive = false;
    longest = 0;
    endRun();
    aliveFor = 0;
  }

  private void endRun() {
    java.util.Arrays.fill(run, 0);
    surely = 0;
    often = 0;
    never = 0;
  }

  private static int bin(double rms) {
    double db = 20 * Math.log10(Math.max(rms, 1e-9));
    return (int) Math.clamp(BINS + Math.floor(db / BIN_DB), 0, BINS - 1);
  }

  /**
   * Silence that begins now is not told before it is a long one: what came back before it was not
   * what was sent, and may pause, too.
   */
  void doubt(boolean itIs) {
    doubtful = itIs;
  }

  /** A window in which so much programme was due and something came back. */
  void alive(double sent) {
    if (surely < SURELY_DEAD) { // else it was a fault and not the box
      for (int b = 0; b < BINS; b++) {
        silent[b] += run[b];
      }
      longest = Math.max(longest, often + never);
    }
    alive[bin(sent)]++;
    everAlive = true;
    aliveFor++;
    endRun();
  }

  /** One in which nothing came back. */
  void silent(double sent) {
    int b = bin(sent);
    run[b]++;
    aliveFor = 0;
    if (!everAlive) {
      never += 20 * Math.log10(sent) > LOUD_DB ? 1 : 0;
      return;
    }
    double share = share(b);
    surely += share <= SURE ? 1 : 0;
    often += share < 0.7 ? 1 : 0;
  }

  /** How often the return was silent at this level, or at the nearest lower one that is known. */
  private double share(int bin) {
    for (int b = bin; b >= 0; b--) {
      if (alive[b] + silent[b] >= KNOWN) {
        return silent[b] / (alive[b] + silent[b]);
      }
    }
    return 1;
  }

  boolean isDead() {
    return surely >= SURELY_DEAD
        || Math.max(often, never) >= Math.max(LONG, 3 * longest + LONG / 2);
  }

  /** Whatever it was before, it is gone. */
  boolean isLongDead() {
    return Math.max(surely, never) >= VERY_LONG;
  }

  /** Windows in a row in which something came back. */
  int aliveFor() {
    return aliveFor;
  }
}

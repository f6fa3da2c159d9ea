package hybridge.calibrate;

/**
 * Decides whether a silent return is a dead one. A gate, a filter and an echo are silent, too, but
 * not where they have let the programme through so far: for each level and pitch of the programme
 * it is remembered how often something came back, and how long the box lets its first sound wait.
 * Windows of 20 ms; state of one thread.
 */
final class GateMemory {
  private static final int LEVELS = 24;
  private static final double LEVEL_DB = 3;

  /** Half octaves from 20 Hz. */
  private static final int PITCHES = 21;

  private static final int KNOWN = 25;

  /** What was silent less often than this always comes through. */
  private static final double SURE = 0.02;

  private static final int SURELY_DEAD = 5;

  /** Nothing has come back yet; a level comes through often, but not always. */
  private static final int LONG = 50;

  /** The level always comes through, but this pitch is new; or what came back was strange. */
  private static final int VERY_LONG = 100;

  /** What never came back must have been so loud, in dBFS. */
  private static final double LOUD_DB = -40;

  private final int[][] alive = new int[PITCHES + 1][LEVELS]; // the last row: all pitches
  private final int[][] silent = new int[PITCHES + 1][LEVELS];
  private final int[][] run = new int[PITCHES + 1][LEVELS];
  private boolean everAlive;
  private int surely;
  private int likely;
  private int often;
  private int never;
  private int longest;
  private int aliveFor;
  private int sinceOnset;
  private int firstSound;
  private boolean waiting;
  private boolean doubtful;

  void restart() {
    for (int p = 0; p <= PITCHES; p++) {
      java.util.Arrays.fill(alive[p], 0);
      java.util.Arrays.fill(silent[p], 0);
    }
    everAlive = false;
    longest = 0;
    firstSound = 0;
    sinceOnset = 0;
    waiting = true;
    endRun();
    aliveFor = 0;
  }

  private void endRun() {
    for (int[] row : run) {
      java.util.Arrays.fill(row, 0);
    }
    surely = 0;
    likely = 0;
    often = 0;
    never = 0;
  }

  private static int level(double rms) {
    double db = 20 * Math.log10(Math.max(rms, 1e-9));
    return (int) Math.clamp(LEVELS + Math.floor(db / LEVEL_DB), 0, LEVELS - 1);
  }

  private static int pitch(double hz) {
    return (int) Math.clamp(2 * Math.log(Math.max(hz, 1) / 20) / Math.log(2), 0, PITCHES - 1);
  }

  /**
   * Silence that begins now is not told before it is a long one: what came back before it was not
   * what was sent, and may pause, too.
   */
  void doubt(boolean itIs) {
    doubtful = itIs;
  }

  /** A window without programme, behind which it begins anew. */
  void pause() {
    sinceOnset = 0;
    waiting = true;
  }

  /**
   * A window in which so much programme was due and something came back.
   *
   * @param hz where about the programme was, from its zero crossings
   */
  void alive(double sent, double hz) {
    sinceOnset++;
    if (waiting) {
      firstSound = surely < SURELY_DEAD ? Math.max(firstSound, sinceOnset) : firstSound;
      waiting = false;
    }
    if (!isDead()) { // else it was a fault and not the box
      for (int p = 0; p <= PITCHES; p++) {
        for (int l = 0; l < LEVELS; l++) {
          silent[p][l] += run[p][l];
        }
      }
      longest = Math.max(longest, Math.max(often, never));
    }
    int l = level(sent);
    alive[pitch(hz)][l]++;
    alive[PITCHES][l]++;
    everAlive = true;
    aliveFor++;
    endRun();
  }

  /** One in which nothing came back. */
  void silent(double sent, double hz) {
    sinceOnset++;
    int l = level(sent);
    int p = pitch(hz);
    run[p][l]++;
    run[PITCHES][l]++;
    aliveFor = 0;
    if (!everAlive) {
      never += 20 * Math.log10(sent) > LOUD_DB ? 1 : 0;
      return;
    }
    if (waiting && sinceOnset <= 2 * firstSound + 2) {
      return; // a box that lets its first sound wait
    }
    double always = share(PITCHES, PITCHES, l);
    surely +=
        share(Math.max(0, p - 1), Math.min(PITCHES - 1, p + 1), l) <= SURE && always <= SURE
            ? 1
            : 0;
    likely += always <= SURE ? 1 : 0;
    often += always < 0.7 ? 1 : 0;
  }

  /** How often it was silent at this level, or at the nearest lower one that is known. */
  private double share(int from, int to, int level) {
    for (int l = level; l >= 0; l--) {
      int none = 0;
      int all = 0;
      for (int p = from; p <= to; p++) {
        none += silent[p][l];
        all += alive[p][l] + silent[p][l];
      }
      if (all >= KNOWN) {
        return none / (double) all;
      }
    }
    return 1;
  }

  boolean isDead() {
    return surely >= (doubtful ? VERY_LONG : SURELY_DEAD)
        || likely >= (doubtful ? VERY_LONG : LONG)
        || never >= Math.max(LONG, 3 * longest + LONG / 2)
        || often >= Math.max(2 * VERY_LONG, 3 * longest + LONG);
  }

  /** Whatever it was before, it is gone. */
  boolean isLongDead() {
    return Math.max(likely, never) >= VERY_LONG;
  }

  /** Windows in a row in which something came back. */
  int aliveFor() {
    return aliveFor;
  }
}

package hybridge.calibrate;

/**
 * Tells mains hum from what a box makes of low notes. Hum stands still; harmonics follow the
 * programme, and are never stronger than everything low that was sent. So a line of the mains
 * counts only where it stands far above all that was sent below 250 Hz within the last second, and
 * when it has kept its level for half a second. Windows of 20 ms; state of one thread.
 */
final class HumWatch {
  private static final double[] HZ = {50, 60, 100, 120, 150, 180};
  private static final double LEAST = ReturnWatch.db(-45);
  private static final double ABOVE_SENT = ReturnWatch.db(12);
  private static final double STEADY = ReturnWatch.db(2);
  private static final double GONE = ReturnWatch.db(-6);
  private static final int WINDOWS = 25;
  private static final int BEFORE = 8;
  private static final int SENT_WINDOWS = 50;

  private final Mains sent;
  private final Mains heard;
  private final double[] sentLow = new double[SENT_WINDOWS];
  private final double[][] lines = new double[HZ.length][BEFORE];
  private int at;
  private int hums;
  private int clean;
  private double named = 1;

  HumWatch(double rate) {
    sent = new Mains(rate, HZ);
    heard = new Mains(rate, HZ);
  }

  void add(double s, double h) {
    sent.add(s);
    heard.add(h);
  }

  void restart() {
    hums = 0;
    clean = 0;
    java.util.Arrays.fill(sentLow, 1); // nothing is known of what was sent before
  }

  /**
   * At the end of each window.
   *
   * @param gain of the box, linear, as it is or was at most
   */
  void window(double gain) {
    sentLow[at % SENT_WINDOWS] = sent.low();
    double low = 0;
    for (double l : sentLow) {
      low = Math.max(low, l);
    }
    double loudest = 0;
    boolean steady = false;
    for (int i = 0; i < HZ.length; i++) {
      double line = heard.rms(i);
      double before = lines[i][at % BEFORE];
      lines[i][at % BEFORE] = line;
      boolean there = line > LEAST && line > ABOVE_SENT * gain * low;
      loudest = Math.max(loudest, line);
      steady |= there && line < STEADY * before && before < STEADY * line;
    }
    at++;
    hums = steady ? Math.min(hums + 1, 2 * WINDOWS) : Math.max(0, hums - 5);
    if (hums() && steady) {
      named = loudest;
    }
    clean = loudest < named * GONE ? clean + 1 : 0;
  }

  boolean hums() {
    return hums >= WINDOWS;
  }

  boolean isClean() {
    return clean >= WINDOWS;
  }
}

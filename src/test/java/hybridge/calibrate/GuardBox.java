package hybridge.calibrate;

/** A box of {@link GuardTableTest}: one channel, sample by sample, with what it remembers. */
interface GuardBox {
  double RATE = GuardProgrammes.RATE;

  double process(double x);

  /** A biquad of R. Bristow-Johnson's Audio EQ Cookbook. */
  final class Biquad implements GuardBox {
    private final double b0;
    private final double b1;
    private final double b2;
    private final double a1;
    private final double a2;
    private double z1;
    private double z2;

    private Biquad(double b0, double b1, double b2, double a0, double a1, double a2) {
      this.b0 = b0 / a0;
      this.b1 = b1 / a0;
      this.b2 = b2 / a0;
      this.a1 = a1 / a0;
      this.a2 = a2 / a0;
    }

    static Biquad peak(double hz, double db, double q) {
      double w = 2 * Math.PI * hz / RATE;
      double a = Math.pow(10, db / 40);
      double alpha = Math.sin(w) / (2 * q);
      double c = -2 * Math.cos(w);
      return new Biquad(1 + alpha * a, c, 1 - alpha * a, 1 + alpha / a, c, 1 - alpha / a);
    }

    static Biquad lowPass(double hz, double q) {
      double w = 2 * Math.PI * hz / RATE;
      double alpha = Math.sin(w) / (2 * q);
      double c = Math.cos(w);
      return new Biquad((1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha);
    }

    static Biquad highPass(double hz, double q) {
      double w = 2 * Math.PI * hz / RATE;
      double alpha = Math.sin(w) / (2 * q);
      double c = Math.cos(w);
      return new Biquad((1 + c) / 2, -1 - c, (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha);
    }

    static Biquad allPass(double hz, double q) {
      double w = 2 * Math.PI * hz / RATE;
      double alpha = Math.sin(w) / (2 * q);
      double c = Math.cos(w);
      return new Biquad(1 - alpha, -2 * c, 1 + alpha, 1 + alpha, -2 * c, 1 - alpha);
    }

    @Override
    public double process(double x) {
      double y = b0 * x + z1;
      z1 = b1 * x - a1 * y + z2;
      z2 = b2 * x - a2 * y;
      return y;
    }
  }

  /** A delay line that is read anywhere, with linear interpolation. */
  final class Line {
    private final double[] past = new double[1 << 16];
    private int at;

    void write(double x) {
      at = (at + 1) & (past.length - 1);
      past[at] = x;
    }

    double read(double frames) {
      int whole = (int) Math.floor(frames);
      double f = frames - whole;
      return (1 - f) * past[(at - whole) & (past.length - 1)]
          + f * past[(at - whole - 1) & (past.length - 1)];
    }
  }

  /** Several in a row. */
  static GuardBox chain(GuardBox... boxes) {
    return x -> {
      double y = x;
      for (GuardBox box : boxes) {
        y = box.process(y);
      }
      return y;
    };
  }

  /** A feed-forward compressor; a limiter with a large ratio. */
  static GuardBox compressor(
      double thresholdDb, double ratio, double attackMs, double releaseMs, double makeUpDb) {
    double[] envelope = {0};
    double attack = 1 - Math.exp(-1 / (attackMs / 1000 * RATE));
    double release = 1 - Math.exp(-1 / (releaseMs / 1000 * RATE));
    return x -> {
      double level = Math.abs(x);
      envelope[0] += (level > envelope[0] ? attack : release) * (level - envelope[0]);
      double over = Math.max(0, 20 * Math.log10(envelope[0] + 1e-9) - thresholdDb);
      return x * Math.pow(10, (makeUpDb - over * (1 - 1 / ratio)) / 20);
    };
  }

  /** Closes below a threshold, with some hysteresis. */
  static GuardBox gate(double thresholdDb, double holdMs, double releaseMs) {
    double open = Math.pow(10, thresholdDb / 20);
    double[] s = {0, 0, 0}; // envelope, hold, gain
    double release = Math.exp(-1 / (releaseMs / 1000 * RATE));
    return x -> {
      s[0] = Math.max(Math.abs(x), s[0] * 0.9995);
      if (s[0] > (s[2] > 0.5 ? open / 2 : open)) {
        s[1] = holdMs / 1000 * RATE;
      }
      s[1]--;
      s[2] = s[1] > 0 ? s[2] + 0.02 * (1 - s[2]) : s[2] * release;
      return x * s[2];
    };
  }

  /** Schroeder's reverberator: four combs, two all-passes; no dry sound. */
  static GuardBox reverb(double preMs, double seconds) {
    int[] combs = {1557, 1617, 1491, 1422};
    int[] passes = {225, 556};
    Line pre = new Line();
    Line[] lines = {new Line(), new Line(), new Line(), new Line()};
    Line[] all = {new Line(), new Line()};
    return x -> {
      pre.write(x);
      double in = pre.read(preMs / 1000 * RATE);
      double y = 0;
      for (int c = 0; c < 4; c++) {
        double back = lines[c].read(combs[c] - 1);
        lines[c].write(in + back * Math.pow(10, -3.0 * combs[c] / RATE / seconds));
        y += back * 0.25;
      }
      for (int p = 0; p < 2; p++) {
        double back = all[p].read(passes[p] - 1);
        double v = y + 0.5 * back;
        all[p].write(v);
        y = back - 0.5 * v;
      }
      return y;
    };
  }

  static GuardBox echo(double ms, double feedback, double dry) {
    Line line = new Line();
    return x -> {
      double back = line.read(ms / 1000 * RATE);
      line.write(x + feedback * back);
      return dry * x + back;
    };
  }

  /** A delay that wobbles. */
  static GuardBox wobble(double frames, double depth, double hz, double dry, double wet) {
    Line line = new Line();
    long[] n = {0};
    return x -> {
      line.write(x);
      double at = frames + depth * Math.sin(2 * Math.PI * hz * n[0]++ / RATE);
      return dry * x + wet * line.read(at);
    };
  }
}

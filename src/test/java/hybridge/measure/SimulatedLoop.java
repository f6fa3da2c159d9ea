package hybridge.measure;

import java.util.Random;

/** What loops make of a sweep, in arrays: each box changes what comes back. */
public final class SimulatedLoop {
  public static final double RATE = 48_000;

  private double[] y;

  private SimulatedLoop(double[] y) {
    this.y = y;
  }

  /** A loop that is late by a whole number of frames and does nothing else. */
  public static SimulatedLoop of(Sweep sweep, int delay) {
    double[] y = new double[delay + sweep.frames() + 24_000];
    for (int i = 0; i < sweep.frames(); i++) {
      y[delay + i] = sweep.samples()[i];
    }
    return new SimulatedLoop(y);
  }

  public LoopFigures measured(Sweep sweep) {
    float[] x = new float[y.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) y[i];
    }
    return new LoopMeter(sweep).measure(x, x.length).orElseThrow();
  }

  public SimulatedLoop gain(double db) {
    for (int i = 0; i < y.length; i++) {
      y[i] *= Math.pow(10, db / 20);
    }
    return this;
  }

  public SimulatedLoop noise(double rmsDbfs, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < y.length; i++) {
      y[i] += Math.pow(10, rmsDbfs / 20) * random.nextGaussian();
    }
    return this;
  }

  public SimulatedLoop tanh(double drive) {
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.tanh(drive * y[i]) / drive;
    }
    return this;
  }

  /** An analog filter: H(f) by its poles, each s = (re, im) in Hz, re above zero. */
  public SimulatedLoop analogPoles(double[]... poles) {
    return filtered(
        (hz, h) -> {
          for (double[] p : poles) {
            // 1 / (1 + jf/s), s = p0 + j p1
            double size = p[0] * p[0] + p[1] * p[1];
            double re = 1 + hz * p[1] / size;
            double im = hz * p[0] / size;
            double d = re * re + im * im;
            multiply(h, re / d, -im / d);
          }
        });
  }

  /** A linear-phase low-pass as converters have it: flat to one frequency, gone at the other. */
  public SimulatedLoop linearPhase(double flatHz, double goneHz) {
    return filtered(
        (hz, h) -> {
          double x = Math.clamp((goneHz - hz) / (goneHz - flatHz), 0.0, 1.0);
          multiply(h, 0.5 - 0.5 * Math.cos(Math.PI * x), 0);
        });
  }

  /** y += k (x − y), so many times in a row. */
  public SimulatedLoop onePole(double hz, int times) {
    double k = 1 - Math.exp(-2 * Math.PI * hz / RATE);
    for (int t = 0; t < times; t++) {
      double low = 0;
      for (int i = 0; i < y.length; i++) {
        low += k * (y[i] - low);
        y[i] = low;
      }
    }
    return this;
  }

  /** A bell by the audio cookbook (Bristow-Johnson). */
  public SimulatedLoop bell(double hz, double q, double db) {
    double a = Math.pow(10, db / 40);
    double w = 2 * Math.PI * hz / RATE;
    double alpha = Math.sin(w) / (2 * q);
    double a0 = 1 + alpha / a;
    double b0 = (1 + alpha * a) / a0;
    double b1 = -2 * Math.cos(w) / a0;
    double b2 = (1 - alpha * a) / a0;
    double a2 = (1 - alpha / a) / a0;
    double x1 = 0;
    double x2 = 0;
    double y1 = 0;
    double y2 = 0;
    for (int i = 0; i < y.length; i++) {
      double x = y[i];
      double v = b0 * x + b1 * x1 + b2 * x2 - b1 * y1 - a2 * y2;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = v;
      y[i] = v;
    }
    return this;
  }

  /** Feed-forward, RMS of 5 ms, hard knee. */
  public SimulatedLoop compressor(double thresholdDb, double ratio) {
    double k = 1 - Math.exp(-1 / (0.005 * RATE));
    double power = 0;
    for (int i = 0; i < y.length; i++) {
      power += k * (y[i] * y[i] - power);
      double over = Math.max(0, 10 * Math.log10(2 * power + 1e-12) - thresholdDb);
      y[i] *= Math.pow(10, -over * (1 - 1 / ratio) / 20);
    }
    return this;
  }

  /** A tail of noise that decays by 60 dB in so many seconds, beside the dry sound. */
  public SimulatedLoop reverb(double wetDb, double dry, double seconds) {
    int length = (int) (seconds * RATE);
    Random random = new Random(4);
    float[] tail = new float[length];
    double energy = 0;
    for (int i = 1; i < length; i++) {
      tail[i] = (float) (random.nextGaussian() * Math.pow(10, -3.0 * i / length));
      energy += tail[i] * tail[i];
    }
    for (int i = 1; i < length; i++) {
      tail[i] *= (float) (Math.pow(10, wetDb / 20) / Math.sqrt(energy));
    }
    tail[0] = (float) dry;
    Transform t = Transform.forFrames(y.length + length);
    float[] h = t.spectrum(tail);
    return filtered(t, (i, c) -> multiply(c, h[i], h[i + 1]));
  }

  private interface Response {
    void at(double hz, double[] h);
  }

  private interface Bin {
    void at(int i, double[] c);
  }

  private static void multiply(double[] h, double re, double im) {
    double r = h[0] * re - h[1] * im;
    h[1] = h[1] * re + h[0] * im;
    h[0] = r;
  }

  private SimulatedLoop filtered(Response response) {
    Transform t = Transform.forFrames(2 * y.length);
    return filtered(t, (i, c) -> response.at(i / 2 * RATE / t.size(), c));
  }

  private SimulatedLoop filtered(Transform t, Bin bin) {
    float[] x = new float[y.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) y[i];
    }
    float[] s = t.spectrum(x);
    double[] c = new double[2];
    for (int i = 2; i < s.length; i += 2) {
      c[0] = s[i];
      c[1] = s[i + 1];
      bin.at(i, c);
      s[i] = (float) c[0];
      s[i + 1] = (float) c[1];
    }
    float[] out = t.signal(s);
    double[] next = new double[y.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = out[i];
    }
    y = next;
    return this;
  }
}

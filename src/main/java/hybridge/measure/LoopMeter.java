package hybridge.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds delay, polarity, gain and response of a loop from a sweep and what came back of it.
 *
 * <p>Where: the peak of the matched filter (the best that can be done against white noise). What:
 * the recording deconvolved by the sweep, cut out around that peak, so that noise and harmonics
 * elsewhere do not count. How far between two frames: the phase of the answer from 200 Hz to 20 kHz
 * fitted with −2πfτ − φ(f) + c/f by least squares, each bin weighted with its power: τ is the
 * transport, φ the phase of a {@link RollOff} found from the magnitude, c/f a rumble filter. How
 * dry and wet null best: the τ and g for which ∫ W(f) |1 − g e^{jωτ} H(f)|² df is least, W pink
 * from 100 Hz to 18 kHz.
 */
public final class LoopMeter {
  private static final double FIT_FROM_HZ = 200;
  private static final double FIT_TO_HZ = 20_000;
  private static final double NULL_FROM_HZ = 100;
  private static final double NULL_TO_HZ = 18_000;

  /** So far must the peak stand out of the rest, which of noise alone is about 5. */
  private static final double HEARD = 9;

  private static final int BEFORE = 512;
  private static final int BEHIND = 6144;
  private static final int NOISY_BEHIND = 1024;
  private static final int ANSWER = 8192;

  /** So many bins at the lower end of the sweep say how it goes on below: one alone is noisy. */
  private static final int EDGE_BINS = 48;

  private static final double GOOD_SNR_DB = 55;

  private static final double THIRD = Math.pow(2, 1 / 3.0);

  /** Third-octaves within this are of one level. */
  private static final double SAME_LEVEL_DB = 0.3;

  /** A level with more than this part of the most third-octaves may be the one. */
  private static final double MANY = 0.5;

  private final Sweep sweep;
  private Transform transform;
  private float[] played;
  private final double energy;
  private final Transform answerTransform = new Transform(ANSWER);

  /** For one thread at a time. */
  public LoopMeter(Sweep sweep) {
    this.sweep = sweep;
    double sum = 0;
    for (float x : sweep.samples()) {
      sum += (double) x * x;
    }
    this.energy = sum;
  }

  /**
   * Where in a recording the sweep lies, and how clearly.
   *
   * @param level of what came back against what was played, linear, roughly
   */
  public record Heard(int frame, boolean inverted, double standsOut, double level) {}

  /**
   * Looks for the sweep in a recording that begins with the frame at which it was played.
   *
   * @return empty when nothing stands out
   */
  public Optional<Heard> find(float[] recording, int frames) {
    fit(frames);
    float[] y = transform.spectrum(recording, 0, frames);
    float[] c = transform.signal(matched(y));
    int best = 0;
    double power = 0;
    for (int i = 0; i < frames; i++) {
      power += (double) c[i] * c[i];
      best = Math.abs(c[i]) > Math.abs(c[best]) ? i : best;
    }
    // The peak itself and its neighbours are no noise.
    double near = 0;
    for (int i = Math.max(0, best - BEFORE); i < Math.min(frames, best + BEFORE); i++) {
      near += (double) c[i] * c[i];
    }
    double rest = Math.sqrt((power - near) / Math.max(1, frames - 2 * BEFORE)) + 1e-30;
    double standsOut = Math.abs(c[best]) / rest;
    return standsOut < HEARD || Math.abs(c[best]) < 1e-12
        ? Optional.empty()
        : Optional.of(new Heard(best, c[best] < 0, standsOut, Math.abs(c[best]) / energy));
  }

  /** A transform as long as this recording needs. */
  private void fit(int frames) {
    if (transform == null || transform.size() < frames + sweep.frames()) {
      transform = Transform.forFrames(frames + sweep.frames());
      played = transform.spectrum(sweep.samples());
    }
  }

  private float[] matched(float[] y) {
    float[] c = new float[y.length];
    c[0] = 0;
    c[1] = 0;
    for (int i = 2; i < y.length; i += 2) {
      c[i] = y[i] * played[i] + y[i + 1] * played[i + 1];
      c[i + 1] = y[i + 1] * played[i] - y[i] * played[i + 1];
    }
    return c;
  }

  /**
   * The figures of a loop.
   *
   * @param recording from the frame on at which the sweep was played
   * @return empty when the sweep is not in it
   */
  public Optional<LoopFigures> measure(float[] recording, int frames) {
    return find(recording, frames).map(heard -> figures(recording, frames, heard));
  }

  private LoopFigures figures(float[] recording, int frames, Heard heard) {
    float[] y = transform.spectrum(recording, 0, frames);
    float[] h = transform.signal(deconvolved(y, heard.frame()));
    int peak = peakNear(h, heard.frame());
    double noise = noisePower(h, peak, frames);
    double signal = 0;
    for (int i = -64; i < 64; i++) {
      double v = at(h, peak + i);
      signal += v * v;
    }
    double snrDb = 10 * Math.log10(signal / (noise * 128 + 1e-30));
    int sign = at(h, peak) < 0 ? -1 : 1;
    Answer fit = answer(h, peak, sign, snrDb < GOOD_SNR_DB ? NOISY_BEHIND : BEHIND);
    Answer whole = answer(h, peak, sign, BEHIND);
    double transport = transport(fit);
    double best = bestNull(fit, transport);
    double nullDb = -20 * Math.log10(nullGain(fit, best));
    double passDb = passLevelDb(fit, best, nullDb);
    Answer rest = noise(h, peak, frames, whole.frames());
    return new LoopFigures(
        peak + transport,
        best - transport,
        passDb,
        nullDb,
        sign < 0,
        snrDb,
        distortionDb(h, peak, signal),
        bands(whole, rest, best, Math.pow(10, -passDb / 20)));
  }

  /**
   * Y / X where the sweep has power; above it fades, below it goes on as it is, because an edge
   * down there would ring for longer than the whole answer.
   */
  private float[] deconvolved(float[] y, int frame) {
    double hzPerBin = sweep.rate() / transform.size();
    float[] h = new float[y.length];
    int lowest = 2 * (int) Math.ceil(1.4 * sweep.fromHz() / hzPerBin);
    for (int i = lowest; i < y.length; i += 2) {
      double high = edge((sweep.toHz() - i / 2 * hzPerBin) / (sweep.toHz() * 0.08));
      double a = played[i];
      double b = played[i + 1];
      double power = a * a + b * b;
      double w = power > 0 ? high / power : 0;
      h[i] = (float) (w * (y[i] * a + y[i + 1] * b));
      h[i + 1] = (float) (w * (y[i + 1] * a - y[i] * b));
    }
    double turn = 2 * Math.PI * frame / transform.size();
    double re = 0;
    double im = 0;
    for (int i = lowest; i < lowest + 2 * EDGE_BINS; i += 2) {
      double c = Math.cos(turn * (i / 2)) / EDGE_BINS;
      double s = Math.sin(turn * (i / 2)) / EDGE_BINS;
      re += h[i] * c - h[i + 1] * s;
      im += h[i + 1] * c + h[i] * s;
    }
    for (int i = 2; i < lowest; i += 2) {
      double c = Math.cos(turn * (i / 2));
      double s = -Math.sin(turn * (i / 2));
      double part = im * i / lowest;
      h[i] = (float) (re * c - part * s);
      h[i + 1] = (float) (re * s + part * c);
    }
    h[0] = (float) re;
    return h;
  }

  private static double edge(double x) {
    return x <= 0 ? 0 : x >= 1 ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * x);
  }

  private double at(float[] h, int i) {
    return h[i & (h.length - 1)];
  }

  private int peakNear(float[] h, int frame) {
    int best = frame;
    for (int i = frame - 32; i <= frame + 32; i++) {
      best = Math.abs(at(h, i)) > Math.abs(at(h, best)) ? i : best;
    }
    return best;
  }

  /**
   * The power of a sample of the answer where no answer is: behind it, as far as the recording has
   * the whole sweep; beyond that the noise of an end that is missing would be missing as well.
   */
  private double noisePower(float[] h, int peak, int frames) {
    int end = Math.max(frames - sweep.frames(), peak + NOISY_BEHIND);
    int from = Math.max(peak + NOISY_BEHIND / 2, Math.min(peak + BEHIND, end - NOISY_BEHIND));
    double sum = 0;
    for (int i = from; i < end; i++) {
      double v = at(h, i);
      sum += v * v;
    }
    return sum / Math.max(1, end - from);
  }

  private Answer answer(float[] h, int peak, int sign, int longest) {
    // What a falling sweep leaves of harmonics lies behind the answer.
    int clean =
        sweep.falling() && !sweep.linear() ? (int) sweep.harmonicFrames(2) - BEFORE : longest;
    int behind = Math.min(longest, clean);
    float[] cut = new float[ANSWER];
    for (int i = -BEFORE; i < behind; i++) {
      double w = i < 0 ? edge((i + BEFORE) / (BEFORE / 2.0)) : edge((behind - i) / (behind / 2.0));
      cut[i & (ANSWER - 1)] = (float) (sign * w * at(h, peak + i));
    }
    return spectrum(cut, BEFORE + behind);
  }

  /**
   * A stretch behind the answer, as far as the recording has the whole sweep; with the power that
   * as long a stretch as the answer's would have.
   */
  private Answer noise(float[] h, int peak, int frames, int asLongAs) {
    int behind =
        sweep.falling() && !sweep.linear() ? (int) sweep.harmonicFrames(2) - BEFORE : BEHIND;
    int from = peak + Math.min(BEHIND, behind);
    int length = Math.clamp(frames - sweep.frames() - from, NOISY_BEHIND, ANSWER);
    float[] cut = new float[ANSWER];
    double energy = 0;
    for (int i = 0; i < length; i++) {
      double w = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / length);
      cut[i] = (float) (w * at(h, from + i));
      energy += w * w;
    }
    // What the answer's own window lets through: edges of half its length behind, a quarter before.
    double wanted = asLongAs * 0.75;
    float scale = (float) Math.sqrt(wanted / energy);
    for (int i = 0; i < length; i++) {
      cut[i] *= scale;
    }
    return spectrum(cut, asLongAs);
  }

  private Answer spectrum(float[] cut, int frames) {
    float[] s = answerTransform.spectrum(cut);
    double[] re = new double[ANSWER / 2];
    double[] im = new double[ANSWER / 2];
    for (int b = 1; b < re.length; b++) {
      re[b] = s[2 * b];
      im[b] = s[2 * b + 1];
    }
    return new Answer(re, im, sweep.rate() / ANSWER, sweep.rate(), frames);
  }

  /** Weighted least squares of the phase; see the class comment. */
  private double transport(Answer a) {
    int from = a.bin(Math.max(FIT_FROM_HZ, 2 * sweep.fromHz()));
    int to = a.bin(Math.min(FIT_TO_HZ, 0.42 * sweep.rate()));
    RollOff rollOff = RollOff.of(a, sweep, from, to);
    double last = 0;
    double[][] m = new double[2][2];
    double[] v = new double[2];
    for (int b = from; b <= to; b++) {
      double hz = b * a.hzPerBin();
      double phase = Math.atan2(a.im()[b], a.re()[b]);
      phase -= 2 * Math.PI * Math.rint((phase - last) / (2 * Math.PI));
      last = phase;
      phase += rollOff.lag(hz);
      double weight = a.power(b) * sweep.powerAt(hz);
      double x = -2 * Math.PI * hz / sweep.rate();
      double z = FIT_FROM_HZ / hz;
      m[0][0] += weight * x * x;
      m[0][1] += weight * x * z;
      m[1][1] += weight * z * z;
      v[0] += weight * x * phase;
      v[1] += weight * z * phase;
    }
    double det = m[0][0] * m[1][1] - m[0][1] * m[0][1];
    return (v[0] * m[1][1] - v[1] * m[0][1]) / det;
  }

  /** J(τ) = (Σ W Re(e^{jωτ} H))², largest near the transport. */
  private double bestNull(Answer a, double near) {
    double from = near - 2;
    double step = 0.25;
    double best = from;
    double most = -1;
    for (double t = from; t <= near + 4; t += step) {
      double j = agreement(a, t);
      if (j > most) {
        most = j;
        best = t;
      }
    }
    // Golden section: J is smooth and has one top between the neighbours.
    double low = best - step;
    double high = best + step;
    double ratio = (Math.sqrt(5) - 1) / 2;
    double c = high - ratio * (high - low);
    double d = low + ratio * (high - low);
    double jc = agreement(a, c);
    double jd = agreement(a, d);
    while (high - low > 1e-8) {
      if (jc > jd) {
        high = d;
        d = c;
        jd = jc;
        c = high - ratio * (high - low);
        jc = agreement(a, c);
      } else {
        low = c;
        c = d;
        jc = jd;
        d = low + ratio * (high - low);
        jd = agreement(a, d);
      }
    }
    return (low + high) / 2;
  }

  private double agreement(Answer a, double delay) {
    double sum = 0;
    int to = a.bin(Math.min(NULL_TO_HZ, 0.4 * sweep.rate()));
    for (int b = a.bin(NULL_FROM_HZ); b <= to; b++) {
      sum += a.realAt(b, delay) / b;
    }
    return sum;
  }

  private double nullGain(Answer a, double delay) {
    double power = 0;
    int to = a.bin(Math.min(NULL_TO_HZ, 0.4 * sweep.rate()));
    for (int b = a.bin(NULL_FROM_HZ); b <= to; b++) {
      power += a.power(b) / b;
    }
    return agreement(a, delay) / power;
  }

  /**
   * The level at which the loop passes, dB: where the levels of its third-octaves lie closest
   * together. A roll-off or a bell takes some of them away and leaves the others where they are.
   *
   * @param nullDb the gain at which it nulls best: of two levels with many third-octaves each, the
   *     one nearer to it
   */
  private double passLevelDb(Answer a, double delay, double nullDb) {
    double[] levels = thirdOctavesDb(a, delay);
    double[] company = new double[levels.length];
    double most = 0;
    for (int i = 0; i < levels.length; i++) {
      for (double other : levels) {
        company[i] += Math.max(0, 1 - Math.abs(levels[i] - other) / SAME_LEVEL_DB);
      }
      most = Math.max(most, company[i]);
    }
    double near = 0;
    for (int i = 0; i < levels.length; i++) {
      boolean nearer = Math.abs(levels[i] - nullDb) < Math.abs(near - nullDb);
      near = company[i] > MANY * most && (near == 0 || nearer) ? levels[i] : near;
    }
    double best = near;
    double of = 0;
    for (int i = 0; i < levels.length; i++) {
      if (Math.abs(levels[i] - near) < SAME_LEVEL_DB && company[i] > of) {
        of = company[i];
        best = levels[i];
      }
    }
    return best;
  }

  private double[] thirdOctavesDb(Answer a, double delay) {
    double top = Math.min(NULL_TO_HZ, 0.4 * sweep.rate());
    int count = (int) (Math.log(top / NULL_FROM_HZ) / Math.log(THIRD));
    double[] levels = new double[count];
    for (int i = 0; i < count; i++) {
      double hz = NULL_FROM_HZ * Math.pow(THIRD, i);
      double re = 0;
      double im = 0;
      int from = a.bin(hz);
      int to = a.bin(hz * THIRD);
      for (int b = from; b < to; b++) {
        re += a.realAt(b, delay) / (to - from);
        im += a.imaginaryAt(b, delay) / (to - from);
      }
      levels[i] = 20 * Math.log10(Math.hypot(re, im) + 1e-30);
    }
    return levels;
  }

  private double distortionDb(float[] h, int peak, double signal) {
    if (sweep.falling() || sweep.linear()) {
      return Double.NaN;
    }
    double most = 0;
    for (int n = 2; n <= 3; n++) {
      double energy = 0;
      int centre = peak - (int) Math.round(sweep.harmonicFrames(n));
      for (int i = -BEFORE / 2; i < BEFORE / 2; i++) {
        double v = at(h, centre + i);
        energy += v * v;
      }
      most = Math.max(most, energy);
    }
    return 10 * Math.log10(most / signal + 1e-30);
  }

  /**
   * @param noise what a stretch without an answer looks like, as much of it as of the answer
   */
  private List<LoopFigures.Band> bands(Answer a, Answer noise, double delay, double gain) {
    List<LoopFigures.Band> bands = new ArrayList<>();
    double top = Math.min(20_000, 0.45 * sweep.rate());
    for (double hz = 31.25; hz < top; hz *= 2) {
      int from = a.bin(hz / Math.sqrt(2));
      int to = a.bin(Math.min(hz * Math.sqrt(2), NULL_TO_HZ));
      double power = 0;
      double rest = 0;
      double silent = 0;
      for (int b = from; b <= to; b++) {
        double re = 1 - gain * a.realAt(b, delay);
        double im = gain * a.imaginaryAt(b, delay);
        power += a.power(b);
        rest += re * re + im * im;
        silent += gain * gain * noise.power(b);
      }
      int n = to - from + 1;
      bands.add(
          new LoopFigures.Band(
              hz,
              10 * Math.log10(power / n),
              10 * Math.log10(rest / n + 1e-30),
              10 * Math.log10(silent / n + 1e-30)));
    }
    return bands;
  }
}

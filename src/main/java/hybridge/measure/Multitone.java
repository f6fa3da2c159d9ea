package hybridge.measure;

import java.util.Optional;
import java.util.Random;

/**
 * Two dozen tones at once, each a whole number of waves in a period, for a quick look whether a
 * loop is still as it was measured: the phases of one period of the answer say by how much it has
 * moved. It is quick because one period behind the loop's delay is enough, and it cannot say where
 * a loop begins: what it finds is an offset of at most {@link #FARTHEST} frames.
 */
public final class Multitone {
  /** Frames of a period. */
  public static final int PERIOD = 8192;

  /** Offsets beyond this are told as something else. */
  public static final int FARTHEST = 40;

  private static final int TONES = 24;
  private static final double LOWEST_HZ = 200;
  private static final double HIGHEST_HZ = 15_000;

  /** How well one line must fit the phases: the part of the power that it explains. */
  private static final double FITS = 0.9;

  private final int[] bins = new int[TONES];
  private final float[] period = new float[PERIOD];
  private final Transform transform = new Transform(PERIOD);
  private final float[] played;

  /**
   * @param peakDbfs no sample is above it
   */
  public Multitone(double rate, double peakDbfs) {
    Random random = new Random(24);
    double[] x = new double[PERIOD];
    double highest = Math.min(HIGHEST_HZ, 0.4 * rate);
    for (int t = 0; t < TONES; t++) {
      double hz = LOWEST_HZ * Math.pow(highest / LOWEST_HZ, t / (TONES - 1.0));
      bins[t] = (int) Math.round(hz / rate * PERIOD) | 1; // odd: no harmonic of another by two
      double phase = 2 * Math.PI * random.nextDouble();
      for (int i = 0; i < PERIOD; i++) {
        x[i] += Math.cos(2 * Math.PI * bins[t] * i / PERIOD + phase);
      }
    }
    double peak = 0;
    for (double v : x) {
      peak = Math.max(peak, Math.abs(v));
    }
    double scale = Math.pow(10, peakDbfs / 20) * (1 - 1e-6) / peak;
    for (int i = 0; i < PERIOD; i++) {
      period[i] = (float) (scale * x[i]);
    }
    played = transform.spectrum(period);
  }

  /** So many periods in a row, the first one fading in. */
  public float[] samples(int periods) {
    float[] x = new float[periods * PERIOD];
    for (int i = 0; i < x.length; i++) {
      double w = i < PERIOD / 8 ? 0.5 - 0.5 * Math.cos(Math.PI * i / (PERIOD / 8.0)) : 1;
      x[i] = (float) (w * period[i % PERIOD]);
    }
    return x;
  }

  /**
   * @param offsetFrames how much later than expected it came
   * @param gainDb of the loop, its tones' mean
   */
  public record Offset(double offsetFrames, double gainDb, boolean inverted) {}

  /**
   * Compares one period of what came back.
   *
   * @param recording begins with the frame at which the tones began
   * @param from a whole number of periods behind the expected delay
   * @return empty when the tones are not there, or not within {@link #FARTHEST} frames
   */
  public Optional<Offset> compare(float[] recording, int from) {
    float[] heard = transform.spectrum(recording, from, PERIOD);
    double[] re = new double[TONES];
    double[] im = new double[TONES];
    double power = 0;
    double sent = 0;
    for (int t = 0; t < TONES; t++) {
      int i = 2 * bins[t];
      double a = played[i];
      double b = played[i + 1];
      double size = a * a + b * b;
      re[t] = (heard[i] * a + heard[i + 1] * b) / size;
      im[t] = (heard[i + 1] * a - heard[i] * b) / size;
      power += re[t] * re[t] + im[t] * im[t];
      sent += 1;
    }
    double best = 0;
    double most = -1;
    for (double d = -FARTHEST; d <= FARTHEST; d += 0.25) {
      double j = Math.abs(agreement(re, im, d));
      if (j > most) {
        most = j;
        best = d;
      }
    }
    for (double step = 0.125; step > 1e-7; step /= 2) {
      double lower = Math.abs(agreement(re, im, best - step));
      double higher = Math.abs(agreement(re, im, best + step));
      double here = Math.abs(agreement(re, im, best));
      best += lower > here && lower > higher ? -step : higher > here ? step : 0;
    }
    double sum = agreement(re, im, best);
    if (power == 0 || sum * sum / (TONES * power) < FITS) {
      return Optional.empty();
    }
    return Optional.of(new Offset(best, 10 * Math.log10(power / sent), sum < 0));
  }

  private double agreement(double[] re, double[] im, double delay) {
    double sum = 0;
    for (int t = 0; t < TONES; t++) {
      double turn = 2 * Math.PI * bins[t] / PERIOD * delay;
      sum += re[t] * Math.cos(turn) - im[t] * Math.sin(turn);
    }
    return sum;
  }
}

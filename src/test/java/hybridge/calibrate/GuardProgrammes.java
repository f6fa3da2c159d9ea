package hybridge.calibrate;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/** What is played through the boxes of {@link GuardTableTest}: twenty seconds each, in a circle. */
final class GuardProgrammes {
  static final int RATE = 48_000;
  static final int LENGTH = 20 * RATE;

  /** Kinds of programme. */
  enum Kind {
    BASS,
    SPEECH,
    DRUMS,
    MIX,
    PIANO,
    SWEEPS,
    GAPS
  }

  private static final Map<Kind, float[][]> MADE = new EnumMap<>(Kind.class);

  private GuardProgrammes() {}

  /** Two channels that differ. */
  static synchronized float[][] of(Kind kind) {
    return MADE.computeIfAbsent(kind, k -> new float[][] {make(k, 1), make(k, 2)});
  }

  private static float[] make(Kind kind, int seed) {
    Random random = new Random(31L * kind.ordinal() + seed);
    return switch (kind) {
      case BASS -> bass(random);
      case SPEECH -> speech(random);
      case DRUMS -> drums(random);
      case MIX -> mix(random);
      case PIANO -> piano(random);
      case SWEEPS -> sweeps(seed);
      case GAPS -> gaps(mix(random));
    };
  }

  /** Notes of 41 to 50 Hz, half a second each. */
  private static float[] bass(Random random) {
    double[] hz = {41.2, 43.65, 46.25, 49, 50};
    float[] x = new float[LENGTH];
    double phase = 0;
    for (int i = 0; i < LENGTH; i++) {
      int note = i / (RATE / 2);
      double t = i % (RATE / 2) / (double) RATE;
      double f = hz[(note * 3 + note / 5) % 5];
      phase += 2 * Math.PI * f / RATE;
      double e = Math.min(1, t * 200) * Math.exp(-2 * t) * Math.min(1, (0.5 - t) * 100);
      x[i] = (float) (0.5 * e * (Math.sin(phase) + 0.3 * Math.sin(2 * phase)));
    }
    return noisy(x, random, 1e-5);
  }

  /** Coloured bursts, four a second, in sentences with pauses. */
  private static float[] speech(Random random) {
    float[] x = new float[LENGTH];
    double low = 0;
    double high = 0;
    int at = 0;
    while (at < LENGTH) {
      int syllables = 3 + random.nextInt(8);
      for (int s = 0; s < syllables && at < LENGTH; s++) {
        int frames = (int) (RATE * (0.12 + 0.12 * random.nextDouble()));
        double loud = 0.15 + 0.5 * random.nextDouble();
        double pitch = 100 + 60 * random.nextDouble();
        boolean hiss = random.nextInt(3) == 0;
        for (int i = 0; i < frames && at < LENGTH; i++, at++) {
          double e = Math.sin(Math.PI * i / frames);
          double voice = 2 * (i * pitch / RATE % 1) - 1;
          double source = hiss ? random.nextGaussian() * 0.5 : voice;
          low += 0.35 * (source - low);
          high += 0.015 * (low - high);
          x[at] = (float) (loud * e * e * (hiss ? source - low : low - high));
        }
      }
      at += (int) (RATE * (0.3 + 1.2 * random.nextDouble()));
    }
    return noisy(x, random, 3e-5);
  }

  /** Kick, snare and hat at 120 beats a minute. */
  private static float[] drums(Random random) {
    float[] x = new float[LENGTH];
    for (int beat = 0; beat < 80; beat++) {
      int at = beat * RATE / 4;
      double hard = 0.6 + 0.4 * random.nextDouble();
      for (int i = 0; i < RATE / 4 && at + i < LENGTH; i++) {
        double t = i / (double) RATE;
        double y = 0.1 * hard * random.nextGaussian() * Math.exp(-60 * t);
        if (beat % 4 == 0) {
          y +=
              0.7
                  * hard
                  * Math.exp(-12 * t)
                  * Math.sin(2 * Math.PI * (48 * t + 2.5 * (1 - Math.exp(-40 * t))));
        } else if (beat % 4 == 2) {
          y +=
              hard
                  * Math.exp(-18 * t)
                  * (0.25 * random.nextGaussian() + 0.3 * Math.sin(2 * Math.PI * 190 * t));
        }
        x[at + i] = (float) Math.clamp(y, -0.95, 0.95);
      }
    }
    return noisy(x, random, 1e-5);
  }

  /** Pink noise that breathes, over chords. */
  private static float[] mix(Random random) {
    float[] x = new float[LENGTH];
    double[] pink = new double[4];
    double[] chord = {65.4, 130.8, 164.8, 196, 329.6, 523.3};
    for (int i = 0; i < LENGTH; i++) {
      double white = random.nextGaussian();
      double y = 0.05 * white;
      for (int p = 0; p < pink.length; p++) {
        double k = 0.6 / Math.pow(5, p);
        pink[p] += k * (white - pink[p]);
        y += pink[p] * 0.35 * Math.pow(2, p) / 2;
      }
      double t = i / (double) RATE;
      double breath = 0.6 + 0.4 * Math.sin(2 * Math.PI * 0.9 * t);
      double tones = 0;
      for (int c = 0; c < chord.length; c++) {
        double f = chord[c] * Math.pow(2, ((int) (t / 2) * 5 % 12) / 12.0);
        tones += Math.sin(2 * Math.PI * f * t + c) * 0.03;
      }
      x[i] = (float) Math.clamp(0.22 * breath * y + tones, -0.9, 0.9);
    }
    return x;
  }

  /** Single notes that ring for a second or two. */
  private static float[] piano(Random random) {
    float[] x = new float[LENGTH];
    int at = 0;
    while (at < LENGTH) {
      double f = 110 * Math.pow(2, random.nextInt(30) / 12.0);
      double loud = 0.08 + 0.3 * random.nextDouble();
      for (int i = 0; i < 4 * RATE && at + i < LENGTH; i++) {
        double t = i / (double) RATE;
        double y = 0;
        for (int h = 1; h <= 6; h++) {
          y +=
              Math.exp(-(1 + 0.6 * h) * t)
                  / h
                  * Math.sin(2 * Math.PI * f * h * (1 + 0.0002 * h * h) * t);
        }
        y += 0.2 * random.nextGaussian() * Math.exp(-150 * t);
        x[at + i] += (float) (loud * Math.min(1, t * 500) * y);
      }
      at += (int) (RATE * (0.4 + 2 * random.nextDouble()));
    }
    return noisy(x, random, 1e-5);
  }

  private static float[] sweeps(int seed) {
    float[] x = new float[LENGTH];
    int frames = 5 * RATE;
    for (int i = 0; i < LENGTH; i++) {
      double t = i % frames / (double) frames;
      double k = Math.log(1000);
      double phase = 2 * Math.PI * 20 * 5 / k * (Math.exp(k * t) - 1);
      x[i] = (float) (0.25 * Math.sin(phase + seed) * Math.min(1, Math.min(t, 1 - t) * 100));
    }
    return x;
  }

  private static float[] gaps(float[] mix) {
    for (int i = 0; i < LENGTH; i++) {
      double t = i / (double) RATE % 6;
      double on = Math.clamp(Math.min(t * 50, (3 - t) * 50), 0, 1);
      mix[i] *= (float) on;
    }
    return mix;
  }

  private static float[] noisy(float[] x, Random random, double rms) {
    for (int i = 0; i < x.length; i++) {
      x[i] += (float) (rms * random.nextGaussian());
    }
    return x;
  }
}

package hybridge.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Finds out which output returns on which input, all at once: every output plays a sequence of its
 * own, random signs of one level, and each recording is correlated with each of them. Two sequences
 * of n samples agree by chance to about 1/√n, so that sixteen of them do not hide each other.
 */
public final class PatchFinder {
  /** 0.68 s at 48 kHz; what is heard in a clean loop stands out 180 times. */
  public static final int FRAMES = 32_768;

  private static final double HEARD = 12;

  /** What is softer than the loudest in the same input by so much is its crosstalk. */
  private static final double CROSSTALK = 0.01;

  private static final int NEIGHBOURS = 64;

  private final float[][] sequences;
  private final float level;

  /**
   * @param outputs how many there are
   * @param peakDbfs level of each
   */
  public PatchFinder(int outputs, double peakDbfs) {
    level = (float) (Math.pow(10, peakDbfs / 20) * (1 - 1e-6));
    sequences = new float[outputs][FRAMES];
    Random random = new Random(20_261_123L);
    for (float[] s : sequences) {
      for (int i = 0; i < FRAMES; i++) {
        s[i] = random.nextBoolean() ? level : -level;
      }
    }
  }

  /** What an output plays, once. */
  public float[] sequence(int output) {
    return sequences[output];
  }

  /**
   * A way from an output to an input, both from 0.
   *
   * @param delayFrames to the nearest frame
   */
  public record Way(int output, int input, int delayFrames, double gainDb, boolean inverted) {}

  /**
   * @param recordings of each input, from the frame on at which the sequences began
   * @param frames how many of them are filled
   */
  public List<Way> find(float[][] recordings, int frames) {
    Transform transform = Transform.forFrames(frames + FRAMES);
    float[][] played = new float[sequences.length][];
    for (int o = 0; o < played.length; o++) {
      played[o] = transform.spectrum(sequences[o]);
    }
    List<Way> ways = new ArrayList<>();
    for (int i = 0; i < recordings.length; i++) {
      float[] heard = transform.spectrum(recordings[i], 0, frames);
      List<Way> here = new ArrayList<>();
      for (int o = 0; o < played.length; o++) {
        way(transform, heard, played[o], o, i, frames, here);
      }
      double loudest = here.stream().mapToDouble(Way::gainDb).max().orElse(0);
      here.removeIf(w -> w.gainDb() < loudest + 20 * Math.log10(CROSSTALK));
      ways.addAll(here);
    }
    return ways;
  }

  private void way(
      Transform t, float[] heard, float[] played, int output, int input, int frames, List<Way> to) {
    float[] c = new float[heard.length];
    for (int b = 2; b < c.length; b += 2) {
      c[b] = heard[b] * played[b] + heard[b + 1] * played[b + 1];
      c[b + 1] = heard[b + 1] * played[b] - heard[b] * played[b + 1];
    }
    t.signal(c);
    int last = Math.min(frames, c.length - FRAMES);
    int best = 0;
    double power = 0;
    for (int i = 0; i < last; i++) {
      power += (double) c[i] * c[i];
      best = Math.abs(c[i]) > Math.abs(c[best]) ? i : best;
    }
    double near = 0;
    int from = Math.max(0, best - NEIGHBOURS);
    int end = Math.min(last, best + NEIGHBOURS);
    for (int i = from; i < end; i++) {
      near += (double) c[i] * c[i];
    }
    double rest = Math.sqrt((power - near) / Math.max(1, last - (end - from)));
    if (Math.abs(c[best]) > HEARD * rest && near > 0) {
      // A loop that delays by a fraction, or filters, spreads its peak: its energy is what counts.
      double spread = Math.sqrt(Math.max(near - rest * rest * (end - from), 0));
      double gain = spread / ((double) level * level * FRAMES);
      to.add(new Way(output, input, best, 20 * Math.log10(gain), c[best] < 0));
    }
  }
}

package hybridge.simrack;

import java.util.List;
import java.util.Random;

/**
 * Eight players for the demo, synthesised: kick, snare, hats, bass, keys (stereo), pad, a lead that
 * sings vowels, and a shaker. Eight bars in A minor at 110, over and over. Made once, then only
 * copied: a block costs no arithmetic.
 */
public final class Band {
  /** The players, in the order of their channels; {@code Keys} takes two. */
  public static final List<String> PLAYERS =
      List.of("Kick", "Snare", "Hats", "Bass", "Keys", "Pad", "Lead", "Shaker");

  /** Channels of sound. */
  public static final int CHANNELS = 9;

  private static final double BPM = 110;
  private static final int BARS = 8;
  private static final int KICK = 0;
  private static final int SNARE = 1;
  private static final int HATS = 2;
  private static final int BASS = 3;
  private static final int KEYS = 4;
  private static final int PAD = 6;
  private static final int LEAD = 7;
  private static final int SHAKER = 8;

  /** Am, F, C, G: roots and the notes above them, as MIDI numbers. */
  private static final int[][] CHORDS = {
    {45, 57, 60, 64}, {41, 57, 60, 65}, {48, 55, 60, 64}, {43, 55, 59, 62}
  };

  /** The tune, two bars a line: note (0 rests) and length in eighths. */
  private static final int[][] TUNE = {
    {69, 3}, {72, 1}, {71, 2}, {69, 2}, {67, 3}, {64, 3}, {0, 2},
    {65, 2}, {67, 2}, {69, 4}, {67, 2}, {65, 2}, {64, 3}, {0, 1},
    {72, 3}, {74, 1}, {76, 4}, {74, 2}, {72, 2}, {71, 2}, {67, 2},
    {69, 2}, {71, 2}, {72, 2}, {71, 2}, {69, 5}, {0, 3},
  };

  /**
   * First three formants of a, e, i, o in Hz (after Peterson and Barney, 1952, male voices,
   * rounded).
   */
  private static final double[][] VOWELS = {
    {730, 1090, 2440}, {530, 1840, 2480}, {270, 2290, 3010}, {570, 840, 2410}
  };

  private final double rate;
  private final int length;
  private final int eighth;
  private final float[][] tracks;
  private int at;

  /**
   * @param rate frames a second
   */
  public Band(double rate) {
    this.rate = rate;
    this.eighth = (int) Math.round(rate * 60 / BPM / 2);
    this.length = eighth * 8 * BARS;
    this.tracks = new float[CHANNELS][length];
    Random random = new Random(7);
    for (int bar = 0; bar < BARS; bar++) {
      int[] chord = CHORDS[bar / 2 % CHORDS.length];
      for (int e = 0; e < 8; e++) {
        int t = (bar * 8 + e) * eighth;
        if (e == 0 || e == 3 || e == 4) {
          kick(t, e == 3 ? 0.6 : 0.9);
        }
        if (e == 2 || e == 6) {
          snare(t, random, 0.55);
        }
        noiseHit(HATS, t, 0.05, e % 2 == 0 ? 0.16 : 0.09, random, true);
        noiseHit(SHAKER, t, 0.09, 0.07, random, false);
        noiseHit(SHAKER, t + eighth / 2, 0.05, 0.04, random, false);
        bass(t, chord[0] - (e == 7 ? 5 : 0), e == 0 || e == 3 || e == 6 ? 0.42 : 0.3);
      }
      keys(bar * 8 * eighth, chord, 0.11);
      keys((bar * 8 + 5) * eighth, chord, 0.08);
      pad(bar * 8 * eighth, chord, 0.05);
    }
    lead();
  }

  /**
   * The next block: channel c of the band is added to {@code in[c]}, as far as there are channels.
   */
  public void play(float[][] in, int frames) {
    for (int f = 0; f < frames; f++) {
      for (int c = 0; c < Math.min(CHANNELS, in.length); c++) {
        in[c][f] += tracks[c][at];
      }
      at = at + 1 == length ? 0 : at + 1;
    }
  }

  private void add(int track, int frame, double x) {
    tracks[track][Math.floorMod(frame, length)] += (float) x;
  }

  private double hz(int note) {
    return 440 * Math.pow(2, (note - 69) / 12.0);
  }

  private void kick(int t, double level) {
    double phase = 0;
    for (int i = 0; i < rate * 0.35; i++) {
      double s = i / rate;
      phase += 2 * Math.PI * (48 + 130 * Math.exp(-s * 38)) / rate;
      add(KICK, t + i, level * Math.sin(phase) * Math.exp(-s * 11));
    }
  }

  private void snare(int t, Random random, double level) {
    double low = 0;
    for (int i = 0; i < rate * 0.22; i++) {
      double s = i / rate;
      double noise = 2 * random.nextDouble() - 1;
      low += 0.45 * (noise - low);
      double body = Math.sin(2 * Math.PI * 185 * s) * Math.exp(-s * 30);
      add(SNARE, t + i, level * (0.6 * body + 0.7 * (noise - 0.4 * low) * Math.exp(-s * 20)));
    }
  }

  private void noiseHit(
      int track, int t, double decay, double level, Random random, boolean bright) {
    double low = 0;
    for (int i = 0; i < rate * decay * 3; i++) {
      double noise = 2 * random.nextDouble() - 1;
      low += (bright ? 0.8 : 0.5) * (noise - low);
      double attack = bright ? 1 : Math.min(1, i / (rate * 0.012));
      add(track, t + i, level * attack * (noise - low) * Math.exp(-i / (rate * decay / 2)));
    }
  }

  private void bass(int t, int note, double level) {
    double f = hz(note);
    double low = 0;
    for (int i = 0; i < eighth; i++) {
      double s = i / rate;
      double saw = 2 * (f * s % 1) - 1;
      low += Math.min(1, 2 * Math.PI * (220 + 1500 * Math.exp(-s * 14)) / rate) * (saw - low);
      double gate = Math.min(1, i / (rate * 0.004)) * Math.min(1, (eighth - i) / (rate * 0.01));
      add(BASS, t + i, level * gate * low);
    }
  }

  private void keys(int t, int[] chord, double level) {
    for (int n = 1; n < chord.length; n++) {
      double f = hz(chord[n]);
      for (int i = 0; i < rate * 1.4; i++) {
        double s = i / rate;
        double tone =
            Math.sin(
                2 * Math.PI * f * s + 1.6 * Math.exp(-s * 5) * Math.sin(2 * Math.PI * f * 2 * s));
        double tremolo = 0.25 * Math.sin(2 * Math.PI * 4.5 * s);
        double x = level * tone * Math.exp(-s * 2.4) * Math.min(1, i / (rate * 0.003));
        add(KEYS, t + i, x * (1 + tremolo));
        add(KEYS + 1, t + i, x * (1 - tremolo));
      }
    }
  }

  private void pad(int t, int[] chord, double level) {
    int frames = 8 * eighth;
    for (int n = 1; n < chord.length; n++) {
      double low = 0;
      for (int i = 0; i < frames; i++) {
        double s = i / rate;
        double f = hz(chord[n]);
        double saws = (2 * (f * 1.003 * s % 1) - 1) + (2 * (f * 0.997 * s % 1) - 1);
        low += 2 * Math.PI * 900 / rate * (saws - low);
        double swell = Math.sin(Math.PI * i / frames);
        add(PAD, t + i, level * swell * low);
      }
    }
  }

  /**
   * A pulse train through three resonances that move from vowel to vowel: somebody sings, nearly.
   */
  private void lead() {
    int t = 0;
    int note = 0;
    double[] y1 = new double[3];
    double[] y2 = new double[3];
    double phase = 0;
    for (int[] step : TUNE) {
      int frames = step[1] * eighth;
      double[] from = VOWELS[note % VOWELS.length];
      double[] to = VOWELS[(note + 1) % VOWELS.length];
      for (int i = 0; i < frames && step[0] > 0; i++) {
        double s = i / rate;
        double way = (double) i / frames;
        double vibrato = 1 + 0.008 * Math.min(1, s * 3) * Math.sin(2 * Math.PI * 5.4 * s);
        phase = (phase + hz(step[0]) * vibrato / rate) % 1;
        double pulse = Math.exp(-phase * 9) - 0.12;
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          double f = from[k] + (to[k] - from[k]) * way;
          double r = Math.exp(-Math.PI * (70 + 30 * k) / rate);
          double y =
              (1 - r) * pulse + 2 * r * Math.cos(2 * Math.PI * f / rate) * y1[k] - r * r * y2[k];
          y2[k] = y1[k];
          y1[k] = y;
          sum += y * (k == 0 ? 1 : k == 1 ? 0.8 : 0.4);
        }
        double envelope =
            Math.min(1, i / (rate * 0.03)) * Math.min(1, (frames - i) / (rate * 0.06));
        // Louder and softer by phrase: something for the compressor and the fader to do.
        add(LEAD, t + i, 0.42 * envelope * sum * (note % 7 < 3 ? 0.55 : 1));
      }
      t += frames;
      note++;
    }
  }
}

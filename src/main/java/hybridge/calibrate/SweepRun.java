package hybridge.calibrate;

import hybridge.measure.LoopFigures;
import hybridge.measure.LoopMeter;
import hybridge.measure.Sweep;
import hybridge.studio.Studio;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sweeps through an insert, one channel after the other, and what comes out of them. Rising and
 * falling in turn, so that a channel's sweep is known on whatever return it comes back.
 */
final class SweepRun {
  private static final double SWEEP_SECONDS = 0.6;

  /** In noise the delay is measured once more, by sweeps that serve it best. */
  private static final double EVEN_SECONDS = 1.5;

  private static final double NOISE_SECONDS = 0.15;

  private static final double LONGEST_SECONDS = 4;

  /** Behind the sweep's end an answer is over. */
  private static final double TAIL_SECONDS = 0.2;

  /** After this long behind the sweeps it is looked whether all has come back. */
  private static final double[] LOOKS_SECONDS = {0.12, 0.3, 0.6, 1, 1.5, 2, 3, LONGEST_SECONDS};

  /** So much louder on another return, and the sweep is on the wrong one. */
  private static final double OWN = 3;

  private static final double LEAST_SNR_DB = 10;

  private static final double NOISY_DB = 50;

  /** Two measurements agree when they are no further apart, in frames. */
  private static final double AGREE = 0.002;

  private static final double AGREE_IN_NOISE = 0.004;

  /** A channel's loop, and the noise of its return while nothing was sent, dBFS. */
  record Found(LoopFigures figures, double noiseDbfs) {}

  private final Player player;
  private final Studio.Insert insert;
  private final int rate;
  private final double levelDbfs;

  SweepRun(Player player, Studio.Insert insert, int rate, double levelDbfs) {
    this.player = player;
    this.insert = insert;
    this.rate = rate;
    this.levelDbfs = levelDbfs;
  }

  /**
   * Measures every channel; where it is noisy the delays once more, by sweeps that serve them best.
   *
   * @throws Refused if a channel cannot be measured
   */
  List<Found> measure() {
    List<Found> found =
        player.clean(() -> play(Sweeps.of(insert, rate, levelDbfs, false)), SweepRun::agree);
    if (found.stream().anyMatch(f -> f.figures().snrDb() < NOISY_DB)) {
      Sweeps even = Sweeps.of(insert, rate, levelDbfs, true);
      return refined(found, player.clean(() -> play(even), SweepRun::agree));
    }
    return found;
  }

  /** What is played, and where it stands in the recording. */
  private record Sweeps(List<Sweep> each, List<Integer> starts, float[][] sounds, int end) {

    static Sweeps of(Studio.Insert insert, int rate, double levelDbfs, boolean even) {
      List<Sweep> each = new ArrayList<>();
      List<Integer> starts = new ArrayList<>();
      float[][] sounds = new float[insert.channels()][];
      int at = (int) (NOISE_SECONDS * rate);
      for (int c = 0; c < insert.channels(); c++) {
        boolean falling = c % 2 == 1;
        Sweep sweep =
            even
                ? Sweep.even(rate, EVEN_SECONDS, levelDbfs, falling)
                : Sweep.of(rate, SWEEP_SECONDS, levelDbfs, falling);
        each.add(sweep);
        starts.add(at);
        sounds[c] = new float[at + sweep.frames()];
        System.arraycopy(sweep.samples(), 0, sounds[c], at, sweep.frames());
        at += sweep.frames();
      }
      return new Sweeps(each, starts, sounds, at);
    }
  }

  private List<Found> play(Sweeps sweeps) {
    int longest = sweeps.end() + (int) ((LONGEST_SECONDS + 2 * TAIL_SECONDS) * rate);
    int[] inputs = channels(insert.returns());
    LoopProbe probe =
        player.start(
            new LoopProbe(
                channels(insert.sends()),
                sweeps.sounds(),
                inputs,
                longest,
                (float) Math.pow(10, levelDbfs / 20),
                Player.RETURN_LIMIT));
    try {
      List<LoopMeter> meters = sweeps.each().stream().map(LoopMeter::new).toList();
      int done = awaitAnswers(sweeps, meters, probe, inputs);
      return figures(sweeps, meters, probe, done);
    } finally {
      player.end(probe);
    }
  }

  /** Waits until every sweep has come back; how many frames are recorded then. */
  private int awaitAnswers(Sweeps sweeps, List<LoopMeter> meters, LoopProbe probe, int[] inputs) {
    Optional<LoopMeter.Heard> last = Optional.empty();
    for (double look : LOOKS_SECONDS) {
      player.await(probe, inputs, sweeps.end() + (int) ((look + TAIL_SECONDS) * rate));
      int slowest = 0;
      boolean all = true;
      for (int c = 0; c < meters.size(); c++) {
        int start = sweeps.starts().get(c);
        int frames = probe.recorded() - start;
        last = meters.get(c).find(probe.stretch(c, start, start + frames), frames);
        all &= last.isPresent();
        slowest = Math.max(slowest, last.map(LoopMeter.Heard::frame).orElse(0));
      }
      int wanted = sweeps.end() + slowest + (int) (TAIL_SECONDS * rate);
      if (all && slowest <= LONGEST_SECONDS * rate) {
        if (probe.recorded() < wanted) {
          player.await(probe, inputs, wanted);
        }
        return probe.recorded();
      }
    }
    return probe.recorded();
  }

  private List<Found> figures(
      Sweeps sweeps, List<LoopMeter> meters, LoopProbe probe, int recorded) {
    List<String> wrong = new ArrayList<>();
    List<Found> found = new ArrayList<>();
    int channels = insert.channels();
    for (int c = 0; c < channels; c++) {
      int start = sweeps.starts().get(c);
      int quiet = sweeps.starts().getFirst();
      double noise = LoopMeter.noiseDbfs(probe.recording(c), quiet / 4, quiet);
      int frames = recorded - start;
      double own = level(meters.get(c), probe, c, start, frames);
      String send = "send " + insert.sends().get(c);
      String back = "input " + insert.returns().get(c);
      for (int other = 0; other < channels; other++) {
        if (other != c && level(meters.get(c), probe, other, start, frames) > OWN * own) {
          wrong.add(
              send + " came back on input " + insert.returns().get(other) + ", not on " + back);
        }
      }
      Optional<LoopFigures> f = meters.get(c).measure(probe.stretch(c, start, recorded), frames);
      if (f.isEmpty()) {
        wrong.add("nothing of " + send + " was heard on " + back);
      } else if (f.get().snrDb() < LEAST_SNR_DB) {
        wrong.add(
            "what came back of "
                + send
                + " on "
                + back
                + " drowns in noise ("
                + Math.round(f.get().snrDb())
                + " dB)");
      }
      f.ifPresent(l -> found.add(new Found(l, noise)));
    }
    if (!wrong.isEmpty()) {
      throw new Refused(
          "insert "
              + insert.name()
              + ": "
              + String.join("; ", wrong)
              + ". Look at the cables, at the box's power and at its input gain, or let"
              + " 'calibrate --discover' find out what is patched where");
    }
    return found;
  }

  private static double level(LoopMeter meter, LoopProbe probe, int input, int start, int frames) {
    return meter
        .find(probe.stretch(input, start, start + frames), frames)
        .map(LoopMeter.Heard::level)
        .orElse(0.0);
  }

  private static boolean agree(List<Found> a, List<Found> b) {
    for (int c = 0; c < a.size(); c++) {
      double apart = a.get(c).figures().delayFrames() - b.get(c).figures().delayFrames();
      double allowed = a.get(c).figures().snrDb() < NOISY_DB ? AGREE_IN_NOISE : AGREE;
      if (Math.abs(apart) > allowed) {
        return false;
      }
    }
    return true;
  }

  /** The delays of the second pass with everything else of the first. */
  private static List<Found> refined(List<Found> first, List<Found> second) {
    List<Found> both = new ArrayList<>();
    for (int c = 0; c < first.size(); c++) {
      LoopFigures a = first.get(c).figures();
      LoopFigures b = second.get(c).figures();
      LoopFigures better =
          new LoopFigures(
              b.delayFrames(),
              b.blendFrames(),
              a.gainDb(),
              a.inverted(),
              a.snrDb(),
              a.distortionDb(),
              a.bands());
      both.add(new Found(better, first.get(c).noiseDbfs()));
    }
    return both;
  }

  static int[] channels(List<Integer> fromOne) {
    return fromOne.stream().mapToInt(c -> c - 1).toArray();
  }
}

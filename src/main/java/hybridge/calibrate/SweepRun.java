package hybridge.calibrate;

import hybridge.measure.LoopFigures;
import hybridge.measure.LoopMeter;
import hybridge.measure.ReturnNoise;
import hybridge.measure.Sweep;
import hybridge.studio.Studio;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Sweeps through an insert, one channel after the other, and what comes out of them. Rising and
 * falling in turn, so that a channel's sweep is known on whatever return it comes back.
 *
 * <p>Where blocks are lost while a channel's sweep is on its way, that channel is played again,
 * with shorter and shorter sweeps, until one has come through whole.
 */
final class SweepRun {
  private static final double SWEEP_SECONDS = 0.6;

  /** In noise the delay is measured once more, by sweeps that serve it best. */
  private static final double EVEN_SECONDS = 1.5;

  private static final double NOISE_SECONDS = 0.15;

  /** Behind the sweep's end an answer is over. */
  private static final double TAIL_SECONDS = 0.2;

  /** After this long behind the sweeps it is looked whether all has come back. */
  private static final double[] LOOKS_SECONDS = {
    0.12, 0.3, 0.6, 1, 1.5, 2, 3, Session.LONGEST_SECONDS
  };

  /** So much of its usual length a sweep has in each attempt. */
  private static final double[] ATTEMPTS = {1, 1, 0.75, 0.5, 0.5, 0.5, 0.5, 0.5};

  /** So many attempts are for a whole sweep; then two that agree and null will do. */
  private static final int WHOLE_ATTEMPTS = 4;

  private static final int SOFT_ATTEMPTS = 3;

  /** What was not heard in so many attempts with lost blocks is not there. */
  private static final int DEAF_ATTEMPTS = 2;

  /** So few lost blocks hide no sweep: it stands out all the same. */
  private static final int FEW_LOSSES = 20;

  /** The audio server tells of a lost block so much later at most. */
  private static final double TOLD_LATE_SECONDS = 0.05;

  /** A fraction of a frame rings for so long before its answer. */
  private static final int EDGE_FRAMES = 512;

  /** A block that is lost so long behind a sweep's answer takes nothing of it away. */
  private static final int ANSWER_FRAMES = 1024;

  /** So much louder on another return than on its own, and a sweep is on the wrong one. */
  private static final double OWN = 3;

  /**
   * And so much louder there than that return's own sweep seems to be: a rising and a falling sweep
   * are taken for each other at a quarter of their level.
   */
  private static final double NOT_ITS_OWN = 2;

  private static final double LEAST_SNR_DB = 10;

  private static final double NOISY_DB = 50;

  /** Two measurements agree when they are no further apart, in frames. */
  private static final double AGREE = 0.002;

  private static final double AGREE_IN_NOISE = 0.004;

  /** A channel's loop, and what its return carried while nothing was sent. */
  record Found(LoopFigures figures, ReturnNoise noise) {}

  /**
   * What one sweep told.
   *
   * @param wrong what is wrong with the channel; empty when it was measured
   * @param whole no block was lost while it was on its way
   */
  private record Heard(Optional<Found> found, String wrong, boolean whole) {}

  private final Session session;
  private final Studio.Insert insert;
  private final double levelDbfs;
  private final double[] ownLevels;
  private int losses;

  SweepRun(Session session, Studio.Insert insert, double levelDbfs) {
    this.session = session;
    this.insert = insert;
    this.levelDbfs = levelDbfs;
    this.ownLevels = new double[insert.channels()];
  }

  /**
   * Measures every channel; where it is noisy the delays once more, by sweeps that serve them best.
   *
   * @throws Refused if a channel cannot be measured
   */
  List<Found> measure() {
    List<Found> found = pass(false);
    if (found.stream().anyMatch(f -> f.figures().snrDb() < NOISY_DB)) {
      return refined(found, pass(true));
    }
    return found;
  }

  /** One short sweep on each channel, a few times at most; empty where none was heard whole. */
  List<Optional<LoopFigures>> once() {
    List<Integer> all = new ArrayList<>();
    for (int c = 0; c < insert.channels(); c++) {
      all.add(c);
    }
    List<Optional<LoopFigures>> heard = List.of();
    for (int attempt = 0; attempt < SOFT_ATTEMPTS; attempt++) {
      session.job().phase("softer sweeps");
      double length = ATTEMPTS[ATTEMPTS.length - 1];
      heard =
          play(Sweeps.of(all, session.rate(), levelDbfs, false, length)).stream()
              .map(h -> h.found().filter(f -> h.whole() && h.wrong().isEmpty()))
              .map(f -> f.map(Found::figures))
              .toList();
      if (heard.stream().allMatch(Optional::isPresent)) {
        break;
      }
    }
    return heard;
  }

  private List<Found> pass(boolean even) {
    int channels = insert.channels();
    Found[] whole = new Found[channels];
    List<List<Heard>> broken = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      open.add(c);
      broken.add(new ArrayList<>());
    }
    for (int attempt = 0; attempt < ATTEMPTS.length && !open.isEmpty(); attempt++) {
      String again = attempt == 0 ? "" : ", once more: blocks were lost";
      session.job().phase((even ? "sweeps against noise" : "sweeps") + again);
      List<Heard> heard = play(Sweeps.of(open, session.rate(), levelDbfs, even, ATTEMPTS[attempt]));
      boolean last = attempt == ATTEMPTS.length - 1;
      List<String> wrong = new ArrayList<>();
      List<Integer> still = new ArrayList<>();
      for (int i = 0; i < open.size(); i++) {
        int c = open.get(i);
        Heard h = heard.get(i);
        List<Heard> before = broken.get(c);
        if (h.whole() || !h.wrong().isEmpty() && deaf(before, h)) {
          h.found().filter(f -> h.wrong().isEmpty()).ifPresent(f -> whole[c] = f);
          if (!h.wrong().isEmpty()) {
            wrong.add(h.wrong());
          }
        } else {
          boolean enough = attempt >= WHOLE_ATTEMPTS;
          Optional<Found> same =
              before.stream()
                  .flatMap(b -> agreed(b, h).stream())
                  .filter(f -> last || enough && Verdict.of(f.figures()) == Verdict.COMPENSATED)
                  .findFirst();
          before.add(h);
          if (same.isPresent()) {
            whole[c] = same.get();
          } else {
            still.add(c);
          }
        }
      }
      if (!wrong.isEmpty()) {
        throw refused(wrong);
      }
      open = still;
    }
    if (!open.isEmpty()) {
      throw new Refused(
          "insert "
              + insert.name()
              + ": "
              + losses
              + " blocks were lost while measuring, in each of "
              + ATTEMPTS.length
              + " sweeps, and no two of them agreed; close other programs, or give the audio"
              + " server longer blocks");
    }
    return List.of(whole);
  }

  /** Nothing was heard of it before, either, or on another return as before. */
  private static boolean deaf(List<Heard> before, Heard now) {
    return now.found().isEmpty()
        && before.stream().filter(b -> b.found().isEmpty()).count() + 1 >= DEAF_ATTEMPTS;
  }

  /** Two sweeps that lost blocks and tell the same all the same. */
  private static Optional<Found> agreed(Heard a, Heard b) {
    if (!a.wrong().isEmpty() || !b.wrong().isEmpty()) {
      return Optional.empty();
    }
    LoopFigures x = a.found().orElseThrow().figures();
    LoopFigures y = b.found().orElseThrow().figures();
    double allowed = x.snrDb() < NOISY_DB ? AGREE_IN_NOISE : AGREE;
    return Math.abs(x.delayFrames() - y.delayFrames()) > allowed
        ? Optional.empty()
        : x.snrDb() > y.snrDb() ? a.found() : b.found();
  }

  /** What is played, and where it stands in the recording. */
  private record Sweeps(
      List<Integer> channels, List<Sweep> each, List<Integer> starts, int quiet, int end) {

    static Sweeps of(
        List<Integer> channels, int rate, double levelDbfs, boolean even, double length) {
      List<Sweep> each = new ArrayList<>();
      List<Integer> starts = new ArrayList<>();
      int quiet = (int) (NOISE_SECONDS * rate);
      int at = quiet;
      for (int c : channels) {
        boolean falling = c % 2 == 1;
        Sweep sweep =
            even
                ? Sweep.even(rate, EVEN_SECONDS * length, levelDbfs, falling)
                : Sweep.of(rate, SWEEP_SECONDS * length, levelDbfs, falling);
        each.add(sweep);
        starts.add(at);
        at += sweep.frames();
      }
      return new Sweeps(List.copyOf(channels), each, starts, quiet, at);
    }

    /** What each of the insert's sends plays. */
    float[][] sounds(int sends) {
      float[][] sounds = new float[sends][0];
      for (int i = 0; i < channels.size(); i++) {
        float[] sweep = each.get(i).samples();
        float[] sound = new float[starts.get(i) + sweep.length];
        System.arraycopy(sweep, 0, sound, starts.get(i), sweep.length);
        sounds[channels.get(i)] = sound;
      }
      return sounds;
    }
  }

  private List<Heard> play(Sweeps sweeps) {
    int longest = sweeps.end() + session.frames(Session.LONGEST_SECONDS + 2 * TAIL_SECONDS);
    Take take = session.play(sweeps.sounds(insert.channels()), longest);
    List<LoopMeter> meters = sweeps.each().stream().map(LoopMeter::new).toList();
    int done = awaitAnswers(sweeps, meters, take);
    losses += take.losses();
    return heard(sweeps, meters, take, done);
  }

  /** Waits until every sweep has come back; how many frames are recorded then. */
  private int awaitAnswers(Sweeps sweeps, List<LoopMeter> meters, Take take) {
    for (double look : LOOKS_SECONDS) {
      session.await(take, sweeps.end() + session.frames(look + TAIL_SECONDS));
      int slowest = 0;
      boolean all = true;
      for (int i = 0; i < meters.size(); i++) {
        int start = sweeps.starts().get(i);
        int frames = take.recorded() - start;
        Optional<LoopMeter.Heard> last =
            meters
                .get(i)
                .find(take.stretch(sweeps.channels().get(i), start, start + frames), frames);
        all &= last.isPresent();
        slowest = Math.max(slowest, last.map(LoopMeter.Heard::frame).orElse(0));
      }
      int wanted = sweeps.end() + slowest + session.frames(TAIL_SECONDS);
      if (all && slowest <= session.frames(Session.LONGEST_SECONDS)) {
        if (take.recorded() < wanted) {
          session.await(take, wanted);
        }
        return take.recorded();
      }
    }
    return take.recorded();
  }

  private List<Heard> heard(Sweeps sweeps, List<LoopMeter> meters, Take take, int recorded) {
    List<LoopFigures> figures = new ArrayList<>();
    int nearest = recorded;
    for (int i = 0; i < meters.size(); i++) {
      int start = sweeps.starts().get(i);
      float[] back = take.stretch(sweeps.channels().get(i), start, recorded);
      LoopFigures f = meters.get(i).measure(back, recorded - start).orElse(null);
      figures.add(f);
      int c = sweeps.channels().get(i);
      ownLevels[c] = Math.max(ownLevels[c], level(sweeps, meters, take, recorded, i, c));
      nearest = f == null ? nearest : Math.min(nearest, (int) f.delayFrames());
    }
    List<Heard> all = new ArrayList<>();
    for (int i = 0; i < meters.size(); i++) {
      // What was on its way before the sends fell silent has passed by then.
      int from = sweeps.quiet() / 4 + Math.max(0, nearest == recorded ? 0 : nearest);
      int to = Math.min(from + sweeps.quiet() * 3 / 4 - EDGE_FRAMES, recorded);
      ReturnNoise noise =
          ReturnNoise.of(take.recording(sweeps.channels().get(i)), from, to, session.rate());
      all.add(heard(sweeps, meters, take, recorded, i, figures.get(i), noise));
    }
    return all;
  }

  private Heard heard(
      Sweeps sweeps,
      List<LoopMeter> meters,
      Take take,
      int recorded,
      int i,
      LoopFigures figures,
      ReturnNoise noise) {
    int start = sweeps.starts().get(i);
    int loop = figures == null ? recorded - start : (int) figures.delayFrames();
    int until = start + sweeps.each().get(i).frames() + loop + ANSWER_FRAMES;
    boolean whole = !take.lostIn(start, until + session.frames(TOLD_LATE_SECONDS));
    String elsewhere = elsewhere(sweeps, meters, take, recorded, i);
    String send = "send " + insert.sends().get(sweeps.channels().get(i));
    String back = "input " + insert.returns().get(sweeps.channels().get(i));
    if (!elsewhere.isEmpty()) {
      return new Heard(Optional.empty(), elsewhere, whole);
    }
    if (figures == null || onlyOthers(sweeps, meters, take, recorded, i)) {
      String dead = "nothing of " + send + " was heard on " + back;
      boolean sure = whole || take.losses() <= FEW_LOSSES;
      return new Heard(Optional.empty(), dead + covering(noise), sure);
    }
    Optional<Found> found = Optional.of(new Found(figures, noise));
    if (figures.snrDb() < LEAST_SNR_DB) {
      String drowns =
          Double.isNaN(noise.toneHz())
              ? " drowns in noise"
              : String.format(Locale.ROOT, " lies under a steady tone of %.0f Hz", noise.toneHz());
      String far = " (" + Math.round(figures.snrDb()) + " dB)";
      return new Heard(found, "what came back of " + send + " on " + back + drowns + far, whole);
    }
    return new Heard(found, "", whole);
  }

  private static String covering(ReturnNoise noise) {
    if (!(noise.dbfs() > -60)) {
      return "";
    }
    return Double.isNaN(noise.toneHz())
        ? String.format(Locale.ROOT, ", which carries noise of %.0f dBFS", noise.dbfs())
        : String.format(
            Locale.ROOT,
            ", which carries a steady tone of %.0f Hz at %.0f dBFS",
            noise.toneHz(),
            noise.dbfs());
  }

  /** On which other return of the insert a sweep came back; empty for none. */
  private String elsewhere(Sweeps sweeps, List<LoopMeter> meters, Take take, int recorded, int i) {
    int c = sweeps.channels().get(i);
    double own = level(sweeps, meters, take, recorded, i, c);
    for (int other = 0; other < insert.channels(); other++) {
      if (other == c) {
        continue;
      }
      double there = level(sweeps, meters, take, recorded, i, other);
      if (there > OWN * own && there > NOT_ITS_OWN * ownLevels[other]) {
        return "send "
            + insert.sends().get(c)
            + " came back on input "
            + insert.returns().get(other)
            + ", not on input "
            + insert.returns().get(c);
      }
    }
    return "";
  }

  /** Is what seems to be its sweep another channel's, taken for it on its own return? */
  private boolean onlyOthers(
      Sweeps sweeps, List<LoopMeter> meters, Take take, int recorded, int i) {
    int c = sweeps.channels().get(i);
    double own = level(sweeps, meters, take, recorded, i, c);
    for (int other = 0; other < meters.size(); other++) {
      if (other != i && level(sweeps, meters, take, recorded, other, c) > NOT_ITS_OWN * own) {
        return true;
      }
    }
    return false;
  }

  /** How loud the i-th sweep is on an input of the insert. */
  private static double level(
      Sweeps sweeps, List<LoopMeter> meters, Take take, int recorded, int i, int input) {
    int start = sweeps.starts().get(i);
    return meters
        .get(i)
        .find(take.stretch(input, start, recorded), recorded - start)
        .map(LoopMeter.Heard::level)
        .orElse(0.0);
  }

  private Refused refused(List<String> wrong) {
    return new Refused(
        "insert "
            + insert.name()
            + ": "
            + String.join("; ", wrong)
            + ". Look at the cables, at the box's power and at its input gain, or let"
            + " 'calibrate --discover' find out what is patched where");
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
              a.nullGainDb(),
              a.inverted(),
              a.snrDb(),
              a.distortionDb(),
              a.bands());
      both.add(new Found(better, first.get(c).noise()));
    }
    return both;
  }

  static int[] channels(List<Integer> fromOne) {
    return fromOne.stream().mapToInt(c -> c - 1).toArray();
  }
}

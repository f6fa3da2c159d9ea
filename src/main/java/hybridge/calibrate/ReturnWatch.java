package hybridge.calibrate;

import hybridge.rt.FloatRing;
import hybridge.value.InsertState;

/**
 * Compares what comes back on one channel of an insert with what was sent the loop's delay before.
 * Level, direct voltage, hum and clipping are looked at in windows of 20 ms, everything else in
 * looks of half a second. A fault is named when looks agree, and keeps its name until the return
 * has proved to be well; only a dead return takes the name of another fault away. State of one
 * thread.
 */
final class ReturnWatch {
  /** What there is to know of the loop. */
  record Loop(
      double delayFrames,
      boolean known,
      double gain,
      boolean inverted,
      double noise,
      boolean linear) {}

  private static final double WINDOW_SECONDS = 0.02;

  /** Programme is what is above this, RMS. */
  private static final double PROGRAMME = db(-50);

  /** A return below its noise and this is dead; where the noise is not known, below the second. */
  private static final double ABOVE_NOISE = db(6);

  private static final double SILENT = db(-70);

  /** So far must the programme stand above that, or nothing can be said. */
  private static final double CLEAR = db(12);

  private static final int WELL_WINDOWS = 25;

  private static final float FULL_SCALE = 0.999f;

  /** Converters clip flat: samples in a row. */
  private static final int CLIPPED_SAMPLES = 3;

  private static final int CLIPPED_WINDOWS = 2;

  /** Mean of the return, and how far above that of what was sent. */
  private static final double DC = 0.03;

  private static final double DC_RATIO = 4;
  private static final int MEAN_WINDOWS = 8;
  private static final int DC_WINDOWS = 8;
  private static final double DC_STILL = 0.15;

  /** Windows between two looks; uneven, so that nothing that wobbles is always met alike. */
  private static final int[] LOOK_EVERY = {17, 21, 18, 23, 19};

  /** So many looks have to agree. */
  private static final int AGREE = 3;

  private static final int AGREE_WELL = 2;
  private static final int MANY_WELL = 30;
  private static final double SAME_FRAMES = 1;

  /** A programme that has just fallen by so much leaves tails: nothing is compared. */
  private static final double FALLEN = 0.25;

  private static final int RECENT = 150;

  /** A sweep of the calibration has this level, peak: above it a compressor may work. */
  private static final double CALIBRATED_PEAK = db(-20);

  /** How alike windows usually are is followed so fast, and how many are not. */
  private static final double USUAL = 0.02;

  private static final double STRANGE_SPEED = 0.15;
  private static final double STRANGE = 0.4;

  /** For so long after programme the last word holds. */
  private static final int PROVEN_WINDOWS = 100;

  private final FloatRing ring;
  private final int window;
  private final float[] send;
  private final float[] back;
  private final int mask;
  private final float[][] incoming;
  private final HumWatch hum;
  private final GateMemory gate = new GateMemory();
  private final PauseWatch pause = new PauseWatch();
  private final LoopLook look;
  private final double[] meansSent = new double[MEAN_WINDOWS];
  private final double[] meansBack = new double[MEAN_WINDOWS];
  private final float[] recentRms = new float[RECENT];
  private final float[] recentPeak = new float[RECENT];
  private final float[] recentHeard = new float[RECENT];
  private ReturnWatch partner;
  private Loop loop = new Loop(0, false, 1, false, 0, false);

  private long written;
  private long windows;
  private long seen;
  private long first;
  private int dropped;
  private double heardPerSent;
  private double usual;
  private double strange;
  private int clippedFor;
  private long lastClip = Long.MIN_VALUE / 2;
  private int dcFor;
  private double sentDc;
  private final double[] dcBefore = new double[MEAN_WINDOWS];
  private long nextLook;
  private int looks;
  private InsertState candidate;
  private InsertState lastFound;
  private int agreed;
  private double candidateLag;
  private long lastSaid;
  private int wellLooks;
  private boolean fromPause;
  private boolean fromLooks;
  private double namedLevel;
  private long lastProgramme = Long.MIN_VALUE / 2;
  private InsertState state = InsertState.UNPROVEN;

  /**
   * @param longestFrames the longest delay there can be
   * @param limitFrames a loop that has moved is looked for up to so far
   */
  ReturnWatch(FloatRing ring, double rate, int longestFrames, int limitFrames) {
    this.ring = ring;
    this.window = (int) Math.round(WINDOW_SECONDS * rate);
    this.look = new LoopLook(rate, limitFrames);
    int stretch = Math.max(look.frames(), 4 * limitFrames);
    int frames = Integer.highestOneBit(longestFrames + stretch + 4 * window) << 1;
    this.send = new float[frames];
    this.back = new float[frames];
    this.mask = frames - 1;
    this.incoming = new float[2][window];
    this.hum = new HumWatch(rate);
  }

  static double db(double db) {
    return Math.pow(10, db / 20);
  }

  /** The other channel of a pair, whose programme may come back here. */
  void pairedWith(ReturnWatch other) {
    partner = other;
  }

  /** What is known at present. */
  InsertState state() {
    return state;
  }

  /** Forgets everything: the loop is another one, or was being measured. */
  void restart() {
    gate.restart();
    look.restart();
    usual = 0;
    strange = 0;
    state = InsertState.UNPROVEN;
    lastProgramme = Long.MIN_VALUE / 2;
    gap();
  }

  /** What comes now does not belong to what came before; the box is the same. */
  private void gap() {
    seen = written;
    first = written;
    windows = 0;
    clippedFor = 0;
    dcFor = 0;
    hum.restart();
    pause.restart();
    nextLook = 0;
    candidate = null;
    agreed = 0;
    wellLooks = 0;
    lastClip = Long.MIN_VALUE / 2;
    lastProgramme = Long.MIN_VALUE / 2;
    java.util.Arrays.fill(recentRms, 0);
    java.util.Arrays.fill(recentPeak, 0);
  }

  /** Takes in what has come since; of a pair both do so before one of them is looked at. */
  void takeIn() {
    int n;
    while ((n = ring.read(incoming, window)) > 0) {
      for (int f = 0; f < n; f++) {
        send[(int) (written + f) & mask] = incoming[0][f];
        back[(int) (written + f) & mask] = incoming[1][f];
      }
      written += n;
      if (ring.dropped() != dropped) {
        dropped = ring.dropped();
        gap();
      }
    }
  }

  /** Looks at what has come. */
  void work(Loop now) {
    if (Math.abs(now.delayFrames() - loop.delayFrames()) >= 0.5
        || now.inverted() != loop.inverted()
        || now.gain() != loop.gain()) {
      restart();
    }
    loop = now;
    while (written - seen >= window) {
      window();
      seen += window;
    }
  }

  private void window() {
    int delay = (int) Math.round(loop.delayFrames());
    if (delay + 2 * window > mask || seen - first < delay) {
      return;
    }
    windows++;
    double sentPower = 0;
    double backPower = 0;
    double sentMean = 0;
    double backMean = 0;
    double product = 0;
    float peak = 0;
    float last = 0;
    int crossings = 0;
    int row = 0;
    int full = 0;
    for (int f = 0; f < window; f++) {
      float s = send[(int) (seen + f - delay) & mask];
      float b = back[(int) (seen + f) & mask];
      sentPower += (double) s * s;
      backPower += (double) b * b;
      product += (double) s * b;
      sentMean += s;
      backMean += b;
      peak = Math.max(peak, Math.abs(s));
      crossings += s >= 0 != last >= 0 ? 1 : 0;
      last = s;
      row = Math.abs(b) >= FULL_SCALE ? row + 1 : 0;
      full = Math.max(full, row);
      hum.add(s, b);
    }
    double sent = Math.sqrt(sentPower / window);
    double heard = Math.sqrt(backPower / window);
    meansSent[(int) (windows % MEAN_WINDOWS)] = sentMean / window;
    meansBack[(int) (windows % MEAN_WINDOWS)] = backMean / window;
    recentRms[(int) (windows % RECENT)] = (float) sent;
    recentPeak[(int) (windows % RECENT)] = peak;
    recentHeard[(int) (windows % RECENT)] = (float) heard;
    boolean programme = sent > PROGRAMME;
    if (programme) {
      lastProgramme = windows;
    }
    heardPerSent = heard / Math.max(sent, 1e-6);
    double alike = Math.abs(product) / (window * sent * heard + 1e-12);
    silence(programme, sent, heard, alike, crossings / (2 * WINDOW_SECONDS));
    clipped(full);
    direct();
    hum.window(Math.max(loop.gain(), look.mostGain()));
    pause.window(sent, heard, loop.noise());
    if (windows >= nextLook) {
      nextLook = windows + LOOK_EVERY[looks++ % LOOK_EVERY.length];
      look(delay);
    }
    if (pause.wantsLook()) {
      lookAtPause(delay);
    }
    decide();
  }

  /**
   * @param alike correlation of what was sent and what came back, without its sign
   * @param hz where about the programme was
   */
  private void silence(boolean programme, double sent, double heard, double alike, double hz) {
    double silent = loop.noise() > 0 ? loop.noise() * ABOVE_NOISE : SILENT;
    if (!programme || sent * loop.gain() < silent * CLEAR) {
      if (!programme && heard < silent) {
        gate.pause();
      }
      return; // nothing to compare: what was known holds
    }
    if (heard < silent) {
      gate.doubt(strange > STRANGE || partnerHearsUs());
      gate.silent(sent, hz);
      return;
    }
    gate.alive(sent, hz);
    if (!state.fault() && wellLooks > 0) {
      usual += USUAL * (alike - usual);
    }
    boolean odd = usual > 0.7 && alike < 0.35;
    strange += STRANGE_SPEED * ((odd ? 1 : 0) - strange);
  }

  /** The other channel of a pair comes back louder than it was sent: cables may be crossed. */
  private boolean partnerHearsUs() {
    return partner != null && partner.heardPerSent > 4 * Math.max(loop.gain(), look.mostGain());
  }

  private void clipped(int full) {
    if (full >= CLIPPED_SAMPLES) {
      clippedFor++;
      if (clippedFor >= CLIPPED_WINDOWS) {
        lastClip = windows;
      }
    } else if (windows - lastClip > 2 * WELL_WINDOWS) {
      clippedFor = 0;
    }
  }

  private void direct() {
    if (windows < MEAN_WINDOWS) {
      return;
    }
    double b = 0;
    double s = 0;
    double weights = 0;
    for (int i = 0; i < MEAN_WINDOWS; i++) {
      double weight = Math.min(i + 1, MEAN_WINDOWS - i);
      int at = (int) ((windows + 1 + i) % MEAN_WINDOWS);
      s += weight * meansSent[at];
      b += weight * meansBack[at];
      weights += weight;
    }
    b /= weights;
    sentDc = Math.max(Math.abs(s / weights), 0.9 * sentDc);
    double most = DC_RATIO * Math.max(loop.gain(), look.mostGain()) * sentDc;
    int slot = (int) (windows % MEAN_WINDOWS);
    boolean still = Math.abs(b - dcBefore[slot]) < DC_STILL * Math.abs(b);
    boolean direct = Math.abs(b) > DC && Math.abs(b) > most && still;
    dcBefore[slot] = b;
    dcFor = direct ? Math.min(dcFor + 1, WELL_WINDOWS) : Math.max(0, dcFor - 2);
  }

  private float most(float[] recent) {
    float most = 0;
    for (float r : recent) {
      most = Math.max(most, r);
    }
    return most;
  }

  /** RMS of the softest of the last windows of the return. */
  private double leastHeard(int last) {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < last; i++) {
      least = Math.min(least, recentHeard[(int) ((windows - i + RECENT) % RECENT)]);
    }
    return least;
  }

  private static double rms(float[] of, long from, int frames, int mask) {
    double power = 0;
    for (int f = 0; f < frames; f++) {
      double x = of[(int) (from + f) & mask];
      power += x * x;
    }
    return Math.sqrt(power / frames);
  }

  private void look(int delay) {
    long end = seen + window;
    int frames = look.coherence().frames();
    if (!loop.known() || end - frames - delay < first) {
      return;
    }
    double sent = rms(send, end - frames - delay, frames, mask);
    double heard = rms(back, end - frames, frames, mask);
    double silent = loop.noise() > 0 ? loop.noise() * ABOVE_NOISE : SILENT;
    if (sent < PROGRAMME || sent < FALLEN * most(recentRms) || heard < silent * CLEAR) {
      return;
    }
    boolean gainTells = loop.linear() || most(recentPeak) < CALIBRATED_PEAK;
    float[] other =
        partner != null && tellsApart(end - frames - delay, frames) ? partner.send : null;
    say(
        look.look(
            new LoopLook.Stretch(
                send,
                back,
                other,
                mask,
                end,
                first,
                loop.delayFrames(),
                loop.inverted(),
                sent,
                heard,
                leastHeard(frames / window),
                gainTells)));
  }

  /**
   * Two channels that carry the same cannot be told apart; nor does one that has got no further.
   */
  private boolean tellsApart(long from, int frames) {
    if (partner.mask != mask || partner.written != written) {
      return false;
    }
    if (rms(partner.send, from, frames, mask) < PROGRAMME) {
      return false;
    }
    look.coherence().measure(send, (int) from, partner.send, (int) from, mask);
    return look.coherence().explained() < 0.8;
  }

  private void say(InsertState found) {
    if (found == null) {
      return;
    }
    wellLooks = found == InsertState.OK ? wellLooks + 1 : 0;
    boolean added = isAdded(found) && candidate != null && isAdded(candidate);
    boolean same =
        added
            || found == candidate
                && (found != InsertState.DRIFT
                    || Math.abs(look.lag() - candidateLag) < SAME_FRAMES);
    agreed = same && windows - lastSaid < RECENT ? agreed + 1 : 1;
    // The first look may have met what was before, too: the last two have to be noise.
    boolean noise = found == InsertState.NOISE && lastFound == InsertState.NOISE;
    candidate = added && !noise ? InsertState.FOREIGN : found;
    lastFound = found;
    candidateLag = look.lag();
    lastSaid = windows;
  }

  /** Two names of what was not sent: noise is what is never anything else. */
  private static boolean isAdded(InsertState s) {
    return s == InsertState.NOISE || s == InsertState.FOREIGN;
  }

  private void lookAtPause(int delay) {
    int frames = look.coherence().frames();
    long from = seen + window - frames;
    if (from - delay < first) {
      return;
    }
    look.coherence().measure(send, (int) (from - delay), back, (int) from, mask);
    pause.look(look.coherence());
  }

  private void decide() {
    if (state.fault() && !healed()) {
      if (state != InsertState.DEAD && gate.isLongDead()) {
        state = InsertState.DEAD;
      } else if (state == InsertState.DEAD && strange >= STRANGE && certain()) {
        state = candidate; // something came back, and it was not dead but somebody else's
      }
      return;
    }
    if (state.fault()) { // what was found while it was ill says nothing of the time behind
      candidate = null;
      agreed = 0;
    }
    InsertState fault = fault();
    if (fault != null) {
      fromPause = pause.fault() == fault;
      fromLooks = certain() && candidate == fault && !hum.hums();
      namedLevel = fromPause ? pause.level() : Math.sqrt(look.restPower());
      wellLooks = 0;
      candidate = null;
      agreed = 0;
      state = fault;
    } else {
      boolean proven = windows - lastProgramme < PROVEN_WINDOWS;
      state = proven ? InsertState.OK : InsertState.UNPROVEN;
    }
  }

  private InsertState fault() {
    if (gate.isDead()) {
      return InsertState.DEAD;
    }
    if (windows - lastClip < 2 * WELL_WINDOWS) {
      return InsertState.CLIPPING;
    }
    if (dcFor > DC_WINDOWS) {
      return InsertState.DC;
    }
    if (hum.hums()) {
      return InsertState.HUM;
    }
    if (pause.fault() != null) {
      return pause.fault();
    }
    return certain() ? candidate : null;
  }

  private boolean certain() {
    return candidate != null && candidate.fault() && agreed >= AGREE && windows - lastSaid < RECENT;
  }

  private boolean healed() {
    return switch (state) {
      case DEAD -> gate.aliveFor() >= WELL_WINDOWS && strange < STRANGE;
      case CLIPPING -> windows - lastClip >= 2 * WELL_WINDOWS;
      case DC -> dcFor == 0;
      case HUM ->
          fromLooks
              ? addedIsGone(AGREE_WELL)
              : hum.isClean() && (!fromPause || pause.isQuiet()) && pause.fault() == null;
      case NOISE, FOREIGN ->
          fromPause
              ? pause.isQuiet() || addedIsGone(2 * AGREE)
              : addedIsGone(AGREE_WELL) || state == InsertState.NOISE && pause.isQuiet();
      default -> wellLooks >= AGREE_WELL;
    };
  }

  /** A programme that is louder than what was added hides it: then good looks say little. */
  private boolean addedIsGone(int looks) {
    boolean softer = look.restPower() < 0.25 * namedLevel * namedLevel;
    return wellLooks >= (softer ? looks : MANY_WELL);
  }
}

package hybridge.calibrate;

import hybridge.measure.Alignment;
import hybridge.measure.Coherence;
import hybridge.value.InsertState;
import java.util.Optional;

/**
 * Looks at half a second of programme and its return, and says which fault they look like. What the
 * box itself does to the programme is learned while it is well: a fault is what the loop has not
 * done before. A box that never was coherent, such as a reverb without dry sound, cannot be told
 * from another programme in this way, and is not. State of one thread.
 */
final class LoopLook {
  /** Coherent: so much of what is heard is made of what was sent. */
  private static final double COHERENT = 0.5;

  /** Less explained than ever by so much, and something is wrong. */
  private static final double FALLEN = 0.2;

  private static final double SURELY = 0.93;

  /** So many good looks, and the box is known. */
  private static final int KNOWN = 3;

  /** Lags from this on are no phase of a filter. */
  private static final double DRIFT_FRAMES = 1.5;

  /** One that was so from the start is told from here on: filters in a box have some frames. */
  private static final double FAR_FRAMES = 24;

  private static final double CLEAR = 20;

  private static final double AT_HOME = 15;
  private static final double SAME_WAY = 0.9;

  /** What is not made of the programme must be so much more than it ever was, in power. */
  private static final double MORE = 6;

  private static final double LEAST_REST = 0.1;

  /** Before so many good looks it must be this much, against what is made of the programme. */
  private static final int WELL_KNOWN = 8;

  private static final double MUCH = 3;
  private static final double MAINS_HZ = 200;
  private static final int LEVELS = 24;
  private static final double FLAT = 0.3;
  private static final double ALWAYS = 0.6;
  private static final double GAIN_DB = 8;
  private static final double GAIN_SPREAD_DB = 5;
  private static final int GAIN_BANDS = 3;
  private static final double LEARN = 0.1;

  private final Coherence coherence;
  private final Alignment near = new Alignment();
  private final int limit;
  private Alignment wide;

  private final double[] wayRe;
  private final double[] wayIm;
  private final double[] rest = new double[LEVELS];
  private final int[] looks = new int[LEVELS];
  private double[] gains;
  private double leastExplained = 1;
  private double mostGain;
  private double homeFrames;
  private double leastHome;
  private double mostHome;
  private int homes;
  private int good;
  private double lag;
  private double restPower;

  /**
   * @param limitFrames a loop is looked for up to so far from its place
   */
  LoopLook(double rate, int limitFrames) {
    coherence = new Coherence(rate);
    limit = limitFrames;
    wayRe = new double[coherence.bins()];
    wayIm = new double[coherence.bins()];
  }

  Coherence coherence() {
    return coherence;
  }

  int frames() {
    return Math.max(coherence.frames(), near.frames());
  }

  /** Forgets the box. */
  void restart() {
    java.util.Arrays.fill(wayRe, 0);
    java.util.Arrays.fill(wayIm, 0);
    java.util.Arrays.fill(rest, 0);
    java.util.Arrays.fill(looks, 0);
    gains = null;
    leastExplained = 1;
    mostGain = 0;
    homes = 0;
    good = 0;
  }

  /** The highest gain that the box had while it was well, linear. */
  double mostGain() {
    return mostGain;
  }

  /** Frames by which the last one found drifting comes later. */
  double lag() {
    return lag;
  }

  /** Power of what was not made of the programme, at the last look. */
  double restPower() {
    return restPower;
  }

  /**
   * What one look is given.
   *
   * @param send a ring, as {@code back} and {@code other}
   * @param other what was sent on the other channel; null where there is none
   * @param end frame behind the stretch, of the return
   * @param first the first frame of the return that belongs to this loop
   * @param delayFrames of the loop
   * @param inverted its polarity as it is compensated
   * @param sent RMS of what was sent
   * @param heard RMS of what came back
   * @param leastHeard of its softest 20 ms
   * @param gainTells is the level of the programme such that a compressor would leave it alone?
   */
  record Stretch(
      float[] send,
      float[] back,
      float[] other,
      int mask,
      long end,
      long first,
      double delayFrames,
      boolean inverted,
      double sent,
      double heard,
      double leastHeard,
      boolean gainTells) {
    int delay() {
      return (int) Math.round(delayFrames);
    }
  }

  /** The fault, OK, or null when nothing can be said. */
  InsertState look(Stretch s) {
    measure(s, s.send(), 0);
    double explained = coherence.explained();
    boolean coherent = explained > COHERENT || coherence.votes() > COHERENT;
    restPower = (1 - explained) * s.heard() * s.heard();
    Optional<Alignment.Found> found = find(near, s);
    if (found.isPresent() && drifts(found.get(), s, coherent)) {
      lag = found.get().frames();
      return InsertState.DRIFT;
    }
    if (!coherent || isKnown() && explained < leastExplained - FALLEN) {
      return elsewhere(s, explained, found);
    }
    if (upsideDown(s, found)) {
      return InsertState.INVERTED;
    }
    if (added(s, explained)) {
      return nature(s, explained);
    }
    if (gainMoved(s)) {
      return InsertState.GAIN;
    }
    learn(s, explained, found);
    return InsertState.OK;
  }

  private void measure(Stretch s, float[] sent, int lagFrames) {
    long from = s.end() - coherence.frames();
    coherence.measure(sent, (int) (from - s.delay() - lagFrames), s.back(), (int) from, s.mask());
  }

  private static Optional<Alignment.Found> find(Alignment by, Stretch s) {
    long from = s.end() - by.frames();
    if (from < s.first() || from < s.delay()) {
      return Optional.empty();
    }
    return by.find(s.send(), (int) (from - s.delay()), s.back(), (int) from, s.mask());
  }

  private boolean drifts(Alignment.Found found, Stretch s, boolean coherent) {
    double off = found.frames() - (s.delayFrames() - s.delay());
    if (homes < KNOWN) {
      return Math.abs(off) >= FAR_FRAMES && found.clear() > CLEAR && coherentAt(s, found);
    }
    double slack = DRIFT_FRAMES + 4 * (mostHome - leastHome);
    if (found.clear() < AT_HOME || Math.abs(off - homeFrames) < slack) {
      return false;
    }
    // A voice looks like itself a period later; then the way is still the one that is known.
    if (coherence.phases(wayRe, wayIm) > SAME_WAY) {
      return false;
    }
    return Math.abs(off) < FAR_FRAMES ? coherent : coherentAt(s, found);
  }

  /** Is it the same programme, only later? A reverb has a place, too, and is not. */
  private boolean coherentAt(Stretch s, Alignment.Found found) {
    int lagFrames = (int) Math.round(found.frames());
    if (s.end() - coherence.frames() - s.delay() - lagFrames < 0) {
      return false;
    }
    measure(s, s.send(), lagFrames);
    double there = coherence.explained();
    measure(s, s.send(), 0);
    double here = coherence.explained();
    // From the start a tone in a reverb could look like this; a way that was known could not.
    return homes >= KNOWN
        ? there > COHERENT && there > here - 0.02
        : there > SURELY && there > here + FALLEN;
  }

  /** Little of it is what was sent: it came late, it is the other channel's, or something else. */
  private InsertState elsewhere(Stretch s, double explained, Optional<Alignment.Found> foundNear) {
    if (s.other() != null && crossed(s, explained)) {
      return InsertState.SWAPPED;
    }
    if (limit > Alignment.NEAR && foundNear.isEmpty()) {
      wide = wide == null ? new Alignment(limit) : wide;
      Optional<Alignment.Found> found = find(wide, s);
      if (found.isPresent() && coherentAt(s, found.get())) {
        lag = found.get().frames();
        return InsertState.DRIFT;
      }
    }
    return isKnown() && added(s, explained) ? nature(s, explained) : null;
  }

  /** Broadband programme has come back in its place, and never anything else. */
  boolean isKnown() {
    return homes >= KNOWN && leastExplained > COHERENT;
  }

  private boolean crossed(Stretch s, double explained) {
    measure(s, s.other(), 0);
    double others = coherence.explained();
    measure(s, s.send(), 0);
    return others > COHERENT && others > explained + FALLEN;
  }

  private boolean upsideDown(Stretch s, Optional<Alignment.Found> found) {
    if (homes >= KNOWN) {
      return coherence.agreement(wayRe, wayIm) < -0.6;
    }
    return found.isPresent()
        && found.get().clear() > CLEAR
        && Math.abs(found.get().frames()) < FAR_FRAMES
        && found.get().inverted() != s.inverted();
  }

  private static int level(double rms) {
    double db = 20 * Math.log10(Math.max(rms, 1e-9));
    return (int) Math.clamp(LEVELS + Math.floor(db / 3), 0, LEVELS - 1);
  }

  /** Is there more in it than the box has made of such a level before? */
  private boolean added(Stretch s, double explained) {
    double share = share(explained);
    int known = 0;
    double most = 0;
    for (int l = Math.max(0, level(s.sent()) - 1); l < LEVELS; l++) {
      known += looks[l];
      most = Math.max(most, rest[l]);
    }
    boolean wellKnown = known >= KNOWN && good >= WELL_KNOWN;
    return homes >= KNOWN && share >= Math.max(wellKnown ? LEAST_REST : MUCH, MORE * most);
  }

  /** What is not made of the programme, against what is, in power. */
  private static double share(double explained) {
    return (1 - explained) / Math.max(explained, 1e-3);
  }

  /** Noise is even, and always there; what pauses is somebody else's. */
  private InsertState nature(Stretch s, double explained) {
    if (explained > 0.3 && coherence.restBelow(MAINS_HZ) > 0.7 && coherence.restBelow(30) < 0.3) {
      return InsertState.HUM;
    }
    boolean even = coherence.restFlatness() > FLAT;
    boolean always = s.leastHeard() > ALWAYS * Math.sqrt(restPower);
    return even && always ? InsertState.NOISE : InsertState.FOREIGN;
  }

  private boolean gainMoved(Stretch s) {
    if (gains == null || !s.gainTells()) {
      return false;
    }
    double[] now = coherence.bandGainsDb();
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    int bands = 0;
    for (int b = 0; b < now.length; b++) {
      double moved = now[b] - gains[b];
      if (!Double.isNaN(moved)) {
        least = Math.min(least, moved);
        most = Math.max(most, moved);
        bands++;
      }
    }
    return bands >= GAIN_BANDS
        && most - least < GAIN_SPREAD_DB
        && (least > GAIN_DB || most < -GAIN_DB);
  }

  private void learn(Stretch s, double explained, Optional<Alignment.Found> found) {
    good++;
    leastExplained = Math.min(leastExplained, explained);
    mostGain = Math.max(mostGain, s.heard() / s.sent());
    int l = level(s.sent());
    rest[l] = Math.max(rest[l], share(explained));
    looks[l]++;
    coherence.learn(wayRe, wayIm, LEARN);
    if (s.gainTells()) {
      learnGains(coherence.bandGainsDb());
    }
    if (found.isPresent() && found.get().clear() > AT_HOME) {
      double off = found.get().frames() - (s.delayFrames() - s.delay());
      if (Math.abs(off) < FAR_FRAMES) {
        leastHome = homes == 0 ? off : Math.min(leastHome, off);
        mostHome = homes == 0 ? off : Math.max(mostHome, off);
        homes++;
        homeFrames += (off - homeFrames) / Math.min(homes, 10);
      }
    }
  }

  private void learnGains(double[] now) {
    if (gains == null) {
      gains = now;
      return;
    }
    for (int b = 0; b < gains.length; b++) {
      if (Double.isNaN(gains[b])) {
        gains[b] = now[b];
      } else if (!Double.isNaN(now[b])) {
        gains[b] += LEARN * (now[b] - gains[b]);
      }
    }
  }
}

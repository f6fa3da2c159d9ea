package hybridge.engine.master;

import hybridge.dsp.LaneSvf;
import hybridge.dsp.Lanes;
import hybridge.dsp.Pair;
import hybridge.rt.RealTime;

/**
 * High-pass and four bands, as strips have them: {@link LaneSvf} on one octet. Its targets are the
 * five rows of each section, once for both sides. Off is the identity: every section glides to it
 * where it stands, and then the bits pass.
 */
public final class EqSlot implements Processor {
  /** Sections of the high-pass; the bands follow. */
  public static final int PASS_SECTIONS = 2;

  public static final int BANDS = 4;
  private static final int SECTIONS = PASS_SECTIONS + BANDS;

  /** Targets: five rows a section. */
  public static final int TARGETS = LaneSvf.rows(SECTIONS);

  private final PairTargets targets = new PairTargets(TARGETS);
  private final LaneSvf sections;
  private final double[] buf = new double[Lanes.GRID * Lanes.OCTET];

  public EqSlot(double rate) {
    sections = new LaneSvf(Lanes.OCTET, SECTIONS, rate);
    for (int s = 0; s < SECTIONS; s++) {
      for (int l = 0; l < Lanes.OCTET; l++) {
        LaneSvf.identity(targets.table(), 0, Lanes.OCTET, s, l);
      }
    }
  }

  @Override
  public int targets() {
    return TARGETS;
  }

  @Override
  public int latencyFrames() {
    return 0;
  }

  @Override
  @RealTime
  public void jump(double[] table, int at) {
    targets.take(table, at);
    sections.jump(targets.table(), 0);
  }

  @Override
  @RealTime
  public void grid(double[] table, int at) {
    if (targets.take(table, at)) {
      sections.touch(0);
    }
    sections.grid(targets.table(), 0, 0);
  }

  @Override
  @RealTime
  public void process(double[] left, double[] right, int n, double[] table, int at) {
    Pair.join(left, right, n, buf);
    sections.process(buf, n, 0);
    Pair.part(buf, n, left, right);
  }

  @Override
  @RealTime
  public double takeLeastGain() {
    return 1;
  }

  @Override
  @RealTime
  public boolean copy(Processor from) {
    if (from instanceof EqSlot other) {
      sections.follow(other.sections, 0, 0);
      sections.follow(other.sections, 1, 1);
      return true;
    }
    return false;
  }
}

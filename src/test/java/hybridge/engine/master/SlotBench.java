package hybridge.engine.master;

import hybridge.dsp.Lanes;

/** A slot by itself, driven grid by grid. */
final class SlotBench {
  final Processor slot;
  final double[] targets;

  SlotBench(Processor slot, double[] targets) {
    this.slot = slot;
    this.targets = targets;
    slot.jump(targets, 0);
  }

  /** Both sides through it, whole grids only; new arrays. */
  double[][] run(double[] left, double[] right) {
    double[][] out = new double[2][left.length];
    double[] l = new double[Lanes.GRID];
    double[] r = new double[Lanes.GRID];
    for (int at = 0; at + Lanes.GRID <= left.length; at += Lanes.GRID) {
      slot.grid(targets, 0);
      System.arraycopy(left, at, l, 0, Lanes.GRID);
      System.arraycopy(right, at, r, 0, Lanes.GRID);
      slot.process(l, r, Lanes.GRID, targets, 0);
      System.arraycopy(l, 0, out[0], at, Lanes.GRID);
      System.arraycopy(r, 0, out[1], at, Lanes.GRID);
    }
    return out;
  }
}

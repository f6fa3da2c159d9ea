package hybridge.planner;

import hybridge.desk.Tree;
import hybridge.dsp.Loudness;
import hybridge.dsp.LoudnessMeter;
import hybridge.rt.RowRing;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Works up what the engine measured of main. The ring holds minutes: whoever reads a value, on
 * whatever thread, and the desk's thread at least once a second, first takes in all that waits.
 */
final class LoudnessReader {
  private final RowRing ring;
  private final Loudness loudness;
  private final double[] row = new double[LoudnessMeter.ROW];
  private final Map<Integer, ToDoubleFunction<Loudness>> values = new HashMap<>();

  /**
   * @param ring of the engine
   * @param rate frames a second
   */
  LoudnessReader(Tree tree, RowRing ring, double rate) {
    this.ring = ring;
    this.loudness = new Loudness(rate, LoudnessMeter.hopFrames(rate));
    values.put(tree.require("/loudness/momentary"), Loudness::momentary);
    values.put(tree.require("/loudness/shortterm"), Loudness::shortTerm);
    values.put(tree.require("/loudness/integrated"), Loudness::integrated);
    values.put(tree.require("/loudness/range"), Loudness::range);
    values.put(tree.require("/loudness/truepeak"), Loudness::truePeak);
  }

  boolean has(int index) {
    return values.containsKey(index);
  }

  /** The value of a parameter that it {@link #has}. Any thread. */
  synchronized double read(int index) {
    takeIn();
    return values.get(index).applyAsDouble(loudness);
  }

  synchronized void takeIn() {
    while (ring.read(row)) {
      loudness.add(row[LoudnessMeter.ENERGY], row[LoudnessMeter.PEAK]);
    }
  }

  /** Short-term loudness of main, LUFS. */
  synchronized double shortTerm() {
    takeIn();
    return loudness.shortTerm();
  }

  /** From here on. */
  synchronized void reset() {
    takeIn();
    loudness.reset();
  }
}

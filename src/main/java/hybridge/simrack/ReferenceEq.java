package hybridge.simrack;

import hybridge.outboard.Simulator;

/**
 * Four bands in series: low shelf, two bells, high shelf. Each is a state-variable filter with
 * trapezoidal integrators (A. Simper, "Linear Trapezoidal Integrated SVF", Cytomic, 2011): it can
 * be turned while it sounds. Shelves have a Q of 1/√2.
 */
final class ReferenceEq extends AnalogBox {
  private final Section low = new Section("low", Kind.LOW_SHELF);
  private final Section lowMid = new Section("lowmid", Kind.BELL);
  private final Section highMid = new Section("highmid", Kind.BELL);
  private final Section high = new Section("high", Kind.HIGH_SHELF);

  private enum Kind {
    LOW_SHELF,
    BELL,
    HIGH_SHELF
  }

  ReferenceEq(Simulator simulator, double rate, LineBox.Character character) {
    super(simulator, rate, character);
  }

  @Override
  void look(double[] knobs) {
    low.look(knobs);
    lowMid.look(knobs);
    highMid.look(knobs);
    high.look(knobs);
  }

  @Override
  double next(double x) {
    return high.next(highMid.next(lowMid.next(low.next(x))));
  }

  /** One band. */
  private final class Section {
    private final Kind kind;
    private final int freqAt;
    private final int gainAt;
    private final int qAt;
    private final SlowKnob octave = new SlowKnob(rate);
    private final SlowKnob gainDb = new SlowKnob(rate);
    private final SlowKnob logQ = new SlowKnob(rate);
    private double a1;
    private double a2;
    private double a3;
    private double m0;
    private double m1;
    private double m2;
    private double ic1;
    private double ic2;

    Section(String name, Kind kind) {
      this.kind = kind;
      freqAt = knob(name + "-freq");
      gainAt = knob(name + "-gain");
      qAt = kind == Kind.BELL ? knob(name + "-q") : -1;
    }

    void look(double[] knobs) {
      octave.turn(Math.log(knobs[freqAt]));
      gainDb.turn(knobs[gainAt]);
      logQ.turn(qAt < 0 ? -0.5 * Math.log(2) : Math.log(knobs[qAt]));
    }

    private void design() {
      double hz = Math.exp(octave.next());
      double a = Math.exp(gainDb.next() / LN_TO_DB / 2);
      double k = Math.exp(-logQ.next());
      double g = Math.tan(Math.PI * Math.min(hz / rate, 0.49));
      switch (kind) {
        case LOW_SHELF -> {
          g /= Math.sqrt(a);
          m0 = 1;
          m1 = k * (a - 1);
          m2 = a * a - 1;
        }
        case BELL -> {
          k /= a;
          m0 = 1;
          m1 = k * (a * a - 1);
          m2 = 0;
        }
        case HIGH_SHELF -> {
          g *= Math.sqrt(a);
          m0 = a * a;
          m1 = k * (1 - a) * a;
          m2 = 1 - a * a;
        }
      }
      a1 = 1 / (1 + g * (g + k));
      a2 = g * a1;
      a3 = g * a2;
    }

    double next(double x) {
      if (octave.moving() || gainDb.moving() || logQ.moving()) {
        design();
      }
      double v3 = x - ic2;
      double v1 = a1 * ic1 + a2 * v3;
      double v2 = ic2 + a2 * ic1 + a3 * v3;
      ic1 = 2 * v1 - ic1;
      ic2 = 2 * v2 - ic2;
      return m0 * x + m1 * v1 + m2 * v2;
    }
  }
}

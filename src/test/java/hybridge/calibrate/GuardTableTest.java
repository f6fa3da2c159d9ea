package hybridge.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.calibrate.GuardBench.Fault;
import hybridge.calibrate.GuardBench.Said;
import hybridge.calibrate.GuardProgrammes.Kind;
import hybridge.value.InsertState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Healthy boxes raise no alarm, and each fault gets one name. The whole table, with a minute for
 * each box and programme: {@code mvn test -Dtest=GuardTableTest -Dguard.seconds=60}.
 */
class GuardTableTest {
  private static final double SECONDS =
      Double.parseDouble(System.getProperty("guard.seconds", "4"));
  private static final boolean WHOLE = SECONDS >= 10;
  private static final double QUIET = 3e-5;

  /** A box that does nothing wrong, and how noisy it is. */
  record Healthy(double noise, Supplier<GuardBox> box) {
    Healthy(Supplier<GuardBox> box) {
      this(QUIET, box);
    }
  }

  /** Made together with the detector. */
  private static Map<String, Healthy> early() {
    Map<String, Healthy> boxes = new LinkedHashMap<>();
    boxes.put("tanh saturation", new Healthy(() -> x -> Math.tanh(5 * x) / 2));
    boxes.put("gate", new Healthy(() -> GuardBox.gate(-30, 40, 60)));
    boxes.put("compressor 4:1", new Healthy(() -> GuardBox.compressor(-34, 4, 10, 150, 6)));
    boxes.put("compressor 20:1", new Healthy(() -> GuardBox.compressor(-30, 20, 5, 200, 0)));
    boxes.put("limiter", new Healthy(() -> GuardBox.compressor(-18, 1000, 0.1, 60, 0)));
    boxes.put(
        "equaliser +15 −18 +12",
        new Healthy(
            () ->
                GuardBox.chain(
                    x -> 0.3 * x, // it has headroom
                    GuardBox.Biquad.peak(60, 15, 1.5),
                    GuardBox.Biquad.peak(1000, -18, 2),
                    GuardBox.Biquad.peak(8000, 12, 1))));
    boxes.put(
        "low-pass 2 kHz",
        new Healthy(
            () ->
                GuardBox.chain(
                    GuardBox.Biquad.lowPass(2000, 0.54), GuardBox.Biquad.lowPass(2000, 1.31))));
    boxes.put("reverb, wet only", new Healthy(() -> GuardBox.reverb(40, 2)));
    boxes.put("echo, wet only", new Healthy(() -> GuardBox.echo(350, 0.45, 0)));
    boxes.put("chorus", new Healthy(() -> GuardBox.wobble(700, 150, 0.7, 0.6, 0.6)));
    return boxes;
  }

  /** Made when the detector was frozen. */
  private static Map<String, Healthy> late() {
    Map<String, Healthy> boxes = new LinkedHashMap<>();
    boxes.put("tape, wow and flutter", new Healthy(2e-4, GuardTableTest::tape));
    boxes.put("de-esser", new Healthy(GuardTableTest::deEsser));
    boxes.put(
        "exciter",
        new Healthy(
            () -> {
              GuardBox high = GuardBox.Biquad.highPass(3000, 0.7);
              GuardBox capacitor = GuardBox.Biquad.highPass(20, 0.7);
              return x -> x + capacitor.process(0.3 * Math.tanh(8 * Math.max(0, high.process(x))));
            }));
    boxes.put("vintage, noise −60 dBFS", new Healthy(1e-3, () -> x -> 1.2 * x));
    boxes.put(
        "50 Hz at −70 dBFS",
        new Healthy(
            () -> {
              long[] n = {0};
              return x -> x + 9e-4 * Math.sin(2 * Math.PI * 50 * n[0]++ / GuardBox.RATE);
            }));
    boxes.put("phaser", new Healthy(GuardTableTest::phaser));
    boxes.put(
        "transformer",
        new Healthy(
            () -> {
              GuardBox low = GuardBox.Biquad.lowPass(90, 0.7);
              GuardBox block = GuardBox.Biquad.highPass(15, 0.7);
              return x -> {
                double l = low.process(x);
                return block.process(x - l + Math.tanh(4 * l + 0.3) / 4 - Math.tanh(0.3) / 4);
              };
            }));
    boxes.put(
        "bit-crusher, 8 bit at 12 kHz",
        new Healthy(
            () -> {
              double[] held = {0, 0};
              return x -> {
                held[0] = held[1]++ % 4 == 0 ? Math.rint(x * 128) / 128 : held[0];
                return held[0];
              };
            }));
    boxes.put(
        "ring modulator, 440 Hz",
        new Healthy(
            () -> {
              long[] n = {0};
              return x -> x * Math.sin(2 * Math.PI * 440 * n[0]++ / GuardBox.RATE);
            }));
    boxes.put(
        "tremolo and high-pass",
        new Healthy(
            () -> {
              long[] n = {0};
              GuardBox high = GuardBox.Biquad.highPass(150, 0.7);
              return x ->
                  high.process(x)
                      * (0.55 + 0.45 * Math.sin(2 * Math.PI * 5 * n[0]++ / GuardBox.RATE));
            }));
    return boxes;
  }

  private static GuardBox tape() {
    GuardBox.Line line = new GuardBox.Line();
    GuardBox low = GuardBox.Biquad.highPass(25, 0.7);
    long[] n = {0};
    return x -> {
      line.write(Math.tanh(1.5 * x) / 1.5);
      double t = n[0]++ / GuardBox.RATE;
      double wow = 6 * Math.sin(2 * Math.PI * 0.6 * t) + 0.5 * Math.sin(2 * Math.PI * 9 * t);
      return low.process(line.read(8 + wow));
    };
  }

  private static GuardBox deEsser() {
    GuardBox high = GuardBox.Biquad.highPass(5000, 0.7);
    double[] envelope = {0};
    return x -> {
      double h = high.process(x);
      envelope[0] = Math.max(Math.abs(h), envelope[0] * 0.9993);
      double gain = Math.min(1, 0.01 / (envelope[0] + 1e-9));
      return x - h * (1 - gain);
    };
  }

  private static GuardBox phaser() {
    double[] last = new double[4];
    double[] past = new double[4];
    long[] n = {0};
    return x -> {
      double hz = 700 * Math.pow(3, Math.sin(2 * Math.PI * 0.4 * n[0]++ / GuardBox.RATE));
      double t = Math.tan(Math.PI * hz / GuardBox.RATE);
      double a = (t - 1) / (t + 1);
      double y = x;
      for (int s = 0; s < 4; s++) {
        double out = a * y + past[s] - a * last[s];
        past[s] = y;
        last[s] = out;
        y = out;
      }
      return 0.5 * (x + y);
    };
  }

  private static Map<String, Wrong> lateFaults() {
    Map<String, Wrong> faults = new LinkedHashMap<>();
    faults.put("gain 40 dB up, clips", new Wrong(InsertState.CLIPPING, () -> each(x -> 100 * x)));
    faults.put("a direct voltage of 0.1", new Wrong(InsertState.DC, () -> each(x -> x + 0.1)));
    faults.put("hum, 50 Hz at −26 dBFS", new Wrong(InsertState.HUM, () -> added(0.05, 50)));
    faults.put("hum, 120 Hz at −30 dBFS", new Wrong(InsertState.HUM, () -> added(0.032, 120)));
    faults.put("2 frames late", new Wrong(InsertState.DRIFT, () -> moved(2)));
    faults.put("300 frames early", new Wrong(InsertState.DRIFT, () -> moved(-300)));
    faults.put("11 000 frames late", new Wrong(InsertState.DRIFT, () -> moved(11_000)));
    faults.put(
        "both returns from the left",
        new Wrong(InsertState.SWAPPED, () -> (sent, now, box) -> box[1] = box[0]));
    faults.put(
        "12 dB louder, soft programme",
        new Wrong(InsertState.GAIN, () -> each(x -> 4 * x), 0.05, false));
    faults.put("frozen, 24 000 frames", new Wrong(InsertState.FOREIGN, () -> frozen(24_000)));
    return faults;
  }

  /** A fault and what it is to be called. */
  record Wrong(InsertState name, Supplier<Fault> fault, double loud, boolean linear) {
    Wrong(InsertState name, Supplier<Fault> fault) {
      this(name, fault, 1, false);
    }
  }

  private static Fault earlier(float[][] programme, double gain) {
    return (sent, now, box) -> {
      for (int c = 0; c < 2; c++) {
        box[c] = gain * programme[c][(int) ((now + 5 * 48_000) % GuardProgrammes.LENGTH)];
      }
    };
  }

  private static Fault moved(int frames) {
    return (sent, now, box) -> {
      for (int c = 0; c < 2; c++) {
        box[c] = 0.5 * sent[c][Fault.at(now - GuardBench.DELAY - frames)];
      }
    };
  }

  private static Fault each(java.util.function.DoubleUnaryOperator what) {
    return (sent, now, box) -> {
      box[0] = what.applyAsDouble(box[0]);
      box[1] = what.applyAsDouble(box[1]);
    };
  }

  private static Fault added(double peak, double hz) {
    return (sent, now, box) -> {
      double tone = peak * Math.sin(2 * Math.PI * hz * now / GuardBox.RATE);
      box[0] += tone;
      box[1] += tone;
    };
  }

  private static Fault hiss(double rms) {
    Random random = new Random(8);
    return (sent, now, box) -> {
      box[0] += rms * random.nextGaussian();
      box[1] += rms * random.nextGaussian();
    };
  }

  /** So many frames again and again, from where there is sound. */
  private static Fault frozen(int frames) {
    double[][] kept = new double[2][frames];
    long[] began = {-1};
    return (sent, now, box) -> {
      if (began[0] < 0 && Math.abs(box[0]) < 0.05) {
        return;
      }
      began[0] = began[0] < 0 ? now : began[0];
      long n = now - began[0];
      for (int c = 0; c < 2; c++) {
        if (n < frames) {
          kept[c][(int) n] = box[c];
        }
        box[c] = kept[c][(int) (n % frames)];
      }
    };
  }

  private static Map<String, Wrong> earlyFaults() {
    Map<String, Wrong> faults = new LinkedHashMap<>();
    faults.put("pulled cable", new Wrong(InsertState.DEAD, () -> each(x -> 0)));
    faults.put(
        "another programme",
        new Wrong(InsertState.FOREIGN, () -> earlier(GuardProgrammes.of(Kind.DRUMS), 0.5)));
    faults.put(
        "left and right swapped",
        new Wrong(
            InsertState.SWAPPED,
            () ->
                (sent, now, box) -> {
                  double left = box[0];
                  box[0] = box[1];
                  box[1] = left;
                }));
    faults.put("2 000 frames late", new Wrong(InsertState.DRIFT, () -> moved(2000)));
    faults.put("1 000 frames late", new Wrong(InsertState.DRIFT, () -> moved(1000)));
    faults.put("frozen, 4 096 frames", new Wrong(InsertState.FOREIGN, () -> frozen(4096)));
    faults.put("polarity flipped", new Wrong(InsertState.INVERTED, () -> each(x -> -x)));
    faults.put(
        "12 dB softer, linear box",
        new Wrong(InsertState.GAIN, () -> each(x -> 0.25 * x), 1, true));
    faults.put("a tone at −6 dBFS", new Wrong(InsertState.FOREIGN, () -> added(0.5, 700)));
    faults.put("noise at −20 dBFS", new Wrong(InsertState.NOISE, () -> hiss(0.1)));
    return faults;
  }

  @Test
  void healthyBoxesRaiseNoAlarm() {
    healthy(early());
  }

  @Test
  void boxesMadeLaterRaiseNone() {
    healthy(late());
  }

  @Test
  void eachFaultGetsOneName() {
    faults(earlyFaults());
  }

  @Test
  void faultsMadeLaterGetOneNameToo() {
    faults(lateFaults());
  }

  private static void healthy(Map<String, Healthy> boxes) {
    StringBuilder alarms = new StringBuilder();
    boxes.forEach(
        (name, healthy) -> {
          StringBuilder row = new StringBuilder();
          for (Kind kind : Kind.values()) {
            GuardBench bench = new GuardBench(kind, healthy.box(), healthy.noise(), 1, false);
            bench.run(SECONDS, null);
            TreeSet<InsertState> faults = new TreeSet<>();
            bench.said().stream().map(Said::state).filter(InsertState::fault).forEach(faults::add);
            row.append(" | ").append(faults.isEmpty() ? "–" : bench.said());
          }
          System.out.println("| " + name + row + " |");
          if (row.indexOf("Said") >= 0) {
            alarms.append(name).append(row).append('\n');
          }
        });
    assertThat(alarms.toString()).isEmpty();
  }

  private static void faults(Map<String, Wrong> faults) {
    StringBuilder wrongs = new StringBuilder();
    faults.forEach(
        (name, wrong) -> {
          for (Kind kind : WHOLE ? List.of(Kind.MIX, Kind.SPEECH) : List.of(Kind.MIX)) {
            GuardBench bench =
                new GuardBench(
                    kind,
                    () -> GuardBox.Biquad.peak(300, 4, 1),
                    QUIET,
                    wrong.loud(),
                    wrong.linear());
            bench.run(WHOLE ? 8 : 6, null);
            double began = bench.seconds();
            Fault fault = wrong.fault().get();
            bench.run(WHOLE ? 12 : 4, fault);
            double ended = bench.seconds();
            bench.run(WHOLE ? 10 : 3, null);
            List<Said> named = bench.said().stream().filter(s -> s.state().fault()).toList();
            double healed =
                bench.said().stream()
                    .filter(s -> s.seconds() > ended && !s.state().fault())
                    .mapToDouble(s -> s.seconds() - ended)
                    .findFirst()
                    .orElse(Double.NaN);
            double after = named.isEmpty() ? Double.NaN : named.getLast().seconds() - began;
            // What begins with a pause is dead until it is heard.
            boolean late = named.size() == 2 && named.getFirst().state() == InsertState.DEAD;
            boolean right =
                (named.size() == 1 || late)
                    && named.getLast().state() == wrong.name()
                    && healed < 10;
            String row =
                String.format(
                    java.util.Locale.ROOT,
                    "| %s | %s | %s | %.2f s | %.2f s |%s",
                    name,
                    kind,
                    named.stream().map(Said::state).toList(),
                    after,
                    healed,
                    right ? "" : " WRONG " + bench.said());
            System.out.println(row);
            if (!right) {
              wrongs.append(row).append('\n');
            }
          }
        });
    assertThat(wrongs.toString()).isEmpty();
  }
}

package hybridge.bench;

import hybridge.alternatives.ScalarCompressor;
import hybridge.alternatives.ScalarSvf;
import hybridge.alternatives.StridedInput;
import hybridge.dsp.EqDesign;
import hybridge.dsp.FractionalDelay;
import hybridge.dsp.LaneCompressor;
import hybridge.dsp.LaneGate;
import hybridge.dsp.LaneInput;
import hybridge.dsp.LaneMeter;
import hybridge.dsp.LaneSvf;
import hybridge.dsp.Lanes;
import hybridge.dsp.Oscillator;
import hybridge.dsp.PanSum;
import hybridge.dsp.PassDesign;
import hybridge.dsp.Section;
import hybridge.dsp.Smoothing;
import hybridge.dsp.StripSum;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds a frame of all lanes, in grids of 32 frames of noise: channel-seconds per CPU-second
 * are lanes · 10⁹ / (48 000 · score).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Lanes.GRID)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 9, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules",
      "jdk.incubator.vector",
      "-XX:CompileCommandFile=src/main/jvm/compile-commands.txt"
    })
public class KernelBenchmark {
  private static final double RATE = 48_000;
  private static final int N = Lanes.GRID;
  private static final int SECTIONS = 7;
  private static final int FRAMES = 4096;

  @Param("64")
  public int lanes;

  private final EqDesign design = new EqDesign(RATE);
  private float[][] in;
  private int[] channel;
  private double[] source;
  private double[] buf;
  private double[][] planar;
  private double[] gain;
  private double[] filterTargets;
  private double[] otherTargets;
  private double[] gateTargets;
  private double[] compressorTargets;
  private LaneSvf filters;
  private LaneSvf sweeping;
  private LaneGate gate;
  private LaneCompressor compressor;
  private ScalarSvf[] scalarSvf;
  private ScalarCompressor[] scalarCompressor;
  private double[] peak;
  private double[] square;
  private double[] partial;
  private double[] main;
  private final double[] otherPartial = new double[N * Lanes.OCTET];
  private final double[] otherMain = new double[N];
  private final double[] taps = FractionalDelay.taps(0.25, 1);
  private final Oscillator oscillator = new Oscillator(RATE);
  private int at;
  private int turn;

  @Setup
  public void prepare() {
    Random random = new Random(1);
    in = new float[lanes][FRAMES];
    channel = new int[lanes];
    source = random.doubles(N * lanes, -0.5, 0.5).toArray();
    buf = new double[N * lanes];
    planar = new double[lanes][N];
    gain = new double[lanes];
    Arrays.fill(gain, 0.7);
    filterTargets = new double[LaneSvf.rows(SECTIONS) * lanes];
    gateTargets = new double[LaneGate.ROWS * lanes];
    compressorTargets = new double[LaneCompressor.ROWS * lanes];
    scalarSvf = new ScalarSvf[5 * lanes];
    scalarCompressor = new ScalarCompressor[lanes];
    for (int l = 0; l < lanes; l++) {
      channel[l] = l;
      for (int f = 0; f < FRAMES; f++) {
        in[l][f] = (float) (0.2 * random.nextGaussian());
      }
      Section[] high = PassDesign.highPass(80 + l, 12, RATE);
      high[0].put(filterTargets, 0, lanes, 0, l);
      high[1].put(filterTargets, 0, lanes, 1, l);
      LaneSvf.identity(filterTargets, 0, lanes, 2, l);
      for (int b = 0; b < 4; b++) {
        design
            .band(EqDesign.Type.BELL, 100 * Math.pow(4, b) + l, 6 - 3 * b, 1)
            .put(filterTargets, 0, lanes, 3 + b, l);
      }
      for (int s = 0; s < 5; s++) {
        scalarSvf[5 * l + s] = new ScalarSvf(0.002 * (s + 1), 1, 1, 1.5, 1);
      }
      LaneGate.design(-30, 4, 40, 1, 20, 100, true, false, RATE, gateTargets, 0, lanes, l);
      LaneCompressor.design(
          -20, 4, 6, 10, 100, 3, 1, false, l % 4 > 1, RATE, compressorTargets, 0, lanes, l);
      scalarCompressor[l] = new ScalarCompressor(-20, 4, 6, 0.998, 0.9998);
    }
    otherTargets = filterTargets.clone();
    for (int b = 3; b < SECTIONS; b++) {
      for (int l = 0; l < lanes; l++) {
        design.band(EqDesign.Type.BELL, 4000, -6, 2).put(otherTargets, 0, lanes, b, l);
      }
    }
    filters = new LaneSvf(lanes, SECTIONS, RATE);
    filters.jump(filterTargets, 0);
    sweeping = new LaneSvf(lanes, SECTIONS, RATE);
    sweeping.jump(filterTargets, 0);
    gate = new LaneGate(lanes, RATE);
    gate.jump(gateTargets, 0);
    compressor = new LaneCompressor(lanes, RATE);
    compressor.jump(compressorTargets, 0);
    peak = new double[lanes];
    square = new double[lanes];
    partial = new double[N * Lanes.OCTET];
    main = new double[N];
  }

  private void fresh() {
    System.arraycopy(source, 0, buf, 0, buf.length);
  }

  private int read() {
    at = (at + N) % FRAMES;
    int broken = 0;
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      broken += LaneInput.read(in, at, N, channel, o, buf, lanes);
    }
    return broken;
  }

  private double[] fadeMeterAndSum() {
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      Smoothing.apply(buf, lanes, N, o, gain, gain, gain, 0, 0.01, true);
      LaneMeter.add(buf, lanes, N, o, peak, square);
    }
    for (int side = 0; side < 2; side++) {
      Arrays.fill(partial, 0);
      for (int o = 0; o < lanes; o += Lanes.OCTET) {
        PanSum.add(buf, lanes, N, o, gain, gain, gain, 0, 0.01, true, partial);
      }
      PanSum.fold(partial, N, main);
    }
    return main;
  }

  /** What the others copy in before they work. */
  @Benchmark
  public double[] copyAlone() {
    fresh();
    return buf;
  }

  @Benchmark
  public int input() {
    return read();
  }

  @Benchmark
  public int inputStrided() {
    at = (at + N) % FRAMES;
    return StridedInput.read(in, at, N, channel, buf, lanes);
  }

  @Benchmark
  public double[] fiveSections() {
    fresh();
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      filters.grid(filterTargets, 0, o);
      filters.process(buf, N, o);
    }
    return buf;
  }

  /** Four of the five always under way. */
  @Benchmark
  public double[] fiveSectionsSweeping() {
    fresh();
    double[] target = ++turn / 64 % 2 == 0 ? filterTargets : otherTargets;
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      sweeping.touch(o);
      sweeping.grid(target, 0, o);
      sweeping.process(buf, N, o);
    }
    return buf;
  }

  @Benchmark
  public double[][] fiveSectionsScalar() {
    for (int l = 0; l < lanes; l++) {
      System.arraycopy(source, l * N, planar[l], 0, N);
      for (int s = 0; s < 5; s++) {
        scalarSvf[5 * l + s].process(planar[l], N);
      }
    }
    return planar;
  }

  @Benchmark
  public double[] gate() {
    fresh();
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      gate.grid(gateTargets, 0, o);
      gate.process(buf, buf, N, o, gateTargets, 0);
    }
    return buf;
  }

  @Benchmark
  public double[] compressor() {
    fresh();
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      compressor.grid(compressorTargets, 0, o);
      compressor.process(buf, buf, N, o, compressorTargets, 0);
    }
    return buf;
  }

  @Benchmark
  public double[][] compressorScalar() {
    for (int l = 0; l < lanes; l++) {
      System.arraycopy(source, l * N, planar[l], 0, N);
      scalarCompressor[l].process(planar[l], N);
    }
    return planar;
  }

  @Benchmark
  public double[] faderMeterAndSum() {
    fresh();
    return fadeMeterAndSum();
  }

  /** The same in one pass over pairs of octets: what runs while gains stand still. */
  @Benchmark
  public double[] faderMeterAndSumFused() {
    fresh();
    Arrays.fill(partial, 0);
    Arrays.fill(otherPartial, 0);
    for (int o = 0; o < lanes; o += 2 * Lanes.OCTET) {
      StripSum.addPair(
          buf, lanes, N, o, o + Lanes.OCTET, gain, 0, 0, 0, 0, peak, square, partial, otherPartial);
    }
    PanSum.fold(partial, N, main);
    PanSum.fold(otherPartial, N, otherMain);
    return main;
  }

  @Benchmark
  public double[] faderMeterAndSumScalar() {
    Arrays.fill(main, 0);
    Arrays.fill(otherMain, 0);
    for (int l = 0; l < lanes; l++) {
      System.arraycopy(source, l * N, planar[l], 0, N);
      double p = peak[l];
      double s = square[l];
      for (int f = 0; f < N; f++) {
        double y = planar[l][f] * gain[l];
        p = Math.max(p, Math.abs(y));
        s += y * y;
        main[f] += y * gain[l];
        otherMain[f] += y * gain[l];
      }
      peak[l] = p;
      square[l] = s;
    }
    return main;
  }

  /** One return of a hardware insert, 64 taps; the score is for one channel. */
  @Benchmark
  public double[] fractionalDelay() {
    FractionalDelay.run(taps, source, main, N);
    return main;
  }

  @Benchmark
  public double[] fractionalDelayScalar() {
    for (int f = 0; f < N; f++) {
      double sum = 0;
      for (int k = 0; k < FractionalDelay.TAPS; k++) {
        sum += source[FractionalDelay.TAPS - 1 + f - k] * taps[k];
      }
      main[f] = sum;
    }
    return main;
  }

  /** Sine, pink and white noise together. */
  @Benchmark
  public double[] oscillator() {
    for (int f = 0; f < N; f++) {
      main[f] = oscillator.sine(1000) + oscillator.pink() + oscillator.white();
    }
    return main;
  }

  /** Input, high-pass, four bands, compressor, fader, meter, pan, sum: all on. */
  @Benchmark
  public double[] wholeStrip() {
    read();
    for (int o = 0; o < lanes; o += Lanes.OCTET) {
      filters.grid(filterTargets, 0, o);
      compressor.grid(compressorTargets, 0, o);
      filters.process(buf, N, o);
      compressor.process(buf, buf, N, o, compressorTargets, 0);
    }
    return fadeMeterAndSum();
  }

  /** One band fitted, on a control thread. */
  @Benchmark
  @OperationsPerInvocation(1)
  public Section designOfOneBand() {
    return design.band(EqDesign.Type.BELL, 1000 + 7 * (++turn % 1000), 6, 1);
  }
}

package hybridge.bench;

import hybridge.alternatives.DequeLookAhead;
import hybridge.alternatives.PhaseReconstruction;
import hybridge.alternatives.ScalarCompressor;
import hybridge.alternatives.ScalarSvf;
import hybridge.alternatives.ScalarWeighting;
import hybridge.dsp.EqDesign;
import hybridge.dsp.LaneCompressor;
import hybridge.dsp.Lanes;
import hybridge.dsp.Limiter;
import hybridge.dsp.LookAhead;
import hybridge.dsp.LoudnessMeter;
import hybridge.dsp.PassDesign;
import hybridge.dsp.Reconstruction;
import hybridge.engine.master.CompSlot;
import hybridge.engine.master.EqSlot;
import hybridge.engine.master.LimiterSlot;
import hybridge.engine.master.Processor;
import hybridge.rt.RowRing;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The slots of the master chain and the loudness meter, everything on, in grids of 32 frames of
 * noise. Nanoseconds a frame of both sides: times 0.048 they are milliseconds for each second at 48
 * kHz.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Lanes.GRID)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules",
      "jdk.incubator.vector",
      "-XX:CompileCommandFile=src/main/jvm/compile-commands.txt"
    })
public class MasterBenchmark {
  private static final double RATE = 48_000;
  private static final int N = Lanes.GRID;
  private static final int FRAMES = 48_000;

  private final double[] sound = new Random(1).doubles(FRAMES + 2 * N, -1, 1).toArray();
  private final double[] left = new double[N];
  private final double[] right = new double[N];
  private final double[] points = new double[16 * N];
  private final double[] eqTargets = new double[EqSlot.TARGETS];
  private final double[] compTargets = new double[CompSlot.TARGETS];
  private final double[] limiterTargets = new double[LimiterSlot.TARGETS];
  private final Processor eq = new EqSlot(RATE);
  private final Processor comp = new CompSlot(RATE);
  private final Processor limiter = new LimiterSlot(RATE);
  private final ScalarSvf[] scalarEq = new ScalarSvf[12];
  private final ScalarCompressor[] scalarComp = new ScalarCompressor[2];
  private final RowRing ring = new RowRing(16, LoudnessMeter.ROW);
  private final LoudnessMeter meter = new LoudnessMeter(RATE, ring);
  private final ScalarWeighting[] weighting = {new ScalarWeighting(), new ScalarWeighting()};
  private final Reconstruction alongTime = new Reconstruction(8, 32);
  private final PhaseReconstruction alongPhases = new PhaseReconstruction(32);
  private final LookAhead lookAhead = new LookAhead(1, 128);
  private final DequeLookAhead deque = new DequeLookAhead(64, 32, 16, 16);
  private int at;
  private int position;

  @Setup
  public void prepare() {
    PassDesign.highPass(30, 18, RATE)[0].put(eqTargets, 0, 1, 0, 0);
    PassDesign.highPass(30, 18, RATE)[1].put(eqTargets, 0, 1, 1, 0);
    EqDesign design = new EqDesign(RATE);
    for (int b = 0; b < EqSlot.BANDS; b++) {
      design
          .band(EqDesign.Type.BELL, 100 * Math.pow(4, b), 3, 1)
          .put(eqTargets, 0, 1, EqSlot.PASS_SECTIONS + b, 0);
    }
    LaneCompressor.design(-20, 4, 6, 10, 100, 3, 1, false, true, RATE, compTargets, 0, 1, 0);
    PassDesign.highPass(60, 12, RATE)[0].put(compTargets, CompSlot.KEY, 1, 0, 0);
    limiterTargets[LimiterSlot.ON] = 1;
    limiterTargets[LimiterSlot.DRIVE] = 1;
    limiterTargets[LimiterSlot.CEILING] = 0.7;
    limiterTargets[LimiterSlot.RELEASE] = Limiter.release(100, RATE);
    eq.jump(eqTargets, 0);
    comp.jump(compTargets, 0);
    limiter.jump(limiterTargets, 0);
    for (int s = 0; s < scalarEq.length; s++) {
      scalarEq[s] = new ScalarSvf(0.002 * (s + 1), 1, 1, 1.5, 1);
    }
    for (int s = 0; s < scalarComp.length; s++) {
      scalarComp[s] = new ScalarCompressor(-20, 4, 6, 0.998, 0.9998);
    }
  }

  private void fresh() {
    at = at + N < FRAMES ? at + N : 0;
    System.arraycopy(sound, at, left, 0, N);
    System.arraycopy(sound, FRAMES - at, right, 0, N);
  }

  private double[] slot(Processor slot, double[] targets) {
    fresh();
    slot.grid(targets, 0);
    slot.process(left, right, N, targets, 0);
    return left;
  }

  /** What the others copy in before they work. */
  @Benchmark
  public double[] copyAlone() {
    fresh();
    return left;
  }

  @Benchmark
  public double[] eq() {
    return slot(eq, eqTargets);
  }

  @Benchmark
  public double[] eqScalar() {
    fresh();
    for (int s = 0; s < scalarEq.length; s += 2) {
      scalarEq[s].process(left, N);
      scalarEq[s + 1].process(right, N);
    }
    return left;
  }

  @Benchmark
  public double[] comp() {
    return slot(comp, compTargets);
  }

  @Benchmark
  public double[] compScalar() {
    fresh();
    scalarComp[0].process(left, N);
    scalarComp[1].process(right, N);
    return left;
  }

  @Benchmark
  public double[] limiter() {
    return slot(limiter, limiterTargets);
  }

  @Benchmark
  public double[] betweenSamplesAlongTime() {
    fresh();
    alongTime.run(sound, 64 + at % 4096, N, points, N + 16, 1);
    alongTime.run(sound, 96 + at % 4096, N, points, N + 16, 1);
    return points;
  }

  @Benchmark
  public double[] betweenSamplesAlongPhases() {
    fresh();
    alongPhases.run(sound, 64 + at % 4096, N, points);
    alongPhases.run(sound, 96 + at % 4096, N, points);
    return points;
  }

  @Benchmark
  public double[] lookAheadDoubling() {
    fresh();
    if (position + N > LookAhead.RUN) {
      lookAhead.back(position);
      position = 0;
    }
    for (int f = 0; f < N; f++) {
      lookAhead.in()[128 + position + f] = Math.max(0, left[f]);
    }
    lookAhead.run(128 + position, N);
    position += N;
    return lookAhead.out();
  }

  @Benchmark
  public double[] lookAheadDeque() {
    fresh();
    for (int f = 0; f < N; f++) {
      right[f] = Math.max(0, left[f]);
    }
    deque.run(right, N, left);
    return left;
  }

  /** Weighting, energy and true peak. */
  @Benchmark
  public boolean loudness() {
    fresh();
    boolean kept = meter.grid();
    meter.process(left, right, N);
    return kept;
  }

  /** Weighting and energy alone. */
  @Benchmark
  public double loudnessScalarWithoutPeaks() {
    fresh();
    return weighting[0].energy(left, N) + weighting[1].energy(right, N);
  }
}

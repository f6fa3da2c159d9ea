package hybridge.testing;

import hybridge.rt.Health;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A studio with boxes behind its interface, which runs on a thread of its own as fast as it can:
 * what leaves on an output comes back on an input, late by a fraction of a frame, scaled, with
 * noise, driven. Cables can be pulled while it runs.
 */
public final class LoopRig implements AutoCloseable {
  private static final int BLOCK = 64;
  private static final int TAPS = 128;
  private static final int HISTORY = 1 << 18;

  /**
   * A box.
   *
   * @param output from 0
   * @param input from 0
   * @param delay frames, at least {@code 128}
   * @param noise RMS
   * @param drive 0: linear; else tanh(drive · x) / drive
   * @param add what is added to each sample: a direct voltage
   * @param humHz a hum of {@code hum} peak
   */
  public record Box(
      int output,
      int input,
      double delay,
      double gain,
      double noise,
      double drive,
      double add,
      double hum,
      double humHz) {
    public static Box of(int output, int input, double delay, double gain) {
      return new Box(output, input, delay, gain, 0, 0, 0, 0, 50);
    }

    public Box noisy(double rms) {
      return new Box(output, input, delay, gain, rms, drive, add, hum, humHz);
    }

    public Box driven(double by) {
      return new Box(output, input, delay, gain, noise, by, add, hum, humHz);
    }

    public Box direct(double voltage) {
      return new Box(output, input, delay, gain, noise, drive, voltage, hum, humHz);
    }

    public Box humming(double peak, double hz) {
      return new Box(output, input, delay, gain, noise, drive, add, peak, hz);
    }
  }

  /** What plays into the other inputs: sample of channel c at frame n. */
  public interface Programme {
    double sample(int channel, long frame);
  }

  private final Console console;
  private final AtomicReference<List<Box>> boxes;
  private final Programme programme;
  private final float[][] history;
  private final Runnable alongside;
  private final Thread thread;
  private final Random random = new Random(7);
  private final Queue<Listening> listening = new ConcurrentLinkedQueue<>();
  private final Map<Listening, Integer> heardFrames = new IdentityHashMap<>();
  private volatile boolean stop;
  private volatile boolean held;
  private volatile int loseEvery;
  private final AtomicLong loudest = new AtomicLong();
  private final AtomicLongArray peaks;
  private volatile long frame;
  private List<Box> patched = List.of();
  private volatile long patchedAt;

  public LoopRig(Console console, List<Box> boxes, Programme programme) {
    this(console, boxes, programme, () -> {});
  }

  /**
   * @param alongside is called every ten milliseconds of sound
   */
  public LoopRig(Console console, List<Box> boxes, Programme programme, Runnable alongside) {
    this.alongside = alongside;
    this.console = console;
    this.boxes = new AtomicReference<>(List.copyOf(boxes));
    this.programme = programme;
    this.peaks = new AtomicLongArray(console.studio.audio().outputs());
    this.history = new float[console.studio.audio().outputs()][HISTORY];
    this.thread = Thread.ofPlatform().name("rig").daemon(true).start(this::run);
  }

  /** Other boxes from now on. */
  public void patch(Box... other) {
    boxes.set(List.of(other));
  }

  /** No block from now on, or again: a server that stands still. The desk works on. */
  public void hold(boolean now) {
    held = now;
  }

  /**
   * Every so many frames a block of what the boxes send is lost, and the server tells of it with
   * the next; 0: none any more.
   */
  public void loseBlocks(int everyFrames) {
    loseEvery = everyFrames;
  }

  public long frame() {
    return frame;
  }

  /** The frame from which on the boxes are those of the last {@link #patch}, once it has come. */
  public long patchedAt() {
    return patchedAt;
  }

  /** The loudest sample that an output that is not main has carried since the last call. */
  public double loudestSend() {
    return Double.longBitsToDouble(loudest.getAndSet(0));
  }

  /** The loudest sample that an output has carried since the last call for it. */
  public double loudest(int output) {
    return Double.longBitsToDouble(peaks.getAndSet(output, 0));
  }

  /** The next so many frames of an output, once they have been played. */
  public float[] listen(int output, int frames) throws InterruptedException {
    Listening l = new Listening(output, new float[frames], new CountDownLatch(1));
    listening.add(l);
    l.done().await();
    return l.heard();
  }

  private record Listening(int output, float[] heard, CountDownLatch done) {}

  private void hear(Listening l, float[][] out) {
    int at = heardFrames.merge(l, BLOCK, Integer::sum) - BLOCK;
    System.arraycopy(out[l.output()], 0, l.heard(), at, Math.min(BLOCK, l.heard().length - at));
    if (at + BLOCK >= l.heard().length) {
      heardFrames.remove(l);
      listening.remove(l);
      l.done().countDown();
    }
  }

  private void run() {
    float[][] in = new float[console.studio.audio().inputs()][BLOCK];
    float[][] out = new float[console.studio.audio().outputs()][BLOCK];
    while (!stop) {
      while (console.desk.work() + console.feed.work() > 0) {}
      if (held) {
        Thread.onSpinWait();
        continue;
      }
      for (int c = 0; c < in.length; c++) {
        for (int f = 0; f < BLOCK; f++) {
          in[c][f] = (float) programme.sample(c, frame + f);
        }
      }
      if (boxes.get() != patched) {
        patched = boxes.get();
        patchedAt = frame;
      }
      for (Box box : patched) {
        back(box, in[box.input()]);
      }
      int every = loseEvery;
      if (every > 0 && frame % every < BLOCK) {
        for (Box box : patched) {
          java.util.Arrays.fill(in[box.input()], 0f);
        }
      }
      if (every > 0 && frame % every >= BLOCK && frame % every < 2 * BLOCK) {
        console.counters.count(Health.XRUNS);
      }
      console.feed.engine().process(in, out, BLOCK);
      double most = 0;
      for (int c = 0; c < out.length; c++) {
        double peak = 0;
        for (int f = 0; f < BLOCK; f++) {
          peak = Math.max(peak, Math.abs(out[c][f]));
          history[c][(int) (frame + f) & (HISTORY - 1)] = out[c][f];
          if (c >= 2) {
            most = Math.max(most, Math.abs(out[c][f]));
          }
        }
        // Bits of numbers above zero are in the numbers' order.
        peaks.accumulateAndGet(c, Double.doubleToLongBits(peak), Math::max);
      }
      loudest.accumulateAndGet(Double.doubleToLongBits(most), Math::max);
      listening.forEach(l -> hear(l, out));
      frame += BLOCK;
      if (frame % (8 * BLOCK) == 0) {
        alongside.run();
      }
    }
  }

  private void back(Box box, float[] to) {
    int whole = (int) Math.floor(box.delay());
    double[] taps = taps(box.delay() - whole);
    for (int f = 0; f < BLOCK; f++) {
      long n = frame + f;
      double y = 0;
      for (int k = 0; k < taps.length; k++) {
        long i = n - whole - k + TAPS / 2;
        if (taps[k] != 0 && i >= 0) {
          y += taps[k] * history[box.output()][(int) i & (HISTORY - 1)];
        }
      }
      y *= box.gain();
      if (box.drive() > 0) {
        y = Math.tanh(box.drive() * y) / box.drive();
      }
      y += box.add() + box.hum() * Math.sin(2 * Math.PI * box.humHz() * n / 48_000);
      y += box.noise() == 0 ? 0 : box.noise() * random.nextGaussian();
      to[f] = (float) y;
    }
  }

  private static double[] taps(double fraction) {
    double[] h = new double[TAPS];
    for (int k = 0; k < TAPS; k++) {
      double t = k - TAPS / 2 - fraction;
      double w = 2 * t / TAPS;
      double window = Math.abs(w) >= 1 ? 0 : bessel(12 * Math.sqrt(1 - w * w)) / bessel(12);
      h[k] =
          Math.abs(t) < 1e-12
              ? 1
              : t == Math.rint(t) ? 0 : window * Math.sin(Math.PI * t) / (Math.PI * t);
    }
    return h;
  }

  private static double bessel(double x) {
    double term = 1;
    double sum = 1;
    for (int n = 1; term > sum * 1e-18; n++) {
      term *= (x / (2 * n)) * (x / (2 * n));
      sum += term;
    }
    return sum;
  }

  @Override
  public void close() throws InterruptedException {
    stop = true;
    thread.join();
  }
}

package hybridge.app;

import hybridge.desk.Request;
import hybridge.io.audio.SimulatedInterface;
import hybridge.io.jack.NativeSignal;
import hybridge.io.jack.Urgency;
import hybridge.mapping.SurfaceController;
import hybridge.profile.Control;
import hybridge.profile.Form;
import hybridge.profile.Profiles;
import hybridge.profile.SurfaceProfile;
import hybridge.rt.AudioCallback;
import hybridge.rt.ByteRing;
import hybridge.rt.Health;
import hybridge.rt.MoveRing;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.studio.StudioReader;
import hybridge.surface.Port;
import hybridge.value.Origin;
import hybridge.value.Problems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * From a move to changed sound, with a daemon's parts: the control thread with surface, desk and
 * engine feed; the engine, called by the clock of the simulated interface. The inputs hold still,
 * so that a gain that changes is seen in its first sample.
 *
 * <p>Two faders are ridden side by side and heard on one side of main each: the left by bytes of a
 * controller, which arrive with a block as JACK brings them; the right by requests to the desk from
 * another thread, at any time.
 */
final class ControlBench {
  private static final int RATE = 48_000;
  private static final int FULL_SCALE = 16_368;
  private static final int LOWEST = 6_000;
  private static final int LEAST_STEP = 500;
  private static final long LOST_FRAMES = RATE;
  private static final double NANOS = 1e9;
  private static final float STILL = 0.25f;

  /** What is heard on one side of main. */
  private static final class Ear {
    private static final int NONE = -1;

    final int[] frames;

    /** Written by the audio thread. */
    volatile int heard;

    /** Blocks in a row in which nothing moved; written by the audio thread. */
    volatile int calm;

    /** First frame of the block in which the move was handed in, while it is not heard yet. */
    volatile long handedIn = NONE;

    /** The clock did not keep time between the move and its sound. */
    final boolean[] disturbed;

    private float still;

    Ear(int moves) {
      frames = new int[moves];
      disturbed = new boolean[moves];
    }

    /** A block was mixed. Audio thread. */
    void hear(float[] y, int n, long start, boolean uneven) {
      int differs = NONE;
      for (int f = 0; f < n && differs < 0; f++) {
        if (y[f] != still) {
          differs = f;
        }
      }
      long since = handedIn;
      if (since >= 0) {
        disturbed[heard] |= uneven;
      }
      if (since >= 0 && differs >= 0) {
        frames[heard] = (int) (start + differs - since);
        handedIn = NONE;
        heard = heard + 1;
      } else if (since >= 0 && start - since > LOST_FRAMES) {
        frames[heard] = Integer.MAX_VALUE;
        handedIn = NONE;
        heard = heard + 1;
      }
      still = y[n - 1];
      calm = differs < 0 ? calm + 1 : 0;
    }

    boolean done() {
      return heard == frames.length;
    }

    /** Sound stands still, and nothing is on its way. */
    boolean ready(int blocks) {
      return handedIn < 0 && calm > blocks && !done();
    }
  }

  /** Bytes that the audio thread brings, as from a JACK port. */
  private static final class RingPort implements Port {
    private final ByteRing ring = new ByteRing(1 << 12);
    private final byte[] buffer = new byte[64];

    /** The first fader was sent to its place: from now on what it says is a hand's wish. */
    private volatile boolean placed;

    @Override
    public String id() {
      return "desk";
    }

    @Override
    public boolean send(byte[] message) {
      placed |= (message[0] & 0xff) == 0xE0;
      return true;
    }

    @Override
    public int receive(Receiver receiver) {
      int bytes = 0;
      for (int n = ring.peekLength(); n >= 0; n = ring.peekLength()) {
        long nanos = ring.peekTime();
        ring.peek(buffer);
        ring.pop();
        receiver.bytes(buffer, n, nanos);
        bytes += n;
      }
      return bytes;
    }

    @Override
    public boolean present() {
      return true;
    }

    @Override
    public int generation() {
      return 1;
    }
  }

  private final int strips;
  private final int block;
  private final int warmMoves;
  private final Ear left;
  private final Ear right;
  private final RingPort port = new RingPort();
  private final Signal signal = NativeSignal.best();
  private final byte[] message = new byte[3];
  private final Random hand = new Random(1);
  private OfflineConsole console;
  private int position = FULL_SCALE;
  private int waitBlocks;
  private long frame;
  private long lastNanos;

  /** First frame of the block that the audio thread was last called for. */
  private volatile long current;

  /**
   * @param warmMoves moves on each path that come first and are left out
   */
  ControlBench(int strips, int block, int moves, int warmMoves) {
    this.strips = strips;
    this.block = block;
    this.warmMoves = warmMoves;
    this.left = new Ear(moves + warmMoves);
    this.right = new Ear(moves + warmMoves);
  }

  /** The first that we have whose faders have motors and speak by pitch bend, as ours does. */
  private static String profile() {
    return Profiles.ours().list().stream()
        .filter(e -> e.kind() == Profiles.Kind.SURFACE)
        .map(Profiles.Entry::id)
        .filter(ControlBench::suits)
        .findFirst()
        .orElseThrow(() -> new Exit.Failure("no profile has a motor fader on pitch bend"));
  }

  private static boolean suits(String id) {
    Optional<SurfaceProfile> profile = Profiles.ours().surface(id, 0, "", new Problems(id));
    return profile.isPresent()
        && profile.get().fader().motor()
        && profile.get().fader().fullScale() == FULL_SCALE
        && profile.get().heard().stream()
            .anyMatch(
                h ->
                    h.control().equals(Control.of(Control.Kind.FADER, 0))
                        && h.form().equals(new Form.Bend(0)));
  }

  private StudioLoader.Loaded studio() {
    StringBuilder yaml = new StringBuilder("audio: {inputs: 4, outputs: 2, block: " + block);
    yaml.append(", rate: ").append(RATE).append("}\nconsole:\n  strips:\n");
    yaml.append("    - {name: Left, input: [1, 2]}\n    - {name: Right, input: [3, 4]}\n");
    for (int n = 3; n <= strips; n++) {
      yaml.append("    - {name: S").append(n).append(", input: 2}\n");
    }
    yaml.append("surfaces: [{id: desk, profile: ").append(profile()).append(", midi: jack}]\n");
    Problems problems = new Problems("bench");
    Studio studio =
        StudioReader.parse(yaml.toString(), Path.of("bench.yaml"), problems).orElseThrow();
    return StudioLoader.complete(studio, problems);
  }

  /** Takes as long as the moves take: each fader has to come to rest before the next. */
  Map<String, Object> run() throws InterruptedException {
    StudioLoader.Loaded loaded = studio();
    console = OfflineConsole.of(loaded.studio(), loaded.tree(), signal);
    WarmUp.run(loaded);
    var profile = loaded.surfaceProfiles().get("desk");
    Studio.Surface desk = loaded.studio().surfaces().getFirst();
    SurfaceController surface =
        new SurfaceController(
            desk,
            List.of(new SurfaceController.Case(desk.parts().getFirst(), profile, port)),
            console.desk(),
            console.counters(),
            System::nanoTime);
    try (RoleThread control =
            new RoleThread(
                "control",
                signal,
                List.of(new Urgency(), surface, console.desk(), console.feed()));
        SimulatedInterface sound =
            new SimulatedInterface(
                tap(console.feed().engine()),
                (out, in, frames) -> {
                  Arrays.fill(in[0], STILL); // left of the first strip, right of the second
                  Arrays.fill(in[3], STILL);
                },
                4,
                2,
                block,
                RATE,
                console.counters())) {
      control.start();
      sound.start();
      requests();
      while (!left.done()) {
        Thread.sleep(1);
      }
    }
    return figures();
  }

  private AudioCallback tap(AudioCallback engine) {
    return (in, out, n) -> {
      current = frame;
      boolean uneven = uneven(n);
      if (port.placed && left.ready(waitBlocks)) {
        bytes();
      }
      engine.process(in, out, n);
      left.hear(out[0], n, frame, uneven);
      right.hear(out[1], n, frame, uneven);
      frame += n;
    };
  }

  /** Did this block come more than a block late, or in a hurry to make up for one that did? */
  private boolean uneven(int n) {
    long now = System.nanoTime();
    double blocks = (now - lastNanos) * (double) RATE / NANOS / n;
    lastNanos = now;
    return blocks > 2 || blocks < 0.25;
  }

  /** The hand moves fader 1; the bytes are in this block. Audio thread. */
  private void bytes() {
    int next = position;
    while (Math.abs(next - position) < LEAST_STEP) {
      next = LOWEST + hand.nextInt(FULL_SCALE - LOWEST);
    }
    position = next;
    message[0] = (byte) 0xE0;
    message[1] = (byte) (next & 0x7F);
    message[2] = (byte) (next >> 7);
    waitBlocks = 2 + hand.nextInt(10);
    left.handedIn = frame;
    port.ring.write(System.nanoTime(), message, 0, message.length);
    signal.post();
  }

  /** Moves of fader 2 at any time. */
  private void requests() {
    Random random = new Random(2);
    int fader = console.desk().tree().require("/strip/2/fader");
    double level = 0;
    while (!right.done()) {
      if (!right.ready(2)) {
        LockSupport.parkNanos(200_000);
        continue;
      }
      LockSupport.parkNanos(random.nextInt(10_000_000));
      double next = level;
      while (Math.abs(next - level) < 0.5) {
        next = -20 + 20 * random.nextDouble();
      }
      level = next;
      right.handedIn = current;
      console.desk().submit(new Request.Set(fader, next, Origin.web("bench"), MoveRing.NOW));
    }
  }

  private Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    put(figures, "moves", "frames", left);
    put(figures, "requests", "requestFrames", right);
    figures.put("block", block);
    figures.put("rate", RATE);
    figures.put("strips", strips);
    figures.put("clockRestarts", console.counters().read(Health.XRUNS));
    return figures;
  }

  /** Of the moves on a steady clock, those heard within so many frames. */
  private double share(Ear ear, int frames) {
    int steady = 0;
    int heard = 0;
    for (int i = warmMoves; i < ear.frames.length; i++) {
      if (!ear.disturbed[i]) {
        steady++;
        heard += ear.frames[i] < frames ? 1 : 0;
      }
    }
    return steady == 0 ? 0 : heard / (double) steady;
  }

  private void put(Map<String, Object> figures, String count, String prefix, Ear ear) {
    int[] frames = Arrays.copyOfRange(ear.frames, warmMoves, ear.frames.length);
    Arrays.sort(frames);
    if (frames[frames.length - 1] == Integer.MAX_VALUE) {
      throw new Exit.Failure("a move was not heard within a second");
    }
    int steadyMost = 0;
    int disturbed = 0;
    for (int i = warmMoves; i < ear.frames.length; i++) {
      disturbed += ear.disturbed[i] ? 1 : 0;
      steadyMost = ear.disturbed[i] ? steadyMost : Math.max(steadyMost, ear.frames[i]);
    }
    figures.put(count, frames.length);
    figures.put(prefix + "Median", frames[frames.length / 2]);
    figures.put(prefix + "P99", frames[Math.min(frames.length - 1, frames.length * 99 / 100)]);
    figures.put(prefix + "Max", frames[frames.length - 1]);
    figures.put(prefix + "MaxOnASteadyClock", steadyMost);
    figures.put(prefix + "InTheNextBlock", share(ear, 2 * block));
    figures.put(prefix + "InTheOneAfter", share(ear, 3 * block));
    figures.put(count + "OnAnUnsteadyClock", disturbed);
  }
}

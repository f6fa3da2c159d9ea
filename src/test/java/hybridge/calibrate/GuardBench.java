package hybridge.calibrate;

import hybridge.rt.FloatRing;
import hybridge.testing.Console;
import hybridge.value.InsertState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * The guard of one stereo insert in simulated time: programme goes out, a box and perhaps a fault
 * make the return, a thousand frames later, and what the guard says is written down.
 */
final class GuardBench {
  static final int DELAY = 1000;
  private static final int BLOCK = 960;
  private static final int HISTORY = 1 << 16;

  /** What the guard has said, and after how many seconds. */
  record Said(double seconds, InsertState state) {}

  /** Makes the return of both channels wrong. */
  interface Fault {
    /**
     * @param sent what was sent, by channel, at the place of the past
     * @param now the frame of the loop: {@code sent} is to be read at {@code now - DELAY}
     * @param box the return as the boxes make it, to be overwritten
     */
    void spoil(float[][] sent, long now, double[] box);

    /** A place in what was sent. */
    static int at(long frame) {
      return (int) frame & (HISTORY - 1);
    }
  }

  private final Console console;
  private final InsertWatch watch;
  private final float[][] programme;
  private final GuardBox[] boxes;
  private final float[][] sent = new float[2][HISTORY];
  private final Random random = new Random(5);
  private final List<Said> said = new ArrayList<>();
  private final double noise;
  private final float loud;
  private long frame;
  private InsertState last = InsertState.UNPROVEN;

  /**
   * @param noise of the return, RMS
   * @param loud gain of the programme
   * @param linear what the studio file says of the box
   */
  GuardBench(
      GuardProgrammes.Kind kind,
      Supplier<GuardBox> box,
      double noise,
      double loud,
      boolean linear) {
    console =
        new Console(
            """
            audio: {inputs: 16, outputs: 16}
            console: {strips: [{name: Pair, input: [1, 2], insert: box}]}
            inserts:
              box: {send: [3, 4], return: [9, 10], delay: 1000, gain: -6.0206, linear: %s}
            """
                .formatted(linear));
    watch = new InsertWatch(() -> console.studio, console.desk, console.feed.taps());
    this.loud = (float) loud;
    programme = GuardProgrammes.of(kind);
    boxes = new GuardBox[] {box.get(), box.get()};
    this.noise = noise;
  }

  List<Said> said() {
    return said;
  }

  InsertState state() {
    return last;
  }

  double seconds() {
    return frame / (double) GuardProgrammes.RATE;
  }

  /**
   * @param fault null: all is well
   */
  void run(double seconds, Fault fault) {
    float[][] send = new float[2][BLOCK];
    float[][] back = new float[2][BLOCK];
    double[] returned = new double[2];
    long until = frame + Math.round(seconds * GuardProgrammes.RATE);
    FloatRing[] rings = {console.feed.taps().of("box", 0), console.feed.taps().of("box", 1)};
    while (frame < until) {
      for (int f = 0; f < BLOCK; f++, frame++) {
        for (int c = 0; c < 2; c++) {
          float x = loud * programme[c][(int) (frame % GuardProgrammes.LENGTH)];
          sent[c][Fault.at(frame)] = x;
          send[c][f] = x;
          double due = frame < DELAY ? 0 : sent[c][Fault.at(frame - DELAY)];
          returned[c] = 0.5 * boxes[c].process(due) + noise * random.nextGaussian();
        }
        if (fault != null) {
          fault.spoil(sent, frame, returned);
        }
        for (int c = 0; c < 2; c++) {
          back[c][f] = (float) Math.clamp(returned[c], -1, 1);
        }
      }
      for (int c = 0; c < 2; c++) {
        rings[c].write(send[c], back[c], BLOCK);
      }
      watch.work();
      while (console.desk.work() > 0) {}
      InsertState now = InsertState.of(console.number("/insert/box/state"));
      if (now != last) {
        said.add(new Said(seconds(), now));
        last = now;
      }
    }
  }
}

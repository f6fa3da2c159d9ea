package hybridge.calibrate;

import hybridge.measure.PatchFinder;
import hybridge.studio.Studio;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds out which output returns on which input: all that are neither main nor monitors, at once.
 */
final class Discovery {
  /** Of its noise, peak. */
  static final double LEVEL_DBFS = -40;

  /** The longest loop that it finds. */
  private static final double SECONDS = 1;

  private static final int ATTEMPTS = 5;

  private final List<Integer> outputs;

  /**
   * @throws Refused if there is no channel to look for cables on
   */
  Discovery(Studio room) {
    outputs =
        IntStream.rangeClosed(1, room.audio().outputs())
            .filter(c -> !room.main().outputs().contains(c))
            .filter(c -> room.monitor().stream().noneMatch(m -> m.outputs().contains(c)))
            .boxed()
            .toList();
    if (outputs.isEmpty() || room.audio().inputs() == 0) {
      throw new Refused("no output besides main and monitors, or no input, to look for cables on");
    }
  }

  /** Channels that it plays on, from 0. */
  int[] outputs() {
    return SweepRun.channels(outputs);
  }

  /** Channels that it listens to, from 0. */
  static int[] inputs(Studio room) {
    return IntStream.range(0, room.audio().inputs()).toArray();
  }

  /** The ways, channels from 1; a pass without a lost block, or two in a row that agree. */
  List<PatchFinder.Way> find(Session session) {
    PatchFinder finder = new PatchFinder(outputs.size(), LEVEL_DBFS);
    float[][] sounds = new float[outputs.size()][];
    for (int o = 0; o < sounds.length; o++) {
      sounds[o] = finder.sequence(o);
    }
    int frames = PatchFinder.FRAMES + session.frames(SECONDS);
    List<PatchFinder.Way> last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      session.job().phase("noise on every output");
      Take take = session.play(sounds, frames);
      session.await(take, frames);
      float[][] heard = new float[take.inputs()][];
      for (int i = 0; i < heard.length; i++) {
        heard[i] = take.recording(i);
      }
      List<PatchFinder.Way> ways = finder.find(heard, frames);
      if (take.losses() == 0 || last != null && ends(last).equals(ends(ways))) {
        return ways.stream().map(this::fromOne).toList();
      }
      last = ways;
    }
    throw new Refused(
        "blocks were lost while looking, "
            + ATTEMPTS
            + " times in a row, and no two looks agreed; close other programs, or give the audio"
            + " server longer blocks");
  }

  private PatchFinder.Way fromOne(PatchFinder.Way w) {
    return new PatchFinder.Way(
        outputs.get(w.output()), w.input() + 1, w.delayFrames(), w.gainDb(), w.inverted());
  }

  private static List<List<Integer>> ends(List<PatchFinder.Way> ways) {
    return ways.stream().map(w -> List.of(w.output(), w.input(), w.delayFrames())).toList();
  }

  /** The longest of the ways that lead back to inserts; −1 when one of those was not found. */
  static int longest(Studio room, List<PatchFinder.Way> ways) {
    List<Integer> returns = new ArrayList<>();
    room.inserts().forEach(i -> returns.addAll(i.returns()));
    boolean all = returns.stream().allMatch(r -> ways.stream().anyMatch(w -> w.input() == r));
    return all ? ways.stream().mapToInt(PatchFinder.Way::delayFrames).max().orElse(0) : -1;
  }
}

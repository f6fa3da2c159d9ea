package hybridge.planner;

import hybridge.desk.Desk;
import hybridge.desk.Tree;
import hybridge.dsp.Lanes;
import hybridge.engine.Plan;
import hybridge.engine.Processors;
import hybridge.engine.insert.Alignment;
import hybridge.studio.Studio;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the engine's plan from the studio and what the desk knows of its inserts. */
final class Planner {
  private final Studio studio;
  private final Tree tree;

  Planner(Studio studio, Tree tree) {
    this.studio = studio;
    this.tree = tree;
  }

  /** Notes what a studio asks for that the engine cannot do. */
  static void check(Studio studio, Problems problems) {
    List<String> inserts = studio.inserts().stream().map(Studio.Insert::name).toList();
    for (int i = 0; i < studio.master().size(); i++) {
      Studio.Slot slot = studio.master().get(i);
      String at = "master[" + (i + 1) + "]";
      if (inserts.contains(slot.kind())) {
        problems.add(
            slot.line(),
            at,
            "insert '" + slot.kind() + "'",
            "a software processor",
            "this version has inserts on strips only");
      } else if (!slot.kind().isEmpty() && !Processors.KINDS.contains(slot.kind())) {
        problems.add(
            slot.line(),
            at,
            "'" + slot.kind() + "'",
            "one of " + String.join(", ", Processors.KINDS),
            Suggest.near(slot.kind(), Processors.KINDS));
      }
    }
  }

  /**
   * First lane of each strip, in the order of the strips: a stereo strip begins on an even lane, so
   * that its pair never straddles a vector.
   */
  int[] firstLanes() {
    int[] first = new int[studio.strips().size()];
    int lane = 0;
    for (Studio.Strip strip : studio.strips()) {
      if (strip.stereo() && lane % 2 == 1) {
        lane++;
      }
      first[strip.number() - 1] = lane;
      lane += strip.stereo() ? 2 : 1;
    }
    return first;
  }

  Plan plan(Desk desk) {
    int[] first = firstLanes();
    List<String> ids = new ArrayList<>();
    List<Integer> inputs = new ArrayList<>();
    List<Plan.InsertPath> paths = new ArrayList<>();
    for (Studio.Strip strip : studio.strips()) {
      while (ids.size() < first[strip.number() - 1]) {
        ids.add(null);
        inputs.add(-1);
      }
      Optional<Studio.Insert> insert = strip.insert().flatMap(studio::insert);
      int width = strip.stereo() ? 2 : 1;
      for (int c = 0; c < width; c++) {
        if (insert.isPresent()) {
          paths.add(path(insert.get(), c, ids.size(), desk));
        }
        ids.add(strip.id() + "/" + (c + 1));
        inputs.add(c < strip.inputs().size() ? strip.inputs().get(c) - 1 : -1);
      }
    }
    int lanes = Lanes.padded(ids.size());
    while (ids.size() < lanes) {
      ids.add(null);
      inputs.add(-1);
    }
    int latency =
        paths.stream()
            .map(Plan.InsertPath::alignment)
            .filter(Alignment::aligned)
            .mapToInt(Alignment::pathFrames)
            .max()
            .orElse(0);
    return new Plan(
        studio.audio().rate(),
        lanes,
        ids,
        inputs,
        paths,
        latency,
        studio.audio().outputs(),
        studio.main().outputs().stream().map(n -> n - 1).toList(),
        studio.monitor().map(m -> m.outputs().stream().map(n -> n - 1).toList()).orElse(List.of()),
        studio.master().stream().map(s -> new Plan.MasterSlot(s.name(), s.kind())).toList());
  }

  private Plan.InsertPath path(Studio.Insert insert, int channel, int lane, Desk desk) {
    String at = "/insert/" + insert.name() + "/" + (channel + 1);
    double loop = desk.value(tree.require(at + "/delay")).number();
    double gain = desk.value(tree.require(at + "/gain")).number();
    boolean inverted = desk.value(tree.require(at + "/polarity")).number() != 0;
    boolean align = insert.aligned() && loop <= studio.audio().alignLimitFrames();
    return new Plan.InsertPath(
        insert.name() + "/" + (channel + 1),
        lane,
        insert.sends().get(channel) - 1,
        insert.returns().get(channel) - 1,
        align ? Alignment.of(loop) : Alignment.none(loop),
        (inverted ? -1 : 1) / hybridge.dsp.Decibels.gain(gain));
  }
}

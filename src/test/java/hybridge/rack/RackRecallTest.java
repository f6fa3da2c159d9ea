package hybridge.rack;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.desk.Desk;
import hybridge.desk.Request;
import hybridge.desk.Tree;
import hybridge.outboard.Blob;
import hybridge.outboard.Link;
import hybridge.outboard.Simulator;
import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.MoveRing;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.studio.StudioReader;
import hybridge.testing.Await;
import hybridge.value.Kind;
import hybridge.value.Origin;
import hybridge.value.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recalls through desk and rack, with the rack's own threads. */
class RackRecallTest {
  private static final Origin HAND = Origin.surface("desk");

  @TempDir Path folder;

  /** A wire without length; whoever reads is told at once. */
  private static final class Wire implements Link {
    private final Simulator box;
    private volatile boolean open = true;

    Wire(Simulator box) {
      this.box = box;
    }

    @Override
    public String name() {
      return "wire";
    }

    @Override
    public boolean open() {
      return open;
    }

    @Override
    public int generation() {
      return 1;
    }

    @Override
    public String trouble() {
      return open ? "" : "closed";
    }

    @Override
    public long lookNanos() {
      return 100_000;
    }

    @Override
    public boolean write(byte[] bytes) {
      box.hear(bytes, bytes.length, System.nanoTime());
      return open;
    }

    @Override
    public int read(byte[] into) {
      return box.say(into, System.nanoTime());
    }

    @Override
    public void close() {
      open = false;
    }
  }

  private Desk desk;
  private Counters counters;
  private Simulator box;
  private UnitProfile profile;

  private Rack start(String id) throws Exception {
    Problems problems = new Problems("studio.yaml");
    String text =
        "studio: A\naudio: {driver: simulated}\nunits:\n  box: {profile: "
            + id
            + ", serial: /dev/null}\n";
    Studio studio =
        StudioReader.parse(text, folder.resolve("studio.yaml"), problems)
            .orElseThrow(() -> new AssertionError(problems.list()));
    UnitProfiles profiles = UnitProfiles.of(studio, new Profiles(folder), problems);
    assertThat(problems.list()).isEmpty();
    profile = profiles.byUnit().get("box");
    box = new Simulator(profile, Set.of());
    counters = new Counters();
    desk = new Desk(Tree.of(studio, profiles.models()), Signal.ofJava(), counters);
    Rack rack = new Rack(desk, address -> false, counters);
    rack.add("box", profile, new Wire(box), Signal.ofJava());
    rack.start();
    Await.until("ready", () -> work() && text("state").equals("ready"));
    return rack;
  }

  private boolean work() {
    while (desk.work() > 0) {
      // More may come of it.
    }
    return true;
  }

  private String text(String leaf) {
    int i = desk.tree().require("/unit/box/" + leaf);
    return desk.tree().get(i).text(desk.value(i));
  }

  private void recall(double norm) {
    List<Request.Set> sets = new ArrayList<>();
    for (UnitProfile.Knob k : profile.knobs()) {
      int i = desk.tree().require("/unit/box/" + k.id());
      sets.add(new Request.Set(i, k.parameter().value(norm), HAND, MoveRing.NOW));
    }
    desk.submit(new Request.Table(sets, HAND, MoveRing.NOW));
    work();
  }

  private boolean allReported() {
    return profile.knobs().stream().allMatch(k -> text(k.id() + "/truth").equals("reported"));
  }

  /** The unit's thread looks at any time; it never sees half a table. */
  @Test
  void aRecallReachesTheBoxAsOneHoweverTheThreadsFall() throws Exception {
    try (Rack rack = start("hybridge/reference-eq")) {
      List<double[]> rows = new CopyOnWriteArrayList<>();
      box.listen(
          (knob, value) -> {
            if (rows.isEmpty() || rows.getLast() != box.values()) {
              rows.add(box.values());
            }
          });
      for (int turn = 1; turn <= 20; turn++) {
        int n = turn;
        recall(turn % 2 == 0 ? 0.75 : 0.25);
        Await.until("the recall", () -> work() && rows.size() >= n && allReported());
        assertThat(rows).hasSize(turn);
      }
      assertThat(rack).isNotNull();
    }
  }

  @Test
  void aBoxShowsWhichItIsWhereItsProfileSaysThatItCan() throws Exception {
    try (Rack rack = start("hybridge/reference-eq")) {
      List<Integer> shown = new CopyOnWriteArrayList<>();
      box.listen(
          new Simulator.Listener() {
            @Override
            public void changed(String knob, double value) {}

            @Override
            public void located(int seconds) {
              shown.add(seconds);
            }
          });
      int locate = desk.tree().require("/unit/box/locate");
      assertThat(desk.tree().get(locate).kind()).isEqualTo(Kind.ACTION);
      assertThat(desk.tree().find("/unit/box/locate/truth")).isEmpty();
      for (int i = 1; i <= 2; i++) {
        int times = i;
        desk.submit(new Request.Set(locate, 1, HAND, MoveRing.NOW));
        Await.until("it shows itself", () -> work() && shown.size() == times);
      }
      assertThat(shown).containsExactly(5, 5);
      rack.stop(Set.of("box"));
      rack.forget(Set.of("box"));
      desk.submit(new Request.Set(locate, 1, HAND, MoveRing.NOW));
      work();
      assertThat(shown).hasSize(2);
    }
    try (Rack rack = start("generic/line-compressor")) {
      assertThat(desk.tree().find("/unit/box/locate")).isEmpty();
      assertThat(rack).isNotNull();
    }
  }

  /** What can only be read follows the box, and nothing is refused for it. */
  @Test
  void aMeterIsWhatTheBoxSays() throws Exception {
    Path maker = Files.createDirectories(folder.resolve("device-profiles/outboard/test"));
    Files.copy(
        Path.of("src/test/resources/profiles/meter-box.yaml"), maker.resolve("meter-box.yaml"));
    try (Rack rack = start("test/meter-box")) {
      assertThat(box.turn("reduction", 6, System.nanoTime())).isEmpty();
      Await.until("the meter", () -> work() && text("reduction").equals("6"));
      assertThat(text("reduction/reported")).isEqualTo("6");
      assertThat(counters.read(Health.MOVES_REFUSED)).isZero();
      assertThat(rack).isNotNull();
    }
  }

  @Test
  void aWholeStateIsReadAndGivenBackFromAnyThread() throws Exception {
    Path maker = Files.createDirectories(folder.resolve("device-profiles/outboard/test"));
    Files.copy(
        Path.of("src/test/resources/profiles/dump-box.yaml"), maker.resolve("dump-box.yaml"));
    Rack rack = start("test/dump-box");
    try (rack) {
      Blob start = rack.dump("box").get(5, TimeUnit.SECONDS).orElseThrow();
      assertThat(box.turn("low", -12, System.nanoTime())).isEmpty();
      assertThat(rack.dump("box").get(5, TimeUnit.SECONDS).orElseThrow().fingerprint())
          .isNotEqualTo(start.fingerprint());
      assertThat(rack.restore("box", start).get(5, TimeUnit.SECONDS)).isEmpty();
      assertThat(box.values()[0]).isZero();
      assertThat(rack.dump("nobody").get(5, TimeUnit.SECONDS)).isEmpty();
      assertThat(rack.restore("nobody", start).get(5, TimeUnit.SECONDS)).isPresent();
    }
    assertThat(rack.dump("box").get(5, TimeUnit.SECONDS)).isEqualTo(Optional.empty());
  }
}

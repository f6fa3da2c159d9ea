package hybridge.rack;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.desk.Change;
import hybridge.desk.Desk;
import hybridge.desk.Request;
import hybridge.desk.Tree;
import hybridge.outboard.Link;
import hybridge.outboard.Simulator;
import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.MoveRing;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.studio.StudioReader;
import hybridge.value.Origin;
import hybridge.value.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Desk and box joined, on a clock of the test and on its thread. */
class RackTest {
  private static final Origin HAND = Origin.surface("desk");

  @TempDir Path folder;
  private final Counters counters = new Counters();
  private final List<String> told = new ArrayList<>();
  private UnitProfile profile;
  private Simulator box;
  private Wire wire;
  private Desk desk;
  private Rack rack;
  private long now;

  /** A wire without length that can be pulled. */
  private final class Wire implements Link {
    private boolean plugged = true;
    private int generation = 1;

    @Override
    public String name() {
      return "wire";
    }

    @Override
    public boolean open() {
      return plugged;
    }

    @Override
    public int generation() {
      return generation;
    }

    @Override
    public String trouble() {
      return plugged ? "" : "pulled";
    }

    @Override
    public boolean write(byte[] bytes) {
      box.hear(bytes, bytes.length, now);
      return plugged;
    }

    @Override
    public int read(byte[] into) {
      return box.say(into, now);
    }

    @Override
    public void close() {
      plugged = false;
    }
  }

  @BeforeEach
  void build() throws Exception {
    Problems problems = new Problems("studio.yaml");
    Path file = folder.resolve("studio.yaml");
    Files.writeString(
        file,
        """
        studio: Room A
        audio: {driver: simulated}
        units:
          vox-comp: {profile: generic/line-compressor, serial: /dev/null}
          tube-eq: {profile: generic/two-knob-eq}
        values: {/unit/vox-comp/ratio: 4}
        """);
    Studio studio =
        StudioReader.read(file, problems).orElseThrow(() -> new AssertionError(problems.list()));
    UnitProfiles profiles = UnitProfiles.of(studio, new Profiles(folder), problems);
    assertThat(problems.list()).isEmpty();
    profile = profiles.byUnit().get("vox-comp");
    box = new Simulator(profile, Set.of());
    wire = new Wire();
    Tree tree = Tree.of(studio, profiles.models());
    Signal signal = Signal.ofJava();
    desk = new Desk(tree, signal, counters);
    desk.listen(
        (changes, bulk, frame) -> {
          for (Change c : changes) {
            told.add(
                c.parameter().address() + " " + c.parameter().text(c.value()) + " " + c.origin());
          }
        });
    desk.submit(
        new Request.Set(
            tree.require("/unit/vox-comp/ratio"), 4, Origin.file("studio"), MoveRing.NOW));
    desk.work();
    rack =
        new Rack(
            desk,
            address -> studio.values().stream().anyMatch(v -> v.address().equals(address)),
            counters,
            () -> now);
    rack.add("vox-comp", profile, wire, Signal.ofJava());
    rack.addByHand("tube-eq", profiles.byUnit().get("tube-eq"));
    desk.listen(rack);
  }

  private void pass(int millis) {
    for (int i = 0; i < millis; i++) {
      now += 1_000_000;
      rack.roles().forEach(hybridge.rt.Role::work);
      while (desk.work() > 0) {
        assertThat(told.size()).isLessThan(10_000);
      }
    }
  }

  private void set(String address, Object value) {
    desk.submit(new Request.Set(desk.tree().require(address), value, HAND, MoveRing.NOW));
  }

  private String text(String address) {
    int i = desk.tree().require(address);
    return desk.tree().get(i).text(desk.value(i));
  }

  @Test
  void atTheStartTheBoxIsRightUnlessTheStudioFileNamedAValue() {
    box.turn("threshold", -12, now);
    box.turn("ratio", 8, now);
    box.unplug();
    pass(200);
    assertThat(text("/unit/vox-comp/state")).isEqualTo("ready");
    assertThat(text("/unit/vox-comp/threshold")).isEqualTo("-12");
    assertThat(text("/unit/vox-comp/threshold/truth")).isEqualTo("reported");
    assertThat(text("/unit/vox-comp/ratio")).isEqualTo("4");
    assertThat(text("/unit/vox-comp/ratio/reported")).isEqualTo("8");
    pass(3000);
    assertThat(box.values()[1]).as("the difference is shown, not sent").isEqualTo(8);
  }

  @Test
  void aMoveGoesOutAndComesBackAsReported() {
    pass(200);
    told.clear();
    set("/unit/vox-comp/threshold", -20);
    pass(50);
    assertThat(box.values()[0]).isEqualTo(-20);
    assertThat(told)
        .containsExactly(
            "/unit/vox-comp/threshold -20 surface:desk",
            "/unit/vox-comp/threshold/truth sent unit:vox-comp",
            "/unit/vox-comp/threshold/truth sent unit:vox-comp",
            "/unit/vox-comp/threshold/reported -20 unit:vox-comp",
            "/unit/vox-comp/threshold/truth reported unit:vox-comp",
            "/unit/vox-comp/threshold/reported -20 unit:vox-comp");
  }

  @Test
  void aReportIsToldEachTimeItComesChangedOrNot() {
    pass(200);
    told.clear();
    box.turn("threshold", 0, now);
    box.turn("threshold", 0, now);
    pass(20);
    assertThat(told)
        .filteredOn(t -> t.startsWith("/unit/vox-comp/threshold/reported 0"))
        .hasSize(2);
  }

  @Test
  void aHandOnThePanelMovesWantedAndReportedAndIsNotSentBack() {
    pass(200);
    told.clear();
    box.turn("threshold", "-18.5", now);
    pass(20);
    assertThat(told)
        .contains(
            "/unit/vox-comp/threshold -18.5 unit:vox-comp",
            "/unit/vox-comp/threshold/reported -18.5 unit:vox-comp")
        .noneMatch(t -> t.contains("truth sent"));
  }

  @Test
  void whatIsSetWhileTheUnitIsAwayIsShownAndNotSent() {
    pass(200);
    wire.plugged = false;
    pass(5);
    assertThat(text("/unit/vox-comp/state")).isEqualTo("away");
    set("/unit/vox-comp/threshold", -30);
    pass(100);
    assertThat(text("/unit/vox-comp/threshold/truth")).isEqualTo("away");
    wire.plugged = true;
    wire.generation++;
    pass(4000);
    assertThat(text("/unit/vox-comp/state")).isEqualTo("ready");
    assertThat(text("/unit/vox-comp/threshold")).isEqualTo("-30");
    assertThat(text("/unit/vox-comp/threshold/reported")).isEqualTo("0");
    assertThat(box.values()[0]).isZero();
    set("/unit/vox-comp/threshold", -31);
    pass(50);
    assertThat(box.values()[0]).isEqualTo(-31);
  }

  @Test
  void aMoveBeforeTheFirstReadingIsNotOverruledByTheBox() {
    set("/unit/vox-comp/threshold", -30);
    desk.work();
    pass(500);
    assertThat(text("/unit/vox-comp/threshold")).isEqualTo("-30");
    assertThat(text("/unit/vox-comp/threshold/reported")).isEqualTo("0");
  }

  @Test
  void aUnitWithoutAWireIsReadyAndSetByHand() {
    pass(2);
    assertThat(text("/unit/tube-eq/state")).isEqualTo("ready");
    assertThat(text("/unit/tube-eq/low/truth")).isEqualTo("byhand");
    set("/unit/tube-eq/low", 3);
    pass(2);
    assertThat(text("/unit/tube-eq/low")).isEqualTo("3");
    assertThat(text("/unit/tube-eq/low/truth")).isEqualTo("byhand");
  }

  @Test
  void aUnitThatIsTakenOutAndAddedAgainKeepsWhatWasWanted() {
    pass(200);
    set("/unit/vox-comp/threshold", -20);
    pass(50);
    rack.stop(Set.of("vox-comp"));
    rack.forget(Set.of("vox-comp"));
    assertThat(wire.plugged).as("its wire is closed").isFalse();
    set("/unit/vox-comp/threshold", -30);
    pass(50);
    assertThat(box.values()[0]).as("nobody sends it").isEqualTo(-20);
    wire.plugged = true;
    rack.add("vox-comp", profile, wire, Signal.ofJava());
    pass(3000);
    assertThat(text("/unit/vox-comp/state")).isEqualTo("ready");
    assertThat(text("/unit/vox-comp/threshold")).isEqualTo("-30");
    assertThat(text("/unit/vox-comp/threshold/reported")).isEqualTo("-20");
    set("/unit/vox-comp/threshold", -31);
    pass(50);
    assertThat(box.values()[0]).isEqualTo(-31);
  }

  @Test
  void aStudioThatAsksForTheImpossibleIsToldWhere() throws Exception {
    Problems problems = new Problems("bad.yaml");
    Path file = folder.resolve("bad.yaml");
    Files.writeString(
        file,
        """
        studio: Room A
        units:
          one: {profile: generic/line-compresor}
          two: {profile: generic/two-knob-eq, serial: /dev/null}
          three: {profile: generic/line-compressor, midi: jack}
        """);
    Studio studio =
        StudioReader.read(file, problems).orElseThrow(() -> new AssertionError(problems.list()));
    UnitProfiles.of(studio, new Profiles(folder), problems);
    assertThat(problems.list())
        .extracting(p -> p.line() + " " + p.at())
        .containsExactly("3 units.one.profile", "4 units.two.serial", "5 units.three.midi");
    assertThat(problems.list().getFirst().hint()).contains("generic/line-compressor");
  }
}

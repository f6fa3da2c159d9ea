package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.desk.Request;
import hybridge.io.store.Trace;
import hybridge.io.store.TraceFile;
import hybridge.mapping.SurfaceController;
import hybridge.mapping.Surfaces;
import hybridge.outboard.Link;
import hybridge.outboard.Simulator;
import hybridge.profile.Button;
import hybridge.rack.Rack;
import hybridge.rt.Counters;
import hybridge.rt.MoveRing;
import hybridge.rt.Role;
import hybridge.rt.Signal;
import hybridge.simrack.VirtualSurface;
import hybridge.studio.Studio;
import hybridge.value.Origin;
import hybridge.value.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session is written down and played again: the same moves, the same bytes. */
class TraceReplayTest {
  private static final String STUDIO =
      """
      audio: {inputs: 8, outputs: 8}
      console:
        strips:
          - {name: Kick, input: 1}
          - {name: Snare, input: 2}
          - {name: Vocal, input: 3}
      units:
        vox-comp: {profile: generic/line-compressor, serial: /dev/nothing}
      surfaces:
        - {id: desk, profile: mackie/control-universal, midi: jack, layout: room.yaml, assign: {vpot-8: /unit/vox-comp/threshold}}
        - {id: knobs, profile: own/knobs, midi: jack}
      web: {port: 0, listen: 0.0.0.0, token: "sesame-open"}
      library: "jdbc:postgresql://me:hidden@db/x?password=sesame"
      """;
  private static final String OWN =
      """
      profile: 1
      id: own/knobs
      dialect: midi
      strips: 2
      evidence: {level: document, source: a test}
      controls:
        fader: {in: {cc: 1}}
      vectors: [{rx: "B0 01 7F", event: "fader-1 moved to 1"}]
      """;

  @TempDir Path folder;
  private final List<Role> roles = new ArrayList<>();
  private final List<VirtualSurface> hands = new ArrayList<>();
  private Path file;
  private StudioLoader.Loaded loaded;
  private OfflineConsole console;
  private Trace trace;
  private Rack rack;
  private Simulator box;
  private long now = 5_000_000_000L;
  private boolean plugged = true;
  private int plugs = 1;

  @BeforeEach
  void studio() throws Exception {
    file = folder.resolve("trace.txt");
    Files.createDirectories(folder.resolve("device-profiles/surfaces/own"));
    Files.writeString(folder.resolve("device-profiles/surfaces/own/knobs.yaml"), OWN);
    Files.writeString(folder.resolve("room.yaml"), "bind: {mute: {own: solo}}\n");
    loaded = StudioLoader.load(Files.writeString(folder.resolve("studio.yaml"), STUDIO));
    console = OfflineConsole.of(loaded.studio(), loaded.tree(), Signal.ofJava());
    trace = Trace.on(file, TraceHeader.lines(loaded), () -> now);
    console.desk().listen(trace);
    box = new Simulator(loaded.unitProfiles().byUnit().get("vox-comp"), Set.of());
    rack = new Rack(console.desk(), a -> false, new Counters(), () -> now);
    rack.add(
        "vox-comp",
        loaded.unitProfiles().byUnit().get("vox-comp"),
        trace.link("vox-comp", new Wire()),
        Signal.ofJava());
    console.desk().listen(rack);
    roles.addAll(rack.roles());
    Surfaces surfaces = new Surfaces();
    for (Studio.Surface surface : loaded.studio().surfaces()) {
      var profile = loaded.surfaceProfiles().get(surface.id());
      VirtualSurface hand = new VirtualSurface(surface.id(), profile);
      hands.add(hand);
      surfaces.add(
          new SurfaceController(
              surface,
              List.of(
                  new SurfaceController.Case(
                      surface.parts().getFirst(), profile, trace.port(hand))),
              console.desk(),
              console.counters(),
              () -> now));
    }
    roles.add(surfaces);
    roles.add(console.desk());
  }

  /** A wire without length that can be pulled. */
  private final class Wire implements Link {
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
      return plugs;
    }

    @Override
    public String trouble() {
      return "";
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
    public void close() {}
  }

  private void later(int millis) {
    for (int i = 0; i < millis; i++) {
      roles.forEach(Role::work);
      now += 1_000_000;
    }
  }

  private void session(long seed) {
    Random random = new Random(seed);
    VirtualSurface desk = hands.get(0);
    later(300);
    for (int i = 0; i < 120; i++) {
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> {
          int fader = random.nextInt(3);
          desk.touch(fader, true);
          desk.move(fader, random.nextDouble());
          later(1 + random.nextInt(30));
          desk.touch(fader, false);
        }
        case 3 -> desk.turn(7, random.nextInt(1, 4));
        case 4 -> desk.press(Button.MUTE, random.nextInt(3));
        case 5 ->
            console
                .desk()
                .submit(
                    new Request.Set(
                        console.desk().tree().require("/strip/2/fader"),
                        -30 * random.nextDouble(),
                        Origin.web("somebody"),
                        MoveRing.NOW));
        case 6 -> desk.plugAnew();
        case 7 -> desk.present(random.nextBoolean());
        default -> hands.get(1).move(random.nextInt(2), random.nextDouble());
      }
      later(random.nextInt(60));
    }
    plugged = false;
    later(50);
    plugged = true;
    plugs++;
    later(400);
    trace.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aSessionPlaysAgainAsItWas(long seed) throws Exception {
    session(seed);
    Problems problems = new Problems("trace");
    TraceFile read = TraceFile.read(file, problems).orElseThrow();
    Replay.Outcome outcome = new Replay(loaded).play(read);
    assertThat(outcome.recorded()).hasSizeGreaterThan(50);
    assertThat(outcome.moved())
        .extracting(Replay.Moved::what)
        .containsExactlyElementsOf(outcome.recorded().stream().map(Replay.Moved::what).toList());
    assertThat(outcome.wires()).extracting(Replay.Wire::name).contains("desk", "knobs", "vox-comp");
    for (Replay.Wire wire : outcome.wires()) {
      ReplayCommand.Difference d = ReplayCommand.difference(wire);
      assertThat(d.onlyThen().size() + "/" + d.onlyNow().size() + "/" + d.order())
          .as(wire.name())
          .isEqualTo("0/0/false");
    }
    assertThat(outcome.wires().getFirst().recorded()).hasSizeGreaterThan(200);
    assertThat(outcome.wires().getLast().recorded()).hasSizeGreaterThan(10);
  }

  @Test
  void theFileIsEnoughAndKeepsNoSecrets() throws Exception {
    session(7);
    String text = Files.readString(file);
    assertThat(text).doesNotContain("sesame").doesNotContain("hidden").contains("left-out");
    Files.delete(folder.resolve("studio.yaml")); // and what stands beside it
    Files.delete(folder.resolve("device-profiles/surfaces/own/knobs.yaml"));
    Files.delete(folder.resolve("room.yaml"));
    assertThat(Main.execute("replay", "--strict", file.toString())).isZero();
    assertThat(Main.execute("replay", "--strict", "--json", file.toString())).isZero();
    Files.writeString(file, text.replaceFirst("< E0 \\S\\S \\S\\S", "< E0 00 00"));
    assertThat(Main.execute("replay", "--strict", file.toString()))
        .as("another move, other bytes")
        .isEqualTo(1);
    assertThat(Main.execute("replay", file.toString())).isZero();
    Files.writeString(file, text.replaceFirst("\n(\\S+) desk > F0", "\n$1 desk ~ F0"));
    assertThat(Main.execute("replay", file.toString())).isEqualTo(2);
    Files.writeString(file, "studio: no trace");
    assertThat(Main.execute("replay", file.toString())).isEqualTo(2);
  }

  @Test
  void aFileIsNotReplacedUnasked() throws Exception {
    trace.close();
    assertThat(Main.execute("run", "--trace", file.toString(), folder + "/studio.yaml"))
        .isEqualTo(2);
  }
}

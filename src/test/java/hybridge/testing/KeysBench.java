package hybridge.testing;

import hybridge.mapping.LayoutCheck;
import hybridge.mapping.SurfaceController;
import hybridge.mapping.Surfaces;
import hybridge.profile.Button;
import hybridge.profile.Control;
import hybridge.profile.Control.Kind;
import hybridge.profile.Layout;
import hybridge.profile.Layouts;
import hybridge.profile.SurfaceProfile;
import hybridge.simrack.VirtualSurface;
import hybridge.studio.Studio;
import hybridge.surface.Port;
import hybridge.value.Parameter;
import hybridge.value.Problem;
import hybridge.value.Problems;
import hybridge.value.Value;
import hybridge.value.Yaml;
import java.util.List;
import java.util.Map;

/** A surface that hands play on a console with everything, on a fake clock. */
public final class KeysBench {
  public final Console console;
  public final Surfaces surfaces = new Surfaces();
  public SurfaceController surface;
  public VirtualSurface hands;
  public long now = 1_000_000_000_000L;
  private final SurfaceProfile profile;

  /**
   * @param console the studio file but its surface, and units' models
   * @param layout what the studio lays over the layout; empty for nothing
   */
  public KeysBench(String id, Console console, String layout) {
    this.console = console;
    SurfaceProfile plain = SurfaceBench.profile(id);
    this.profile = layout.isEmpty() ? plain : plain.with(over(plain, layout, console));
    hands = new VirtualSurface("desk", profile);
    surface = on(hands);
    later(400);
  }

  /** The layout with a text over it; a wrong one is an exception. */
  public static Layout over(SurfaceProfile profile, String yaml, Console console) {
    Problems problems = new Problems("studio.yaml");
    Layout layout =
        Layouts.over(profile.layout(), Yaml.parse(yaml, problems).orElseThrow(), "", problems);
    new LayoutCheck(layout, console.desk.tree(), List.of(profile), problems).check();
    if (!problems.none()) {
      throw new IllegalArgumentException(problems.list().toString());
    }
    return layout;
  }

  /** What is wrong with a layout over that of a profile. */
  public static List<Problem> problems(String id, String yaml, Console console) {
    Problems problems = new Problems("studio.yaml");
    SurfaceProfile profile = SurfaceBench.profile(id);
    Yaml.parse(yaml, problems)
        .map(node -> Layouts.over(profile.layout(), node, "", problems))
        .ifPresent(
            layout ->
                new LayoutCheck(layout, console.desk.tree(), List.of(profile), problems).check());
    return problems.list();
  }

  /** A controller of this profile at this port; one of before gives it what it remembers. */
  public SurfaceController on(Port port) {
    Studio.SurfacePart part =
        new Studio.SurfacePart(
            "desk",
            profile.id(),
            new Studio.MidiPorts(java.util.Optional.empty(), java.util.Optional.empty()),
            List.of(),
            java.util.Optional.empty(),
            1);
    Studio.Surface desk =
        new Studio.Surface("desk", List.of(part), "pickup", java.util.Optional.empty(), 1);
    SurfaceController made =
        new SurfaceController(
            desk,
            List.of(new SurfaceController.Case(part, profile, port)),
            console.desk,
            console.counters,
            () -> now);
    surfaces.remove(id -> id.equals("desk"));
    surfaces.add(made);
    surface = made;
    return made;
  }

  /** Strips with names, groups, auxes, VCAs, an insert with a unit. */
  public static Console console(int strips) {
    return new Console(studio(strips), Map.of("box", box()));
  }

  public static String studio(int strips) {
    StringBuilder s =
        new StringBuilder(
            "audio: {inputs: " + (strips + 8) + ", outputs: 8}\nconsole:\n  strips:\n");
    for (int i = 1; i <= strips; i++) {
      String insert = i == 2 ? ", insert: box" : "";
      s.append("    - {name: S" + i + ", id: s" + i + ", input: " + i + insert + "}\n");
    }
    return s
        + "  groups: [Drums, Band]\n  auxes: [Verb, Echo]\n  vcas: [All, Some]\n"
        + "  monitor: {outputs: [7, 8]}\n"
        + "units: {box: {profile: generic/line-compressor}}\n"
        + "inserts: {box: {send: 3, return: "
        + (strips + 5)
        + "}}\n";
  }

  /** The parameters of a box with one of each kind of danger. */
  public static List<Parameter> box() {
    return List.of(
        number("/threshold", "dB", -60, 0, 0, hybridge.value.Safety.LEVEL),
        number("/ratio", ":1", 1, 20, 2, hybridge.value.Safety.SAFE),
        Parameter.toggle(
            new hybridge.value.Address("/bypass"), false, hybridge.value.Safety.LEVEL, ""),
        Parameter.toggle(
            new hybridge.value.Address("/phantom"), false, hybridge.value.Safety.PHANTOM, ""),
        Parameter.choice(
            new hybridge.value.Address("/mode"),
            List.of("fast", "slow", "opto"),
            0,
            hybridge.value.Safety.SAFE,
            ""));
  }

  private static Parameter number(
      String at, String unit, double min, double max, double initial, hybridge.value.Safety s) {
    return Parameter.continuous(
        new hybridge.value.Address(at),
        hybridge.value.Unit.ofSymbol(unit),
        min,
        max,
        initial,
        hybridge.value.Law.LINEAR,
        s,
        "");
  }

  /** The box says something. */
  public void says(String address, Value value) {
    console.desk.submit(
        new hybridge.desk.Request.Publish(
            console.desk.tree().require(address), value, hybridge.value.Origin.unit("box")));
  }

  public int step() {
    int done = surface.work() + console.desk.work();
    now += 1_000_000;
    return done;
  }

  public void later(int millis) {
    for (int i = 0; i < millis; i++) {
      step();
    }
  }

  /** A tap, and time for the wire. */
  public void tap(Button button) {
    tap(button, 0);
  }

  public void tap(Button button, int strip) {
    hands.press(button, strip);
    later(1300);
  }

  /** A key with another held. */
  public void tapWith(Button modifier, Button button) {
    hands.hold(modifier, 0, true);
    later(20);
    hands.press(button, 0);
    later(20);
    hands.hold(modifier, 0, false);
    later(1300);
  }

  /** A hand moves a fader and lets go. */
  public void move(int fader, double norm) {
    hands.touch(fader, true);
    hands.move(fader, norm);
    later(5);
    hands.touch(fader, false);
    later(300);
  }

  public int ring(int encoder) {
    return hands.told(Control.of(Kind.RING, encoder));
  }

  public double number(String address) {
    return console.number(address);
  }
}

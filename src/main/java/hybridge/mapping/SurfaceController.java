package hybridge.mapping;

import hybridge.desk.Change;
import hybridge.desk.Desk;
import hybridge.desk.Listener;
import hybridge.desk.Request;
import hybridge.desk.Retree;
import hybridge.desk.Tree;
import hybridge.profile.Button;
import hybridge.profile.Control;
import hybridge.profile.Control.Kind;
import hybridge.profile.SurfaceProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.MoveRing;
import hybridge.rt.Role;
import hybridge.studio.Studio;
import hybridge.surface.Port;
import hybridge.surface.Show;
import hybridge.surface.SurfaceEvent;
import hybridge.value.Address;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * One surface at work, of one case or several in a row: turns what hands do into requests to the
 * desk, and has shown what the desk holds. All of it runs on the desk's thread: {@link #work} and
 * {@link #changed}.
 */
public final class SurfaceController implements Listener, Role {
  static final long REST_NANOS = 10_000_000;
  private static final long QUIET_NANOS = 500_000_000;

  /**
   * One case of the surface.
   *
   * @param part what the studio file says of it
   */
  public record Case(Studio.SurfacePart part, SurfaceProfile profile, Port port) {}

  private final Studio.Surface surface;
  private final Origin origin;
  private final List<Case> cases;
  private final List<SurfaceUnit> units = new ArrayList<>();
  private final SurfacePainter painter;
  private final Desk desk;
  private final Counters counters;
  private final LongSupplier nanos;
  private final int strips;

  private int stripsInStudio;
  private int firstStrip;
  private long xrunsSeen;

  /** When everything is to be shown again; 0 for not. */
  private long showAgainNanos;

  /**
   * @param cases in the order of the bank, from left to right
   * @param nanos the time, as {@link System#nanoTime} has it
   */
  public SurfaceController(
      Studio.Surface surface,
      List<Case> cases,
      Desk desk,
      int stripsInStudio,
      Counters counters,
      LongSupplier nanos) {
    this.surface = surface;
    this.origin = Origin.surface(surface.id());
    this.cases = List.copyOf(cases);
    this.desk = desk;
    this.counters = counters;
    this.nanos = nanos;
    this.stripsInStudio = stripsInStudio;
    int offset = 0;
    for (Case c : cases) {
      Takeover.Mode mode = Takeover.Mode.of(surface.takeover());
      units.add(new SurfaceUnit(c.profile(), c.port(), offset, mode));
      offset += c.profile().strips();
    }
    this.strips = offset;
    this.painter = new SurfacePainter(this, desk);
    assign();
    desk.listen(this);
  }

  private void assign() {
    for (int i = 0; i < units.size(); i++) {
      for (Studio.Assignment a : cases.get(i).part().assign()) {
        units.get(i).assigned.put(a.control(), desk.tree().require(a.address()));
      }
    }
  }

  /** Notes assignments to controls that a surface of this profile does not have. */
  public static void check(Studio.SurfacePart part, SurfaceProfile profile, Problems problems) {
    Set<String> controls = new LinkedHashSet<>();
    for (int i = 1; i <= profile.encoders(); i++) {
      controls.add("vpot-" + i);
    }
    for (int i = 1; i <= profile.faders(); i++) {
      controls.add("fader-" + i);
    }
    for (SurfaceProfile.Heard heard : profile.heard()) {
      Kind kind = heard.control().kind();
      if (kind == Kind.JOG || kind == Kind.PEDAL || kind == Kind.BUTTON) {
        controls.add(heard.control().word());
      }
    }
    for (Studio.Assignment a : part.assign()) {
      if (!controls.contains(a.control())) {
        String at = "surfaces." + part.id() + ".assign";
        problems.add(
            a.line(),
            at,
            "'" + a.control() + "'",
            "a control of this surface",
            Suggest.nearOrAll(a.control(), controls));
      }
    }
  }

  public Studio.Surface surface() {
    return surface;
  }

  /** It is told of nothing any more. On the desk's thread. */
  void retire() {
    desk.unlisten(this);
  }

  /** Is the far side there, of all its cases? Any thread. */
  public boolean present() {
    return units.stream().allMatch(u -> u.port.present() && !u.liveness.lost());
  }

  /** How much of its busiest wire is in use, 0..1. Any thread. */
  public double load() {
    return units.stream().mapToDouble(u -> u.outbox.load()).max().orElse(0);
  }

  List<SurfaceUnit> units() {
    return units;
  }

  int firstStrip() {
    return firstStrip;
  }

  @Override
  public String roleName() {
    return "surface " + surface.id();
  }

  @Override
  public long restNanos() {
    long now = nanos.getAsLong();
    long rest = REST_NANOS;
    for (SurfaceUnit unit : units) {
      if (unit.port.present()) {
        rest = Math.min(rest, unit.outbox.restNanos(now, REST_NANOS));
      }
    }
    return rest;
  }

  @Override
  public void changed(List<Change> changes, boolean bulk, long frame) {
    touchUp();
  }

  private void touchUp() {
    units.forEach(SurfaceUnit::touchUp);
  }

  /**
   * The bank stays on its strips, wherever they stand now; assignments are addresses of the file
   * and are looked up again. A fader that has another parameter under it is nobody's until a hand
   * moves it again.
   */
  @Override
  public void retree(Retree retree) {
    Tree was = retree.before();
    List<List<OptionalInt>> before = units.stream().map(u -> rides(was, u)).toList();
    OptionalInt first = stripParameter(was, firstStrip, "fader");
    stripsInStudio = retree.studio().strips().size();
    if (first.isPresent() && retree.after().has(first.getAsInt())) {
      Address now = retree.after().get(first.getAsInt()).address();
      firstStrip = Integer.parseInt(now.segments().get(1)) - 1;
    }
    firstStrip = Math.clamp(firstStrip, 0, lastBank());
    assign();
    for (int i = 0; i < units.size(); i++) {
      List<OptionalInt> after = rides(retree.after(), units.get(i));
      for (int k = 0; k < after.size(); k++) {
        if (!before.get(i).get(k).equals(after.get(k))) {
          units.get(i).owners[k].reset();
        }
      }
    }
    touchUp();
  }

  private List<OptionalInt> rides(Tree tree, SurfaceUnit unit) {
    List<OptionalInt> rides = new ArrayList<>();
    for (int i = 0; i < unit.owners.length; i++) {
      rides.add(faderParameter(tree, unit, i));
    }
    return rides;
  }

  @Override
  public int work() {
    long now = nanos.getAsLong();
    for (SurfaceUnit unit : units) {
      unit.greet(now);
    }
    showAgainAfterXruns(now);
    int done = 0;
    for (SurfaceUnit unit : units) {
      // Shown first, heard second: between the two the desk carries out what was heard the turn
      // before, so that a fader is never sent back to where it stood before the hand moved it.
      painter.paint(unit, now);
      done += unit.send(now);
      done += unit.hear(now, counters, event -> act(unit, event));
    }
    return done;
  }

  /**
   * What is sent in a block that the server misses may be lost, and nobody says so: when the blocks
   * have come on time again for a while, everything is shown once more.
   */
  private void showAgainAfterXruns(long now) {
    long xruns = counters.read(Health.XRUNS);
    if (xruns != xrunsSeen) {
      xrunsSeen = xruns;
      showAgainNanos = now + QUIET_NANOS;
    } else if (showAgainNanos != 0 && now - showAgainNanos >= 0) {
      showAgainNanos = 0;
      for (SurfaceUnit unit : units) {
        unit.outbox.doubt();
      }
      touchUp();
    }
  }

  private void act(SurfaceUnit unit, SurfaceEvent event) {
    switch (event) {
      case SurfaceEvent.Moved e -> {
        OptionalInt parameter = faderParameter(unit, e.fader());
        if (parameter.isPresent()) {
          moved(unit, e, parameter.getAsInt());
        }
        unit.touchUp();
      }
      case SurfaceEvent.Touched e -> {
        if (e.fader() < unit.owners.length) {
          unit.owners[e.fader()].touched(e.held());
          unit.touchUp();
        }
      }
      case SurfaceEvent.Turned e -> turned(unit, vpotParameter(unit, e.encoder()), e);
      case SurfaceEvent.Jogged e ->
          turned(
              unit,
              assigned(unit, "jog"),
              new SurfaceEvent.Turned(unit.profile.encoders(), e.ticks()));
      case SurfaceEvent.Dialled e ->
          dialled(unit, vpotParameter(unit, e.encoder()), e.encoder(), e.norm());
      case SurfaceEvent.Pedalled e ->
          dialled(unit, assigned(unit, "pedal"), unit.pedal(), e.norm());
      case SurfaceEvent.Pressed e -> {
        if (e.on()) {
          press(unit, e);
        }
      }
      case SurfaceEvent.Arrived e -> {}
      case SurfaceEvent.Alive e -> {}
      case SurfaceEvent.Refused e -> {}
    }
  }

  private void moved(SurfaceUnit unit, SurfaceEvent.Moved e, int parameter) {
    long now = nanos.getAsLong();
    if (!unit.motor()) {
      unit.faders
          .moved(e.fader(), parameter, e.norm(), norm(parameter))
          .ifPresent(norm -> set(parameter, norm));
      return;
    }
    FaderOwner owner = unit.owners[e.fader()];
    // Before it was sent to its place it stands wherever it was left: that is no wish of anybody.
    boolean sentTo =
        !unit.port.present()
            || !unit.has(Kind.FADER, e.fader())
            || unit.outbox.sentTo(new Show.Fader(e.fader(), 0).place());
    if (!owner.held() && !sentTo) {
      return;
    }
    if (owner.moved(e.norm(), now)) {
      unit.outbox.drop(new Show.Fader(e.fader(), 0).place());
      set(parameter, e.norm());
    }
  }

  private void set(int parameter, double norm) {
    desk.submit(new Request.SetNorm(parameter, norm, origin, MoveRing.NOW));
  }

  private double norm(int parameter) {
    return desk.tree().get(parameter).norm(desk.value(parameter).number());
  }

  private void turned(SurfaceUnit unit, OptionalInt parameter, SurfaceEvent.Turned e) {
    double ticks = unit.turning[e.encoder()].ticks(e.ticks(), nanos.getAsLong());
    parameter.ifPresent(
        i -> desk.submit(new Request.Nudge(i, ticks / unit.profile.encoder().travel(), origin)));
  }

  private void dialled(SurfaceUnit unit, OptionalInt parameter, int knob, double norm) {
    parameter.ifPresent(
        i -> {
          unit.knobs.moved(knob, i, norm, norm(i)).ifPresent(next -> set(i, next));
          unit.touchUp();
        });
  }

  private void press(SurfaceUnit unit, SurfaceEvent.Pressed e) {
    OptionalInt fixed = assigned(unit, Control.of(e.button(), e.strip()).word());
    if (fixed.isPresent()) {
      pressed(fixed.getAsInt());
      return;
    }
    switch (e.button()) {
      case MUTE -> toggle(stripParameter(unit.offset + e.strip(), "mute"));
      case SOLO -> toggle(stripParameter(unit.offset + e.strip(), "solo"));
      case SELECT -> toggle(stripParameter(unit.offset + e.strip(), "select"));
      case VPOT -> vpotParameter(unit, e.strip()).ifPresent(this::initial);
      case SOLO_ALL ->
          desk.tree()
              .find("/solo/clear")
              .ifPresent(i -> desk.submit(new Request.Set(i, 1, origin, MoveRing.NOW)));
      case BANK_LEFT -> bank(-strips);
      case BANK_RIGHT -> bank(strips);
      case CHANNEL_LEFT -> bank(-1);
      case CHANNEL_RIGHT -> bank(1);
      default -> {}
    }
  }

  private void toggle(OptionalInt parameter) {
    parameter.ifPresent(i -> desk.submit(new Request.Toggle(i, origin)));
  }

  private void initial(int parameter) {
    double initial = desk.tree().get(parameter).initial().number();
    desk.submit(new Request.Set(parameter, initial, origin, MoveRing.NOW));
  }

  /** A button with a parameter of its own: a switch turns over, a choice goes on by one. */
  private void pressed(int parameter) {
    Parameter p = desk.tree().get(parameter);
    switch (p.kind()) {
      case SWITCH -> desk.submit(new Request.Toggle(parameter, origin));
      case ACTION -> desk.submit(new Request.Set(parameter, 1, origin, MoveRing.NOW));
      case CHOICE -> {
        double next = desk.value(parameter).number() + 1;
        double value = next > p.max() ? p.min() : next;
        desk.submit(new Request.Set(parameter, value, origin, MoveRing.NOW));
      }
      case CONTINUOUS, STEPPED -> initial(parameter);
      case TEXT -> {}
    }
  }

  private int lastBank() {
    return Math.max(0, stripsInStudio - strips);
  }

  private void bank(int by) {
    firstStrip = Math.clamp(firstStrip + by, 0, lastBank());
    // A hand that still lies on a fader holds another strip now: what it does next is a new move.
    for (SurfaceUnit unit : units) {
      for (int i = 0; i < unit.profile.strips(); i++) {
        unit.owners[i].reset();
      }
    }
    touchUp();
  }

  /**
   * @param place in the bank, from 0
   */
  OptionalInt stripParameter(int place, String leaf) {
    return stripParameter(desk.tree(), firstStrip + place, leaf);
  }

  private OptionalInt stripParameter(Tree tree, int strip, String leaf) {
    return strip < stripsInStudio
        ? tree.find("/strip/" + (strip + 1) + "/" + leaf)
        : OptionalInt.empty();
  }

  OptionalInt faderParameter(SurfaceUnit unit, int fader) {
    return faderParameter(desk.tree(), unit, fader);
  }

  private OptionalInt faderParameter(Tree tree, SurfaceUnit unit, int fader) {
    OptionalInt fixed = assigned(unit, "fader-" + (fader + 1));
    if (fixed.isPresent()) {
      return fixed;
    }
    if (fader < unit.profile.strips()) {
      return stripParameter(tree, firstStrip + unit.offset + fader, "fader");
    }
    return fader == unit.profile.strips() && unit.profile.fader().main()
        ? tree.find("/main/fader")
        : OptionalInt.empty();
  }

  OptionalInt vpotParameter(SurfaceUnit unit, int encoder) {
    OptionalInt fixed = assigned(unit, "vpot-" + (encoder + 1));
    return fixed.isPresent() || encoder >= unit.profile.strips()
        ? fixed
        : stripParameter(unit.offset + encoder, "pan");
  }

  OptionalInt assigned(SurfaceUnit unit, String control) {
    Integer fixed = unit.assigned.get(control);
    return fixed == null ? OptionalInt.empty() : OptionalInt.of(fixed);
  }

  /** Which lamp shows a switch of its strip by itself. */
  static String leaf(Button button) {
    return switch (button) {
      case MUTE -> "mute";
      case SOLO -> "solo";
      case SELECT -> "select";
      default -> "";
    };
  }
}

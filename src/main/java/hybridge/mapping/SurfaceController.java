package hybridge.mapping;

import hybridge.desk.Change;
import hybridge.desk.Desk;
import hybridge.desk.Listener;
import hybridge.desk.Retree;
import hybridge.profile.Control;
import hybridge.profile.Control.Kind;
import hybridge.profile.Layout;
import hybridge.profile.SurfaceProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.Role;
import hybridge.studio.Studio;
import hybridge.surface.Port;
import hybridge.surface.Show;
import hybridge.surface.SurfaceEvent;
import hybridge.value.Access;
import hybridge.value.Origin;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntConsumer;
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
  private final List<Case> cases;
  private final List<SurfaceUnit> units = new ArrayList<>();
  private final SurfacePainter painter;
  private final Desk desk;
  private final Hand hand;
  private final Macros macros;
  private final Layout layout;
  private final Keys keys;
  private final Counters counters;
  private final LongSupplier nanos;
  private final int strips;

  /** What every control holds; null when that has to be looked at again. */
  private Holding holding;

  private long xrunsSeen;
  private long turn;

  /** When everything is to be shown again; 0 for not. */
  private long showAgainNanos;

  /**
   * @param cases in the order of the bank, from left to right
   * @param nanos the time, as {@link System#nanoTime} has it
   */
  public SurfaceController(
      Studio.Surface surface, List<Case> cases, Desk desk, Counters counters, LongSupplier nanos) {
    this.surface = surface;
    this.cases = List.copyOf(cases);
    this.desk = desk;
    this.hand = new Hand(desk, Origin.surface(surface.id()));
    this.macros = new Macros(desk, hand);
    this.counters = counters;
    this.nanos = nanos;
    this.layout = main().profile().layout();
    this.keys =
        new Keys(
            desk,
            hand,
            macros,
            layout.startLayer().map(Layout.Word::text).orElse(""),
            layout.startPage().map(Layout.Word::text).orElse(""));
    int offset = 0;
    for (Case c : cases) {
      Takeover.Mode mode = Takeover.Mode.of(surface.takeover());
      units.add(new SurfaceUnit(c.profile(), c.port(), offset, mode));
      offset += c.profile().strips();
    }
    this.strips = offset;
    this.painter = new SurfacePainter(this, desk);
    assign();
    holding();
    desk.listen(this);
  }

  /** The case that has the surface's own name: its layout is that of all. */
  private Case main() {
    return cases.stream()
        .filter(c -> c.part().id().equals(surface.id()))
        .findFirst()
        .orElse(cases.getFirst());
  }

  private void assign() {
    for (int i = 0; i < units.size(); i++) {
      for (Studio.Assignment a : cases.get(i).part().assign()) {
        units.get(i).assigned.put(a.control(), desk.tree().require(a.address()));
      }
      units.get(i).lampsOf(layout);
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
    units.forEach(unit -> keys.released(unit, nanos.getAsLong()));
    desk.unlisten(this);
  }

  /** Is the far side there, of all its cases? Any thread. */
  public boolean present() {
    return units.stream().allMatch(SurfaceUnit::here);
  }

  /** How much of its busiest wire is in use, 0..1; nothing of one that is away. Any thread. */
  public double load() {
    return units.stream()
        .filter(SurfaceUnit::here)
        .mapToDouble(u -> u.outbox.load())
        .max()
        .orElse(0);
  }

  /** What is wrong with how its cases are cabled; empty for nothing. Any thread. */
  public String trouble() {
    return units.stream()
        .map(SurfaceUnit::trouble)
        .filter(t -> !t.isEmpty())
        .findFirst()
        .orElse("");
  }

  Hand hand() {
    return hand;
  }

  Keys keys() {
    return keys;
  }

  /** What hands have chosen, for one that takes this one's place. */
  Keys.Memory memory() {
    return keys.memory();
  }

  /** Goes on where another of the same name ended: layer, page, banks, as far as there are such. */
  void resume(Keys.Memory memory) {
    keys.resume(memory, layout.layers().keySet(), layout.pages().keySet());
    look();
  }

  /** What every control holds now. */
  Holding holding() {
    if (holding == null) {
      holding = new Holding(layout, keys.mode(), keys.modifiers(), desk, strips);
      keys.mode(holding.anchored());
      units.forEach(unit -> settle(unit, holding, nanos.getAsLong()));
    }
    return holding;
  }

  /**
   * A fader that holds something else than before is sent to its new place, and what it says counts
   * only from then on; what a hand says that was on it already, only once that has met the new one.
   */
  private static void settle(SurfaceUnit unit, Holding holding, long nanos) {
    List<OptionalInt> held = new ArrayList<>();
    for (int i = 0; i < unit.owners.length; i++) {
      held.add(holding.fader(unit, i));
      if (!unit.held.isEmpty() && !unit.held.get(i).equals(held.get(i))) {
        unit.owners[i].handOver(nanos);
        unit.elsewhere[i] = unit.motor() && unit.has(Kind.FADER, i);
      }
    }
    unit.held = held;
  }

  /** Every parameter that a fader or an encoder holds now; for tests. */
  void eachHeld(IntConsumer look) {
    for (SurfaceUnit unit : units) {
      for (int i = 0; i < unit.owners.length; i++) {
        holding().fader(unit, i).ifPresent(look);
      }
      for (int i = 0; i < unit.profile.encoders(); i++) {
        holding().vpot(unit, i).ifPresent(look);
      }
    }
  }

  /** Controls may hold something else: everything is looked at again. */
  private void look() {
    holding = null;
    holding();
    touchUp();
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
    macros.changed(changes);
    if (changes.stream().anyMatch(SurfaceController::moves)) {
      holding = null;
    }
    touchUp();
  }

  /** May this change what controls hold: who is selected, who is a member, what is inserted? */
  private static boolean moves(Change change) {
    String path = change.parameter().address().path();
    // A VCA's own fader begins with its name; a membership has it behind its channel's.
    return path.endsWith("/select") || path.endsWith("/inserts") || path.indexOf("/vca/", 1) > 0;
  }

  /** Everything it shows is looked at again with the next painting. */
  void touchUp() {
    units.forEach(SurfaceUnit::touchUp);
  }

  /**
   * Banks stay on what stood in them, wherever that stands now; assignments are addresses of the
   * file and are looked up again. A fader that has another parameter under it is nobody's until a
   * hand moves it again.
   */
  @Override
  public void retree(Retree retree) {
    assign();
    look();
  }

  @Override
  public int work() {
    long now = nanos.getAsLong();
    for (SurfaceUnit unit : units) {
      unit.greet(now);
      if (unit.letGo()) {
        keys.released(unit, now);
        look();
      }
    }
    showAgainAfterXruns(now);
    byTime(now);
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

  /** What happens without a hand: keys that are held long enough, words that take turns. */
  private void byTime(long now) {
    if (keys.tick(now)) {
      touchUp();
    }
    long next = Math.floorDiv(now, SurfacePainter.TURN_NANOS);
    if (next != turn) {
      turn = next;
      touchUp();
    }
    if (keys.announcedOver(now)) {
      touchUp();
    }
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
        OptionalInt parameter = holding().fader(unit, e.fader());
        if (parameter.isPresent()) {
          moved(unit, e, parameter.getAsInt());
        } else if (unit.motor()) {
          unit.owners[e.fader()].moved(e.norm(), nanos.getAsLong()); // it is sent back
        }
        unit.touchUp();
      }
      case SurfaceEvent.Touched e -> {
        if (e.fader() < unit.owners.length) {
          unit.owners[e.fader()].touched(e.held());
          unit.touchUp();
        }
      }
      case SurfaceEvent.Turned e -> turned(unit, vpot(unit, e.encoder()), e);
      case SurfaceEvent.Jogged e ->
          turned(
              unit,
              holding().fixed(unit, Control.of(Kind.JOG, 0)),
              new SurfaceEvent.Turned(unit.profile.encoders(), e.ticks()));
      case SurfaceEvent.Dialled e -> dialled(unit, vpot(unit, e.encoder()), e.encoder(), e.norm());
      case SurfaceEvent.Pedalled e ->
          dialled(unit, holding().fixed(unit, Control.of(Kind.PEDAL, 0)), unit.pedal(), e.norm());
      case SurfaceEvent.Pressed e -> {
        Control key = Control.of(e.button(), e.strip());
        if (e.on()) {
          keys.press(unit, key, holding(), nanos.getAsLong());
        } else {
          keys.release(unit, key, nanos.getAsLong());
        }
        look();
      }
      case SurfaceEvent.Arrived e -> {}
      case SurfaceEvent.Alive e -> {}
      case SurfaceEvent.Refused e -> {}
    }
  }

  /** What an encoder turns now: nothing of what can only be read, or needs a second finger. */
  private OptionalInt vpot(SurfaceUnit unit, int encoder) {
    OptionalInt i = holding().vpot(unit, encoder);
    return i.isPresent()
            && holding().parameter(i.getAsInt()).access() == Access.SET
            && Keys.mayTurn(unit, encoder, i.getAsInt(), holding())
        ? i
        : OptionalInt.empty();
  }

  private void moved(SurfaceUnit unit, SurfaceEvent.Moved e, int parameter) {
    long now = nanos.getAsLong();
    if (desk.tree().get(parameter).address().path().startsWith("/vca/")) {
      keys.vcaMoved(parameter);
    }
    if (!unit.motor()) {
      unit.faders
          .moved(e.fader(), parameter, e.norm(), hand.norm(parameter), hand.grid(parameter))
          .ifPresent(norm -> hand.setNorm(parameter, norm));
      return;
    }
    FaderOwner owner = unit.owners[e.fader()];
    // Before it was sent to its place it stands wherever it was left: that is no wish of anybody.
    boolean sends = unit.port.present() && unit.has(Kind.FADER, e.fader());
    boolean sentTo = !sends || unit.outbox.sentTo(new Show.Fader(e.fader(), 0).place());
    if (sends && unit.elsewhere[e.fader()]) {
      Show.Fader wanted = new Show.Fader(e.fader(), hand.norm(parameter));
      if (owner.moved() || !unit.outbox.stands(wanted)) {
        owner.moved(e.norm(), now); // it is told again where to go
        return;
      }
      unit.elsewhere[e.fader()] = false;
    }
    if (owner.strange(e.norm(), hand.norm(parameter), now)) {
      owner.moved(e.norm(), now); // it is told where it belongs when the hand lets go
      return;
    }
    if (!owner.held() && !sentTo) {
      return;
    }
    if (owner.moved(e.norm(), now)) {
      unit.outbox.drop(new Show.Fader(e.fader(), 0).place());
      hand.setNorm(parameter, e.norm());
    }
  }

  private void turned(SurfaceUnit unit, OptionalInt parameter, SurfaceEvent.Turned e) {
    double ticks = unit.turning[e.encoder()].ticks(e.ticks(), nanos.getAsLong());
    parameter.ifPresent(
        i -> {
          if (Hand.fewPlaces(desk.tree().get(i))) {
            hand.step(i, unit.detents[e.encoder()].steps(i, e.ticks(), nanos.getAsLong()));
          } else {
            hand.nudge(i, ticks / unit.profile.encoder().travel());
          }
        });
  }

  private void dialled(SurfaceUnit unit, OptionalInt parameter, int knob, double norm) {
    parameter.ifPresent(
        i -> {
          unit.knobs
              .moved(knob, i, norm, hand.norm(i), hand.grid(i))
              .ifPresent(next -> hand.setNorm(i, next));
          unit.touchUp();
        });
  }
}

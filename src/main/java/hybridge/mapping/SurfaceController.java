package hybridge.mapping;

import hybridge.desk.Change;
import hybridge.desk.Desk;
import hybridge.desk.Listener;
import hybridge.desk.Request;
import hybridge.desk.Retree;
import hybridge.desk.Tree;
import hybridge.desk.View;
import hybridge.profile.SurfaceProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.MoveRing;
import hybridge.rt.Role;
import hybridge.studio.Studio;
import hybridge.surface.Dialect;
import hybridge.surface.Port;
import hybridge.surface.Show;
import hybridge.surface.SurfaceEvent;
import hybridge.value.Address;
import hybridge.value.Numbers;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import hybridge.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * One surface at work: turns what hands do into requests to the desk, and shows what the desk
 * holds. What was shown is remembered, so that only changes are sent; when the far side comes anew,
 * everything is. All of it runs on the desk's thread: {@link #work} and {@link #changed}.
 */
public final class SurfaceController implements Listener, Role {
  /** A tick of a V-pot is a hundredth of the travel. */
  private static final double NORM_A_TICK = 0.01;

  static final long REST_NANOS = 10_000_000;
  private static final long QUIET_NANOS = 500_000_000;
  private static final int UPPER = 0;
  private static final int LOWER = 1;

  private final Studio.Surface surface;
  private final Origin origin;
  private final SurfaceProfile profile;
  private final Dialect dialect;
  private final Port port;
  private final Desk desk;
  private final Counters counters;
  private final LongSupplier nanos;
  private final Map<String, Integer> assigned = new HashMap<>();
  private final FaderOwner[] owners;

  /** What each place of the surface shows, by place; absent: unknown. */
  private final Map<String, Show> shown = new HashMap<>();

  private int stripsInStudio;
  private int firstStrip;
  private int generation = -1;
  private long droppedCounted;
  private long xrunsSeen;

  /** When everything is to be shown again; 0 for not. */
  private long showAgainNanos;

  private boolean dirty = true;

  /**
   * @param nanos the time, as {@link System#nanoTime} has it
   */
  public SurfaceController(
      Studio.Surface surface,
      SurfaceProfile profile,
      Dialect dialect,
      Port port,
      Desk desk,
      int stripsInStudio,
      Counters counters,
      LongSupplier nanos) {
    this.surface = surface;
    this.origin = Origin.surface(surface.id());
    this.profile = profile;
    this.dialect = dialect;
    this.port = port;
    this.desk = desk;
    this.counters = counters;
    this.nanos = nanos;
    this.stripsInStudio = stripsInStudio;
    this.owners = new FaderOwner[profile.strips() + 1];
    for (int i = 0; i < owners.length; i++) {
      owners[i] = new FaderOwner();
    }
    assign();
    desk.listen(this);
  }

  private void assign() {
    for (Studio.Assignment a : surface.assign()) {
      assigned.put(a.control(), desk.tree().require(a.address()));
    }
  }

  /** Notes assignments to controls that a surface of this profile does not have. */
  public static void check(Studio.Surface surface, SurfaceProfile profile, Problems problems) {
    List<String> controls = new ArrayList<>();
    for (int i = 1; i <= profile.strips(); i++) {
      controls.add("vpot-" + i);
      controls.add("fader-" + i);
    }
    if (profile.mainFader()) {
      controls.add("fader-" + (profile.strips() + 1));
    }
    for (Studio.Assignment a : surface.assign()) {
      if (!controls.contains(a.control())) {
        String at = "surfaces." + surface.id() + ".assign";
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

  /** Is the far side there? */
  public boolean present() {
    return port.present();
  }

  @Override
  public String roleName() {
    return "surface " + surface.id();
  }

  @Override
  public long restNanos() {
    return REST_NANOS;
  }

  @Override
  public void changed(List<Change> changes, boolean bulk, long frame) {
    dirty = true;
  }

  /**
   * The bank stays on its strips, wherever they stand now; assignments are addresses of the file
   * and are looked up again. A fader that has another parameter under it is nobody's until a hand
   * moves it again.
   */
  @Override
  public void retree(Retree retree) {
    Tree was = retree.before();
    OptionalInt[] before = new OptionalInt[owners.length];
    for (int i = 0; i < owners.length; i++) {
      before[i] = faderParameter(was, i);
    }
    OptionalInt first = stripParameter(was, 0, "fader");
    stripsInStudio = retree.studio().strips().size();
    if (first.isPresent() && retree.after().has(first.getAsInt())) {
      Address now = retree.after().get(first.getAsInt()).address();
      firstStrip = Integer.parseInt(now.segments().get(1)) - 1;
    }
    firstStrip = Math.clamp(firstStrip, 0, Math.max(0, stripsInStudio - profile.strips()));
    assign();
    for (int i = 0; i < owners.length; i++) {
      if (!before[i].equals(faderParameter(retree.after(), i))) {
        owners[i].reset();
      }
    }
    dirty = true;
  }

  @Override
  public int work() {
    if (port.generation() != generation) {
      generation = port.generation();
      dialect.reset();
      forget();
    }
    showAgainAfterXruns();
    // Shown first, heard second: between the two the desk carries out what was heard the turn
    // before, so that a fader is
    // never sent back to where it stood before the hand moved it.
    int sent = paint();
    int received = port.receive((bytes, length, when) -> dialect.receive(bytes, length, this::act));
    long dropped = dialect.dropped();
    counters.count(Health.MIDI_BYTES_DROPPED, dropped - droppedCounted);
    droppedCounted = dropped;
    return sent + received;
  }

  /** Nothing is known of what the surface shows or of who holds it: everything is shown again. */
  private void forget() {
    shown.clear();
    for (FaderOwner owner : owners) {
      owner.reset();
    }
    dirty = true;
  }

  /**
   * What is sent in a block that the server misses may be lost, and nobody says so: when the blocks
   * have come on time again for a while, everything is shown once more.
   */
  private void showAgainAfterXruns() {
    long xruns = counters.read(Health.XRUNS);
    if (xruns != xrunsSeen) {
      xrunsSeen = xruns;
      showAgainNanos = nanos.getAsLong() + QUIET_NANOS;
    } else if (showAgainNanos != 0 && nanos.getAsLong() - showAgainNanos >= 0) {
      showAgainNanos = 0;
      shown.clear();
      dirty = true;
    }
  }

  private void act(SurfaceEvent event) {
    switch (event) {
      case SurfaceEvent.Moved e -> {
        OptionalInt parameter = faderParameter(e.fader());
        if (parameter.isPresent() && owners[e.fader()].moved(e.norm(), nanos.getAsLong())) {
          desk.submit(new Request.SetNorm(parameter.getAsInt(), e.norm(), origin, MoveRing.NOW));
        }
        dirty = true;
      }
      case SurfaceEvent.Touched e -> {
        owners[e.fader()].touched(e.held());
        dirty = true;
      }
      case SurfaceEvent.Turned e ->
          vpotParameter(e.encoder())
              .ifPresent(i -> desk.submit(new Request.Nudge(i, e.ticks() * NORM_A_TICK, origin)));
      case SurfaceEvent.Arrived e -> {
        if (e.reply().length > 0) {
          port.send(e.reply());
        }
        forget();
      }
      case SurfaceEvent.Pressed e -> {
        if (e.on()) {
          press(e);
        }
      }
    }
  }

  private void press(SurfaceEvent.Pressed e) {
    switch (e.button()) {
      case MUTE ->
          stripParameter(e.strip(), "mute")
              .ifPresent(i -> desk.submit(new Request.Toggle(i, origin)));
      case SOLO ->
          stripParameter(e.strip(), "solo")
              .ifPresent(i -> desk.submit(new Request.Toggle(i, origin)));
      case VPOT ->
          vpotParameter(e.strip())
              .ifPresent(
                  i ->
                      desk.submit(
                          new Request.Set(
                              i, desk.tree().get(i).initial().number(), origin, MoveRing.NOW)));
      case BANK_LEFT -> bank(-profile.strips());
      case BANK_RIGHT -> bank(profile.strips());
      case CHANNEL_LEFT -> bank(-1);
      case CHANNEL_RIGHT -> bank(1);
      case SELECT, RECORD -> {}
    }
  }

  private void bank(int by) {
    int last = Math.max(0, stripsInStudio - profile.strips());
    firstStrip = Math.clamp(firstStrip + by, 0, last);
    // A hand that still lies on a fader holds another strip now: what it does next is a new move.
    for (int i = 0; i < profile.strips(); i++) {
      owners[i].reset();
    }
    dirty = true;
  }

  private OptionalInt stripParameter(int place, String leaf) {
    return stripParameter(desk.tree(), place, leaf);
  }

  private OptionalInt stripParameter(Tree tree, int place, String leaf) {
    int strip = firstStrip + place + 1;
    return strip <= stripsInStudio
        ? tree.find("/strip/" + strip + "/" + leaf)
        : OptionalInt.empty();
  }

  private OptionalInt faderParameter(int fader) {
    return faderParameter(desk.tree(), fader);
  }

  private OptionalInt faderParameter(Tree tree, int fader) {
    Integer fixed = assigned.get("fader-" + (fader + 1));
    if (fixed != null) {
      return OptionalInt.of(fixed);
    }
    return fader == profile.strips()
        ? tree.find("/main/fader")
        : stripParameter(tree, fader, "fader");
  }

  private OptionalInt vpotParameter(int encoder) {
    Integer fixed = assigned.get("vpot-" + (encoder + 1));
    return fixed != null ? OptionalInt.of(fixed) : stripParameter(encoder, "pan");
  }

  /** Shows what differs from what is shown; returns how much was sent. */
  private int paint() {
    if (!dirty || !port.present()) {
      return 0;
    }
    dirty = false;
    int sent = 0;
    int faders = profile.strips() + (profile.mainFader() ? 1 : 0);
    for (int i = 0; i < profile.strips(); i++) {
      sent += led(SurfaceEvent.Button.MUTE, i, "mute");
      sent += led(SurfaceEvent.Button.SOLO, i, "solo");
    }
    for (int i = 0; i < faders; i++) {
      sent += fader(i);
    }
    for (int i = 0; i < profile.strips(); i++) {
      sent += ring(i);
      sent +=
          show("text " + i + " upper", new Show.Text(i, UPPER, words(stripParameter(i, "name"))));
      sent += show("text " + i + " lower", new Show.Text(i, LOWER, lower(i)));
    }
    return sent;
  }

  private int led(SurfaceEvent.Button button, int strip, String leaf) {
    OptionalInt i = stripParameter(strip, leaf);
    boolean on = i.isPresent() && desk.value(i.getAsInt()).number() != 0;
    return show(button + " " + strip, new Show.Led(button, strip, on));
  }

  private int fader(int fader) {
    OptionalInt i = faderParameter(fader);
    double norm =
        i.isPresent() ? desk.tree().get(i.getAsInt()).norm(desk.value(i.getAsInt()).number()) : 0;
    FaderOwner owner = owners[fader];
    if (owner.owned(nanos.getAsLong())) {
      dirty = true; // looked at again until the hand has let go
      return 0;
    }
    String place = "fader " + fader;
    Show.Fader wanted = new Show.Fader(fader, norm);
    boolean confirm = owner.takeConfirm();
    boolean same = shown.get(place) instanceof Show.Fader s && dialect.samePosition(s.norm(), norm);
    if (same && !confirm) {
      return 0;
    }
    shown.remove(place);
    int sent = show(place, wanted);
    if (sent > 0) {
      owner.sent(norm);
    }
    return sent;
  }

  private int ring(int encoder) {
    OptionalInt i = vpotParameter(encoder);
    if (i.isEmpty()) {
      return show("ring " + encoder, new Show.Ring(encoder, 0, Show.RingStyle.OFF));
    }
    Parameter p = desk.tree().get(i.getAsInt());
    double norm = p.norm(desk.value(i.getAsInt()).number());
    boolean centred = p.min() < 0 && p.max() == -p.min();
    return show(
        "ring " + encoder,
        new Show.Ring(encoder, norm, centred ? Show.RingStyle.CENTRE : Show.RingStyle.FILL));
  }

  /**
   * What a unit's parameter says stands as the box reported it; until it has, how far it is
   * believed.
   */
  private String lower(int place) {
    OptionalInt i = vpotParameter(place);
    if (i.isEmpty()) {
      return "";
    }
    Parameter p = desk.tree().get(i.getAsInt());
    OptionalInt truth = desk.tree().find(p.address().path() + "/truth");
    if (truth.isEmpty()) {
      return brief(p, desk.value(i.getAsInt()));
    }
    String word = desk.value(truth.getAsInt()).words();
    return switch (word) {
      case "reported" ->
          brief(p, desk.value(desk.tree().require(p.address().path() + "/reported")));
      case "byhand" -> brief(p, desk.value(i.getAsInt()));
      default -> word;
    };
  }

  /** A value in a few cells: a number with at most one decimal, or a name. */
  private static String brief(Parameter p, Value value) {
    return switch (p.kind()) {
      case CONTINUOUS, STEPPED -> {
        double v = value.number();
        int decimals = Math.abs(v) >= 1000 || p.unit() == hybridge.value.Unit.NONE ? 0 : 1;
        yield Double.isNaN(v) ? "?" : Numbers.text(v, decimals);
      }
      case CHOICE, SWITCH, TEXT, ACTION -> View.text(p, value);
    };
  }

  private String words(OptionalInt i) {
    return i.isPresent() ? Objects.requireNonNullElse(desk.value(i.getAsInt()).words(), "") : "";
  }

  private int show(String place, Show wanted) {
    if (wanted.equals(shown.get(place))) {
      return 0;
    }
    byte[] message = dialect.show(wanted);
    if (message.length == 0) {
      shown.put(place, wanted);
      return 0;
    }
    if (!port.send(message)) {
      dirty = true; // offered again when the port has room
      return 0;
    }
    shown.put(place, wanted);
    return 1;
  }
}

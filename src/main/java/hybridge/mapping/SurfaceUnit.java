package hybridge.mapping;

import hybridge.profile.Button;
import hybridge.profile.Control;
import hybridge.profile.Control.Kind;
import hybridge.profile.Layout;
import hybridge.profile.SurfaceProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.surface.Dialect;
import hybridge.surface.Outbox;
import hybridge.surface.Port;
import hybridge.surface.Show;
import hybridge.surface.SurfaceEvent;
import hybridge.surface.TableDialect;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One case with a port of its own: what it can do, what it shows, who holds its faders. Several of
 * them make one bank. On the desk's thread.
 */
final class SurfaceUnit {
  private static final String LOOPED =
      "what it is sent comes back as presses of its keys: are two ports cabled into one another?"
          + " Presses right behind their own lamps are ignored until it is plugged anew";

  private static final Logger LOG = LoggerFactory.getLogger(SurfaceUnit.class);

  final SurfaceProfile profile;
  final Port port;
  final Outbox outbox;
  final Liveness liveness;
  final FaderOwner[] owners;
  final Takeover faders;
  final Takeover knobs;
  final Acceleration[] turning;
  final Detents[] detents;
  final MeterNeedle[] needles;
  final MeterNeedle[] mainNeedles = new MeterNeedle[2];

  /** Controls that ride a parameter for good, by their names. */
  final Map<String, Integer> assigned = new HashMap<>();

  /** Faders that hold something else now: what they say counts once they were sent to its place. */
  final boolean[] elsewhere;

  /** The lamps that may ever light. */
  List<Control> lamps = List.of();

  /** What its faders held when that was last looked at. */
  List<OptionalInt> held = List.of();

  /** Strips of the bank that stand to the left of this unit's. */
  final int offset;

  private final EchoGuard echoes = new EchoGuard();
  private final Dialect dialect;
  private int generation = -1;
  private int forgotten;
  private int releasedAt;
  private boolean wasHere;
  private long dropped;
  private boolean dirty = true;
  private long metersFromNanos;
  private boolean metered;

  SurfaceUnit(SurfaceProfile profile, Port port, int offset, Takeover.Mode takeover) {
    this.profile = profile;
    this.port = port;
    this.offset = offset;
    this.dialect = new TableDialect(profile);
    this.outbox = new Outbox(dialect, profile.link());
    this.liveness = new Liveness(profile.keepAlive());
    this.owners = new FaderOwner[profile.faders()];
    for (int i = 0; i < owners.length; i++) {
      owners[i] = new FaderOwner();
    }
    this.elsewhere = new boolean[owners.length];
    this.faders = new Takeover(takeover, owners.length, profile.fader().fullScale());
    this.knobs = new Takeover(takeover, profile.encoders() + 1, 127);
    this.turning = new Acceleration[profile.encoders() + 1];
    this.detents = new Detents[turning.length];
    for (int i = 0; i < turning.length; i++) {
      detents[i] = new Detents();
      turning[i] = new Acceleration(profile.encoder());
    }
    this.needles = new MeterNeedle[profile.meters().isPresent() ? profile.strips() : 0];
    for (int i = 0; i < needles.length; i++) {
      needles[i] = new MeterNeedle(profile.meters().get());
    }
    for (int i = 0; i < mainNeedles.length; i++) {
      mainNeedles[i] = profile.meters().map(MeterNeedle::new).orElse(null);
    }
  }

  /** The place of the pedal among the knobs. */
  int pedal() {
    return profile.encoders();
  }

  boolean has(Button button, int strip) {
    return profile.shown().containsKey(Control.of(button, strip));
  }

  boolean has(Kind kind, int index) {
    return profile.shown().containsKey(Control.of(kind, index));
  }

  boolean motor() {
    return profile.fader().motor();
  }

  void touchUp() {
    dirty = true;
  }

  /** Is it time to look at the meters again? */
  boolean metersDue(long nanos) {
    if (profile.meters().isEmpty() || metered && nanos - metersFromNanos < 0) {
      return false;
    }
    metered = true;
    metersFromNanos = nanos + profile.meters().get().intervalNanos();
    return true;
  }

  /** Has something to be looked at again? Asked once. */
  boolean takeDirty() {
    boolean was = dirty;
    dirty = false;
    return was;
  }

  /** A far side that came anew is greeted and told everything. */
  void greet(long nanos) {
    if (port.generation() == generation) {
      return;
    }
    generation = port.generation();
    dialect.reset();
    forget();
    liveness.begin(nanos);
    if (port.present()) {
      profile.handshake().hello().forEach(outbox::answer);
      setUp(nanos);
    }
  }

  private void setUp(long nanos) {
    profile.handshake().setup().forEach(outbox::answer);
    if (profile.handshake().textNanos() > 0) {
      outbox.holdText(nanos + profile.handshake().textNanos());
    }
  }

  /** The lamps of keys that are bound to something, and of insert keys. */
  void lampsOf(Layout layout) {
    lamps =
        profile.shown().keySet().stream()
            .filter(c -> c.kind() == Kind.BUTTON)
            .filter(
                c ->
                    assigned.containsKey(c.word())
                        || c.button() == Button.INSERT
                        || Bindings.ever(layout, c.word(), c.button().word()))
            .sorted(Comparator.comparing(Control::button).thenComparingInt(Control::index))
            .toList();
  }

  /** Is the far side there? Any thread. */
  boolean here() {
    return port.present() && !liveness.lost();
  }

  /** Did it go away, or come anew? Then no hand holds a key of it any more. Asked once. */
  boolean letGo() {
    boolean here = here();
    boolean letGo = releasedAt != forgotten || wasHere && !here;
    releasedAt = forgotten;
    wasHere = here;
    return letGo;
  }

  /** Nothing is known of what it shows or of who holds it: everything is shown again. */
  void forget() {
    forgotten++;
    echoes.forget();
    outbox.forget();
    for (FaderOwner owner : owners) {
      owner.reset();
    }
    for (MeterNeedle needle : needles) {
      needle.forget();
    }
    faders.forget();
    knobs.forget();
    dirty = true;
  }

  /** Hears what came in; returns how many bytes. */
  int hear(long nanos, Counters counters, Consumer<SurfaceEvent> act) {
    Consumer<SurfaceEvent> known = event -> know(event, nanos, act);
    int received =
        port.receive(
            (bytes, length, when) -> {
              if (liveness.heard(nanos)) {
                forget();
              }
              dialect.receive(bytes, length, nanos, known);
            });
    dialect.tick(nanos, known);
    long now = dialect.dropped();
    counters.count(Health.MIDI_BYTES_DROPPED, now - dropped);
    dropped = now;
    return received;
  }

  /** What is between the surface and us alone. */
  private void know(SurfaceEvent event, long nanos, Consumer<SurfaceEvent> act) {
    switch (event) {
      case SurfaceEvent.Arrived e -> {
        if (e.reply().length > 0) {
          outbox.answer(e.reply());
        }
        forget();
        setUp(nanos);
      }
      case SurfaceEvent.Alive e -> {
        if (liveness.alive(nanos)) {
          forget();
        }
      }
      case SurfaceEvent.Refused e ->
          LOG.warn("surface {}: it refused our answer to its challenge", port.id());
      case SurfaceEvent.Pressed e when e.on() && echo(e, nanos) -> {}
      default -> act.accept(event);
    }
  }

  private boolean echo(SurfaceEvent.Pressed e, long nanos) {
    boolean before = echoes.looped();
    OptionalLong lit = outbox.litNanos(new Show.Led(e.button(), e.strip(), Show.Light.ON).place());
    boolean echo = echoes.echo(lit.isPresent() ? nanos - lit.getAsLong() : -1);
    if (echoes.looped() && !before) {
      LOG.error("surface {}: {}", port.id(), LOOPED);
    }
    return echo;
  }

  /** What is wrong with how it is cabled; empty for nothing. Any thread. */
  String trouble() {
    return echoes.looped() ? LOOPED : "";
  }

  /** Offers something that stands until it is changed. */
  void show(Show show, long nanos) {
    outbox.offer(show, nanos);
  }

  /** Sends what the wire takes; returns how many messages. */
  int send(long nanos) {
    if (!port.present()) {
      return 0;
    }
    liveness.work(nanos, outbox);
    return outbox.work(nanos, port);
  }
}

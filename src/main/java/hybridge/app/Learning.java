package hybridge.app;

import hybridge.io.web.WebServer;
import hybridge.profile.Button;
import hybridge.profile.Control;
import hybridge.profile.SurfaceProfile;
import hybridge.studio.Studio;
import hybridge.surface.Identifier;
import hybridge.surface.Learnt;
import hybridge.surface.Port;
import hybridge.value.Access;
import hybridge.value.Problem;
import hybridge.wire.MidiParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Learning controls of surfaces through the API. While a surface is learnt its controls move
 * nothing: what they say goes to the {@link Identifier}; the rest of its bytes goes on. One at a
 * time; who begins and asks no more for a while has ended it.
 */
final class Learning {
  private static final long LEASE_NANOS = 30_000_000_000L;
  private static final int LONGEST_SYSEX = 1 << 12;

  /** One control that is wiggled. */
  private static final class Session {
    private final Studio.SurfacePart part;
    private final String address;
    private final Identifier identifier = new Identifier();
    private volatile long until;

    Session(Studio.SurfacePart part, String address, long until) {
      this.part = part;
      this.address = address;
      this.until = until;
    }
  }

  private final Daemon daemon;
  private final LongSupplier clock = System::nanoTime;
  private volatile Session session;

  Learning(Daemon daemon) {
    this.daemon = daemon;
  }

  void serve(WebServer web) {
    web.onPost("/api/learn", given -> reply(this::begin, given));
    web.onGet("/api/learn", given -> reply(g -> now(), given));
    web.onPost("/api/learn/done", given -> reply(g -> done(), given));
  }

  private static WebServer.Reply reply(
      Function<Map<String, String>, Map<String, Object>> work, Map<String, String> given) {
    try {
      return new WebServer.Reply(200, work.apply(given));
    } catch (Exit.WrongInput wrong) {
      return new WebServer.Reply(422, wrong.problems().stream().map(FileCheck::view).toList());
    }
  }

  private static Exit.WrongInput wrong(String at, String found, String wanted, String hint) {
    return new Exit.WrongInput(List.of(new Problem("api", 0, at, found, wanted, hint)));
  }

  private synchronized Map<String, Object> begin(Map<String, String> given) {
    List<Studio.SurfacePart> parts =
        daemon.loaded().studio().surfaces().stream().flatMap(s -> s.parts().stream()).toList();
    String names = String.join(", ", parts.stream().map(Studio.SurfacePart::id).toList());
    String surface = given.getOrDefault("surface", "");
    if (surface.isEmpty() && parts.size() == 1) {
      surface = parts.getFirst().id();
    }
    String id = surface;
    Studio.SurfacePart part =
        parts.stream()
            .filter(p -> p.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    wrong(
                        "surface",
                        id.isEmpty() ? "none" : "'" + id + "'",
                        "a surface of this studio",
                        names.isEmpty() ? "it has none" : names));
    String address = given.getOrDefault("address", "");
    OptionalInt index = daemon.desk().tree().find(address);
    if (index.isEmpty()) {
      throw wrong(
          address,
          "an unknown address",
          "the address of a parameter",
          daemon.desk().tree().suggest(address));
    }
    if (daemon.desk().tree().get(index.getAsInt()).access() != Access.SET) {
      throw wrong(address, "one that nobody sets", "a parameter that can be set", "");
    }
    session = new Session(part, address, clock.getAsLong() + LEASE_NANOS);
    return now();
  }

  private Session current() {
    Session s = session;
    if (s == null || over(s)) {
      session = null;
      throw wrong("learn", "nothing that is learnt", "POST /api/learn first", "");
    }
    return s;
  }

  private boolean over(Session s) {
    return clock.getAsLong() - s.until > 0;
  }

  /** Nobody who speaks waits while it is thought about what was said. */
  private static Identifier heard(Session s) {
    synchronized (s.identifier) {
      return s.identifier.copy();
    }
  }

  private synchronized Map<String, Object> now() {
    Session s = current();
    s.until = clock.getAsLong() + LEASE_NANOS;
    Identifier heard = heard(s);
    Identifier.Finding finding = heard.find();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("surface", s.part.id());
    view.put("address", s.address);
    view.put("messages", heard.messages());
    view.put("sure", finding.sure());
    view.put("ask", finding.ask());
    view.put("found", finding.found().stream().limit(5).map(Learning::view).toList());
    return view;
  }

  private static Map<String, Object> view(Learnt learnt) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("in", learnt.yaml());
    view.put("encoding", learnt.button() ? "key" : learnt.encoding().kind().word());
    view.put("likelihood", learnt.likelihood());
    return view;
  }

  private synchronized Map<String, Object> done() {
    Session s = current();
    session = null;
    Identifier.Finding finding = heard(s).find();
    if (finding.found().isEmpty()) {
      throw wrong(s.part.id(), "no message of a control", "a control that is moved", "");
    }
    Learnt learnt = finding.found().getFirst();
    SurfaceProfile profile = daemon.loaded().surfaceProfiles().get(s.part.id());
    Optional<Control> known = known(profile, learnt);
    Control control = known.orElseGet(() -> free(profile, learnt));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("surface", s.part.id());
    view.put("address", s.address);
    view.put("control", control.word());
    view.put("known", known.isPresent() && same(profile, control, learnt));
    view.put("in", learnt.yaml());
    view.put("likelihood", learnt.likelihood());
    view.put("sure", finding.sure());
    return view;
  }

  /** A control that the surface has already, by its message; it can be assigned. */
  private static Optional<Control> known(SurfaceProfile profile, Learnt learnt) {
    return profile.heard().stream()
        .filter(h -> h.form().equals(learnt.form()) && h.sign() >= 0)
        .map(SurfaceProfile.Heard::control)
        .filter(c -> assignable(c) && (c.kind() == Control.Kind.BUTTON) == learnt.button())
        .findFirst();
  }

  private static boolean assignable(Control c) {
    return switch (c.kind()) {
      case FADER, VPOT, JOG, PEDAL, BUTTON -> true;
      default -> false;
    };
  }

  private static boolean same(SurfaceProfile profile, Control control, Learnt learnt) {
    return profile.heard().stream()
        .anyMatch(
            h ->
                h.control().equals(control)
                    && h.form().equals(learnt.form())
                    && h.encoding().kind() == learnt.encoding().kind());
  }

  /** The next one that the surface has not. */
  private static Control free(SurfaceProfile profile, Learnt learnt) {
    if (!learnt.button()) {
      return Control.of(Control.Kind.VPOT, profile.encoders());
    }
    int next = profile.strips();
    while (profile.has(Control.of(Button.BUTTON, next))) {
      next++;
    }
    return Control.of(Button.BUTTON, next);
  }

  /** A port that can be learnt from. */
  Port tap(Port port) {
    return new Tap(port);
  }

  private final class Tap implements Port {
    private final Port port;
    private final MidiParser parser = new MidiParser(LONGEST_SYSEX);

    Tap(Port port) {
      this.port = port;
    }

    @Override
    public String id() {
      return port.id();
    }

    @Override
    public boolean send(byte[] message) {
      return port.send(message);
    }

    @Override
    public int receive(Receiver receiver) {
      return port.receive(
          (bytes, length, nanos) -> {
            Session s = session;
            if (s != null && s.part.id().equals(port.id()) && !over(s)) {
              synchronized (s.identifier) { // held elsewhere for as long as a copy takes
                parser.feed(bytes, 0, length, split(s.identifier, receiver, nanos));
              }
              return;
            }
            receiver.bytes(bytes, length, nanos);
          });
    }

    /** Controls to one, the rest to the other. */
    private MidiParser.Sink split(Identifier controls, Receiver rest, long nanos) {
      return new MidiParser.Sink() {
        @Override
        public void shortMessage(int status, int data1, int data2, int length) {
          controls.shortMessage(status, data1, data2, length);
        }

        @Override
        public void realTime(int status) {
          rest.bytes(new byte[] {(byte) status}, 1, nanos);
        }

        @Override
        public void sysex(byte[] message, int length) {
          rest.bytes(message, length, nanos);
        }
      };
    }

    @Override
    public boolean present() {
      return port.present();
    }

    @Override
    public int generation() {
      return port.generation();
    }
  }
}

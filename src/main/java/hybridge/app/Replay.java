package hybridge.app;

import hybridge.desk.Change;
import hybridge.desk.Desk;
import hybridge.desk.Listener;
import hybridge.desk.Request;
import hybridge.desk.View;
import hybridge.io.store.TraceFile;
import hybridge.io.store.TraceFile.Line;
import hybridge.mapping.SurfaceController;
import hybridge.mapping.Surfaces;
import hybridge.outboard.Bus;
import hybridge.outboard.Link;
import hybridge.profile.SurfaceProfile;
import hybridge.rack.Rack;
import hybridge.rt.Counters;
import hybridge.rt.MoveRing;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.surface.Port;
import hybridge.value.Access;
import hybridge.value.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A trace played against its studio: desk, surfaces and rack on a clock that jumps from line to
 * line, wires whose far side is the trace. Nothing sounds, and nothing is opened.
 */
final class Replay {
  private static final long TICK_NANOS = 10_000_000;
  private static final long SAME_TURN_NANOS = 1_000_000;
  private static final Set<Origin.Kind> REPLAYED = Set.of(Origin.Kind.SURFACE, Origin.Kind.UNIT);

  /** A parameter that moved. */
  record Moved(long nanos, String address, String value, String origin) {
    /** The same move, whenever it was. */
    String what() {
      return address + " " + value + " " + origin;
    }
  }

  /** Bytes that we sent. */
  record Sent(long nanos, byte[] bytes) {}

  /** One wire: what was sent then and what is sent now; meters left out. */
  record Wire(String name, List<Sent> recorded, List<Sent> now) {}

  /**
   * What came of it.
   *
   * @param recorded what moved then
   * @param moved what moved now
   * @param lost lines that the trace lacks
   */
  record Outcome(
      long nanos, List<Moved> recorded, List<Moved> moved, List<Wire> wires, long lost) {}

  private final StudioLoader.Loaded loaded;
  private final OfflineConsole console;
  private final Rack rack;
  private final Surfaces surfaces = new Surfaces();
  private final Map<String, Far> fars = new LinkedHashMap<>();
  private final List<Moved> moved = new ArrayList<>();
  private final List<Moved> recorded = new ArrayList<>();
  private long now;
  private long lost;

  Replay(StudioLoader.Loaded loaded) {
    this.loaded = loaded;
    this.console = OfflineConsole.of(loaded.studio(), loaded.tree(), Signal.ofJava());
    Desk desk = console.desk();
    this.rack = new Rack(desk, this::namedByFile, new Counters(), () -> now);
    loaded.studio().surfaces().forEach(this::surface);
    Map<Studio.Wire, Bus> buses = new HashMap<>();
    loaded.studio().units().forEach(unit -> unit(unit, buses));
    desk.listen(rack);
    desk.listen((Listener) this::changed);
  }

  private boolean namedByFile(String address) {
    return loaded.studio().values().stream().anyMatch(v -> v.address().equals(address));
  }

  private Far far(String name, MeterSieve sieve) {
    Far far = new Far(name, sieve);
    fars.put(name, far);
    return far;
  }

  private void surface(Studio.Surface surface) {
    List<SurfaceController.Case> cases = new ArrayList<>();
    for (Studio.SurfacePart part : surface.parts()) {
      SurfaceProfile profile = loaded.surfaceProfiles().get(part.id());
      Far far = far(part.id(), new MeterSieve(profile));
      cases.add(new SurfaceController.Case(part, profile, far.port()));
    }
    surfaces.add(
        new SurfaceController(surface, cases, console.desk(), console.counters(), () -> now));
  }

  private void unit(Studio.Unit unit, Map<Studio.Wire, Bus> buses) {
    var profile = loaded.unitProfiles().byUnit().get(unit.name());
    if (unit.wire().isEmpty()) {
      rack.addByHand(unit.name(), profile);
      return;
    }
    Studio.Wire wire = unit.wire().get();
    Link link;
    if (wire instanceof Studio.Wire.Midi) {
      link = far(unit.name(), null).link();
    } else {
      link = buses.computeIfAbsent(wire, w -> new Bus(far(unit.name(), null).link())).member();
    }
    rack.add(
        unit.name(), profile, unit.address(), Set.copyOf(unit.accept()), link, Signal.ofJava());
  }

  private void changed(List<Change> changes, boolean bulk, long frame) {
    for (Change c : changes) {
      if (c.parameter().access() == Access.SET) {
        String value = View.text(c.parameter(), c.value());
        moved.add(new Moved(now, c.parameter().address().path(), value, c.origin().toString()));
      }
    }
  }

  /** Plays it from its first line to its last. */
  Outcome play(TraceFile trace) {
    List<Line> lines = trace.lines();
    Set<Integer> before = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      while (line.nanos() - now > TICK_NANOS) {
        now += TICK_NANOS;
        turn();
      }
      now = Math.max(now, line.nanos());
      if (!before.remove(i)) {
        happen(line);
      }
      if (line.what() == '<') {
        waitedAlready(lines, i, before);
      }
      turn();
    }
    List<Wire> wires = new ArrayList<>();
    fars.forEach((name, far) -> wires.add(new Wire(name, far.recorded, far.sent)));
    return new Outcome(now, recorded, moved, wires, lost);
  }

  /**
   * Moves of others that the desk made before the one that a hand's bytes led to had waited for the
   * desk already when the bytes were heard.
   */
  private void waitedAlready(List<Line> lines, int heard, Set<Integer> before) {
    for (int i = heard + 1; i < lines.size(); i++) {
      Line line = lines.get(i);
      boolean same = line.nanos() - lines.get(heard).nanos() <= SAME_TURN_NANOS;
      if (!same || line.what() != '=' && line.what() != '<' || replayed(line)) {
        return;
      }
      if (line.what() == '=' && before.add(i)) {
        happen(line);
      }
    }
  }

  private static boolean replayed(Line line) {
    String kind = line.rest().replaceFirst("^.*\t", "").split(":", 2)[0];
    return line.what() == '=' && REPLAYED.stream().anyMatch(k -> k.name().equalsIgnoreCase(kind));
  }

  private void happen(Line line) {
    Far far = fars.get(line.where());
    switch (line.what()) {
      case '!' -> lost += Long.parseLong(line.rest());
      case '=' -> move(line);
      default -> {
        if (far != null) {
          far.happen(line);
        }
      }
    }
  }

  /** Moves of hands and boxes come out of the bytes; all others are made again. */
  private void move(Line line) {
    String[] words = line.rest().split("\t", 2);
    String origin = words.length < 2 ? "" : words[1];
    recorded.add(new Moved(line.nanos(), line.where(), words[0], origin));
    String kind = origin.split(":", 2)[0];
    OptionalInt parameter = console.desk().tree().find(line.where());
    for (Origin.Kind k : Origin.Kind.values()) {
      if (k.name().equalsIgnoreCase(kind) && !REPLAYED.contains(k) && parameter.isPresent()) {
        Origin by = new Origin(k, origin.substring(kind.length() + 1));
        console.desk().submit(new Request.Set(parameter.getAsInt(), words[0], by, MoveRing.NOW));
      }
    }
  }

  private void turn() {
    rack.roles().forEach(hybridge.rt.Role::work);
    surfaces.work();
    console.desk().work();
  }

  /** The far side of a wire: says what the trace heard, keeps what it is sent. */
  private final class Far {
    private final String name;
    private final MeterSieve sieve;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final List<Sent> recorded = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private int generation;
    private boolean present;

    /**
     * @param sieve null for units
     */
    Far(String name, MeterSieve sieve) {
      this.name = name;
      this.sieve = sieve;
    }

    void happen(Line line) {
      switch (line.what()) {
        case '<' -> waiting.add(line.bytes());
        case '>' -> {
          byte[] bytes = line.bytes();
          if (sieve == null || !sieve.meter(bytes)) {
            recorded.add(new Sent(line.nanos(), bytes));
          }
        }
        default -> {
          present = line.what() == '+';
          generation = Integer.parseInt(line.rest());
        }
      }
    }

    private boolean take(byte[] message) {
      if (present && (sieve == null || !sieve.meter(message))) {
        sent.add(new Sent(now, message.clone()));
      }
      return present;
    }

    Port port() {
      return new Port() {
        @Override
        public String id() {
          return name;
        }

        @Override
        public boolean send(byte[] message) {
          return take(message);
        }

        @Override
        public int receive(Receiver receiver) {
          int bytes = 0;
          for (byte[] b = waiting.poll(); b != null; b = waiting.poll()) {
            receiver.bytes(b, b.length, now);
            bytes += b.length;
          }
          return bytes;
        }

        @Override
        public boolean present() {
          return present;
        }

        @Override
        public int generation() {
          return generation;
        }
      };
    }

    Link link() {
      return new Link() {
        @Override
        public String name() {
          return name;
        }

        @Override
        public boolean open() {
          return present;
        }

        @Override
        public int generation() {
          return generation;
        }

        @Override
        public String trouble() {
          return present ? "" : "away in the trace";
        }

        @Override
        public boolean write(byte[] bytes) {
          return take(bytes);
        }

        @Override
        public int read(byte[] into) {
          byte[] b = waiting.peek();
          if (b == null) {
            return 0;
          }
          waiting.poll();
          int n = Math.min(b.length, into.length);
          System.arraycopy(b, 0, into, 0, n);
          if (n < b.length) {
            waiting.addFirst(java.util.Arrays.copyOfRange(b, n, b.length));
          }
          return n;
        }

        @Override
        public void close() {
          present = false;
        }
      };
    }
  }
}

package hybridge.io.midi;

import hybridge.rt.Counters;
import hybridge.rt.Role;
import hybridge.rt.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import javax.sound.midi.MidiUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Java Sound's MIDI devices under the ids of surfaces and units. Its own thread asks the providers
 * once a second what is plugged in, and opens and closes devices; nobody else waits for them. A
 * device that comes back is a new {@link SoundPort#generation}.
 */
final class SoundMidi implements Role, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SoundMidi.class);
  private static final long ASK_NANOS = 1_000_000_000;

  private final Supplier<List<SoundDevices.Found>> devices;
  private final BiPredicate<String, Boolean> elsewhere;
  private final Counters counters;
  private final Signal arrived;
  private final Map<String, SoundPort> ports = new TreeMap<>();
  private final Map<String, SoundWire> wires = new HashMap<>();
  private final Map<String, String> told = new HashMap<>();
  private boolean closed;

  /**
   * @param devices what is plugged in; asked by one thread
   * @param elsewhere has JACK a port of this name that gives (true) or takes bytes? Then it goes
   *     first
   * @param arrived is posted when something came in
   */
  SoundMidi(
      Supplier<List<SoundDevices.Found>> devices,
      BiPredicate<String, Boolean> elsewhere,
      Counters counters,
      Signal arrived) {
    this.devices = devices;
    this.elsewhere = elsewhere;
    this.counters = counters;
    this.arrived = arrived;
  }

  /**
   * A pair under this id, connected to what these names match, now and whenever it is plugged in.
   *
   * @param in null for none
   */
  synchronized SoundPort open(String id, String in, String out) {
    SoundPort port = new SoundPort(id, in, out);
    SoundPort before = ports.put(id, port);
    if (before != null) {
      before.connect(null, null);
    }
    return port;
  }

  /** Lets the devices of a pair go. */
  synchronized void close(String id) {
    SoundPort port = ports.remove(id);
    if (port != null) {
      port.connect(null, null);
    }
  }

  @Override
  public String roleName() {
    return "midi devices";
  }

  @Override
  public long restNanos() {
    return ASK_NANOS;
  }

  /** Asks once. */
  @Override
  public int work() {
    List<SoundDevices.Found> there = devices.get(); // may take its time: outside the lock
    synchronized (this) {
      if (!closed) {
        dropLost(there);
        ports.values().forEach(port -> connect(port, there));
        dropUnused();
      }
    }
    return 0;
  }

  private static String key(SoundDevices.Found f) {
    return (f.source() ? "in " : "out ") + f.name();
  }

  private void dropLost(List<SoundDevices.Found> there) {
    List<String> keys = there.stream().map(SoundMidi::key).toList();
    for (Iterator<SoundWire> i = wires.values().iterator(); i.hasNext(); ) {
      SoundWire wire = i.next();
      if (!wire.open() || !keys.contains(key(wire.found()))) {
        LOG.info("{} is gone", key(wire.found()));
        i.remove();
        for (SoundPort port : ports.values()) {
          port.connect(
              port.source() == wire ? null : port.source(),
              port.sink() == wire ? null : port.sink());
        }
        close(wire);
      }
    }
  }

  private void connect(SoundPort port, List<SoundDevices.Found> there) {
    List<String> troubles = new ArrayList<>();
    SoundWire source = wire(port, true, port.in, there, troubles);
    SoundWire sink = wire(port, false, port.out, there, troubles);
    port.trouble(String.join("; ", troubles));
    port.connect(source, sink);
  }

  /** The device that is meant, open; or null, and why. */
  private SoundWire wire(
      SoundPort port,
      boolean source,
      String part,
      List<SoundDevices.Found> there,
      List<String> troubles) {
    if (part == null || part.isEmpty() || elsewhere.test(part, source)) {
      return null;
    }
    String question = port.id() + (source ? " in: " : " out: ") + part;
    List<SoundDevices.Found> fits =
        there.stream().filter(f -> f.source() == source && f.isNamed(part)).toList();
    if (fits.isEmpty()) {
      fits = there.stream().filter(f -> f.source() == source && f.contains(part)).toList();
    }
    String trouble = "";
    SoundWire wire = null;
    if (fits.isEmpty()) {
      troubles.add(question + ": no such MIDI port");
    } else if (fits.size() > 1) {
      List<String> names = fits.stream().map(SoundDevices.Found::name).toList();
      trouble =
          question + ": " + names.size() + " devices fit, none was opened; name one of " + names;
    } else {
      try {
        wire = opened(fits.getFirst());
      } catch (MidiUnavailableException | RuntimeException e) {
        trouble = question + ": " + fits.getFirst().name() + " cannot be opened: " + e.getMessage();
      }
    }
    if (!trouble.isEmpty()) {
      troubles.add(trouble);
    }
    String before = told.put(question, trouble);
    if (!trouble.isEmpty() && !trouble.equals(before)) {
      LOG.error("{}", trouble);
    }
    return wire;
  }

  private SoundWire opened(SoundDevices.Found found) throws MidiUnavailableException {
    SoundWire open = wires.get(key(found));
    if (open == null) {
      open = new SoundWire(found, counters, arrived);
      wires.put(key(found), open);
      LOG.info("{} is open", key(found));
    }
    return open;
  }

  private void dropUnused() {
    wires
        .values()
        .removeIf(
            wire -> {
              boolean unused =
                  ports.values().stream().noneMatch(p -> p.source() == wire || p.sink() == wire);
              if (unused) {
                close(wire);
              }
              return unused;
            });
  }

  private static void close(SoundWire wire) {
    try {
      wire.close();
    } catch (RuntimeException gone) {
      LOG.debug("{}: {}", key(wire.found()), gone.toString());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    ports.values().forEach(p -> p.connect(null, null));
    wires.values().forEach(SoundMidi::close);
    wires.clear();
  }
}

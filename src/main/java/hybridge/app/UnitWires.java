package hybridge.app;

import hybridge.io.midi.MidiLink;
import hybridge.io.midi.MidiPorts;
import hybridge.io.serial.Links;
import hybridge.io.store.Trace;
import hybridge.outboard.Bus;
import hybridge.outboard.Link;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wires to a studio's units; those that name the same port get the same wire. */
final class UnitWires {

  /** A unit with its wire, if it has one; the link works already. */
  record Wired(Studio.Unit unit, UnitProfile profile, Optional<Link> link, Signal signal) {}

  /** A wire that units may share, and what its link posts. */
  private record Shared(Bus bus, Signal signal) {}

  private static final Logger LOG = LoggerFactory.getLogger(UnitWires.class);

  private final MidiPorts midi;
  private final Trace trace;
  private final Map<Studio.Wire, Shared> wires = new ConcurrentHashMap<>();

  /**
   * @param trace writes down what goes over them; null for nobody
   */
  UnitWires(MidiPorts midi, Trace trace) {
    this.midi = midi;
    this.trace = trace;
  }

  /** Does any unit want a MIDI port? */
  static boolean midi(Studio studio) {
    return studio.units().stream()
        .anyMatch(u -> u.wire().map(w -> w instanceof Studio.Wire.Midi).orElse(false));
  }

  /** Opens the wire of a unit, if it has one. */
  Wired open(Studio studio, Studio.Unit unit, UnitProfile anyhow) {
    if (unit.wire().isEmpty()) {
      return new Wired(unit, anyhow, Optional.empty(), Signal.ofJava());
    }
    UnitProfile profile = anyhow.on(unit.wire().get().medium());
    if (unit.wire().get() instanceof Studio.Wire.Midi(Studio.MidiPorts names)) {
      Link link = traced(unit.name(), midiLink(midi, unit.name(), names));
      return new Wired(unit, profile, Optional.of(link), Signal.ofJava());
    }
    Studio.Wire where = fromFolder(studio, unit.wire().get());
    unusual(unit, where, profile.protocol().orElseThrow().transport());
    Shared shared = wires.get(where);
    if (shared == null || shared.bus().deserted()) {
      Signal posted = Signal.ofJava();
      Link link =
          Links.open(where, profile.protocol().orElseThrow().transport(), posted).orElseThrow();
      shared = new Shared(new Bus(traced(unit.name(), link)), posted);
      wires.put(where, shared);
    }
    return new Wired(unit, profile, Optional.of(shared.bus().member()), shared.signal());
  }

  /** A rate that the profile does not name may be right: boxes can be set, and files err. */
  private static void unusual(Studio.Unit unit, Studio.Wire wire, Protocol.Transport transport) {
    if (wire instanceof Studio.Wire.Serial s && transport.serial().isPresent()) {
      List<Integer> known = transport.serial().get().bauds();
      int baud = s.line().baud();
      if (baud > 0 && !known.contains(baud)) {
        LOG.warn("unit {}: {} baud, where {} knows {}", unit.name(), baud, unit.profile(), known);
      }
    }
  }

  /** A wire over MIDI ports, whose names a studio file or a person gives. */
  static Link midiLink(MidiPorts midi, String name, Studio.MidiPorts names) {
    return new MidiLink(
        midi.open(name, names.in(), names.out()), () -> midi.trouble(name), () -> midi.close(name));
  }

  private Link traced(String name, Link link) {
    return trace == null ? link : trace.link(name, link);
  }

  /** Relative paths are relative to the studio file. */
  private static Studio.Wire fromFolder(Studio studio, Studio.Wire wire) {
    return wire instanceof Studio.Wire.Serial s && !s.port().isEmpty()
        ? new Studio.Wire.Serial(studio.folder().resolve(s.port()).toString(), "", s.line())
        : wire;
  }
}

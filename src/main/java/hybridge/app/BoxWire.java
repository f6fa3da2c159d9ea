package hybridge.app;

import hybridge.io.jack.JackClient;
import hybridge.io.jack.JackOpening;
import hybridge.io.jack.JackSupervisor;
import hybridge.io.midi.MidiPorts;
import hybridge.io.serial.Links;
import hybridge.outboard.Link;
import hybridge.profile.Protocol;
import hybridge.rt.Counters;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.value.Problems;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How a command reaches one box: by a serial port, a socket, or MIDI ports. */
final class BoxWire {
  private static final String WANTED = "--serial PATH, --tcp HOST:PORT or --midi NAME";
  private static final String ID = "unit";

  @Option(
      names = {"--serial", "--pty"},
      paramLabel = "PATH",
      description = "Its serial port, or a pseudo-terminal.")
  String serial;

  @Option(names = "--tcp", paramLabel = "HOST:PORT", description = "Where it listens.")
  String tcp;

  @Option(
      names = "--midi",
      paramLabel = "NAME",
      description = "Its MIDI port, both ways: JACK's, or a device; a part of the name will do.")
  String midi;

  @Option(names = "--midi-in", paramLabel = "NAME", description = "The MIDI port it speaks to.")
  String midiIn;

  @Option(names = "--midi-out", paramLabel = "NAME", description = "The one it listens to.")
  String midiOut;

  /** A link that is opening, and what it wants beside itself. */
  record Opened(Link link, Runnable rest) implements AutoCloseable {
    @Override
    public void close() {
      link.close();
      rest.run();
    }
  }

  /** The wire that is meant; notes it when there is none, or more than one. */
  Optional<Studio.Wire> wire(Problems problems) {
    boolean byMidi = Stream.of(midi, midiIn, midiOut).anyMatch(name -> name != null);
    long wires = Stream.of(serial != null, tcp != null, byMidi).filter(is -> is).count();
    if (wires != 1) {
      problems.add(0, "", wires == 0 ? "no wire" : wires + " wires", WANTED, "");
      return Optional.empty();
    }
    if (byMidi) {
      return midiWire(problems);
    }
    if (serial != null) {
      return Optional.of(Studio.Wire.Serial.at(serial));
    }
    int colon = tcp.lastIndexOf(':');
    if (colon < 1 || !tcp.substring(colon + 1).matches("[0-9]{1,5}")) {
      problems.add(0, "--tcp", "'" + tcp + "'", "HOST:PORT", "");
      return Optional.empty();
    }
    int port = Integer.parseInt(tcp.substring(colon + 1));
    return Optional.of(new Studio.Wire.Tcp(tcp.substring(0, colon), port));
  }

  private Optional<Studio.Wire> midiWire(Problems problems) {
    boolean both = midi != null && (midiIn != null || midiOut != null);
    if (both || midi == null && midiOut == null) {
      String found = both ? "--midi and one of its sides" : "--midi-in alone";
      String hint = both ? "" : "nothing could be asked";
      problems.add(0, "--midi", found, "--midi NAME, or --midi-in and --midi-out", hint);
      return Optional.empty();
    }
    Optional<String> in = Optional.ofNullable(midi == null ? midiIn : midi);
    Optional<String> out = Optional.ofNullable(midi == null ? midiOut : midi);
    return Optional.of(new Studio.Wire.Midi(new Studio.MidiPorts(in, out)));
  }

  /** Notes it when boxes of this kind are not reached so. */
  static void fits(Studio.Wire wire, Protocol.Transport transport, Problems problems) {
    if (wire instanceof Studio.Wire.Midi && !transport.midi()) {
      problems.add(0, "--midi", "a MIDI port", "--serial or --tcp", "it does not speak MIDI");
    }
  }

  /**
   * Opens it, or goes on trying.
   *
   * @param signal is posted when something came in
   */
  static Opened open(Studio.Wire wire, Protocol.Transport transport, Signal signal) {
    if (!(wire instanceof Studio.Wire.Midi(Studio.MidiPorts names))) {
      return new Opened(Links.open(wire, transport, signal).orElseThrow(), () -> {});
    }
    Counters counters = new Counters();
    MidiPorts ports = new MidiPorts(counters, signal);
    JackSupervisor jack = jack(ports, counters, signal);
    Link link = UnitWires.midiLink(ports, ID, names);
    return new Opened(
        link,
        () -> {
          ports.close();
          if (jack != null) {
            jack.close();
          }
        });
  }

  /** Null when JACK is no use here; a server that comes later is joined. */
  private static JackSupervisor jack(MidiPorts ports, Counters counters, Signal signal) {
    String name = JackClient.Config.DEFAULT_NAME + "-" + ProcessHandle.current().pid();
    JackClient client =
        new JackClient(
            new JackClient.Config(name, null, 0, 0, 0, false),
            (in, out, frames) -> {},
            counters,
            signal);
    JackSupervisor supervisor = new JackSupervisor(client);
    JackOpening opening = supervisor.start();
    if (opening instanceof JackOpening.Ready
        || opening instanceof JackOpening.ServerMissing
        || opening instanceof JackOpening.NoAnswer) {
      ports.through(client);
      return supervisor;
    }
    supervisor.close();
    return null;
  }
}

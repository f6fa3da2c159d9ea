package hybridge.io.midi;

import hybridge.io.jack.JackClient;
import hybridge.io.jack.JackMidi;
import hybridge.rt.Counters;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import hybridge.surface.Port;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The MIDI ports of surfaces and units by name: JACK's first, where there is a JACK client, then
 * Java Sound's devices. Any thread but the audio thread.
 */
public final class MidiPorts implements AutoCloseable {
  private final SoundMidi sound;
  private final Map<String, MidiPort> open = new ConcurrentHashMap<>();
  private final Map<String, Names> wanted = new ConcurrentHashMap<>();
  private final Signal wake = Signal.ofJava();
  private volatile JackClient jack;
  private RoleThread asking;

  /** What the ports of an id are to be connected to. */
  private record Names(Optional<String> in, Optional<String> out) {}

  /**
   * @param arrived is posted when a device of Java Sound said something
   */
  public MidiPorts(Counters counters, Signal arrived) {
    this(new Lazy(), counters, arrived);
  }

  MidiPorts(Supplier<List<SoundDevices.Found>> devices, Counters counters, Signal arrived) {
    this.sound = new SoundMidi(devices, this::onJack, counters, arrived);
  }

  /** The providers are loaded by the thread that asks them, when it asks for the first time. */
  private static final class Lazy implements Supplier<List<SoundDevices.Found>> {
    private SoundDevices devices;

    @Override
    public List<SoundDevices.Found> get() {
      if (devices == null) {
        devices = new SoundDevices();
      }
      return devices.look();
    }
  }

  /** Ports that are opened from now on are JACK's, too. */
  public void through(JackClient client) {
    jack = client;
  }

  private boolean onJack(String part, boolean source) {
    JackClient client = jack;
    return client != null && client.hasMidi(part, source);
  }

  /**
   * A pair under this id, connected to what the names match, now and whenever it appears; without
   * names JACK's ports are made and left alone.
   *
   * @throws IllegalStateException if JACK refuses its ports
   */
  public Port open(String id, Optional<String> in, Optional<String> out) {
    JackClient client = jack;
    JackMidi pair = client == null ? null : client.midi(id);
    boolean named = in.isPresent() || out.isPresent();
    if (pair != null && named) {
      client.connectMidi(id, in.orElse(null), out.orElse(null));
    }
    SoundPort device = named ? device(id, in.orElse(null), out.orElse(null)) : null;
    MidiPort port = new MidiPort(id, pair == null ? null : new JackMidiPort(pair), device);
    open.put(id, port);
    wanted.put(id, new Names(in, out));
    return port;
  }

  /** Nobody who names no device needs the thread that looks for one. */
  private synchronized SoundPort device(String id, String in, String out) {
    SoundPort port = sound.open(id, in, out);
    if (asking == null) {
      asking = new RoleThread(sound.roleName(), wake, List.of(sound)).start();
    }
    wake.post();
    return port;
  }

  /** Takes a pair away for good; does nothing when there is none. */
  public void close(String id) {
    open.remove(id);
    wanted.remove(id);
    sound.close(id);
    wake.post();
    JackClient client = jack;
    if (client != null) {
      client.removeMidi(id);
    }
  }

  /** What is wrong with the ports of an id, in words; empty when nothing is. */
  public String trouble(String id) {
    MidiPort port = open.get(id);
    String why = port == null ? "" : port.trouble();
    return port == null || port.present() || !why.isEmpty() ? why : onJack(id);
  }

  /** JACK has ports of that name, and none is connected. */
  private String onJack(String id) {
    Names names = wanted.get(id);
    JackClient client = jack;
    if (client == null || names == null) {
      return "";
    }
    return Stream.of(
            onJack(client, id + " in: ", names.in(), true),
            onJack(client, id + " out: ", names.out(), false))
        .flatMap(Optional::stream)
        .collect(Collectors.joining("; "));
  }

  private static Optional<String> onJack(
      JackClient client, String question, Optional<String> part, boolean source) {
    List<String> fits = part.map(p -> client.midiFits(p, source)).orElse(List.of());
    return fits.size() < 2
        ? Optional.empty()
        : Optional.of(
            question
                + part.get()
                + ": "
                + fits.size()
                + " ports of JACK fit, none was connected; name one of "
                + fits);
  }

  @Override
  public synchronized void close() {
    if (asking != null) {
      asking.close();
    }
    sound.close();
  }
}

package hybridge.io.midi;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Link;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.Signal;
import hybridge.surface.Port;
import hybridge.testing.Await;
import hybridge.testing.PretendMidi;
import hybridge.testing.PretendMidi.Device;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.SysexMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Java Sound's devices as ports: found, lost and found again, bytes both ways. */
class MidiPortsTest {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();
  private final List<Device> plugged = new CopyOnWriteArrayList<>();
  private final SoundDevices devices =
      new SoundDevices(List.of(new PretendMidi(plugged)), provider -> false);
  private final Counters counters = new Counters();
  private final List<String> onJack = new ArrayList<>();
  private final SoundMidi midi =
      new SoundMidi(
          devices::look,
          (part, source) -> onJack.contains(part + (source ? " in" : " out")),
          counters,
          Signal.ofJava());

  @AfterEach
  void close() {
    midi.close();
    PretendMidi.PLUGGED.clear();
  }

  private Device plug(String name, boolean source) {
    Device device = new Device(name, source);
    plugged.add(device);
    return device;
  }

  private static String received(Port port) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    port.receive((bytes, length, nanos) -> all.write(bytes, 0, length));
    return HEX.formatHex(all.toByteArray());
  }

  @Test
  void bytesGoBothWays() throws Exception {
    Device in = plug("Faders MIDI 1", true);
    Device out = plug("Faders MIDI 1", false);
    SoundPort port = midi.open("desk", "faders", "Faders MIDI 1");
    assertThat(port.present()).isFalse();
    assertThat(port.send(HEX.parseHex("90 00 7F"))).isFalse();
    midi.work();
    assertThat(port.present()).isTrue();
    assertThat(port.generation()).isEqualTo(1);
    in.say(new ShortMessage(0xE0, 0x74, 0x5F));
    in.say(new ShortMessage(0xC3, 5, 0));
    in.say(new ShortMessage(0xFE));
    assertThat(received(port)).isEqualTo("E0 74 5F C3 05 FE");
    assertThat(port.send(HEX.parseHex("90 10 7F"))).isTrue();
    assertThat(port.send(HEX.parseHex("90 11 7F"))).isTrue();
    assertThat(port.send(HEX.parseHex("D0 3C"))).isTrue();
    assertThat(port.send(HEX.parseHex("F0 00 00 66 14 12 00 41 F7"))).isTrue();
    assertThat(port.send(HEX.parseHex("FA"))).isTrue();
    List<String> heard = new ArrayList<>();
    while (heard.size() < 5) {
      heard.add(out.heard.poll(5, TimeUnit.SECONDS));
    }
    assertThat(heard)
        .as("whole messages, each with its status")
        .containsExactly("90 10 7F", "90 11 7F", "D0 3C", "F0 00 00 66 14 12 00 41 F7", "FA");
  }

  @Test
  void longSystemExclusiveComesInPiecesWithRealTimeBetween() throws Exception {
    Device in = plug("Faders", true);
    Device out = plug("Faders", false);
    SoundPort port = midi.open("desk", "Faders", "Faders");
    midi.work();
    in.say(new SysexMessage(HEX.parseHex("F0 01 02 03"), 4));
    in.say(new ShortMessage(0xF8));
    in.say(new SysexMessage(0xF7, HEX.parseHex("04 05 F7"), 3)); // how a further piece looks
    assertThat(received(port)).isEqualTo("F0 01 02 03 F8 04 05 F7");
    byte[] dump = new byte[30_000];
    dump[0] = (byte) 0xF0;
    for (int i = 1; i < dump.length - 1; i++) {
      dump[i] = (byte) (i % 128);
    }
    dump[dump.length - 1] = (byte) 0xF7;
    in.say(new SysexMessage(dump, dump.length));
    assertThat(received(port)).isEqualTo(HEX.formatHex(dump));
    assertThat(port.send(dump)).isTrue();
    assertThat(out.heard.poll(5, TimeUnit.SECONDS)).isEqualTo(HEX.formatHex(dump));
    assertThat(counters.read(Health.MIDI_INPUT_OVERFLOW)).isZero();
  }

  @Test
  void theDevicesThreadNeverWaitsAndTheSurfacesNeither() throws Exception {
    Device in = plug("Faders", true);
    Device out = plug("Faders", false);
    SoundPort port = midi.open("desk", "Faders", "Faders");
    midi.work();
    MidiMessage move = new ShortMessage(0xE0, 0, 1);
    for (int i = 0; i < 10_000; i++) {
      in.say(move); // nobody reads
    }
    assertThat(counters.read(Health.MIDI_INPUT_OVERFLOW)).isPositive();
    assertThat(received(port)).startsWith("E0 00 01 E0 00 01");
    in.say(new ShortMessage(0x90, 1, 1));
    assertThat(received(port)).isEqualTo("90 01 01");
    out.blocked = new CountDownLatch(1);
    int taken = 0;
    while (port.send(HEX.parseHex("90 00 00"))) {
      taken++;
    }
    assertThat(taken).as("queued while the device takes nothing").isBetween(500, 600);
    out.blocked.countDown();
    for (int i = 0; i < taken; i++) {
      assertThat(out.heard.poll(5, TimeUnit.SECONDS)).isEqualTo("90 00 00");
    }
    assertThat(port.send(HEX.parseHex("90 00 7F"))).isTrue();
  }

  @Test
  void aDeviceThatVanishesAndReturnsIsANewGeneration() throws Exception {
    Device in = plug("Faders", true);
    Device out = plug("Faders", false);
    SoundPort port = midi.open("desk", "Faders", "Faders");
    midi.work();
    int generation = port.generation();
    midi.work();
    assertThat(port.generation()).as("nothing happened").isEqualTo(generation);
    plugged.clear();
    midi.work();
    assertThat(port.present()).isFalse();
    assertThat(port.trouble()).contains("no such MIDI port");
    assertThat(in.isOpen()).isFalse();
    assertThat(out.isOpen()).isFalse();
    Device again = plug("Faders", true);
    plug("Faders", false);
    midi.work();
    assertThat(port.present()).isTrue();
    assertThat(port.generation()).isGreaterThan(generation);
    again.say(new ShortMessage(0x90, 1, 1));
    assertThat(received(port)).isEqualTo("90 01 01");
    generation = port.generation();
    again.close(); // gone and back between two looks: the device itself knows
    midi.work();
    assertThat(again.isOpen()).isTrue();
    assertThat(port.generation()).isGreaterThan(generation);
    midi.close("desk");
    midi.work();
    assertThat(again.isOpen()).isFalse();
    SoundPort later = midi.open("desk", "Faders", null);
    midi.work();
    assertThat(again.isOpen()).isTrue();
    assertThat(later.present()).as("one that listens to nobody is there all the same").isTrue();
  }

  @Test
  void twoThatFitAreAskedForAndNoneIsOpened() {
    Device left = plug("Faders A", true);
    Device right = plug("Faders B", true);
    SoundPort port = midi.open("desk", "faders", null);
    midi.work();
    assertThat(left.isOpen() || right.isOpen()).isFalse();
    assertThat(port.trouble()).contains("2 devices fit").contains("[Faders A, Faders B]");
    SoundPort exact = midi.open("desk", "Faders A", null);
    midi.work();
    assertThat(exact.present()).isTrue();
    plug("Twin", true);
    plug("Twin", true);
    SoundPort twin = midi.open("knobs", "Twin", null);
    midi.work();
    assertThat(twin.trouble()).contains("[Twin (1), Twin (2)]");
    SoundPort second = midi.open("knobs", "Twin (2)", null);
    midi.work();
    assertThat(second.present()).isTrue();
  }

  @Test
  void oneThatIsInUseIsTriedAgain() {
    Device in = plug("Faders", true);
    in.busy = true;
    SoundPort port = midi.open("desk", "Faders", null);
    midi.work();
    assertThat(port.trouble()).contains("Faders cannot be opened: in use");
    in.busy = false;
    midi.work();
    assertThat(port.present()).isTrue();
    assertThat(port.trouble()).isEmpty();
  }

  @Test
  void jackGoesFirstSideBySide() {
    Device in = plug("Faders", true);
    plug("Faders", false);
    onJack.add("Faders in");
    SoundPort port = midi.open("desk", "Faders", "Faders");
    midi.work();
    assertThat(in.isOpen()).isFalse();
    assertThat(port.present()).isTrue();
    onJack.clear();
    midi.work();
    assertThat(in.isOpen()).isTrue();
    onJack.addAll(List.of("Faders in", "Faders out"));
    midi.work();
    assertThat(in.isOpen()).isFalse();
    assertThat(port.present()).isFalse();
  }

  @Test
  void devicesMayBeShared() throws Exception {
    Device in = plug("Interface", true);
    Device out = plug("Interface", false);
    SoundPort one = midi.open("one", "Interface", "Interface");
    SoundPort two = midi.open("two", "Interface", "Interface");
    midi.work();
    in.say(new ShortMessage(0xB0, 1, 2));
    assertThat(received(one)).isEqualTo("B0 01 02");
    assertThat(received(two)).isEqualTo("B0 01 02");
    midi.close("one");
    midi.work();
    assertThat(in.isOpen()).isTrue();
    Link link = new MidiLink(two, two::trouble, () -> midi.close("two"));
    assertThat(link.open()).isTrue();
    assertThat(link.write(HEX.parseHex("B0 01 02 F0 01 F7"))).isTrue();
    assertThat(out.heard.poll(5, TimeUnit.SECONDS)).isEqualTo("B0 01 02");
    assertThat(out.heard.poll(5, TimeUnit.SECONDS)).isEqualTo("F0 01 F7");
    in.say(new ShortMessage(0xB0, 3, 4));
    byte[] two1 = new byte[2];
    assertThat(link.read(two1)).isEqualTo(2);
    assertThat(HEX.formatHex(two1)).isEqualTo("B0 03");
    assertThat(link.read(two1)).isEqualTo(1);
    assertThat(link.read(two1)).isZero();
    link.close();
    midi.work();
    assertThat(in.isOpen()).isFalse();
    assertThat(link.open()).isFalse();
    assertThat(link.trouble()).isNotNull();
  }

  @Test
  void theBetterProviderHidesTheBuiltInOneForGood() {
    List<Device> builtIn = new CopyOnWriteArrayList<>(List.of(new Device("X-1", true)));
    List<Device> better = new CopyOnWriteArrayList<>();
    PretendMidi jdk = new PretendMidi(builtIn);
    SoundDevices both =
        new SoundDevices(List.of(jdk, new PretendMidi(better)), provider -> provider == jdk);
    assertThat(both.look()).extracting(SoundDevices.Found::name).containsExactly("X-1");
    better.add(new Device("CoreMIDI4J - X-1", true));
    assertThat(both.look())
        .extracting(SoundDevices.Found::name)
        .containsExactly("CoreMIDI4J - X-1");
    assertThat(both.look().getFirst().isNamed("X-1")).as("users need not know").isTrue();
    better.clear();
    assertThat(both.look()).as("unplugged; the built-in one keeps ghosts").isEmpty();
  }

  @Test
  void providersAreFoundAsServicesAndAskedAgain() throws Exception {
    try (MidiPorts ports = new MidiPorts(counters, Signal.ofJava())) {
      Port port = ports.open("desk", Optional.of("Late"), Optional.empty());
      Await.until("a first look", () -> ports.trouble("desk").contains("no such MIDI port"));
      PretendMidi.PLUGGED.add(new Device("CoreMIDI4J - Late", true));
      Await.until("the device that was plugged in later", port::present);
      assertThat(ports.trouble("desk")).isEmpty();
      ports.close("desk");
      Await.until("it is let go", () -> !PretendMidi.PLUGGED.getFirst().isOpen());
    }
  }

  @Test
  void portsThatNameNothingNeedJack() {
    try (MidiPorts ports = new MidiPorts(counters, Signal.ofJava())) {
      Port port = ports.open("desk", Optional.empty(), Optional.empty());
      assertThat(port.present()).isFalse();
      assertThat(port.send(new byte[] {(byte) 0xFA})).isFalse();
      assertThat(ports.trouble("desk")).contains("there is no JACK");
    }
  }
}

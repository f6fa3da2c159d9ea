package hybridge.io.midi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import javax.sound.midi.MidiDevice;
import javax.sound.midi.Sequencer;
import javax.sound.midi.Synthesizer;
import javax.sound.midi.spi.MidiDeviceProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MIDI devices that Java Sound's providers name at a moment. The providers themselves are
 * asked: {@code MidiSystem} keeps what it found at first on some systems. Used by one thread.
 */
public final class SoundDevices {
  private static final Logger LOG = LoggerFactory.getLogger(SoundDevices.class);

  /**
   * On macOS the JDK's own provider neither sees a plug that was put in later nor takes long system
   * exclusive; a second provider may be installed that does, and whose names begin so.
   */
  private static final String PREFERRED = "CoreMIDI4J - ";

  /**
   * A device.
   *
   * @param name as users write it; where several have one name, with a number behind it
   * @param source gives bytes (a controller), else takes them
   */
  public record Found(String name, boolean source, MidiDevice.Info info, MidiDeviceProvider by) {

    /** Is this the whole name? */
    boolean isNamed(String wanted) {
      return name.equals(wanted) || name.equals(PREFERRED + wanted);
    }

    /** Is it part of the name or of the description, upper and lower case alike? */
    boolean contains(String part) {
      String lower = part.toLowerCase(Locale.ROOT);
      return name.toLowerCase(Locale.ROOT).contains(lower)
          || String.valueOf(info.getDescription()).toLowerCase(Locale.ROOT).contains(lower);
    }
  }

  private final List<MidiDeviceProvider> providers;
  private final Predicate<MidiDeviceProvider> builtIn;
  private final Map<MidiDeviceProvider, String> complained = new HashMap<>();

  /** One that gives better devices than the JDK's was seen: the JDK's are left alone from then. */
  private boolean preferred;

  public SoundDevices() {
    this(installed(), provider -> provider.getClass().getModule().isNamed());
  }

  /**
   * @param builtIn is this provider the JDK's own?
   */
  SoundDevices(List<MidiDeviceProvider> providers, Predicate<MidiDeviceProvider> builtIn) {
    this.providers = List.copyOf(providers);
    this.builtIn = builtIn;
  }

  private static List<MidiDeviceProvider> installed() {
    List<MidiDeviceProvider> providers = new ArrayList<>();
    try {
      ServiceLoader.load(MidiDeviceProvider.class).forEach(providers::add);
    } catch (ServiceConfigurationError wrong) {
      LOG.warn("a provider of MIDI devices cannot be used: {}", wrong.getMessage());
    }
    return providers;
  }

  /** What is there now; those of the software synthesiser and sequencer are left out. */
  public List<Found> look() {
    List<Found> found = new ArrayList<>();
    for (MidiDeviceProvider provider : providers) {
      try {
        for (MidiDevice.Info info : provider.getDeviceInfo()) {
          preferred |= info.getName().startsWith(PREFERRED);
          look(provider, info, found);
        }
        complained.remove(provider);
      } catch (RuntimeException | LinkageError wrong) {
        if (!wrong.toString().equals(complained.put(provider, wrong.toString()))) {
          LOG.warn("MIDI devices of {}: {}", provider.getClass().getName(), wrong.toString());
        }
      }
    }
    if (preferred) {
      found.removeIf(f -> builtIn.test(f.by()));
    }
    return numbered(found);
  }

  private static void look(MidiDeviceProvider provider, MidiDevice.Info info, List<Found> found) {
    MidiDevice device = provider.getDevice(info);
    if (device instanceof Sequencer || device instanceof Synthesizer) {
      return;
    }
    if (device.getMaxTransmitters() != 0) {
      found.add(new Found(info.getName(), true, info, provider));
    }
    if (device.getMaxReceivers() != 0) {
      found.add(new Found(info.getName(), false, info, provider));
    }
  }

  /** Twins are told apart by numbers, so that neither is meant by accident. */
  private static List<Found> numbered(List<Found> all) {
    Map<String, Integer> twins = new HashMap<>();
    all.forEach(f -> twins.merge(f.source() + f.name(), 1, Integer::sum));
    Map<String, Integer> counted = new HashMap<>();
    List<Found> numbered = new ArrayList<>();
    for (Found f : all) {
      String key = f.source() + f.name();
      int number = counted.merge(key, 1, Integer::sum);
      numbered.add(
          twins.get(key) == 1
              ? f
              : new Found(f.name() + " (" + number + ")", f.source(), f.info(), f.by()));
    }
    return List.copyOf(numbered);
  }
}

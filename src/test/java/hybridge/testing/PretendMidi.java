package hybridge.testing;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sound.midi.MidiDevice;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.MidiUnavailableException;
import javax.sound.midi.Receiver;
import javax.sound.midi.Transmitter;
import javax.sound.midi.spi.MidiDeviceProvider;

/**
 * Devices of Java Sound whose far side is the test. As a service it has those that the test plugs
 * into {@link #PLUGGED}; a test may make others of its own.
 */
public final class PretendMidi extends MidiDeviceProvider {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  /** What is plugged into the provider that is found as a service. */
  public static final List<Device> PLUGGED = new CopyOnWriteArrayList<>();

  private final List<Device> devices;

  /** For the service loader. */
  public PretendMidi() {
    this(PLUGGED);
  }

  public PretendMidi(List<Device> devices) {
    this.devices = devices;
  }

  @Override
  public MidiDevice.Info[] getDeviceInfo() {
    return devices.stream().map(Device::getDeviceInfo).toArray(MidiDevice.Info[]::new);
  }

  @Override
  public MidiDevice getDevice(MidiDevice.Info info) {
    return devices.stream()
        .filter(d -> d.getDeviceInfo() == info)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(info.getName()));
  }

  private static final class Named extends MidiDevice.Info {
    Named(String name) {
      super(name, "nobody", "pretended", "1");
    }
  }

  /** One direction of a controller. */
  public static final class Device implements MidiDevice {
    private final Named info;
    private final boolean source;
    private volatile Receiver listener;
    private volatile boolean open;

    /** Somebody else has it. */
    public volatile boolean busy;

    /** Each message that it was sent. */
    public final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** Until it is let go, it takes no message. */
    public volatile java.util.concurrent.CountDownLatch blocked =
        new java.util.concurrent.CountDownLatch(0);

    /**
     * @param source gives bytes
     */
    public Device(String name, boolean source) {
      this.info = new Named(name);
      this.source = source;
    }

    /** It says something, on the caller's thread. */
    public void say(MidiMessage message) {
      listener.send(message, -1);
    }

    @Override
    public MidiDevice.Info getDeviceInfo() {
      return info;
    }

    @Override
    public void open() throws MidiUnavailableException {
      if (busy) {
        throw new MidiUnavailableException("in use");
      }
      open = true;
    }

    @Override
    public void close() {
      open = false;
      listener = null;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public long getMicrosecondPosition() {
      return -1;
    }

    @Override
    public int getMaxReceivers() {
      return source ? 0 : -1;
    }

    @Override
    public int getMaxTransmitters() {
      return source ? -1 : 0;
    }

    @Override
    public Receiver getReceiver() {
      return new Receiver() {
        @Override
        public void send(MidiMessage message, long timeStamp) {
          try {
            blocked.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          heard.add(HEX.formatHex(message.getMessage()));
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<Receiver> getReceivers() {
      return new ArrayList<>();
    }

    @Override
    public Transmitter getTransmitter() {
      return new Transmitter() {
        @Override
        public void setReceiver(Receiver receiver) {
          listener = receiver;
        }

        @Override
        public Receiver getReceiver() {
          return listener;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<Transmitter> getTransmitters() {
      return new ArrayList<>();
    }
  }
}

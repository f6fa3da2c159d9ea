package hybridge.io.midi;

import hybridge.rt.ByteRing;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.Signal;
import hybridge.wire.MidiParser;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiDevice;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.MidiUnavailableException;
import javax.sound.midi.Receiver;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.SysexMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open device of Java Sound, one way; any number of ports share it. What comes in is written
 * into a ring for each port on the device's own thread, which never waits; what goes out waits for
 * a thread of ours, because a device may block until its wire has taken a message.
 */
final class SoundWire implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SoundWire.class);
  private static final int RING_BYTES = 1 << 16;
  private static final int QUEUE_MESSAGES = 512;
  private static final int PIECE = 4096;
  private static final byte[] END = {};

  private final SoundDevices.Found found;
  private final MidiDevice device;
  private final Counters counters;
  private final Signal arrived;
  private final List<ByteRing> readers = new CopyOnWriteArrayList<>();
  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE_MESSAGES);
  private volatile boolean closed;

  /**
   * Opens the device.
   *
   * @param arrived is posted when something came in
   * @throws MidiUnavailableException if somebody else has it
   */
  SoundWire(SoundDevices.Found found, Counters counters, Signal arrived)
      throws MidiUnavailableException {
    this.found = found;
    this.counters = counters;
    this.arrived = arrived;
    this.device = found.by().getDevice(found.info());
    device.open();
    try {
      if (found.source()) {
        device.getTransmitter().setReceiver(new Ear());
      } else {
        Receiver mouth = device.getReceiver();
        Thread.ofPlatform().name("midi out " + found.name()).daemon(true).start(() -> speak(mouth));
      }
    } catch (MidiUnavailableException | RuntimeException wrong) {
      device.close();
      throw wrong;
    }
  }

  SoundDevices.Found found() {
    return found;
  }

  /** Does the device still say that it is open? One that was unplugged may not. */
  boolean open() {
    return !closed && device.isOpen();
  }

  /** Everything that comes in from now on goes into this ring, too. */
  ByteRing listen() {
    ByteRing ring = new ByteRing(RING_BYTES);
    readers.add(ring);
    return ring;
  }

  void leave(ByteRing ring) {
    readers.remove(ring);
  }

  /** Queues one whole message; false when the device takes none. Any thread. */
  boolean send(byte[] message) {
    if (closed) {
      return false;
    }
    boolean taken = queue.offer(message);
    if (!taken) {
      counters.count(Health.MIDI_OUTPUT_OVERFLOW);
    }
    return taken;
  }

  private final class Ear implements Receiver {
    @Override
    public void send(MidiMessage message, long deviceMicros) {
      if (closed) {
        return;
      }
      byte[] bytes = message.getMessage();
      int length = message.getLength();
      // A further piece of a long system exclusive is marked by an F7 that was not on the wire.
      boolean further =
          message instanceof SysexMessage
              && length > 1
              && (bytes[0] & 0xFF) == SysexMessage.SPECIAL_SYSTEM_EXCLUSIVE;
      long now = System.nanoTime();
      for (int from = further ? 1 : 0; from < length; from += PIECE) {
        int n = Math.min(PIECE, length - from);
        for (ByteRing ring : readers) {
          if (!ring.write(now, bytes, from, n)) {
            counters.count(Health.MIDI_INPUT_OVERFLOW);
          }
        }
      }
      arrived.post();
    }

    @Override
    public void close() {}
  }

  private void speak(Receiver mouth) {
    MidiParser parser = new MidiParser(1 << 16);
    Words words = new Words(mouth);
    try {
      for (byte[] m = queue.take(); m != END && !closed; m = queue.take()) {
        parser.feed(m, 0, m.length, words);
      }
    } catch (InterruptedException wanted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException gone) {
      LOG.debug("{}: {}", found.name(), gone.toString()); // found again by whoever asks is it open
      closed = true;
    }
  }

  /** Our bytes as Java Sound's messages. */
  private record Words(Receiver mouth) implements MidiParser.Sink {
    private static final long AT_ONCE = -1;

    @Override
    public void shortMessage(int status, int data1, int data2, int length) {
      try {
        mouth.send(new ShortMessage(status, data1, data2), AT_ONCE);
      } catch (InvalidMidiDataException impossible) {
        throw new IllegalArgumentException(impossible);
      }
    }

    @Override
    public void realTime(int status) {
      shortMessage(status, 0, 0, 1);
    }

    @Override
    public void sysex(byte[] message, int length) {
      try {
        mouth.send(new SysexMessage(Arrays.copyOf(message, length), length), AT_ONCE);
      } catch (InvalidMidiDataException impossible) {
        throw new IllegalArgumentException(impossible);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    if (!queue.offer(END)) {
      queue.clear();
      queue.offer(END);
    }
    device.close();
  }
}

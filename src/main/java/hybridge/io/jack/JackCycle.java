package hybridge.io.jack;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import hybridge.rt.AudioCallback;
import hybridge.rt.ByteRing;
import hybridge.rt.CallbackTimer;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.RealTime;
import hybridge.rt.Signal;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The process callback: JACK's buffers to our arrays, MIDI through the rings, and back. The audio
 * thread owns all of it; what others set is volatile or set before the client is activated.
 */
final class JackCycle {
  private static final int WARM_ROUNDS = 500;

  private final AudioCallback callback;
  private final Counters counters;
  private final Signal midiArrived;
  private final CallbackTimer timer = new CallbackTimer();
  private final float[][] in;
  private final float[][] out;
  private final long[] inPorts;
  private final long[] outPorts;
  private final byte[] message = new byte[JackMidi.MAX_MESSAGE];
  private final long event = Arena.global().allocate(LibJack.MIDI_EVENT_BYTES, 8).address();

  private double nanosPerFrame;
  private volatile JackMidi[] midi = {};
  private volatile boolean stopping;
  private volatile boolean muted;
  private volatile Thread thread;
  private volatile long blocks;
  private volatile boolean inside;

  JackCycle(
      int inputs, int outputs, AudioCallback callback, Counters counters, Signal midiArrived) {
    this.callback = callback;
    this.counters = counters;
    this.midiArrived = midiArrived;
    in = new float[inputs][AudioCallback.MAX_FRAMES];
    out = new float[outputs][AudioCallback.MAX_FRAMES];
    inPorts = new long[inputs];
    outPorts = new long[outputs];
  }

  /** Before a client is activated. */
  void prepare(int rate) {
    nanosPerFrame = 1e9 / rate;
    stopping = false;
    muted = false;
    thread = null;
  }

  long[] inPorts() {
    return inPorts;
  }

  long[] outPorts() {
    return outPorts;
  }

  CallbackTimer timer() {
    return timer;
  }

  /** The MIDI pairs of the next block; the array is never written again. */
  void setMidi(JackMidi[] pairs) {
    midi = pairs;
  }

  /** Asks the audio thread to end after the block it is in. */
  void stop() {
    stopping = true;
  }

  /** Silence from the next block on. */
  void mute() {
    muted = true;
  }

  /** The thread that called the last block; null before the first one of a server. */
  Thread thread() {
    return thread;
  }

  /** Is the audio thread in a block, and so in Java, right now? */
  boolean isInside() {
    return inside;
  }

  /** Blocks so far, of all servers. */
  long blocks() {
    return blocks;
  }

  /** What JACK calls. Returning something else than 0 makes JACK end the audio thread by itself. */
  @RealTime
  int process(int frames, long unused) {
    inside = true;
    long start = System.nanoTime();
    if (thread == null) {
      thread = Thread.currentThread();
    }
    try {
      exchangeMidi(frames, start);
      if (muted) {
        silence(frames);
      } else {
        exchangeAudio(frames);
      }
    } catch (Throwable fault) { // one that leaves an upcall ends the process
      counters.count(Health.CALLBACK_FAULTS);
      silenceAfterFault(frames);
    }
    timer.record(System.nanoTime() - start);
    blocks = blocks + 1; // this thread's alone
    inside = false;
    return stopping ? 1 : 0;
  }

  @RealTime
  private void exchangeAudio(int frames) throws Throwable {
    for (int c = 0; c < in.length; c++) {
      long buffer = LibJack.portBuffer(inPorts[c], frames);
      MemorySegment.copy(LibJack.MEMORY, JAVA_FLOAT, buffer, in[c], 0, frames);
    }
    callback.process(in, out, frames);
    for (int c = 0; c < out.length; c++) {
      long buffer = LibJack.portBuffer(outPorts[c], frames);
      MemorySegment.copy(out[c], 0, LibJack.MEMORY, JAVA_FLOAT, buffer, frames);
    }
  }

  @RealTime
  private void silenceAfterFault(int frames) {
    try {
      silence(frames);
    } catch (Throwable fault) {
      counters.count(Health.CALLBACK_FAULTS);
    }
  }

  @RealTime
  private void silence(int frames) throws Throwable {
    for (int c = 0; c < out.length; c++) {
      Arrays.fill(out[c], 0, Math.min(frames, AudioCallback.MAX_FRAMES), 0f);
      long buffer = LibJack.portBuffer(outPorts[c], frames);
      for (int done = 0; done < frames; done += AudioCallback.MAX_FRAMES) {
        int some = Math.min(frames - done, AudioCallback.MAX_FRAMES);
        MemorySegment.copy(
            out[c], 0, LibJack.MEMORY, JAVA_FLOAT, buffer + done * (long) Float.BYTES, some);
      }
    }
  }

  /**
   * What came in during the last block goes to the rings, what waits in the rings goes out with
   * this one.
   */
  @RealTime
  private void exchangeMidi(int frames, long start) throws Throwable {
    JackMidi[] pairs = midi;
    boolean wake = false;
    for (int i = 0; i < pairs.length; i++) {
      wake |= receive(pairs[i], frames, start);
      send(pairs[i], frames);
    }
    if (wake) {
      midiArrived.post();
    }
  }

  /**
   * Returns whether something came. The reader is woken even if its ring was not empty: it may have
   * emptied it since, and sleep.
   */
  @RealTime
  private boolean receive(JackMidi pair, int frames, long start) throws Throwable {
    long buffer = LibJack.portBuffer(pair.inPort, frames);
    int events = LibJack.midiEventCount(buffer);
    if (events == 0) {
      return false;
    }
    boolean wrote = false;
    for (int i = 0; i < events; i++) {
      if (LibJack.midiEvent(event, buffer, i) != 0) {
        continue;
      }
      int frame = LibJack.MEMORY.get(JAVA_INT, event);
      long length = LibJack.MEMORY.get(JAVA_LONG, event + LibJack.MIDI_EVENT_SIZE_AT);
      long data = LibJack.MEMORY.get(JAVA_LONG, event + LibJack.MIDI_EVENT_DATA_AT);
      if (length > message.length) {
        counters.count(Health.MIDI_INPUT_OVERFLOW);
        continue;
      }
      // An event's frame counts from the start of this block, but it came during the one before.
      long nanos = start - (long) ((frames - frame) * nanosPerFrame);
      if (take(data, (int) length, pair.in, nanos)) {
        wrote = true;
      } else {
        counters.count(Health.MIDI_INPUT_OVERFLOW);
      }
    }
    return wrote;
  }

  @RealTime
  private void send(JackMidi pair, int frames) throws Throwable {
    long buffer = LibJack.portBuffer(pair.outPort, frames);
    LibJack.clearMidi(buffer); // JACK hands out the last block's events again otherwise
    boolean fresh = true;
    for (int length = pair.out.peekLength(); length > 0; length = pair.out.peekLength()) {
      long at = length <= LibJack.midiRoom(buffer) ? LibJack.reserveMidi(buffer, 0, length) : 0;
      if (at == 0) {
        if (!fresh) {
          return; // the rest goes with the next block
        }
        counters.count(Health.MIDI_OUTPUT_OVERFLOW); // an empty buffer is too small: it never fits
      } else {
        give(pair.out, length, at);
      }
      fresh = false;
      pair.out.pop();
    }
  }

  @RealTime
  private boolean take(long data, int length, ByteRing into, long nanos) {
    MemorySegment.copy(LibJack.MEMORY, JAVA_BYTE, data, message, 0, length);
    return into.write(nanos, message, 0, length);
  }

  @RealTime
  private void give(ByteRing from, int length, long at) {
    from.peek(message);
    MemorySegment.copy(message, 0, LibJack.MEMORY, JAVA_BYTE, at, length);
  }

  /**
   * Before a client is activated: runs what the first MIDI message would run for the first time.
   * Without it that message costs milliseconds of class loading on the audio thread, and JACK drops
   * a late client's MIDI.
   */
  void warmUp() {
    LibJack.warmMidi();
    try (Arena arena = Arena.ofConfined()) {
      long bytes = arena.allocate(16).address();
      ByteRing ring = new ByteRing(1024);
      for (int i = 0; i < WARM_ROUNDS; i++) {
        LibJack.MEMORY.get(JAVA_INT, event);
        LibJack.MEMORY.get(JAVA_LONG, event + LibJack.MIDI_EVENT_SIZE_AT);
        take(bytes, 3, ring, System.nanoTime());
        give(ring, ring.peekLength(), bytes);
        ring.pop();
      }
    }
    midiArrived.post();
  }
}

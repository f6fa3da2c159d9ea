package hybridge.io.jack;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import hybridge.rt.RealTime;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libjack's functions, and nothing else. Pointers are plain longs, so that neither a call nor a
 * callback makes an object.
 *
 * <p>Nothing here may be called before {@link #missing} said that the library is there. Functions
 * marked {@link RealTime} are for the process callback; the others talk to the server or allocate.
 */
final class LibJack {
  static final int NO_START_SERVER = 0x01;
  static final int USE_EXACT_NAME = 0x02;
  static final int SERVER_NAME = 0x04;

  static final int STATUS_NAME_NOT_UNIQUE = 0x04;
  static final int STATUS_SERVER_FAILED = 0x10;

  static final int PORT_IS_INPUT = 0x1;
  static final int PORT_IS_OUTPUT = 0x2;
  static final int PORT_IS_PHYSICAL = 0x4;

  static final String AUDIO = "32 bit float mono audio";
  static final String MIDI = "8 bit raw midi";

  /** {@code jack_midi_event_t}: time, size, pointer to the bytes. */
  static final int MIDI_EVENT_BYTES = 24;

  static final int MIDI_EVENT_SIZE_AT = 8;
  static final int MIDI_EVENT_DATA_AT = 16;

  /**
   * All memory: addresses are offsets into it, so that reading a JACK buffer needs no new segment.
   */
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final Logger LOG = LoggerFactory.getLogger(LibJack.class);
  private static final Linker LINKER = Linker.nativeLinker();
  private static final List<String> LACKS = new ArrayList<>();
  private static final SymbolLookup LIBRARY = library();

  private static final MethodHandle CLIENT_OPEN =
      handle(
          "jack_client_open",
          JAVA_LONG,
          List.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(3));
  private static final MethodHandle CLIENT_CLOSE =
      handle("jack_client_close", JAVA_INT, List.of(JAVA_LONG));
  private static final MethodHandle GET_CLIENT_NAME =
      handle("jack_get_client_name", JAVA_LONG, List.of(JAVA_LONG));
  private static final MethodHandle ACTIVATE =
      handle("jack_activate", JAVA_INT, List.of(JAVA_LONG));
  private static final MethodHandle GET_SAMPLE_RATE =
      handle("jack_get_sample_rate", JAVA_INT, List.of(JAVA_LONG));
  private static final MethodHandle GET_BUFFER_SIZE =
      handle("jack_get_buffer_size", JAVA_INT, List.of(JAVA_LONG));
  private static final MethodHandle PORT_REGISTER =
      handle(
          "jack_port_register",
          JAVA_LONG,
          List.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PORT_UNREGISTER =
      handle("jack_port_unregister", JAVA_INT, List.of(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PORT_CONNECTED =
      handle("jack_port_connected", JAVA_INT, List.of(JAVA_LONG));
  private static final MethodHandle PORT_BY_ID =
      handle("jack_port_by_id", JAVA_LONG, List.of(JAVA_LONG, JAVA_INT));
  private static final MethodHandle PORT_GET_ALL_CONNECTIONS =
      handle("jack_port_get_all_connections", JAVA_LONG, List.of(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PORT_BY_NAME =
      handle("jack_port_by_name", JAVA_LONG, List.of(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PORT_NAME =
      handle("jack_port_name", JAVA_LONG, List.of(JAVA_LONG));
  private static final MethodHandle PORT_FLAGS =
      handle("jack_port_flags", JAVA_INT, List.of(JAVA_LONG));
  private static final MethodHandle PORT_TYPE =
      handle("jack_port_type", JAVA_LONG, List.of(JAVA_LONG));
  private static final MethodHandle PORT_GET_ALIASES =
      handle("jack_port_get_aliases", JAVA_INT, List.of(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PORT_NAME_SIZE =
      handle("jack_port_name_size", JAVA_INT, List.of());
  private static final MethodHandle GET_PORTS =
      handle("jack_get_ports", JAVA_LONG, List.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle FREE = handle("jack_free", null, List.of(JAVA_LONG));
  private static final MethodHandle CONNECT =
      handle("jack_connect", JAVA_INT, List.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle GET_LATENCY_RANGE =
      handle("jack_port_get_latency_range", null, List.of(JAVA_LONG, JAVA_INT, JAVA_LONG));
  private static final MethodHandle SET_LATENCY_RANGE =
      handle("jack_port_set_latency_range", null, List.of(JAVA_LONG, JAVA_INT, JAVA_LONG));
  private static final MethodHandle RECOMPUTE_LATENCIES =
      handle("jack_recompute_total_latencies", JAVA_INT, List.of(JAVA_LONG));
  private static final MethodHandle SET_ERROR_FUNCTION =
      handle("jack_set_error_function", null, List.of(JAVA_LONG));
  private static final MethodHandle SET_INFO_FUNCTION =
      handle("jack_set_info_function", null, List.of(JAVA_LONG));

  // Called in every block. Not Linker.Option.critical: libjack may complain in any of them, and an
  // upcall (ours, for complaints) out of a critical call ends the process.
  private static final MethodHandle PORT_GET_BUFFER =
      handle("jack_port_get_buffer", JAVA_LONG, List.of(JAVA_LONG, JAVA_INT));
  private static final MethodHandle MIDI_GET_EVENT_COUNT =
      handle("jack_midi_get_event_count", JAVA_INT, List.of(JAVA_LONG));
  private static final MethodHandle MIDI_EVENT_GET =
      handle("jack_midi_event_get", JAVA_INT, List.of(JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle MIDI_CLEAR_BUFFER =
      handle("jack_midi_clear_buffer", null, List.of(JAVA_LONG));
  private static final MethodHandle MIDI_MAX_EVENT_SIZE =
      handle("jack_midi_max_event_size", JAVA_LONG, List.of(JAVA_LONG));
  private static final MethodHandle MIDI_EVENT_RESERVE =
      handle("jack_midi_event_reserve", JAVA_LONG, List.of(JAVA_LONG, JAVA_INT, JAVA_LONG));

  /** What a client can be called back for, with libjack's function that takes the callback. */
  enum Callback {
    PROCESS("jack_set_process_callback", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG)),
    XRUN("jack_set_xrun_callback", FunctionDescriptor.of(JAVA_INT, JAVA_LONG)),
    BUFFER_SIZE(
        "jack_set_buffer_size_callback", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG)),
    SAMPLE_RATE(
        "jack_set_sample_rate_callback", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG)),
    PORT_REGISTRATION(
        "jack_set_port_registration_callback",
        FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_LONG)),
    PORT_CONNECT(
        "jack_set_port_connect_callback",
        FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG)),
    LATENCY("jack_set_latency_callback", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_LONG)),
    SHUTDOWN("jack_on_info_shutdown", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_LONG, JAVA_LONG));

    private final String setter;
    private final FunctionDescriptor shape;

    Callback(String setter, FunctionDescriptor shape) {
      this.setter = setter;
      this.shape = shape;
    }

    MethodType type() {
      return shape.toMethodType();
    }
  }

  private static final Map<Callback, MethodHandle> SETTERS = setters();

  static {
    if (missing().isEmpty()) {
      speakThroughOurLog();
    }
  }

  private static volatile String lastError = "";
  private static volatile boolean hushed;

  private LibJack() {}

  /** Why libjack cannot be used here, or nothing. */
  static Optional<String> missing() {
    if (LIBRARY == null) {
      return Optional.of("libjack was not found on this machine: install jackd2 or pipewire-jack");
    }
    return LACKS.isEmpty()
        ? Optional.empty()
        : Optional.of("this libjack is too old, it lacks " + String.join(", ", LACKS));
  }

  /**
   * The first thing libjack complained of since the last call that is not for the audio thread; may
   * be empty.
   */
  static String lastError() {
    return lastError;
  }

  /** A callback that JACK may call as long as the process lives. */
  static long stub(Callback what, MethodHandle target) {
    return LINKER.upcallStub(target, what.shape, Arena.global()).address();
  }

  static void set(long client, Callback what, long stub) {
    call(SETTERS.get(what), client, stub, 0L);
  }

  /**
   * @param server null for the default server
   * @param status one element, gets the bits of {@code jack_status_t}
   * @return the client, or 0
   */
  static long open(String name, String server, int[] status) {
    return open(name, server, NO_START_SERVER | USE_EXACT_NAME, status);
  }

  /** Like {@link #open}, but takes a name like this one if this one is taken. */
  static long openUnderAnyName(String name, String server) {
    return open(name, server, NO_START_SERVER, new int[1]);
  }

  private static long open(String name, String server, int how, int[] status) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bits = arena.allocate(JAVA_INT);
      int options = how | (server == null ? 0 : SERVER_NAME);
      long named = server == null ? 0 : arena.allocateFrom(server).address();
      long client =
          (long)
              call(CLIENT_OPEN, arena.allocateFrom(name).address(), options, bits.address(), named);
      status[0] = bits.get(JAVA_INT, 0);
      return client;
    }
  }

  static String nameOf(long client) {
    return text((long) call(GET_CLIENT_NAME, client));
  }

  static int close(long client) {
    return (int) call(CLIENT_CLOSE, client);
  }

  static int activate(long client) {
    return (int) call(ACTIVATE, client);
  }

  static int sampleRate(long client) {
    return (int) call(GET_SAMPLE_RATE, client);
  }

  static int bufferSize(long client) {
    return (int) call(GET_BUFFER_SIZE, client);
  }

  /** Returns the port, or 0 when the server refuses it. */
  static long registerPort(long client, String name, String type, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      return (long)
          call(
              PORT_REGISTER,
              client,
              arena.allocateFrom(name).address(),
              arena.allocateFrom(type).address(),
              (long) flags,
              0L);
    }
  }

  static int unregisterPort(long client, long port) {
    return (int) call(PORT_UNREGISTER, client, port);
  }

  static boolean isConnected(long port) {
    return (int) call(PORT_CONNECTED, port) > 0;
  }

  static long portById(long client, int id) {
    return (long) call(PORT_BY_ID, client, id);
  }

  /** A port's whole name, or "" when it is gone. */
  static String portName(long port) {
    return text((long) call(PORT_NAME, port));
  }

  /** Every port of the graph, in the server's order, which is the channel order for hardware. */
  static List<JackPort> ports(long client) {
    List<JackPort> found = new ArrayList<>();
    long names = (long) call(GET_PORTS, client, 0L, 0L, 0L);
    if (names == 0) {
      return found;
    }
    int size = (int) call(PORT_NAME_SIZE);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment aliases = arena.allocate(ValueLayout.ADDRESS, 2);
      MemorySegment texts = arena.allocate(2L * size);
      aliases.setAtIndex(JAVA_LONG, 0, texts.address());
      aliases.setAtIndex(JAVA_LONG, 1, texts.address() + size);
      for (long at = names; MEMORY.get(JAVA_LONG, at) != 0; at += JAVA_LONG.byteSize()) {
        long name = MEMORY.get(JAVA_LONG, at);
        long port = (long) call(PORT_BY_NAME, client, name);
        if (port == 0) {
          continue; // went away between the two calls
        }
        int flags = (int) call(PORT_FLAGS, port);
        int count = (int) call(PORT_GET_ALIASES, port, aliases.address());
        List<String> others = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          others.add(texts.getString((long) i * size));
        }
        found.add(
            new JackPort(
                text(name),
                others,
                text((long) call(PORT_TYPE, port)).equals(MIDI),
                (flags & PORT_IS_OUTPUT) != 0,
                (flags & PORT_IS_PHYSICAL) != 0));
      }
    } finally {
      call(FREE, names);
    }
    return found;
  }

  /** The port of this name, or 0. */
  static long portByName(long client, String name) {
    try (Arena arena = Arena.ofConfined()) {
      return (long) call(PORT_BY_NAME, client, arena.allocateFrom(name).address());
    }
  }

  /** How the audio cables of the whole graph go, as this client sees it. */
  static JackRoutes routes(long client, String name) {
    List<JackPort> ports = ports(client).stream().filter(port -> !port.midi()).toList();
    Map<String, List<String>> sinks = new HashMap<>();
    for (JackPort port : ports) {
      if (port.source()) {
        sinks.put(port.name(), connections(client, portByName(client, port.name())));
      }
    }
    return new JackRoutes(name, ports, sinks);
  }

  private static List<String> connections(long client, long port) {
    List<String> found = new ArrayList<>();
    long names = port == 0 ? 0 : (long) call(PORT_GET_ALL_CONNECTIONS, client, port);
    if (names != 0) {
      for (long at = names; MEMORY.get(JAVA_LONG, at) != 0; at += JAVA_LONG.byteSize()) {
        found.add(text(MEMORY.get(JAVA_LONG, at)));
      }
      call(FREE, names);
    }
    return found;
  }

  /** Returns 0, or a code of errno; 17 (EEXIST) when they are connected already. */
  static int connect(long client, String from, String to) {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          call(
              CONNECT,
              client,
              arena.allocateFrom(from).address(),
              arena.allocateFrom(to).address());
    }
  }

  /** Reads a {@code jack_latency_range_t} (min, max: two ints) into {@code range}. */
  static void latencyRange(long port, int mode, long range) {
    call(GET_LATENCY_RANGE, port, mode, range);
  }

  static void setLatencyRange(long port, int mode, long range) {
    call(SET_LATENCY_RANGE, port, mode, range);
  }

  static int recomputeLatencies(long client) {
    return (int) call(RECOMPUTE_LATENCIES, client);
  }

  /** A C string, or "" for a null pointer. */
  static String text(long at) {
    return at == 0 ? "" : MEMORY.getString(at);
  }

  @RealTime
  static long portBuffer(long port, int frames) throws Throwable {
    return (long) PORT_GET_BUFFER.invokeExact(port, frames);
  }

  @RealTime
  static int midiEventCount(long buffer) throws Throwable {
    return (int) MIDI_GET_EVENT_COUNT.invokeExact(buffer);
  }

  @RealTime
  static int midiEvent(long event, long buffer, int index) throws Throwable {
    return (int) MIDI_EVENT_GET.invokeExact(event, buffer, index);
  }

  @RealTime
  static void clearMidi(long buffer) throws Throwable {
    MIDI_CLEAR_BUFFER.invokeExact(buffer);
  }

  @RealTime
  static long midiRoom(long buffer) throws Throwable {
    return (long) MIDI_MAX_EVENT_SIZE.invokeExact(buffer);
  }

  /** Returns where to put the bytes of a new event, or 0 when the buffer is full. */
  @RealTime
  static long reserveMidi(long buffer, int frame, long length) throws Throwable {
    return (long) MIDI_EVENT_RESERVE.invokeExact(buffer, frame, length);
  }

  /**
   * Runs every MIDI function once, so that the audio thread need not load what they are made of.
   */
  static void warmMidi() {
    try (Arena arena = Arena.ofConfined()) {
      hushed = true; // they complain: this is no MIDI buffer
      long nothing = arena.allocate(1 << 16, 16).address();
      midiEventCount(nothing);
      midiEvent(arena.allocate(MIDI_EVENT_BYTES, 8).address(), nothing, 0);
      midiRoom(nothing);
      reserveMidi(nothing, 0, 3);
      clearMidi(nothing);
    } catch (Throwable e) {
      throw new IllegalStateException("a call to libjack failed", e);
    } finally {
      hushed = false;
    }
  }

  /**
   * For everything that is not called in every block: boxes, and turns the impossible into one
   * exception.
   */
  private static Object call(MethodHandle function, Object... arguments) {
    lastError = "";
    try {
      return function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException("a call to libjack failed", e);
    }
  }

  private static SymbolLookup library() {
    List<String> names =
        System.getProperty("os.name", "").startsWith("Mac")
            ? List.of(
                "libjack.0.dylib",
                "/usr/local/lib/libjack.0.dylib",
                "/opt/homebrew/lib/libjack.0.dylib")
            : List.of("libjack.so.0");
    for (String name : names) {
      try {
        return SymbolLookup.libraryLookup(name, Arena.global());
      } catch (IllegalArgumentException notThere) {
        LOG.debug("{}", notThere.getMessage());
      }
    }
    return null;
  }

  private static MethodHandle handle(
      String name, MemoryLayout result, List<MemoryLayout> arguments, Linker.Option... options) {
    if (LIBRARY == null) {
      return null;
    }
    Optional<MemorySegment> symbol = LIBRARY.find(name);
    if (symbol.isEmpty()) {
      LACKS.add(name);
      return null;
    }
    return LINKER.downcallHandle(symbol.get(), shape(result, arguments), options);
  }

  private static FunctionDescriptor shape(MemoryLayout result, List<MemoryLayout> arguments) {
    MemoryLayout[] them = arguments.toArray(MemoryLayout[]::new);
    return result == null ? FunctionDescriptor.ofVoid(them) : FunctionDescriptor.of(result, them);
  }

  private static Map<Callback, MethodHandle> setters() {
    Map<Callback, MethodHandle> all = new EnumMap<>(Callback.class);
    for (Callback what : Callback.values()) {
      boolean answers = what != Callback.SHUTDOWN;
      all.put(
          what,
          handle(what.setter, answers ? JAVA_INT : null, List.of(JAVA_LONG, JAVA_LONG, JAVA_LONG)));
    }
    return all;
  }

  /** libjack would write to standard error, which belongs to our own messages. */
  private static void speakThroughOurLog() {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MethodType type = MethodType.methodType(void.class, long.class);
      FunctionDescriptor shape = FunctionDescriptor.ofVoid(JAVA_LONG);
      MethodHandle error = lookup.findStatic(LibJack.class, "onError", type);
      MethodHandle info = lookup.findStatic(LibJack.class, "onInfo", type);
      call(SET_ERROR_FUNCTION, LINKER.upcallStub(error, shape, Arena.global()).address());
      call(SET_INFO_FUNCTION, LINKER.upcallStub(info, shape, Arena.global()).address());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Any thread. An exception must not leave it: that would end the process. */
  private static void onError(long message) {
    try {
      if (hushed) {
        return;
      }
      String said = text(message);
      if (lastError.isEmpty()) { // what follows the first complaint is the clearing up
        lastError = said;
      }
      LOG.debug("libjack: {}", said);
    } catch (Throwable fault) {
      lastError = "(a message that could not be read)";
    }
  }

  /** Any thread. An exception must not leave it: that would end the process. */
  private static void onInfo(long message) {
    try {
      if (LOG.isDebugEnabled()) {
        LOG.debug("libjack: {}", text(message));
      }
    } catch (Throwable fault) {
      lastError = "(a message that could not be read)";
    }
  }
}

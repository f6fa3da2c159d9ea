package hybridge.io.serial;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/**
 * A serial port that is not there: what one side writes the other reads, and the other side is a
 * device file like any serial port's. Made by the C library; Linux and macOS.
 *
 * <p>It holds the device's side open too, so that nobody listening is no error. One thread reads
 * and any thread writes; {@link #close} may come from any thread once, and the reader then returns
 * −1 within {@value #LONGEST_WAIT_MILLIS} ms.
 */
public final class PseudoTerminal implements AutoCloseable {
  private static final boolean MAC =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
  private static final int O_RDWR = 2;
  private static final int O_NOCTTY = MAC ? 0x20000 : 0x100;
  private static final int O_NONBLOCK = MAC ? 0x4 : 0x800;
  private static final int F_SETFL = 4;
  private static final int TCSANOW = 0;
  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;
  private static final int EINTR = 4;
  private static final int LONGEST_WAIT_MILLIS = 200;

  /** Larger than struct termios anywhere (60 bytes on Linux, 72 on macOS). */
  private static final int TERMIOS_BYTES = 256;

  private static final int NAME_BYTES = 256;

  /** The C library; pointers to it stay here. */
  private static final class C {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
        STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    static final MethodHandle POSIX_OPENPT = find("posix_openpt", INT, INT);
    static final MethodHandle GRANTPT = find("grantpt", INT, INT);
    static final MethodHandle UNLOCKPT = find("unlockpt", INT, INT);
    static final MethodHandle PTSNAME_R = find("ptsname_r", INT, INT, POINTER, LONG);
    static final MethodHandle TCGETATTR = find("tcgetattr", INT, INT, POINTER);
    static final MethodHandle TCSETATTR = find("tcsetattr", INT, INT, INT, POINTER);
    static final MethodHandle CFMAKERAW =
        LINKER.downcallHandle(
            LINKER.defaultLookup().find("cfmakeraw").orElseThrow(),
            FunctionDescriptor.ofVoid(POINTER));
    static final MethodHandle READ = find("read", LONG, INT, POINTER, LONG);
    static final MethodHandle WRITE = find("write", LONG, INT, POINTER, LONG);
    static final MethodHandle CLOSE = find("close", INT, INT);
    // nfds_t is an int on macOS and a long on Linux; one register either way, and we say 1.
    static final MethodHandle POLL = find("poll", INT, POINTER, LONG, INT);
    // open and fcntl take a variable number of arguments: macOS passes those on the stack.
    static final MethodHandle OPEN = variadic("open", INT, 2, POINTER, INT);
    static final MethodHandle FCNTL = variadic("fcntl", INT, 2, INT, INT, INT);

    private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... args) {
      return LINKER.downcallHandle(
          LINKER.defaultLookup().find(name).orElseThrow(),
          FunctionDescriptor.of(result, args),
          Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle variadic(
        String name, MemoryLayout result, int fixed, MemoryLayout... args) {
      return LINKER.downcallHandle(
          LINKER.defaultLookup().find(name).orElseThrow(),
          FunctionDescriptor.of(result, args),
          Linker.Option.firstVariadicArg(fixed),
          Linker.Option.captureCallState("errno"));
    }
  }

  private final Arena arena = Arena.ofShared();
  private final MemorySegment readState = arena.allocate(C.STATE);
  private final MemorySegment writeState = arena.allocate(C.STATE);
  private final MemorySegment readPoll = arena.allocate(8, 4);
  private final MemorySegment writePoll = arena.allocate(8, 4);
  private final MemorySegment readBuffer = arena.allocate(4096);
  private final MemorySegment writeBuffer = arena.allocate(4096);
  private final Object reading = new Object();
  private final Object writing = new Object();
  private final int host;
  private final int device;
  private final Path path;
  private Path link;
  private volatile boolean closed;

  private PseudoTerminal() throws IOException {
    int opened = -1;
    int far = -1;
    try {
      opened =
          check("posix_openpt", (int) C.POSIX_OPENPT.invokeExact(readState, O_RDWR | O_NOCTTY));
      check("grantpt", (int) C.GRANTPT.invokeExact(readState, opened));
      check("unlockpt", (int) C.UNLOCKPT.invokeExact(readState, opened));
      MemorySegment name = arena.allocate(NAME_BYTES);
      int named = (int) C.PTSNAME_R.invokeExact(readState, opened, name, (long) NAME_BYTES);
      check("ptsname_r", named == 0 ? 0 : -1);
      path = Path.of(name.getString(0));
      far = check("open " + path, (int) C.OPEN.invokeExact(readState, name, O_RDWR | O_NOCTTY));
      MemorySegment termios = arena.allocate(TERMIOS_BYTES, 8);
      check("tcgetattr", (int) C.TCGETATTR.invokeExact(readState, far, termios));
      C.CFMAKERAW.invokeExact(termios);
      check("tcsetattr", (int) C.TCSETATTR.invokeExact(readState, far, TCSANOW, termios));
      check("fcntl", (int) C.FCNTL.invokeExact(readState, opened, F_SETFL, O_NONBLOCK));
      host = opened;
      device = far;
    } catch (Throwable fault) {
      closeQuietly(far);
      closeQuietly(opened);
      arena.close();
      throw fault instanceof IOException e ? e : new IOException("no pseudo-terminal", fault);
    }
  }

  /**
   * Makes one.
   *
   * @throws IOException if the system has none to give
   */
  public static PseudoTerminal open() throws IOException {
    return new PseudoTerminal();
  }

  /** The device file that the other side opens. */
  public Path path() {
    return path;
  }

  /**
   * Makes {@code name} a symbolic link to the device, and takes it away again at {@link #close}. A
   * link that stands there already is replaced in one step; anything else is left alone.
   *
   * @return where that link led to, if there is something
   * @throws FileAlreadyExistsException if something other than a symbolic link stands there
   */
  public Optional<Path> linkFrom(Path name) throws IOException {
    Path wanted = name.toAbsolutePath();
    if (Files.exists(wanted, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(wanted)) {
      throw new FileAlreadyExistsException(
          name.toString(), null, "is no symbolic link; give another name or move it away");
    }
    Optional<Path> before =
        Files.exists(wanted) ? Optional.of(wanted.toRealPath()) : Optional.empty();
    Path temporary =
        wanted.resolveSibling(
            "." + wanted.getFileName() + "." + ProcessHandle.current().pid() + "." + device);
    Files.deleteIfExists(temporary);
    Files.createSymbolicLink(temporary, path);
    try {
      Files.move(temporary, wanted, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    link = wanted;
    return before;
  }

  /** The symbolic link, if there is one. */
  public Optional<Path> link() {
    return Optional.ofNullable(link);
  }

  /**
   * Waits for bytes.
   *
   * @param millis how long at most; cut to {@value #LONGEST_WAIT_MILLIS}
   * @return how many came; 0 when none came in time; −1 once it is closed
   */
  public int read(byte[] into, int millis) {
    synchronized (reading) {
      if (closed) {
        return -1;
      }
      try {
        if (!ready(readState, readPoll, POLLIN, Math.min(millis, LONGEST_WAIT_MILLIS))) {
          return closed ? -1 : 0;
        }
        long most = Math.min(into.length, readBuffer.byteSize());
        long count = (long) C.READ.invokeExact(readState, host, readBuffer, most);
        if (count <= 0) {
          return closed ? -1 : 0;
        }
        MemorySegment.copy(readBuffer, ValueLayout.JAVA_BYTE, 0, into, 0, (int) count);
        return (int) count;
      } catch (Throwable fault) {
        throw new IllegalStateException("read of " + path, fault);
      }
    }
  }

  /**
   * Writes bytes. When the other side does not read them, what does not fit is lost after a short
   * wait, as it is on a wire that nobody listens to.
   *
   * @return whether all of them went out
   */
  public boolean write(byte[] bytes, int count) {
    synchronized (writing) {
      try {
        int done = 0;
        while (done < count && !closed) {
          if (!ready(writeState, writePoll, POLLOUT, LONGEST_WAIT_MILLIS)) {
            return false;
          }
          int most = (int) Math.min(count - done, writeBuffer.byteSize());
          MemorySegment.copy(bytes, done, writeBuffer, ValueLayout.JAVA_BYTE, 0, most);
          long n = (long) C.WRITE.invokeExact(writeState, host, writeBuffer, (long) most);
          if (n <= 0) {
            return false;
          }
          done += (int) n;
        }
        return done == count;
      } catch (Throwable fault) {
        throw new IllegalStateException("write to " + path, fault);
      }
    }
  }

  private boolean ready(MemorySegment state, MemorySegment poll, short events, int millis)
      throws Throwable {
    poll.set(ValueLayout.JAVA_INT, 0, host);
    poll.set(ValueLayout.JAVA_SHORT, 4, events);
    poll.set(ValueLayout.JAVA_SHORT, 6, (short) 0);
    int n = (int) C.POLL.invokeExact(state, poll, 1L, Math.max(0, millis));
    if (n < 0 && (int) C.ERRNO.get(state, 0L) != EINTR) {
      throw new IOException("poll: error " + (int) C.ERRNO.get(state, 0L));
    }
    return n > 0 && (poll.get(ValueLayout.JAVA_SHORT, 6) & events) != 0;
  }

  private int check(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + " failed with error " + (int) C.ERRNO.get(readState, 0L));
    }
    return result;
  }

  private void closeQuietly(int descriptor) {
    if (descriptor >= 0) {
      try {
        int ignored = (int) C.CLOSE.invokeExact(readState, descriptor);
      } catch (Throwable fault) {
        throw new IllegalStateException("close", fault);
      }
    }
  }

  /** Takes the device away: whoever has it open finds it gone. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    synchronized (reading) {
      synchronized (writing) {
        closeQuietly(device);
        closeQuietly(host);
        arena.close();
      }
    }
    if (link != null) {
      try {
        // Somebody else may have put a link of their own there by now: that one stays.
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(path)) {
          Files.delete(link);
        }
      } catch (IOException gone) {
        link = null;
      }
    }
  }
}

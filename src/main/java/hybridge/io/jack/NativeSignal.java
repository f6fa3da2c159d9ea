package hybridge.io.jack;

import hybridge.rt.RealTime;
import hybridge.rt.Signal;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A {@link Signal} made of the system's own semaphore, because {@link #post} from the audio thread
 * may cost one system call and nothing else: no lock, no allocation, no parking of a Java thread.
 *
 * <p>The memory of a semaphore is never given back: a late post must not hit freed memory, and a
 * daemon has a handful.
 */
public abstract sealed class NativeSignal implements Signal {
  /**
   * A native wait cannot be interrupted, so a sleep is cut into naps after which interruption is
   * looked for.
   */
  private static final long NAP_NANOS = 100_000_000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYSTEM = LINKER.defaultLookup();
  private static final boolean MAC = System.getProperty("os.name", "").startsWith("Mac");

  private NativeSignal() {}

  /** The system's semaphore where there is one, else {@link Signal#ofJava}. */
  public static Signal best() {
    if (MAC) {
      return Dispatch.USABLE ? new Dispatch() : Signal.ofJava();
    }
    return Posix.USABLE ? new Posix() : Signal.ofJava();
  }

  @Override
  public final void await(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    long left = nanos;
    do {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (take(Math.clamp(left, 0, NAP_NANOS))) {
        while (take(0)) {
          // Posts that came in the meantime mean the same as the first.
        }
        return;
      }
      left = nanos - (System.nanoTime() - start);
    } while (left > 0);
  }

  /**
   * Takes one permit; waits for it up to so long; false when there was none, or when a Unix signal
   * came between.
   */
  abstract boolean take(long nanos);

  private static MethodHandle handle(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    return SYSTEM.find(name).map(at -> LINKER.downcallHandle(at, shape, options)).orElse(null);
  }

  private static IllegalStateException broken(Throwable cause) {
    return new IllegalStateException("the system's semaphore cannot be called", cause);
  }

  /**
   * POSIX: {@code sem_t}, waited for on the monotonic clock where the C library can (glibc since
   * 2.30).
   */
  private static final class Posix extends NativeSignal {
    private static final int SEM_BYTES = 64; // more than any sem_t
    private static final int CLOCK_REALTIME = 0;
    private static final int CLOCK_MONOTONIC = 1;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final MethodHandle SEM_INIT =
        handle("sem_init", FunctionDescriptor.of(INT, LONG, INT, INT));
    private static final MethodHandle SEM_POST =
        handle("sem_post", FunctionDescriptor.of(INT, LONG), Linker.Option.critical(false));
    private static final MethodHandle SEM_TRYWAIT =
        handle("sem_trywait", FunctionDescriptor.of(INT, LONG), Linker.Option.critical(false));
    private static final MethodHandle SEM_CLOCKWAIT =
        handle("sem_clockwait", FunctionDescriptor.of(INT, LONG, INT, LONG));
    private static final MethodHandle SEM_TIMEDWAIT =
        handle("sem_timedwait", FunctionDescriptor.of(INT, LONG, LONG));
    private static final MethodHandle CLOCK_GETTIME =
        handle(
            "clock_gettime", FunctionDescriptor.of(INT, INT, LONG), Linker.Option.critical(false));

    static final boolean USABLE =
        SEM_INIT != null
            && SEM_POST != null
            && SEM_TRYWAIT != null
            && CLOCK_GETTIME != null
            && (SEM_CLOCKWAIT != null || SEM_TIMEDWAIT != null);

    private final long semaphore;
    private final MemorySegment deadline; // struct timespec; only the waiting thread's

    Posix() {
      MemorySegment memory = Arena.global().allocate(SEM_BYTES + 16, 16);
      semaphore = memory.address();
      deadline = memory.asSlice(SEM_BYTES, 16);
      try {
        if ((int) SEM_INIT.invokeExact(semaphore, 0, 0) != 0) {
          throw new IllegalStateException("sem_init refused");
        }
      } catch (Throwable e) {
        throw broken(e);
      }
    }

    @Override
    @RealTime
    public void post() {
      try {
        int ignored = (int) SEM_POST.invokeExact(semaphore); // fails only at 2^31 posts nobody took
      } catch (Throwable cannotHappen) {
        // A handle of the right shape throws nothing, and the audio thread could not speak of it.
      }
    }

    @Override
    boolean take(long nanos) {
      try {
        if ((int) SEM_TRYWAIT.invokeExact(semaphore) == 0) {
          return true;
        }
        if (nanos <= 0) {
          return false;
        }
        int clock = SEM_CLOCKWAIT != null ? CLOCK_MONOTONIC : CLOCK_REALTIME;
        int ignored = (int) CLOCK_GETTIME.invokeExact(clock, deadline.address());
        long until = deadline.get(LONG, 8) + nanos;
        deadline.set(LONG, 0, deadline.get(LONG, 0) + until / 1_000_000_000);
        deadline.set(LONG, 8, until % 1_000_000_000);
        return SEM_CLOCKWAIT != null
            ? (int) SEM_CLOCKWAIT.invokeExact(semaphore, clock, deadline.address()) == 0
            : (int) SEM_TIMEDWAIT.invokeExact(semaphore, deadline.address()) == 0;
      } catch (Throwable e) {
        throw broken(e);
      }
    }
  }

  /** macOS has no unnamed POSIX semaphores; its own are Grand Central Dispatch's. */
  private static final class Dispatch extends NativeSignal {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final long DISPATCH_TIME_NOW = 0;

    private static final MethodHandle CREATE =
        handle("dispatch_semaphore_create", FunctionDescriptor.of(LONG, LONG));
    private static final MethodHandle SIGNAL =
        handle(
            "dispatch_semaphore_signal",
            FunctionDescriptor.of(LONG, LONG),
            Linker.Option.critical(false));
    private static final MethodHandle WAIT =
        handle("dispatch_semaphore_wait", FunctionDescriptor.of(LONG, LONG, LONG));
    private static final MethodHandle TIME =
        handle("dispatch_time", FunctionDescriptor.of(LONG, LONG, LONG));

    static final boolean USABLE = CREATE != null && SIGNAL != null && WAIT != null && TIME != null;

    private final long semaphore;

    Dispatch() {
      try {
        semaphore = (long) CREATE.invokeExact(0L);
      } catch (Throwable e) {
        throw broken(e);
      }
    }

    @Override
    @RealTime
    public void post() {
      try {
        long ignored = (long) SIGNAL.invokeExact(semaphore);
      } catch (Throwable cannotHappen) {
        // A handle of the right shape throws nothing, and the audio thread could not speak of it.
      }
    }

    @Override
    boolean take(long nanos) {
      try {
        long until = nanos <= 0 ? DISPATCH_TIME_NOW : (long) TIME.invokeExact(0L, nanos);
        return (long) WAIT.invokeExact(semaphore, until) == 0;
      } catch (Throwable e) {
        throw broken(e);
      }
    }
  }
}

package hybridge.io.jack;

import hybridge.rt.Role;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the thread that runs it before all ordinary ones of the machine, and behind every audio
 * thread: what the desk does between two blocks is not to wait for a browser. Once, at the thread's
 * first turn; where the machine does not allow it, or is no Linux, nothing changes.
 */
public final class Urgency implements Role {
  private static final Logger LOG = LoggerFactory.getLogger(Urgency.class);

  /** First in, first out; threads that this one starts do not inherit it. */
  private static final int FIFO_NOT_INHERITED = 0x4000_0001;

  /** The lowest there is: JACK gives its clients 5 and more. */
  private static final int LOWEST = 1;

  private static final int THIS_THREAD = 0;

  private boolean done;

  @Override
  public String roleName() {
    return "urgency";
  }

  @Override
  public long restNanos() {
    return Long.MAX_VALUE;
  }

  @Override
  public int work() {
    if (!done) {
      done = true;
      LOG.info(raise() ? "the desk's thread goes first" : "the desk's thread is an ordinary one");
    }
    return 0;
  }

  private static boolean raise() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return false;
    }
    Linker linker = Linker.nativeLinker();
    ValueLayout.OfInt number = ValueLayout.JAVA_INT;
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle schedule =
          linker.downcallHandle(
              linker.defaultLookup().find("sched_setscheduler").orElseThrow(),
              FunctionDescriptor.of(number, number, number, ValueLayout.ADDRESS));
      MemorySegment priority = arena.allocateFrom(number, LOWEST);
      return (int) schedule.invokeExact(THIS_THREAD, FIFO_NOT_INHERITED, priority) == 0;
    } catch (Throwable unusual) {
      LOG.debug("sched_setscheduler: {}", unusual.toString());
      return false;
    }
  }
}

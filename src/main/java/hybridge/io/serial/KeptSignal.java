package hybridge.io.serial;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * jSerialComm's native library, as it is loaded, tells the system to ignore SIGHUP for the whole
 * process, and with that whoever asked Java for it hears nothing. What was said before is put back.
 */
final class KeptSignal {
  private static final int SIGHUP = 1;

  /** Larger than struct sigaction anywhere (152 bytes on Linux, 16 on macOS). */
  private static final int SIGACTION_BYTES = 256;

  private KeptSignal() {}

  /** Runs it, and sees to it that SIGHUP afterwards does what it did before. */
  static void hangupDuring(Runnable load) {
    Linker linker = Linker.nativeLinker();
    var sigaction = linker.defaultLookup().find("sigaction");
    if (sigaction.isEmpty()) {
      load.run(); // Windows has no such signal
      return;
    }
    MethodHandle call =
        linker.downcallHandle(
            sigaction.get(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment before = arena.allocate(SIGACTION_BYTES, 16);
      int known = (int) call.invokeExact(SIGHUP, MemorySegment.NULL, before);
      load.run();
      if (known == 0) {
        int set = (int) call.invokeExact(SIGHUP, before, MemorySegment.NULL);
        if (set != 0) {
          throw new IllegalStateException("sigaction refused what it had answered");
        }
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}

package hybridge.rt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Hands one object from one thread to another; a newer one replaces one that was not taken yet.
 * Written by one thread, taken by the audio thread, which never waits.
 */
public final class Handover<T> {
  private static final VarHandle WAITING;

  static {
    try {
      WAITING = MethodHandles.lookup().findVarHandle(Handover.class, "waiting", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Object waiting;

  /** Offers an object; returns true if it replaced one that had not been taken. */
  public boolean offer(T thing) {
    return (Object) WAITING.getAndSet(this, thing) != null;
  }

  /** Takes what is waiting, or null. */
  @RealTime
  @SuppressWarnings("unchecked")
  public T take() {
    if ((Object) WAITING.getOpaque(this) == null) {
      return null;
    }
    return (T) (Object) WAITING.getAndSet(this, (Object) null);
  }
}

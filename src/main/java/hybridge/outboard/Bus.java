package hybridge.outboard;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A wire that several units share: what comes in goes to all of them, and while one waits for its
 * answer the others keep silent. Used by the one thread that owns them all; {@link #member} and
 * {@link Link#close} by any.
 */
public final class Bus {
  private static final int CAPACITY = 1 << 13;

  private final Link link;
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final byte[] buffer = new byte[512];

  /** The units that found nobody since the last byte came in. */
  private final Set<Member> unheard = new HashSet<>();

  private Member speaker;
  private long quietUntil = Long.MIN_VALUE;

  public Bus(Link link) {
    this.link = link;
  }

  /** One unit's view of the wire; closing the last one closes the wire. */
  public Link member() {
    Member member = new Member();
    members.add(member);
    return member;
  }

  /** Has every unit left? */
  public boolean deserted() {
    return members.isEmpty();
  }

  /** As long as all have room: who has none reads in his turn, on this same thread. */
  private void pump() {
    int n;
    while (members.stream().allMatch(m -> m.count + buffer.length <= CAPACITY)
        && (n = link.read(buffer)) > 0) {
      unheard.clear();
      for (Member m : members) {
        m.keep(buffer, n);
      }
    }
  }

  private final class Member implements Link {
    private final byte[] waiting = new byte[CAPACITY];
    private int count;

    private void keep(byte[] bytes, int n) {
      System.arraycopy(bytes, 0, waiting, count, n);
      count += n;
    }

    @Override
    public Object wire() {
      return Bus.this;
    }

    @Override
    public boolean shared() {
      return members.size() > 1;
    }

    @Override
    public long freeAt(long nanos) {
      return speaker == null || speaker == this ? Math.max(nanos, quietUntil) : Long.MAX_VALUE;
    }

    @Override
    public void seize() {
      speaker = this;
    }

    @Override
    public void release(long quiet) {
      if (speaker == this) {
        speaker = null;
        quietUntil = quiet;
      }
    }

    @Override
    public String name() {
      return link.name();
    }

    @Override
    public boolean open() {
      return link.open();
    }

    @Override
    public int generation() {
      return link.generation();
    }

    @Override
    public String trouble() {
      return link.trouble();
    }

    @Override
    public long nanosPerByte() {
      return link.nanosPerByte();
    }

    @Override
    public boolean write(byte[] bytes) {
      return link.write(bytes);
    }

    @Override
    public int read(byte[] into) {
      pump();
      int n = Math.min(into.length, count);
      System.arraycopy(waiting, 0, into, 0, n);
      System.arraycopy(waiting, n, waiting, 0, count - n);
      count -= n;
      return n;
    }

    @Override
    public void renew() {
      unheard.add(this);
      if (unheard.containsAll(members)) {
        unheard.clear();
        link.renew();
      }
    }

    @Override
    public void close() {
      members.remove(this);
      if (members.isEmpty()) {
        link.close();
      }
    }
  }
}

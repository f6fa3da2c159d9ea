package hybridge.surface;

import hybridge.profile.SurfaceProfile;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What waits to be shown on one port, and what is shown already. Sends as fast as the wire takes it
 * and no faster: answers first, then lamps of buttons, faders, rings, text, meters; within each the
 * one that waits longest. A place that changes while it waits keeps its turn and is sent as it is
 * then. Used by one thread; {@link #load} may be asked by any. The time is passed in.
 */
public final class Outbox {

  /** Who goes first. */
  private enum Rank {
    BUTTON,
    FADER,
    RING,
    TEXT,
    METER;

    /** May a higher one go between its messages? */
    private boolean divisible() {
      return this == TEXT || this == METER;
    }

    private static Rank of(Show show) {
      return switch (show) {
        case Show.Led s -> BUTTON;
        case Show.Fader s -> FADER;
        case Show.Ring s -> RING;
        case Show.Text s -> TEXT;
        case Show.Colours s -> TEXT;
        case Show.Digits s -> TEXT;
        case Show.Time s -> TEXT;
        case Show.Meter s -> METER;
        case Show.MainMeter s -> METER;
        case Show.Overload s -> METER;
      };
    }
  }

  /** What is handed over before the wire is free: no more than this much of it. */
  private static final long AHEAD_NANOS = 1_000_000;

  /** Text that has waited so long goes before a fader, once in {@link #STARVED_EVERY_NANOS}. */
  private static final long STARVED_NANOS = 1_000_000_000;

  private static final long STARVED_EVERY_NANOS = 250_000_000;
  private static final long SECOND = 1_000_000_000;

  private record Waiting(Show show, long sinceNanos) {}

  /** The messages of one show that are on their way. */
  private static final class Sending {
    private final Deque<byte[]> rest = new ArrayDeque<>();
    private Show show;

    /** Has a part of it gone already? Then the rest has to follow. */
    private boolean begun;
  }

  private final Dialect dialect;
  private final SurfaceProfile.Link link;
  private final long nanosPerByte;
  private final Deque<byte[]> answers = new ArrayDeque<>();
  private final EnumMap<Rank, LinkedHashMap<Show.Place, Waiting>> waiting =
      new EnumMap<>(Rank.class);
  private final EnumMap<Rank, Sending> sending = new EnumMap<>(Rank.class);
  private final Map<Show.Place, Show> shown = new HashMap<>();
  private final Set<Show.Place> told = new HashSet<>();
  private final Map<Show.Place, Long> litNanos = new HashMap<>();
  private long freeNanos;
  private boolean started;
  private long starvedNanos;
  private long textFromNanos;
  private boolean textHeld;
  private long loadSinceNanos;
  private long loadBytes;
  private volatile double load;

  public Outbox(Dialect dialect, SurfaceProfile.Link link) {
    this.dialect = dialect;
    this.link = link;
    this.nanosPerByte = SECOND / link.bytesPerSecond();
    for (Rank rank : Rank.values()) {
      waiting.put(rank, new LinkedHashMap<>());
      sending.put(rank, new Sending());
    }
  }

  /** A message that goes before all others: an answer, a sign of life. */
  public void answer(byte[] message) {
    answers.add(message);
  }

  /** This is to stand there, if it does not stand there yet. */
  public void offer(Show show, long nanos) {
    Sending going = sending.get(Rank.of(show));
    boolean onItsWay = !going.rest.isEmpty() && going.show.place().equals(show.place());
    Show there = onItsWay ? going.show : shown.get(show.place());
    if (there != null && same(there, show)) {
      waiting.get(Rank.of(show)).remove(show.place());
      return;
    }
    put(show, nanos);
  }

  /** This is to be sent whatever stands there: a final position, a level that falls by itself. */
  public void insist(Show show, long nanos) {
    shown.remove(show.place());
    put(show, nanos);
  }

  private void put(Show show, long nanos) {
    waiting
        .get(Rank.of(show))
        .compute(
            show.place(),
            (place, before) -> new Waiting(show, before == null ? nanos : before.sinceNanos()));
  }

  /** What waits for this place is not sent: a hand is there. */
  public void drop(Show.Place place) {
    waiting.values().forEach(w -> w.remove(place));
    for (Sending s : sending.values()) {
      if (!s.rest.isEmpty() && !s.begun && s.show.place().equals(place)) {
        s.rest.clear();
      }
    }
  }

  /** Does it stand there, as far as was sent? */
  public boolean stands(Show show) {
    Show there = shown.get(show.place());
    return there != null && same(there, show);
  }

  /** Was anything sent to this place since the far side came? */
  public boolean sentTo(Show.Place place) {
    return told.contains(place);
  }

  /** When a lamp was last lit or made to blink; empty for not yet. */
  public OptionalLong litNanos(Show.Place lamp) {
    Long nanos = litNanos.get(lamp);
    return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  private boolean same(Show a, Show b) {
    return a instanceof Show.Fader x && b instanceof Show.Fader y
        ? x.fader() == y.fader() && dialect.samePosition(x.norm(), y.norm())
        : a.equals(b);
  }

  /** The far side shows nothing of what it was told; answers still go out. */
  public void forget() {
    shown.clear();
    told.clear();
    waiting.values().forEach(Map::clear);
    sending.values().forEach(s -> s.rest.clear());
  }

  /** Nothing was lost on the way but may have been: everything is to be offered again. */
  public void doubt() {
    shown.clear();
  }

  /** No text before then. */
  public void holdText(long untilNanos) {
    textFromNanos = untilNanos;
    textHeld = true;
  }

  public boolean empty() {
    return answers.isEmpty()
        && waiting.values().stream().allMatch(Map::isEmpty)
        && sending.values().stream().allMatch(s -> s.rest.isEmpty());
  }

  /** How much of the wire was in use over the last second, 0..1. Any thread. */
  public double load() {
    return load;
  }

  /** How long until something can be sent, if there is something; else {@code otherwise}. */
  public long restNanos(long nanos, long otherwise) {
    if (empty()) {
      return otherwise;
    }
    return Math.clamp(freeNanos - ahead() - nanos, 200_000, otherwise);
  }

  /** Where gaps are asked for, nothing goes early. */
  private long ahead() {
    return link.gapNanos() > 0 ? 0 : AHEAD_NANOS;
  }

  /** Sends what may be sent now; returns how many messages that was. */
  public int work(long nanos, Port port) {
    if (!started) {
      started = true;
      freeNanos = nanos;
      loadSinceNanos = nanos;
      starvedNanos = nanos;
    }
    measure(nanos);
    int sent = 0;
    while (nanos >= freeNanos - ahead()) {
      Next next = next(nanos);
      if (next == null) {
        break;
      }
      if (!port.send(next.message)) {
        next.back();
        break;
      }
      next.done(nanos);
      account(next.message, nanos, next.colours());
      sent++;
    }
    return sent;
  }

  private void account(byte[] message, long nanos, boolean colours) {
    long gap = link.gapNanos();
    if ((message[0] & 0xff) == 0xF0) {
      gap = Math.max(gap, link.sysexGapNanos());
    }
    if (colours) {
      gap = Math.max(gap, link.colourGapNanos());
    }
    freeNanos = Math.max(freeNanos, nanos) + message.length * nanosPerByte + gap;
    loadBytes += message.length;
  }

  private void measure(long nanos) {
    long past = nanos - loadSinceNanos;
    if (past >= SECOND) {
      load = loadBytes * (double) nanosPerByte / past;
      loadBytes = 0;
      loadSinceNanos = nanos;
    }
  }

  /** A message that may go now, and what is to be remembered when it has gone. */
  private final class Next {
    private final byte[] message;
    private final Deque<byte[]> from;
    private final Sending of;

    /**
     * @param of null for an answer
     */
    Next(Deque<byte[]> from, Sending of) {
      this.message = from.poll();
      this.from = from;
      this.of = of;
    }

    void back() {
      from.addFirst(message);
    }

    void done(long nanos) {
      if (of == null) {
        return;
      }
      of.begun = true;
      if (from.isEmpty()) {
        shown.put(of.show.place(), of.show);
        told.add(of.show.place());
        if (of.show instanceof Show.Led lamp && lamp.light() != Show.Light.OFF) {
          litNanos.put(lamp.place(), nanos);
        }
      }
    }

    boolean colours() {
      return of != null && of.show instanceof Show.Colours;
    }
  }

  private Next next(long nanos) {
    if (!answers.isEmpty()) {
      return new Next(answers, null);
    }
    if (textHeld && nanos - textFromNanos >= 0) {
      textHeld = false;
    }
    // Halves of one value stay together.
    for (Rank rank : Rank.values()) {
      if (!rank.divisible() && !sending.get(rank).rest.isEmpty()) {
        return from(rank);
      }
    }
    if (!textHeld && starved(nanos)) {
      starvedNanos = nanos;
      Next text = of(Rank.TEXT);
      if (text != null) {
        return text;
      }
    }
    for (Rank rank : Rank.values()) {
      if (rank == Rank.TEXT && textHeld) {
        continue;
      }
      Next next = of(rank);
      if (next != null) {
        return next;
      }
    }
    return null;
  }

  private boolean starved(long nanos) {
    LinkedHashMap<Show.Place, Waiting> texts = waiting.get(Rank.TEXT);
    return nanos - starvedNanos >= STARVED_EVERY_NANOS
        && !texts.isEmpty()
        && nanos - texts.firstEntry().getValue().sinceNanos() >= STARVED_NANOS;
  }

  private Next from(Rank rank) {
    Sending s = sending.get(rank);
    return new Next(s.rest, s);
  }

  private Next of(Rank rank) {
    Sending s = sending.get(rank);
    while (s.rest.isEmpty()) {
      Map.Entry<Show.Place, Waiting> first = waiting.get(rank).pollFirstEntry();
      if (first == null) {
        return null;
      }
      s.show = first.getValue().show();
      s.begun = false;
      s.rest.addAll(dialect.show(s.show));
      if (s.rest.isEmpty()) {
        shown.put(first.getKey(), s.show); // it cannot be shown here
      }
    }
    return from(rank);
  }
}

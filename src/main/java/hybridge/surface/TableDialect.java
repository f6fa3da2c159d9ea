package hybridge.surface;

import hybridge.profile.Control;
import hybridge.profile.Control.Kind;
import hybridge.profile.SurfaceProfile;
import hybridge.profile.SurfaceProfile.Heard;
import hybridge.profile.SurfaceProfile.KeepAlive;
import hybridge.wire.MidiParser;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The bytes of any surface, by the tables of its profile. What protocols have of their own beyond
 * tables is here by what it does: a challenge that has to be answered, zones of switches, codes of
 * rings. Sources: the Mackie Control specification in Logic Pro 7.2 Dedicated Control Surface
 * Support, appendix B; for zones the HUI protocol as it was reverse-engineered.
 */
public final class TableDialect implements Dialect {
  private static final int LONGEST_SYSEX = 512;
  private static final int SYSTEM_RESET = 0xFF;
  private static final int CHALLENGE_LENGTH = 18;
  private static final int CHALLENGE_REPLY = 0x02;
  private static final int CHALLENGE_REFUSED = 0x04;

  private final SurfaceProfile profile;
  private final MidiParser parser = new MidiParser(LONGEST_SYSEX);
  private final Listening listening;
  private final Showing showing;

  public TableDialect(SurfaceProfile profile) {
    this.profile = profile;
    this.listening = new Listening(profile.heard());
    this.showing = new Showing(profile);
  }

  @Override
  public void receive(byte[] bytes, int length, long nanos, Consumer<SurfaceEvent> events) {
    listening.at(nanos, new Meaning(events));
    parser.feed(bytes, 0, length, listening);
  }

  @Override
  public void tick(long nanos, Consumer<SurfaceEvent> events) {
    listening.at(nanos, new Meaning(events));
    listening.tick();
  }

  /** Values become events. */
  private final class Meaning implements Listening.Values {
    private final Consumer<SurfaceEvent> events;

    Meaning(Consumer<SurfaceEvent> events) {
      this.events = events;
    }

    @Override
    public void value(Heard heard, int value, int full) {
      Control c = heard.control();
      switch (c.kind()) {
        case FADER -> events.accept(new SurfaceEvent.Moved(c.index(), travel(value, full)));
        case TOUCH -> events.accept(new SurfaceEvent.Touched(c.index(), pressed(heard, value)));
        case VPOT -> {
          if (heard.encoding().absolute()) {
            events.accept(new SurfaceEvent.Dialled(c.index(), centred(value, full)));
          } else {
            turned(heard, heard.encoding().ticks(value & 0x7F));
          }
        }
        case JOG -> turned(heard, heard.encoding().ticks(value & 0x7F));
        case PEDAL -> events.accept(new SurfaceEvent.Pedalled(value / (double) full));
        case BUTTON ->
            events.accept(new SurfaceEvent.Pressed(c.button(), c.index(), pressed(heard, value)));
        case RING, METER, METER_RIGHT, MAIN_METER, DIGIT, TIME -> {}
      }
    }

    @Override
    public void step(Heard heard, int ticks) {
      turned(heard, ticks);
    }

    private void turned(Heard heard, int ticks) {
      if (ticks != 0) {
        events.accept(
            heard.control().kind() == Kind.JOG
                ? new SurfaceEvent.Jogged(ticks)
                : new SurfaceEvent.Turned(heard.control().index(), ticks));
      }
    }

    @Override
    public void any(int status, int data1, int data2) {
      if (status == SYSTEM_RESET && profile.handshake().reset()) {
        events.accept(new SurfaceEvent.Arrived(new byte[0]));
      }
      byte[] answer = profile.keepAlive().map(KeepAlive::answer).orElse(new byte[0]);
      if (answer.length > 0
          && (answer[0] & 0xff) == status
          && (answer.length < 2 || answer[1] == data1)
          && (answer.length < 3 || answer[2] == data2)) {
        events.accept(new SurfaceEvent.Alive());
      }
    }

    @Override
    public void sysex(byte[] m, int length) {
      byte[] answer = profile.keepAlive().map(KeepAlive::answer).orElse(new byte[0]);
      if (answer.length > 0
          && length >= answer.length
          && Arrays.equals(m, 0, answer.length, answer, 0, answer.length)) {
        events.accept(new SurfaceEvent.Alive());
        return;
      }
      announced(m, length, events);
    }
  }

  private void announced(byte[] m, int length, Consumer<SurfaceEvent> events) {
    List<Integer> maker = profile.handshake().maker();
    if (length < 7 || maker.size() != 3) {
      return;
    }
    for (int i = 0; i < 3; i++) {
      if (m[1 + i] != maker.get(i)) {
        return;
      }
    }
    int what = m[5];
    boolean challenge = what == profile.handshake().challenge();
    if (challenge || profile.handshake().announce().contains(what)) {
      showing.device(m[4]);
      byte[] reply = challenge && length == CHALLENGE_LENGTH ? answer(m) : new byte[0];
      events.accept(new SurfaceEvent.Arrived(reply));
    } else if (what == CHALLENGE_REFUSED && profile.handshake().challenge() >= 0) {
      events.accept(new SurfaceEvent.Refused());
    }
  }

  /** The answer to a challenge: serial number and four bytes made of the challenge's. */
  private static byte[] answer(byte[] query) {
    byte[] reply = Arrays.copyOf(query, CHALLENGE_LENGTH);
    int l1 = query[13];
    int l2 = query[14];
    int l3 = query[15];
    int l4 = query[16];
    reply[5] = CHALLENGE_REPLY;
    reply[13] = (byte) (l1 + (l2 ^ 0x0A) - l4 & 0x7F);
    reply[14] = (byte) ((l3 >> 4 ^ l1 + l4) & 0x7F);
    reply[15] = (byte) ((l4 - (l3 << 2) ^ (l1 | l2)) & 0x7F);
    reply[16] = (byte) (l2 - l3 + (0xF0 ^ l4 << 4) & 0x7F);
    return reply;
  }

  /** Keys count as held whatever their force, controllers from the middle on. */
  private static boolean pressed(Heard heard, int value) {
    return heard.form() instanceof hybridge.profile.Form.Cc ? value >= 64 : value > 0;
  }

  /** A fader's form may be coarser than the profile's positions. */
  private double travel(int value, int full) {
    int top = profile.fader().fullScale();
    return profile.fader().norm(full < top ? (int) Math.rint(value * (double) top / full) : value);
  }

  /** The middle value (64 of 127, 8192 of 16 383) is exactly the centre. */
  private static double centred(int value, int full) {
    int middle = (full + 1) / 2;
    return value <= middle ? 0.5 * value / middle : 0.5 + 0.5 * (value - middle) / (full - middle);
  }

  @Override
  public List<byte[]> show(Show show) {
    return showing.messages(show);
  }

  @Override
  public long dropped() {
    return parser.dropped();
  }

  @Override
  public void reset() {
    parser.reset();
    listening.reset();
    showing.reset();
  }

  @Override
  public boolean samePosition(double a, double b) {
    return showing.position(a) == showing.position(b);
  }
}

package hybridge.simrack;

import hybridge.surface.Port;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * A controller without a case: hands move its faders and turn its V-pots, and it keeps what it is
 * told to show. It speaks the bytes of the MCU protocol, so that what it does goes the way that a
 * real one's goes. Used by one thread.
 */
public final class VirtualSurface implements Port {
  private static final int FULL_SCALE = 16_368;
  private static final int CELLS = 7;
  private static final int COLUMNS = 56;
  private static final int FADERS = 9;

  private final String id;
  private final Deque<byte[]> outgoing = new ArrayDeque<>();
  private final char[] display = new char[2 * COLUMNS];
  private final double[] motor = new double[FADERS];

  public VirtualSurface(String id) {
    this.id = id;
    Arrays.fill(display, ' ');
  }

  /** A hand is laid on a fader, or taken off. Faders count from 0. */
  public void touch(int fader, boolean held) {
    say(0x90, 0x68 + fader, held ? 0x7F : 0);
  }

  /** A hand moves a fader to a travel of 0..1. */
  public void move(int fader, double norm) {
    int position = (int) Math.rint(Math.clamp(norm, 0.0, 1.0) * FULL_SCALE);
    motor[fader] = norm;
    say(0xE0 | fader, position & 0x7F, position >> 7);
  }

  /** A hand turns a V-pot; clockwise is positive. */
  public void turn(int encoder, int ticks) {
    say(0xB0, 0x10 + encoder, ticks < 0 ? 0x40 | Math.min(63, -ticks) : Math.min(63, ticks));
  }

  /** A hand presses a button and lets it go. */
  public void press(int note) {
    say(0x90, note, 0x7F);
    say(0x90, note, 0);
  }

  /** Where a fader stands: where a hand or its motor brought it. */
  public double fader(int fader) {
    return motor[fader];
  }

  /** What a strip's display says; line 0 or 1. */
  public String text(int strip, int line) {
    return new String(display, line * COLUMNS + strip * CELLS, CELLS).strip();
  }

  private void say(int status, int data1, int data2) {
    outgoing.add(new byte[] {(byte) status, (byte) data1, (byte) data2});
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public boolean send(byte[] m) {
    int status = m[0] & 0xff;
    if ((status & 0xF0) == 0xE0 && (status & 0x0F) < FADERS) {
      motor[status & 0x0F] = (m[2] * 128 + m[1]) / (double) FULL_SCALE;
    } else if (status == 0xF0 && m.length > 8 && m[5] == 0x12) {
      for (int i = 7; i < m.length - 1 && m[6] + i - 7 < display.length; i++) {
        display[m[6] + i - 7] = (char) m[i];
      }
    }
    return true;
  }

  @Override
  public int receive(Receiver receiver) {
    int count = 0;
    while (!outgoing.isEmpty()) {
      byte[] bytes = outgoing.poll();
      count += bytes.length;
      receiver.bytes(bytes, bytes.length, System.nanoTime());
    }
    return count;
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public int generation() {
    return 1;
  }
}

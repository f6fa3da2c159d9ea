package hybridge.profile;

import hybridge.value.Node;
import hybridge.value.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a control surface can do and how its bytes look, as its file says. Differences between
 * makers stand here, as abilities; no maker's name stands in the code. Immutable.
 *
 * @param dialect the family of bytes it speaks: the name of a file in {@code families/}, whose keys
 *     hold unless the profile says otherwise
 * @param device the device id in its sysex
 * @param strips how many strips it has
 * @param displays where text is shown; the first one is the main one
 * @param heard what its messages mean
 * @param shown what we send for what
 * @param layoutName the file of {@code layouts/} that says what its keys are for
 * @param layout that file, or what lies over it
 */
public record SurfaceProfile(
    String id,
    String name,
    String dialect,
    Evidence evidence,
    int device,
    int strips,
    Fader fader,
    Encoder encoder,
    List<Display> displays,
    Optional<Meters> meters,
    Optional<Colours> colours,
    Link link,
    Handshake handshake,
    Optional<KeepAlive> keepAlive,
    List<Heard> heard,
    Map<Control, Shown> shown,
    List<Vector> vectors,
    String layoutName,
    Layout layout) {

  public SurfaceProfile {
    displays = List.copyOf(displays);
    heard = List.copyOf(heard);
    shown = Map.copyOf(shown);
    vectors = List.copyOf(vectors);
  }

  /**
   * Where the facts come from.
   *
   * @param level document, measured or community
   * @param gaps what is not known, in sentences
   */
  public record Evidence(String level, String source, List<String> gaps) {
    public Evidence {
      gaps = List.copyOf(gaps);
    }
  }

  /**
   * @param fullScale the largest position a fader sends or takes
   * @param main it has a fader for main, number {@code strips + 1}
   * @param touch its faders feel the hand
   * @param motor its faders move by themselves
   * @param breakpoints travel against position, rising in both; at least two
   */
  public record Fader(
      int fullScale, boolean main, boolean touch, boolean motor, List<Breakpoint> breakpoints) {
    public Fader {
      breakpoints = List.copyOf(breakpoints);
    }

    /** The position of a travel of 0..1. */
    public int position(double norm) {
      double x = Math.clamp(norm, 0.0, 1.0);
      for (int i = 1; i < breakpoints.size(); i++) {
        Breakpoint a = breakpoints.get(i - 1);
        Breakpoint b = breakpoints.get(i);
        if (x <= b.norm() || i == breakpoints.size() - 1) {
          double way = (x - a.norm()) / (b.norm() - a.norm());
          return (int) Math.rint(a.position() + way * (b.position() - a.position()));
        }
      }
      throw new IllegalStateException("a fader has two breakpoints at least");
    }

    /** The travel of a position; positions beyond the ends are the ends. */
    public double norm(int position) {
      Breakpoint first = breakpoints.getFirst();
      Breakpoint last = breakpoints.getLast();
      int p = Math.clamp(position, first.position(), last.position());
      for (int i = 1; i < breakpoints.size(); i++) {
        Breakpoint a = breakpoints.get(i - 1);
        Breakpoint b = breakpoints.get(i);
        if (p <= b.position()) {
          double way = (p - a.position()) / (double) (b.position() - a.position());
          return Math.clamp(a.norm() + way * (b.norm() - a.norm()), 0.0, 1.0);
        }
      }
      return 1;
    }
  }

  /**
   * @param norm travel, 0..1; 0.75 is 0 dB
   */
  public record Breakpoint(double norm, int position) {}

  /**
   * @param travel ticks for the whole travel of a parameter
   * @param slow ticks a second below which a tick is one
   * @param fast ticks a second from which a tick is {@code factor}
   * @param factor 1: no acceleration by us
   */
  public record Encoder(int travel, double slow, double fast, double factor) {}

  /**
   * @param cells characters of a strip
   * @param columns characters of a whole line, 0 where a place does not depend on the line
   * @param lines which of a strip's lines it shows: 0 upper, 1 lower
   * @param base where the first strip begins
   * @param group strips that one message carries
   * @param spaced the last cell of a strip stays blank, so that neighbours do not run together
   */
  public record Display(
      int cells,
      int columns,
      List<Integer> lines,
      int base,
      int group,
      boolean spaced,
      SysexPattern message) {
    public Display {
      lines = List.copyOf(lines);
    }
  }

  /**
   * @param thresholdsDb rising; the level shown is how many of them are reached
   * @param over value of the overload lamp, −1 for none
   * @param clear value that puts it out
   * @param stepNanos how long the surface takes to fall by a step by itself; 0: it holds what it
   *     was told
   * @param intervalNanos between two messages for one meter, at least
   */
  public record Meters(
      List<Double> thresholdsDb, int over, int clear, long stepNanos, long intervalNanos) {
    public Meters {
      thresholdsDb = List.copyOf(thresholdsDb);
    }

    /** How many thresholds a level reaches. */
    public int steps(double db) {
      int n = 0;
      while (n < thresholdsDb.size() && db >= thresholdsDb.get(n)) {
        n++;
      }
      return n;
    }
  }

  /** How a surface is told the colours of its strips. */
  public sealed interface Colours {
    /** All strips in one message, each as the number of the nearest of a few colours. */
    record Indexed(SysexPattern message) implements Colours {}

    /** All strips in one message, each as red, green, blue of seven bits. */
    record Rgb(SysexPattern message) implements Colours {}

    /** As part of a strip's text, in the hole {@code colour}. */
    record InText() implements Colours {}

    /** One key a strip, red, green and blue on a channel each. */
    record Keys(List<Integer> notes, List<Integer> channels) implements Colours {
      public Keys {
        notes = List.copyOf(notes);
        channels = List.copyOf(channels);
      }
    }
  }

  /**
   * What the wire bears.
   *
   * @param bytesPerSecond 3125 on a DIN plug
   * @param gapNanos between two messages, at least
   * @param sysexGapNanos behind a system exclusive message
   * @param colourGapNanos behind colours
   */
  public record Link(int bytesPerSecond, long gapNanos, long sysexGapNanos, long colourGapNanos) {}

  /**
   * @param hello what is sent when the far side comes anew
   * @param setup what puts it into the state that we want, behind the hello and whenever it says
   *     that it was switched on
   * @param announce sub-ids of the messages by which it says that it is there
   * @param challenge sub-id of the message that wants a computed answer, −1 for none
   * @param maker the three bytes of the maker in them
   * @param textNanos no text so long after them
   * @param reset a MIDI reset says that it was switched on
   */
  public record Handshake(
      List<byte[]> hello,
      List<byte[]> setup,
      List<Integer> announce,
      int challenge,
      List<Integer> maker,
      long textNanos,
      boolean reset) {
    public Handshake {
      hello = List.copyOf(hello);
      setup = List.copyOf(setup);
      announce = List.copyOf(announce);
      maker = List.copyOf(maker);
    }
  }

  /**
   * @param send what is sent again and again
   * @param answer how what it sends back begins; empty: it sends nothing back
   * @param lostNanos so long without an answer, and it is not there
   */
  public record KeepAlive(byte[] send, long everyNanos, byte[] answer, long lostNanos) {}

  /**
   * @param sign which way a message turns that only says that it turned; 0 for all others
   */
  public record Heard(Control control, Form form, Encoding encoding, int sign) {}

  /** How a ring of lamps is told a position. */
  public enum Ring {
    /** Lamp in the low bits, style in two bits above, the lamp below in bit 6. */
    CODED,
    /** The same with single lamps only. */
    CODED_DOT,
    /** A number in a range. */
    RANGE
  }

  /**
   * @param low value for nothing
   * @param high value for all of it
   * @param off value of a lamp that is out, or of a dark ring
   * @param on value of a lamp that is lit
   * @param flash value of a lamp that blinks; −1: it cannot by itself
   * @param styles where a ring's style is told, if it is told apart
   * @param styleValues of single, centred and filled
   */
  public record Shown(
      Form form,
      int low,
      int high,
      int off,
      int on,
      int flash,
      Ring ring,
      Optional<Form> styles,
      List<Integer> styleValues) {
    public Shown {
      styleValues = List.copyOf(styleValues);
    }
  }

  /**
   * One golden example.
   *
   * @param bytes in hexadecimal
   * @param meaning what they mean, in the words of the vectors
   * @param received true: the surface sends them; false: we do
   */
  public record Vector(String bytes, String meaning, boolean received, int line) {}

  /** This profile with another layout. */
  public SurfaceProfile with(Layout other) {
    return new SurfaceProfile(
        id,
        name,
        dialect,
        evidence,
        device,
        strips,
        fader,
        encoder,
        displays,
        meters,
        colours,
        link,
        handshake,
        keepAlive,
        heard,
        shown,
        vectors,
        layoutName,
        other);
  }

  /** All faders: the strips' and main's. */
  public int faders() {
    int faders = strips + (fader.main() ? 1 : 0);
    for (Heard h : heard) {
      if (h.control().kind() == Control.Kind.FADER) {
        faders = Math.max(faders, h.control().index() + 1);
      }
    }
    return faders;
  }

  /** Encoders and knobs, those included that belong to no strip. */
  public int encoders() {
    int encoders = 0;
    for (Heard h : heard) {
      if (h.control().kind() == Control.Kind.VPOT) {
        encoders = Math.max(encoders, h.control().index() + 1);
      }
    }
    return encoders;
  }

  /** Can it hear or show this? */
  public boolean has(Control control) {
    return shown.containsKey(control) || heard.stream().anyMatch(h -> h.control().equals(control));
  }

  /** Reads a profile and notes every problem. */
  public static Optional<SurfaceProfile> read(Node node, Problems problems) {
    return SurfaceProfileReader.read(node, problems);
  }
}

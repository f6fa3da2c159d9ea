package hybridge.io.serial;

import hybridge.outboard.Link;
import hybridge.profile.Protocol;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import java.util.Optional;

/** Opens the link that a studio file asks for. */
public final class Links {
  private static final int USUAL_BAUD = 9600;

  private Links() {}

  /**
   * A link for a wire, already opening; empty for MIDI, which is not ours.
   *
   * @param transport the profile's own settings; the studio's baud rate goes before its
   * @param signal is posted when something came in
   */
  public static Optional<Link> open(Studio.Wire wire, Protocol.Transport transport, Signal signal) {
    return switch (wire) {
      case Studio.Wire.Serial s -> {
        Protocol.Serial own =
            transport.serial().orElse(new Protocol.Serial(USUAL_BAUD, "8N1", Protocol.Dtr.KEEP));
        Protocol.Serial settings =
            new Protocol.Serial(s.baud() > 0 ? s.baud() : own.baud(), own.format(), own.dtr());
        yield Optional.of(
            s.port().isEmpty()
                ? SerialLink.usb(s.usb(), settings, signal)
                : SerialLink.at(s.port(), settings, signal));
      }
      case Studio.Wire.Tcp t -> Optional.of(TcpLink.to(t.host(), t.port(), signal));
      case Studio.Wire.Midi m -> Optional.empty();
    };
  }
}

package hybridge.io.serial;

import hybridge.outboard.Link;
import hybridge.profile.Protocol;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import java.util.Optional;

/** Opens the link that a studio file asks for. */
public final class Links {
  private Links() {}

  /**
   * A link for a wire, already opening; empty for MIDI, which is not ours.
   *
   * @param transport the profile's own settings; what the studio says of its adapter goes before
   *     its
   * @param signal is posted when something came in
   */
  public static Optional<Link> open(Studio.Wire wire, Protocol.Transport transport, Signal signal) {
    return switch (wire) {
      case Studio.Wire.Serial s -> {
        Protocol.Serial settings = s.line().over(transport.serial().orElse(Protocol.Serial.USUAL));
        yield Optional.of(
            s.port().isEmpty()
                ? SerialLink.usb(s.usb(), settings, s.line().echo(), signal)
                : SerialLink.at(s.port(), settings, s.line().echo(), signal));
      }
      case Studio.Wire.Tcp t -> Optional.of(TcpLink.to(t.host(), t.port(), signal));
      case Studio.Wire.Midi m -> Optional.empty();
    };
  }
}

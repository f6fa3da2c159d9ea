package hybridge.io.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import hybridge.outboard.Link;
import hybridge.profile.Protocol;
import hybridge.rt.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Serial ports through jSerialComm: by path (a symbolic link is followed anew at each opening) or
 * by the USB adapter's identity, which stays when the path changes.
 */
public final class SerialLink {
  static {
    // Its native library goes to a folder of our own, and not to one that other programs share.
    System.setProperty("fazecast.jSerialComm.appid", "hybridge");
    KeptSignal.hangupDuring(SerialPort::getVersion);
  }

  private static final int READ_MILLIS = 500;
  private static final int WRITE_MILLIS = 500;

  private SerialLink() {}

  /** A link to the port at a path, through an adapter that does not hear itself. */
  public static Link at(String path, Protocol.Serial settings, Signal signal) {
    return at(path, settings, false, signal);
  }

  /**
   * A link to the port at a path, such as {@code /dev/ttyUSB0}.
   *
   * @param settings baud, format and what to do with DTR and RTS
   * @param echo the adapter hears what it says
   * @param signal is posted when something came in
   */
  public static Link at(String path, Protocol.Serial settings, boolean echo, Signal signal) {
    return new ReopeningLink(
        path, () -> open(real(path), settings, echo), signal, nanosPerByte(settings));
  }

  /** A link to a USB adapter that does not hear itself. */
  public static Link usb(String usb, Protocol.Serial settings, Signal signal) {
    return usb(usb, settings, false, signal);
  }

  /**
   * A link to a USB adapter.
   *
   * @param usb {@code vid:pid:serial}, hexadecimal; empty parts match anything
   * @param echo the adapter hears what it says
   */
  public static Link usb(String usb, Protocol.Serial settings, boolean echo, Signal signal) {
    return new ReopeningLink(
        "usb " + usb, () -> open(byUsb(usb), settings, echo), signal, nanosPerByte(settings));
  }

  private static long nanosPerByte(Protocol.Serial settings) {
    return settings.bitsPerByte() * 1_000_000_000L / settings.baud();
  }

  /** jSerialComm knows ports by their real path only. */
  private static String real(String path) throws IOException {
    Path file = Path.of(path);
    if (!Files.exists(file)) {
      throw new IOException("there is no " + path + "; is the cable plugged?");
    }
    return file.toRealPath().toString();
  }

  private static String byUsb(String usb) throws IOException {
    List<SerialPort> ports =
        Arrays.stream(SerialPort.getCommPorts()).filter(p -> matches(usb, p)).toList();
    if (ports.size() != 1) {
      throw new IOException(
          (ports.isEmpty() ? "no USB adapter is " : "several USB adapters are ")
              + usb
              + (ports.isEmpty()
                  ? "; is the cable plugged?"
                  : ": "
                      + ports.stream()
                          .map(p -> p.getSystemPortPath() + " " + p.getSerialNumber())
                          .collect(Collectors.joining(", "))
                      + "; add the serial number"));
    }
    return ports.getFirst().getSystemPortPath();
  }

  private static boolean matches(String usb, SerialPort port) {
    String[] parts = usb.split(":", 3);
    return hex(parts, 0, port.getVendorID())
        && hex(parts, 1, port.getProductID())
        && (parts.length < 3
            || parts[2].isEmpty()
            || parts[2].equalsIgnoreCase(port.getSerialNumber()));
  }

  private static boolean hex(String[] parts, int i, int id) {
    return parts.length <= i
        || parts[i].isEmpty()
        || parts[i]
            .toLowerCase(Locale.ROOT)
            .replaceFirst("^0+(?=.)", "")
            .equals(Integer.toHexString(id));
  }

  private static ReopeningLink.Wire open(String path, Protocol.Serial settings, boolean echo)
      throws IOException {
    SerialPort port;
    try {
      port = SerialPort.getCommPort(path);
    } catch (SerialPortInvalidPortException e) {
      throw new IOException(path + " is no serial port", e);
    }
    port.setComPortParameters(
        settings.baud(), settings.dataBits(), stopBits(settings), parity(settings));
    port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
    port.setComPortTimeouts(
        SerialPort.TIMEOUT_READ_SEMI_BLOCKING | SerialPort.TIMEOUT_WRITE_BLOCKING,
        READ_MILLIS,
        WRITE_MILLIS);
    // Said before the opening, jSerialComm sets the lines as it opens: one edge at most. KEEP says
    // nothing, and the line stays as the system's driver has it.
    switch (settings.dtr()) {
      case KEEP -> {}
      case ON -> port.setDTR();
      case OFF -> port.clearDTR();
    }
    switch (settings.rs485() == Protocol.Rs485.RTS ? Protocol.Line.OFF : settings.rts()) {
      case KEEP -> {}
      case ON -> port.setRTS();
      case OFF -> port.clearRTS();
    }
    if (settings.rs485() == Protocol.Rs485.DRIVER) {
      port.setRs485ModeParameters(true, true, false, false, 0, 0);
    }
    if (!port.openPort(0)) {
      throw new IOException(
          path
              + " cannot be opened (error "
              + port.getLastErrorCode()
              + (Files.isWritable(Path.of(path))
                  ? "); does another program have it open?"
                  : "); may this user open it? On Linux the group is often 'dialout'"));
    }
    ReopeningLink.Wire wire = new Port(port, path);
    if (settings.rs485() == Protocol.Rs485.RTS) {
      if (!port.clearRTS()) {
        port.closePort();
        throw new IOException(HalfDuplexWire.noLine(path));
      }
      wire = new HalfDuplexWire(wire, new Driver(port), path, nanosPerByte(settings));
    }
    return echo ? new EchoingWire(wire) : wire;
  }

  /** RTS opens the driver of the pair. */
  private record Driver(SerialPort port) implements HalfDuplexWire.Driver {
    @Override
    public boolean speak(boolean on) {
      return on ? port.setRTS() : port.clearRTS();
    }

    @Override
    public int waiting() {
      return port.bytesAwaitingWrite();
    }
  }

  private static int stopBits(Protocol.Serial settings) {
    return settings.stopBits() == 2 ? SerialPort.TWO_STOP_BITS : SerialPort.ONE_STOP_BIT;
  }

  private static int parity(Protocol.Serial settings) {
    return switch (settings.parity()) {
      case 'E' -> SerialPort.EVEN_PARITY;
      case 'O' -> SerialPort.ODD_PARITY;
      default -> SerialPort.NO_PARITY;
    };
  }

  private record Port(SerialPort port, String path) implements ReopeningLink.Wire {

    @Override
    public int read(byte[] into) throws IOException {
      int n = port.readBytes(into, into.length);
      // A port that was pulled reads as an error on some systems and as nothing for ever on others.
      if (n < 0 || n == 0 && (!port.isOpen() || !Files.exists(Path.of(path)))) {
        throw new IOException(path + " is gone; is the cable plugged?");
      }
      return n;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      int n = port.writeBytes(bytes, bytes.length);
      if (n != bytes.length) {
        throw new IOException(path + " took " + Math.max(0, n) + " of " + bytes.length + " bytes");
      }
    }

    @Override
    public void close() {
      port.closePort();
    }
  }
}

package hybridge.io.serial;

import com.fazecast.jSerialComm.SerialPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The serial ports of this machine. */
public final class SerialPorts {
  private SerialPorts() {}

  /**
   * @param usb {@code vid:pid:serial} as the studio file takes it; empty when it is no USB adapter
   * @param open may this user open it?
   */
  public record Found(String path, String description, String usb, boolean open) {}

  public static List<Found> list() {
    return Arrays.stream(SerialPort.getCommPorts()).map(SerialPorts::found).toList();
  }

  private static Found found(SerialPort port) {
    String serial = port.getSerialNumber();
    String usb =
        port.getVendorID() < 0
            ? ""
            : String.format(
                Locale.ROOT,
                "%04x:%04x:%s",
                port.getVendorID(),
                port.getProductID(),
                serial == null || serial.equals("Unknown") ? "" : serial);
    Path path = Path.of(port.getSystemPortPath());
    boolean open = Files.isReadable(path) && Files.isWritable(path);
    return new Found(path.toString(), port.getDescriptivePortName(), usb, open);
  }
}

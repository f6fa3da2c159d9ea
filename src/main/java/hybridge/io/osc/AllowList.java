package hybridge.io.osc;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Who may speak to us: loopback always, and the networks of the studio file. Immutable. */
final class AllowList {
  private record Network(byte[] address, int bits) {
    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i & 7);
        if ((address[i >> 3] & mask) != (other[i >> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Network> networks = new ArrayList<>();

  /**
   * @param allow networks such as {@code 192.168.1.0/24}, or single addresses
   * @throws IllegalArgumentException if one of them is none
   */
  AllowList(List<String> allow) {
    for (String text : allow) {
      String[] parts = text.split("/", 2);
      if (!parts[0].matches("[0-9a-fA-F.:]+")) {
        throw new IllegalArgumentException(
            "'" + text + "' is no network; wanted one such as 192.168.1.0/24");
      }
      try {
        byte[] address = InetAddress.getByName(parts[0]).getAddress();
        int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : address.length * 8;
        if (bits > address.length * 8) {
          throw new IllegalArgumentException("'" + text + "': at most /" + address.length * 8);
        }
        networks.add(new Network(address, bits));
      } catch (UnknownHostException | NumberFormatException e) {
        throw new IllegalArgumentException(
            "'" + text + "' is no network; wanted one such as 192.168.1.0/24", e);
      }
    }
  }

  boolean allows(InetAddress sender) {
    return sender.isLoopbackAddress()
        || networks.stream().anyMatch(n -> n.contains(sender.getAddress()));
  }
}

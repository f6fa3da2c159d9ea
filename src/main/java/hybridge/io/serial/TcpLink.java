package hybridge.io.serial;

import hybridge.outboard.Link;
import hybridge.rt.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A unit that is reached over TCP: its own port or a serial server's. */
public final class TcpLink {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(TcpLink.class);

  private TcpLink() {}

  /**
   * @param signal is posted when something came in
   */
  public static Link to(String host, int port, Signal signal) {
    return new ReopeningLink(host + ":" + port, () -> open(host, port), signal, 0, true);
  }

  private static ReopeningLink.Wire open(String host, int port) throws IOException {
    // Unread bytes of a closed socket are lost, which is right: nothing is queued for a unit.
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setSoTimeout(READ_MILLIS);
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return new Connection(socket, socket.getInputStream(), socket.getOutputStream());
    } catch (IOException e) {
      socket.close();
      throw new IOException(
          host + ":" + port + " does not answer (" + e.getMessage() + "); is it on and connected?",
          e);
    }
  }

  private record Connection(Socket socket, InputStream in, OutputStream out)
      implements ReopeningLink.Wire {

    @Override
    public int read(byte[] into) throws IOException {
      try {
        int n = in.read(into);
        if (n < 0) {
          throw new IOException("the far side hung up");
        }
        return n;
      } catch (SocketTimeoutException nothingCame) {
        return 0;
      }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      out.write(bytes);
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        LOG.debug("{} did not close cleanly", socket, e);
      }
    }
  }
}

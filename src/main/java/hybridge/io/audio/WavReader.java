package hybridge.io.audio;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Reads WAV: 16, 24 and 32 bit whole numbers, 32 and 64 bit floating point, plain or extensible,
 * RIFF or RF64 (EBU Tech 3306). Samples come as floats, full scale 1. Used by one thread.
 */
public final class WavReader implements AutoCloseable {
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final int FRAMES_A_READ = 4096;

  private final Path file;
  private final FileChannel channel;
  private int format;
  private int channels;
  private int rate;
  private int bits;
  private long dataAt;
  private long frames;
  private long position;
  private ByteBuffer buffer;

  /**
   * @throws WavException if this is no WAV file that can be read
   * @throws IOException if the file cannot be opened
   */
  public WavReader(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      readHeader();
      buffer = ByteBuffer.allocate(FRAMES_A_READ * frameBytes()).order(ByteOrder.LITTLE_ENDIAN);
    } catch (EOFException e) {
      channel.close();
      throw new WavException(file, "a file that ends in its header", "a whole WAV file");
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** A file that is no WAV file of ours; the message names file, found and wanted. */
  public static final class WavException extends IOException {
    private static final long serialVersionUID = 1;
    private final String found;
    private final String wanted;

    WavException(Path file, String found, String wanted) {
      super(file + ": found " + found + "; wanted " + wanted);
      this.found = found;
      this.wanted = wanted;
    }

    public String found() {
      return found;
    }

    public String wanted() {
      return wanted;
    }
  }

  private void readHeader() throws IOException {
    ByteBuffer riff = bytes(0, 12);
    String magic = text(riff, 0);
    if (!(magic.equals("RIFF") || magic.equals("RF64")) || !text(riff, 8).equals("WAVE")) {
      throw new WavException(file, "a file that is not RIFF/WAVE", "a WAV file");
    }
    long at = 12;
    long dataSize64 = -1;
    while (at + 8 <= channel.size()) {
      ByteBuffer head = bytes(at, 8);
      String id = text(head, 0);
      long size = head.getInt(4) & 0xffff_ffffL;
      if (id.equals("ds64")) {
        dataSize64 = bytes(at + 8, 24).getLong(8);
      } else if (id.equals("fmt ")) {
        readFormat(bytes(at + 8, (int) Math.min(size, 40)));
      } else if (id.equals("data")) {
        if (format == 0) {
          throw new WavException(file, "a data chunk before the fmt chunk", "fmt first");
        }
        dataAt = at + 8;
        long length = size == 0xffff_ffffL && dataSize64 >= 0 ? dataSize64 : size;
        frames = Math.min(length, channel.size() - dataAt) / frameBytes();
        return;
      }
      at += 8 + size + (size & 1);
    }
    throw new WavException(file, "no data chunk", "a WAV file with sound in it");
  }

  private void readFormat(ByteBuffer fmt) throws WavException {
    if (fmt.capacity() < 16) {
      throw new WavException(file, "a fmt chunk of " + fmt.capacity() + " bytes", "16 or more");
    }
    format = fmt.getShort(0) & 0xffff;
    channels = fmt.getShort(2) & 0xffff;
    rate = fmt.getInt(4);
    bits = fmt.getShort(14) & 0xffff;
    if (format == EXTENSIBLE && fmt.capacity() >= 26) {
      format = fmt.getShort(24) & 0xffff;
    }
    boolean known =
        format == PCM && (bits == 16 || bits == 24 || bits == 32)
            || format == FLOAT && (bits == 32 || bits == 64);
    if (!known || channels == 0 || rate <= 0) {
      throw new WavException(
          file,
          "format " + format + ", " + bits + " bits, " + channels + " channels, " + rate + " Hz",
          "16, 24 or 32 bit PCM, or 32 or 64 bit float");
    }
  }

  private ByteBuffer bytes(long at, int count) throws IOException {
    ByteBuffer b = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (b.hasRemaining()) {
      if (channel.read(b, at + b.position()) < 0) {
        throw new EOFException();
      }
    }
    return b.flip();
  }

  private static String text(ByteBuffer b, int at) {
    byte[] four = new byte[4];
    b.get(at, four);
    return new String(four, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private int frameBytes() {
    return channels * bits / 8;
  }

  public Path file() {
    return file;
  }

  public int rate() {
    return rate;
  }

  public int channels() {
    return channels;
  }

  public long frames() {
    return frames;
  }

  /**
   * Reads the next frames into one array a channel; what lies behind the end is silence.
   *
   * @return how many of them came from the file
   */
  public int read(float[][] into, int count) throws IOException {
    int done = 0;
    int available = (int) Math.min(count, frames - position);
    while (done < available) {
      int now = Math.min(FRAMES_A_READ, available - done);
      buffer.clear().limit(now * frameBytes());
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, dataAt + position * frameBytes() + buffer.position()) < 0) {
          throw new EOFException(file + " became shorter while it was read");
        }
      }
      buffer.flip();
      for (int f = 0; f < now; f++) {
        for (int c = 0; c < channels; c++) {
          float x = sample();
          if (c < into.length) {
            into[c][done + f] = x;
          }
        }
      }
      done += now;
      position += now;
    }
    for (float[] row : into) {
      Arrays.fill(row, done, count, 0f);
    }
    return done;
  }

  private float sample() {
    if (format == FLOAT) {
      return bits == 32 ? buffer.getFloat() : (float) buffer.getDouble();
    }
    return switch (bits) {
      case 16 -> buffer.getShort() / 32_768f;
      case 24 -> {
        int low = buffer.getShort() & 0xffff;
        yield ((buffer.get() << 16) | low) / 8_388_608f;
      }
      default -> (float) (buffer.getInt() / 2_147_483_648.0);
    };
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

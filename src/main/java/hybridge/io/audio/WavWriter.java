package hybridge.io.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * Writes WAV: 32-bit float as it comes, or 16 and 24 bit whole numbers with triangular dither of ±1
 * LSB (error −93.3 and −141.5 dB below a full-scale sine, whatever the level). Room for an RF64
 * header is kept, so that a file may grow beyond 4 GiB (EBU Tech 3306). Used by one thread.
 */
public final class WavWriter implements AutoCloseable {
  private static final int HEADER = 12 + 36 + 26 + 8;
  private static final int FRAMES_A_WRITE = 4096;
  private static final long DITHER_SEED = 1;

  private final FileChannel channel;
  private final int channels;
  private final int rate;
  private final int bits;
  private final ByteBuffer buffer;
  private final Random random = new Random(DITHER_SEED);
  private long frames;

  /**
   * @param bits 16, 24 or 32 (float)
   * @param force replace what is there
   * @throws java.nio.file.FileAlreadyExistsException if the file exists and {@code force} is false
   */
  public WavWriter(Path file, int channels, int rate, int bits, boolean force) throws IOException {
    if (bits != 16 && bits != 24 && bits != 32) {
      throw new IllegalArgumentException(bits + " bits; wanted 16, 24 or 32");
    }
    this.channels = channels;
    this.rate = rate;
    this.bits = bits;
    this.channel =
        force
            ? FileChannel.open(
                file,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING)
            : FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    this.buffer =
        ByteBuffer.allocate(FRAMES_A_WRITE * channels * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
    writeHeader();
  }

  /** Appends frames from one array a channel. */
  public void write(float[][] from, int at, int count) throws IOException {
    for (int f = at; f < at + count; f++) {
      if (buffer.remaining() < channels * bits / 8) {
        drain();
      }
      for (int c = 0; c < channels; c++) {
        put(from[c][f]);
      }
    }
    frames += count;
  }

  private void put(float x) {
    if (bits == 32) {
      buffer.putFloat(x);
      return;
    }
    double full = bits == 16 ? 32_768 : 8_388_608;
    double dither = random.nextDouble() - random.nextDouble();
    int n = (int) Math.clamp(Math.rint(x * full + dither), -full, full - 1);
    buffer.putShort((short) n);
    if (bits == 24) {
      buffer.put((byte) (n >> 16));
    }
  }

  private void drain() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  private void writeHeader() throws IOException {
    long data = frames * channels * bits / 8;
    long riff = HEADER - 8 + data + (data & 1);
    boolean large = riff > 0xffff_fff0L;
    ByteBuffer h = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    h.put(ascii(large ? "RF64" : "RIFF")).putInt(large ? -1 : (int) riff).put(ascii("WAVE"));
    h.put(ascii(large ? "ds64" : "JUNK"))
        .putInt(28)
        .putLong(riff)
        .putLong(data)
        .putLong(frames)
        .putInt(0);
    h.put(ascii("fmt "))
        .putInt(18)
        .putShort((short) (bits == 32 ? 3 : 1))
        .putShort((short) channels);
    h.putInt(rate)
        .putInt(rate * channels * bits / 8)
        .putShort((short) (channels * bits / 8))
        .putShort((short) bits)
        .putShort((short) 0);
    h.put(ascii("data")).putInt(large ? -1 : (int) data);
    h.flip();
    channel.write(h, 0);
    if (channel.position() < HEADER) {
      channel.position(HEADER);
    }
  }

  private static byte[] ascii(String s) {
    return s.getBytes(StandardCharsets.US_ASCII);
  }

  /** Writes what is waiting and brings the header up to date: from here on the file is whole. */
  public void flush() throws IOException {
    drain();
    writeHeader();
  }

  public long frames() {
    return frames;
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      drain();
      if ((frames * channels * bits / 8 & 1) == 1) {
        channel.write(ByteBuffer.wrap(new byte[1]));
      }
      writeHeader();
    }
  }
}

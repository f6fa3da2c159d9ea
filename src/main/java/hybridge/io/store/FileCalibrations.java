package hybridge.io.store;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import hybridge.calibrate.Calibration;
import hybridge.calibrate.Calibrations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calibrations in a JSON file beside the studio file: {@code room.yaml} has {@code
 * room.calibration.json}. A file that cannot be read is put aside, never written over.
 */
public final class FileCalibrations implements Calibrations {
  private static final Logger LOG = LoggerFactory.getLogger(FileCalibrations.class);
  private static final TypeReference<List<Calibration>> LIST = new TypeReference<>() {};

  private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private final Path file;
  private List<Calibration> all;

  /** Of a studio file. */
  public FileCalibrations(Path studio) {
    String name = studio.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    this.file = studio.toAbsolutePath().resolveSibling(name + ".calibration.json");
    this.all = read();
  }

  private List<Calibration> read() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return List.copyOf(json.readValue(file.toFile(), LIST));
    } catch (IOException e) {
      Path aside = file.resolveSibling(file.getFileName() + ".unread");
      LOG.error(
          "{} cannot be read ({}); it is put aside as {}, and inserts count as not calibrated",
          file,
          e.getMessage(),
          aside.getFileName());
      try {
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException stays) {
        LOG.error("{} cannot be put aside: {}", file, stays.toString());
      }
      return List.of();
    }
  }

  @Override
  public synchronized Optional<Calibration> find(String insert, int rate, int block) {
    List<Calibration> of = all.stream().filter(c -> c.insert().equals(insert)).toList();
    return of.stream()
        .filter(c -> c.rate() == rate && c.block() == block)
        .findFirst()
        .or(() -> of.stream().reduce((first, second) -> second));
  }

  @Override
  public synchronized void keep(Calibration calibration) throws IOException {
    List<Calibration> next = new ArrayList<>(all);
    next.removeIf(
        c ->
            c.insert().equals(calibration.insert())
                && c.rate() == calibration.rate()
                && c.block() == calibration.block());
    next.add(calibration);
    all = List.copyOf(next); // in force until the end, written down or not
    write();
  }

  /** Beside the file first, down to the disk, and in its place only then. */
  private void write() throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      ByteBuffer bytes = ByteBuffer.wrap(json.writeValueAsBytes(all));
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
        folder.force(true); // the new name, too
      }
    } catch (IOException e) {
      try {
        Files.deleteIfExists(part);
      } catch (IOException stays) {
        e.addSuppressed(stays);
      }
      throw new IOException(why(e), e);
    }
  }

  private String why(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> file + " is write-protected, or its folder is";
      case NoSuchFileException gone -> "the folder " + file.getParent() + " is gone";
      case FileSystemException f -> file + ": " + (f.getReason() == null ? f : f.getReason());
      default -> file + ": " + e.getMessage();
    };
  }
}

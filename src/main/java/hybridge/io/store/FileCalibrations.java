package hybridge.io.store;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import hybridge.calibrate.Calibration;
import hybridge.calibrate.Calibrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    all = List.copyOf(next);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    json.writeValue(part.toFile(), all);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}

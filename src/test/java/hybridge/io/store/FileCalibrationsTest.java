package hybridge.io.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hybridge.calibrate.Calibration;
import hybridge.measure.LoopFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was measured, on a disk that takes it and on one that does not. */
class FileCalibrationsTest {
  @TempDir Path folder;

  private static Calibration of(String insert, int block, double delay) {
    Calibration.Channel channel =
        new Calibration.Channel(
            delay,
            0,
            -6,
            -6.5,
            -1,
            Double.NEGATIVE_INFINITY,
            100,
            Double.NaN,
            List.of(new LoopFigures.Band(1000, -6, -90, -120)));
    return new Calibration(
        insert,
        List.of(3),
        List.of(5),
        48_000,
        block,
        "2026-01-02T03:04:05Z",
        true,
        true,
        "",
        List.of(channel));
  }

  private List<String> files(Path in) throws IOException {
    try (Stream<Path> all = Files.list(in)) {
      return all.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatIsKeptIsReadAgain() throws IOException {
    Path studio = folder.resolve("room.yaml");
    new FileCalibrations(studio).keep(of("box", 64, 1000.25));
    new FileCalibrations(studio).keep(of("box", 128, 2000));
    new FileCalibrations(studio).keep(of("other", 64, 10));
    FileCalibrations again = new FileCalibrations(studio);
    assertThat(again.find("box", 48_000, 64)).contains(of("box", 64, 1000.25));
    assertThat(again.find("box", 48_000, 256)).contains(of("box", 128, 2000));
    assertThat(files(folder)).containsExactly("room.calibration.json");
  }

  /** A file of before passband and null were two. */
  @Test
  void anOlderFileIsReadToo() throws IOException {
    Files.writeString(
        folder.resolve("room.calibration.json"),
        """
        [{"insert":"box","sends":[3],"returns":[5],"rate":48000,"block":64,"date":"2025-01-01T00:00:00Z",
          "gainCompensated":true,"aligned":true,"channels":[{"delayFrames":1000.25,"blendFrames":0.0,
          "gainDb":-6.0,"polarity":-1,"noiseDbfs":-100.0,"snrDb":90.0,"distortionDb":-80.0,
          "bands":[{"hz":1000.0,"gainDb":-6.0,"residualDb":-90.0}]}]}]
        """);
    Calibration c =
        new FileCalibrations(folder.resolve("room.yaml")).find("box", 48_000, 64).orElseThrow();
    assertThat(c.channels().getFirst().delayFrames()).isEqualTo(1000.25);
    assertThat(c.channels().getFirst().nullGainDb()).isNull();
    assertThat(c.unaligned()).isEmpty();
  }

  @Test
  void whatCannotBeWrittenIsToldAndLeavesNothingBehind() throws IOException {
    Path room = Files.createDirectory(folder.resolve("room"));
    Path studio = room.resolve("room.yaml");
    FileCalibrations kept = new FileCalibrations(studio);
    kept.keep(of("box", 64, 1000));
    // A folder in the file's place stops even root, as a full or write-protected disk stops others.
    Files.move(room.resolve("room.calibration.json"), room.resolve("aside"));
    Path inTheWay = Files.createDirectory(room.resolve("room.calibration.json"));
    Files.createFile(inTheWay.resolve("something"));
    assertThatThrownBy(() -> kept.keep(of("box", 64, 2000)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("room.calibration.json");
    assertThat(files(room)).doesNotContain("room.calibration.json.part");
    assertThat(kept.find("box", 48_000, 64))
        .as("in force until the end")
        .contains(of("box", 64, 2000));
  }

  @Test
  void aFolderThatIsGoneIsNamed() throws IOException {
    Path room = Files.createDirectory(folder.resolve("gone"));
    FileCalibrations kept = new FileCalibrations(room.resolve("room.yaml"));
    Files.delete(room);
    assertThatThrownBy(() -> kept.keep(of("box", 64, 2000)))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("the folder .*gone is gone");
  }
}

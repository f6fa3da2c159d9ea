package hybridge.io.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hybridge.testing.Signals;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WavTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {16, 24, 32})
  void whatIsWrittenIsRead(int bits) throws IOException {
    Path file = folder.resolve("x.wav");
    float[][] sound = {Signals.noise(1, 0.9, 10_001), Signals.noise(2, 0.9, 10_001)};
    try (WavWriter w = new WavWriter(file, 2, 44_100, bits, false)) {
      w.write(sound, 0, 5_000);
      w.write(sound, 5_000, 5_001);
    }
    try (WavReader r = new WavReader(file)) {
      assertThat(r.rate()).isEqualTo(44_100);
      assertThat(r.channels()).isEqualTo(2);
      assertThat(r.frames()).isEqualTo(10_001);
      float[][] back = new float[2][10_100];
      assertThat(r.read(back, 10_100)).isEqualTo(10_001);
      float most = bits == 32 ? 0 : (float) (2.0 / (1 << (bits - 1)));
      for (int i = 0; i < 10_001; i++) {
        assertThat(back[0][i]).isCloseTo(sound[0][i], within(most));
        assertThat(back[1][i]).isCloseTo(sound[1][i], within(most));
      }
      assertThat(back[0][10_050]).isZero();
    }
  }

  @Test
  void ditherIsAsLoudAsItShouldBe() throws IOException {
    Path file = folder.resolve("x.wav");
    float[][] quiet = {Signals.sine(997, 1e-5, 96_000, 48_000)};
    try (WavWriter w = new WavWriter(file, 1, 48_000, 16, false)) {
      w.write(quiet, 0, 96_000);
    }
    try (WavReader r = new WavReader(file)) {
      float[][] back = new float[1][96_000];
      r.read(back, 96_000);
      float[] error = new float[96_000];
      for (int i = 0; i < error.length; i++) {
        error[i] = back[0][i] - quiet[0][i];
      }
      // TPDF: an error variance of LSB²/4, which is −93.3 dB below a full-scale sine.
      assertThat(Signals.db(Signals.rms(error, 0, error.length) / Math.sqrt(0.5)))
          .isCloseTo(-93.3, within(0.1));
    }
  }

  @Test
  void nothingIsOverwrittenUnasked() throws IOException {
    Path file = Files.writeString(folder.resolve("x.wav"), "precious");
    assertThatThrownBy(() -> new WavWriter(file, 1, 48_000, 32, false))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Files.readString(file)).isEqualTo("precious");
    new WavWriter(file, 1, 48_000, 32, true).close();
    assertThat(Files.size(file)).isPositive();
  }

  @Test
  void brokenFilesAreRefusedWithAReason() throws IOException {
    Path whole = folder.resolve("whole.wav");
    try (WavWriter w = new WavWriter(whole, 1, 48_000, 16, false)) {
      w.write(new float[][] {new float[100]}, 0, 100);
    }
    byte[] bytes = Files.readAllBytes(whole);
    Random random = new Random(5);
    for (int i = 0; i < 400; i++) {
      byte[] broken = i < 90 ? Arrays.copyOf(bytes, i) : bytes.clone();
      for (int k = 0; i >= 90 && k < 4; k++) {
        broken[random.nextInt(90)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("b" + i + ".wav"), broken);
      try (WavReader r = new WavReader(file)) {
        r.read(new float[Math.min(r.channels(), 4)][64], 64);
      } catch (WavReader.WavException e) {
        assertThat(e).hasMessageContaining("wanted");
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("shorter");
      }
    }
  }
}

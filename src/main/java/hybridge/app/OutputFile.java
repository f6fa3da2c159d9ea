package hybridge.app;

import hybridge.io.audio.WavWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** WAV files that commands write; what is in the way is wrong input, not a fault. */
final class OutputFile {
  private OutputFile() {}

  static WavWriter wav(String option, Path file, int rate, int bits, boolean force) {
    try {
      if (Files.isDirectory(file)) {
        throw Exit.WrongInput.of(option, "", file + ", which is a folder", "a file", "");
      }
      return new WavWriter(file, 2, rate, bits, force);
    } catch (FileAlreadyExistsException e) {
      throw Exit.WrongInput.of(
          option, "", file + ", which exists", "a new file", "--force replaces it");
    } catch (NoSuchFileException e) {
      throw Exit.WrongInput.of(
          option, "", file + ", whose folder does not exist", "a file in a folder that exists", "");
    } catch (IOException e) {
      throw Exit.WrongInput.of(
          option,
          "",
          file + ", which cannot be written (" + e.getMessage() + ")",
          "a file that can",
          "");
    }
  }
}

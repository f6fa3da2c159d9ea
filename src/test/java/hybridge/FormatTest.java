package hybridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every Java file stands as google-java-format writes it. A test and no plugin, because the
 * formatter reads Java with the compiler it runs on, and that has to be ours. To format everything:
 * {@code mvn test -Dtest=FormatTest -Dformat=write}.
 */
class FormatTest {

  @Test
  void everyFileIsFormatted() throws Exception {
    boolean write = "write".equals(System.getProperty("format"));
    List<Path> different = new ArrayList<>();
    Formatter formatter = new Formatter();
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        String formatted = formatter.formatSourceAndFixImports(source);
        if (!formatted.equals(source)) {
          different.add(file);
          if (write) {
            Files.writeString(file, formatted);
          }
        }
      }
    }
    assertThat(write ? List.of() : different)
        .as("files to format; run: mvn test -Dtest=FormatTest -Dformat=write")
        .isEmpty();
  }
}

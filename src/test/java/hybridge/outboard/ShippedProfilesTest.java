package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.codec.Vectors;
import hybridge.profile.ProfileReview;
import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.value.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every profile that we ship: sound, its vectors both ways, its driver against its simulator. */
class ShippedProfilesTest {

  static Stream<Path> profiles() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("device-profiles/outboard"))) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void vectorsHoldBothWaysAndEveryParameterComesBack(Path file) {
    Problems problems = new Problems(file.toString());
    Optional<UnitProfile> profile = UnitProfileReader.read(file, problems);
    assertThat(problems.list()).isEmpty();
    Vectors.check(profile.orElseThrow(), problems);
    ProfileReview.check(profile.get(), problems);
    assertThat(problems.list()).isEmpty();
    Rehearsal.check(profile.get(), problems);
    assertThat(problems.list()).isEmpty();
  }
}

package hybridge.surface;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ShortNamesTest {
  private static List<String> written(List<String> names, int room) {
    return ShortNames.unique(names, room).stream().map(n -> Lettering.fit(n, room, true)).toList();
  }

  @Test
  void whatWouldReadAlikeKeepsItsEnd() {
    assertThat(written(List.of("Background Vocals Left", "Background Vocals Right", "Kick"), 6))
        .containsExactly("BckgrL", "BckgrR", "Kick");
    assertThat(written(List.of("Guitar 1", "Guitar 2"), 4)).containsExactly("Gtr1", "Gtr2");
    assertThat(written(List.of("Kick", "Kick", "", ""), 6))
        .containsExactly("Kick1", "Kick2", "", "");
  }

  @Test
  void whatReadsDifferentlyStaysAsItIs() {
    List<String> names = List.of("Guitar Left", "Guitar Right", "Größe");
    assertThat(ShortNames.unique(names, 7)).isEqualTo(names);
  }

  @Property
  void noTwoReadAlike(
      @ForAll @Size(max = 16) List<@AlphaChars @StringLength(min = 1, max = 20) String> names,
      @ForAll @IntRange(min = 3, max = 12) int room) {
    List<String> written = written(names, room);
    assertThat(written).allMatch(s -> s.length() <= room);
    assertThat(new HashSet<>(written)).hasSameSizeAs(names);
  }
}

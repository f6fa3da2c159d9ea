package hybridge.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeptTest {
  private static Studio.Strip strip(String id, int number, int input) {
    return new Studio.Strip(id, number, id, List.of(input), List.of(), Optional.empty(), number);
  }

  @Test
  void whoHasTheSameIdIsTheSameWhereverHeStands() {
    assertThat(
            Kept.strips(
                List.of(strip("a", 1, 1), strip("b", 2, 2)),
                List.of(strip("new", 1, 3), strip("b", 2, 9), strip("a", 3, 1))))
        .containsExactly(Kept.NEW, 1, 0);
  }

  @Test
  void anotherNameAtTheSamePlaceIsARenaming() {
    List<Studio.Strip> before = List.of(strip("a", 1, 1), strip("b", 2, 2));
    assertThat(Kept.strips(before, List.of(strip("a", 1, 1), strip("c", 2, 2))))
        .containsExactly(0, 1);
    assertThat(Kept.strips(before, List.of(strip("a", 1, 1), strip("c", 2, 7))))
        .as("other inputs: another strip")
        .containsExactly(0, Kept.NEW);
    assertThat(Kept.strips(before, List.of(strip("b", 1, 1), strip("c", 2, 2))))
        .as("who stood there is elsewhere")
        .containsExactly(1, Kept.NEW);
    assertThat(Kept.vcas(List.of("All", "Band"), List.of("All", "Strings"))).containsExactly(0, 1);
  }
}

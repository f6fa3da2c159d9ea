package hybridge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.dsp.Lanes;
import hybridge.testing.ChildJvm;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** 128-, 256- and 512-bit vectors, the interpreter alone and the compilers give the same bits. */
class VectorWidthTest {

  /** Prints the vector width and a hash of a busy mix. */
  public static final class Hash {
    public static void main(String[] args) {
      System.out.println(
          Lanes.WIDTH + " " + Integer.toHexString(Arrays.deepHashCode(EngineTest.busy(64))));
    }
  }

  @Test
  void everyWidthGivesTheSameBits() throws Exception {
    String here = Integer.toHexString(Arrays.deepHashCode(EngineTest.busy(64)));
    String two = ChildJvm.run(Hash.class, List.of("-XX:MaxVectorSize=16")).strip();
    String four = ChildJvm.run(Hash.class, List.of("-XX:MaxVectorSize=32")).strip();
    String interpreted = ChildJvm.run(Hash.class, List.of("-Xint")).strip();
    assertThat(two).isEqualTo("2 " + here);
    assertThat(four.split(" ")[1]).isEqualTo(here);
    assertThat(interpreted.split(" ")[1]).isEqualTo(here);
  }
}

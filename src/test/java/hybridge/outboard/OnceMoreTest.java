package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers that are lost on the way, where messages are counted; on a clock of the test. */
class OnceMoreTest extends UnitBench {
  /** The operation that one of ours begins with: behind the COBS code and the number. */
  private static final int OPERATION = 2;

  /** A wire that loses one answer to an operation. */
  private static final class Leaky extends SimulatorLink {
    private final List<String> sent = new ArrayList<>();
    private int swallow = -1;
    private boolean swallowing;

    Leaky(Simulator box) {
      super(box);
    }

    @Override
    public boolean write(byte[] bytes) {
      sent.add(Bytes.hex(Bytes.text(bytes, 0, bytes.length)));
      swallowing = bytes[OPERATION] == swallow;
      return super.write(bytes);
    }

    @Override
    public int read(byte[] into) {
      int n = super.read(into);
      if (n > 0 && swallowing) {
        swallowing = false;
        swallow = -1;
        return 0;
      }
      return n;
    }
  }

  private final List<String> changes = new ArrayList<>();
  private Leaky leaky;

  @Override
  SimulatorLink wire(Simulator simulator) {
    leaky = new Leaky(simulator);
    return leaky;
  }

  private void begin() {
    plug(shipped("hybridge/reference-eq"));
    ready();
    box.listen((knob, value) -> changes.add(knob + " " + value));
    heard.clear();
    leaky.sent.clear();
  }

  private List<String> sent(String operation) {
    return leaky.sent.stream().filter(s -> s.substring(6, 8).equals(operation)).toList();
  }

  @Test
  void aCommitWhoseAnswerIsLostIsNoEmptyStage() {
    begin();
    leaky.swallow = 4;
    for (int i = 0; i < profile.knobs().size(); i++) {
      unit.want(i, profile.knobs().get(i).parameter().value(0.75));
    }
    assertThat(until(3_000, this::settled)).isTrue();
    assertThat(sent("04")).hasSize(2);
    assertThat(sent("04").get(0)).as("number and all").isEqualTo(sent("04").get(1));
    assertThat(heard).noneMatch(h -> h.startsWith("note"));
    assertThat(changes).as("each that moved, once").hasSize(10).doesNotHaveDuplicates();
    for (int i = 0; i < profile.knobs().size(); i++) {
      assertThat(unit.reported(i)).isEqualTo(box.values()[i]);
    }
  }

  @Test
  void aSetWhoseAnswerIsLostIsSaidAgainAndTheNewerOneAfterIt() {
    begin();
    int gain = profile.indexOf("low-gain");
    leaky.swallow = 3;
    unit.want(gain, -3);
    until(100, () -> false);
    unit.want(gain, -4);
    assertThat(until(3_000, this::settled)).isTrue();
    List<String> sets = sent("03");
    assertThat(sets).hasSize(3);
    assertThat(sets.get(0)).isEqualTo(sets.get(1)).isNotEqualTo(sets.get(2));
    assertThat(changes).containsExactly("low-gain -3.0", "low-gain -4.0");
    assertThat(unit.reported(gain)).isEqualTo(-4);
  }

  /** What changed between a frame and its repetition is not undone by it. */
  @Test
  void aFrameThatComesAgainIsNotObeyedTwice() {
    begin();
    byte[] set = Bytes.of(Bytes.fromHex("09 01 03 01 12 FC 18 3B 40 00"));
    box.hear(set, set.length, now);
    byte[] into = new byte[64];
    int first = box.say(into, now);
    String answer = Bytes.hex(Bytes.text(into, 0, first));
    assertThat(box.turn("low-gain", 5, now)).isEmpty();
    while (box.say(into, now) > 0) {
      // The report of the hand.
    }
    box.hear(set, set.length, now);
    int n = box.say(into, now);
    assertThat(Bytes.hex(Bytes.text(into, 0, n)))
        .isEqualTo(answer)
        .startsWith("03 81 03 06 12 FC 18");
    assertThat(box.values()[profile.indexOf("low-gain")]).isEqualTo(5);
  }
}

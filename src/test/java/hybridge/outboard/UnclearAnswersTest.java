package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Unit.State;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.value.Truth;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A box that answers is there, also when one of its answers is none that the profile knows. */
class UnclearAnswersTest {
  private static final UnitProfile PROFILE = UnitTest.profile();
  private static final int THRESHOLD = PROFILE.indexOf("threshold");
  private static final int RATIO = PROFILE.indexOf("ratio");
  private static final int BYPASS = PROFILE.indexOf("bypass");
  private static final long MS = 1_000_000L;

  private record Late(long at, String line) {}

  /** A box by a list of questions and answers; a set is answered with what it holds then. */
  private final class ListedBox implements Link {
    private final Map<String, String> answers = new HashMap<>();
    private final Deque<String> saying = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private boolean off;
    private int times = 1;
    private long slowMillis;
    private final Deque<Late> late = new ArrayDeque<>();
    private int renewed;

    ListedBox() {
      answers.put("ID?", "ID line-compressor 1.0");
      List.of("THR 0.0", "RAT 2.0", "ATT 10.0", "REL 150.0", "MKP 0.0", "BYP 0")
          .forEach(line -> answers.put("GET " + line.substring(0, 3), line));
    }

    @Override
    public String name() {
      return "list";
    }

    @Override
    public boolean open() {
      return true;
    }

    @Override
    public int generation() {
      return 1;
    }

    @Override
    public String trouble() {
      return "";
    }

    @Override
    public boolean write(byte[] bytes) {
      String line = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).strip();
      heard.add(line);
      String answer = answers.get(line);
      if (answer == null && line.startsWith("SET ")) {
        answer = "OK " + line.substring(4);
        answers.put("GET " + line.substring(4, 7), line.substring(4));
      }
      for (int i = 0; i < times && answer != null && !off; i++) {
        late.add(new Late(now + slowMillis * MS, answer + "\r\n"));
      }
      return true;
    }

    @Override
    public int read(byte[] into) {
      while (!late.isEmpty() && late.peek().at() <= now) {
        saying.add(late.poll().line());
      }
      if (saying.isEmpty()) {
        return 0;
      }
      byte[] bytes = saying.poll().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      System.arraycopy(bytes, 0, into, 0, bytes.length);
      return bytes.length;
    }

    @Override
    public void renew() {
      renewed++;
    }

    @Override
    public void close() {}
  }

  private final ListedBox box = new ListedBox();
  private final List<String> states = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Counters counters = new Counters();
  private String trouble = "";
  private double ratio = Double.NaN;
  private long now;

  private final Unit unit =
      new Unit(
          PROFILE,
          -1,
          Set.of(),
          box,
          new Unit.Listener() {
            @Override
            public void state(State state, String why) {
              states.add(state.word() + " " + why);
            }

            @Override
            public void reported(int knob, double value, Unit.Cause cause) {
              ratio = knob == RATIO ? value : ratio;
            }

            @Override
            public void lost(int knob) {
              ratio = knob == RATIO ? Double.NaN : ratio;
            }

            @Override
            public void truth(int knob, Truth truth) {}

            @Override
            public void note(String text) {
              notes.add(text);
            }

            @Override
            public void trouble(String text) {
              trouble = text;
            }
          },
          counters);

  private boolean until(long millis, BooleanSupplier met) {
    for (long end = now + millis * MS; now < end && !met.getAsBoolean(); now += MS) {
      unit.work(now);
    }
    return met.getAsBoolean();
  }

  private void pass(long millis) {
    until(millis, () -> false);
  }

  private void makeReady() {
    assertThat(until(10_000, () -> unit.state() == State.READY)).as("%s", states).isTrue();
  }

  @Test
  void oneAnswerThatIsNotUnderstoodLeavesTheRestReady() {
    box.answers.put("GET RAT", "RAT --");
    makeReady();
    assertThat(unit.truth(RATIO)).isInstanceOf(Truth.Unknown.class);
    assertThat(trouble).startsWith("ratio: 'get' is answered with \"RAT --\"");
    for (int other : new int[] {THRESHOLD, BYPASS}) {
      assertThat(unit.truth(other)).isInstanceOf(Truth.Reported.class);
    }
    pass(120_000);
    assertThat(unit.state()).isEqualTo(State.READY);
    assertThat(notes).hasSize(1);
    assertThat(states).hasSize(2);
    assertThat(counters.read(Health.UNIT_UNCLEAR)).isPositive();
  }

  @Test
  void aHandOnAnotherKnobDoesNotWaitForTheOneThatIsNotUnderstood() {
    box.answers.put("GET RAT", "RAT --");
    makeReady();
    for (int i = 0; i < 200; i++) {
      double wanted = -1 - i % 50;
      unit.want(THRESHOLD, wanted);
      String set = "SET THR " + (int) wanted + ".0";
      box.heard.clear();
      assertThat(until(30, () -> box.heard.contains(set))).as("%d ms", now / MS).isTrue();
      pass(97);
    }
  }

  @Test
  void whatIsUnderstoodAgainIsReported() {
    box.answers.put("GET RAT", "RAT --");
    makeReady();
    assertThat(ratio).isNaN();
    box.answers.put("GET RAT", "RAT 4.0");
    unit.want(RATIO, 4);
    pass(1_000);
    assertThat(unit.truth(RATIO)).isInstanceOf(Truth.Reported.class);
    assertThat(ratio).isEqualTo(4);
    assertThat(trouble).isEmpty();
  }

  @Test
  void aBoxThatIsSilentAboutOneThingIsThere() {
    box.answers.remove("GET RAT");
    makeReady();
    assertThat(trouble).isEqualTo("ratio: no answer to 'get'");
    box.heard.clear();
    pass(61_000);
    assertThat(unit.state()).isEqualTo(State.READY);
    assertThat(box.heard.stream().filter("GET RAT"::equals)).hasSizeLessThanOrEqualTo(2);
    box.answers.put("GET RAT", "RAT 3.0");
    assertThat(until(61_000, () -> unit.truth(RATIO) instanceof Truth.Reported)).isTrue();
    assertThat(trouble).isEmpty();
  }

  @Test
  void anOrderWhoseAnswerIsNotUnderstoodIsReadBack() {
    makeReady();
    box.answers.put("SET THR -20.0", "DONE");
    box.answers.put("GET THR", "THR -20.0");
    unit.want(THRESHOLD, -20);
    pass(5_000);
    assertThat(unit.state()).isEqualTo(State.READY);
    assertThat(unit.truth(THRESHOLD)).isInstanceOf(Truth.Reported.class);
    assertThat(unit.reported(THRESHOLD)).isEqualTo(-20);
    assertThat(notes).containsExactly("threshold: " + unclear("set", "DONE"));
  }

  private static String unclear(String word, String heard) {
    return "'%s' is answered with \"%s\", which %s does not know"
        .formatted(word, heard, PROFILE.id());
  }

  @Test
  void aBoxThatIsOffIsAwayAllTheSame() {
    box.answers.put("GET RAT", "RAT --");
    makeReady();
    box.off = true;
    assertThat(until(6_000, () -> unit.state() == State.AWAY)).isTrue();
    assertThat(trouble).startsWith("away: no answer to '");
  }

  @Test
  void aStrangerIsAwayWithWhatItSaid() {
    box.answers.put("ID?", "HELLO");
    pass(10_000);
    assertThat(unit.state()).isEqualTo(State.AWAY);
    assertThat(trouble).isEqualTo("away: " + unclear("identify", "HELLO"));
  }

  @Test
  void aBoxThatSaysEverythingTwiceHasNotStartedAnew() {
    box.times = 2;
    makeReady();
    pass(60_000);
    unit.want(THRESHOLD, -20);
    pass(60_000);
    assertThat(unit.state()).isEqualTo(State.READY);
    assertThat(states).hasSize(2);
    assertThat(unit.truth(THRESHOLD)).isInstanceOf(Truth.Reported.class);
  }

  @Test
  void aWireOnWhichNobodyAnswersIsOpenedAnew() {
    makeReady();
    box.off = true;
    pass(20_000);
    assertThat(box.renewed).isBetween(1, 4);
  }

  // --- what was not sent -----------------------------------------------------------------------

  @Test
  void aMoveWhileItIsReadAnewWasNotSent() {
    makeReady();
    unit.want(THRESHOLD, -20);
    pass(500);
    pass(150);
    box.saying.add("ID line-compressor 1.0\r\n");
    assertThat(until(100, () -> unit.state() == State.IDENTIFYING)).isTrue();
    unit.want(THRESHOLD, -30);
    assertThat(unit.truth(THRESHOLD)).isEqualTo(new Truth.Unsent("it is being read"));
    makeReady();
    box.heard.clear();
    pass(5_000);
    assertThat(box.heard).noneMatch(line -> line.startsWith("SET"));
    assertThat(unit.reported(THRESHOLD)).isEqualTo(-20);
    assertThat(unit.truth(THRESHOLD)).isInstanceOf(Truth.Unsent.class);
    unit.want(THRESHOLD, -30);
    pass(500);
    assertThat(box.heard).contains("SET THR -30.0");
    assertThat(unit.truth(THRESHOLD)).isInstanceOf(Truth.Reported.class);
  }

  @Test
  void whatTheBoxIsKnownToHoldIsNotSentAgain() {
    makeReady();
    unit.want(THRESHOLD, -20);
    pass(1_000);
    box.heard.clear();
    for (int i = 0; i < 50; i++) {
      unit.want(THRESHOLD, -20);
      pass(20);
    }
    assertThat(box.heard).noneMatch(line -> line.startsWith("SET"));
  }

  @Test
  void theSameTroubleIsNotedThreeTimesAtMost() {
    makeReady();
    box.answers.put("SET RAT 3.0", "OK RAT 3.0");
    box.answers.put("SET RAT 5.0", "OK RAT 5.0");
    for (int i = 0; i < 40; i++) {
      box.answers.put("GET RAT", "RAT x" + i);
      unit.want(RATIO, i % 2 == 0 ? 3 : 5);
      pass(6_000);
      assertThat(unit.truth(RATIO)).isInstanceOf(Truth.Unknown.class);
    }
    assertThat(notes).hasSize(3).allMatch(n -> n.startsWith("ratio: "));
    assertThat(trouble).contains("RAT x39");
    assertThat(unit.state()).isEqualTo(State.READY);
  }

  // --- what is no answer -----------------------------------------------------------------------

  @Test
  void aTroubleEndsWithTheNextGoodAnswer() {
    makeReady();
    box.answers.put("SET THR -20.0", "DONE");
    box.answers.put("GET THR", "THR -20.0");
    unit.want(THRESHOLD, -20);
    pass(5_000);
    unit.want(THRESHOLD, -21);
    pass(2_000);
    assertThat(trouble).isEmpty();
  }

  /**
   * Another text each time could be anything: it costs a time-out, and is asked once in a while.
   */
  @Test
  void anAnswerThatIsAnotherEachTimeHoldsUpNoHand() {
    box.answers.put("GET RAT", "RAT banana");
    makeReady();
    for (int i = 0; i < 200; i++) {
      box.answers.put("GET RAT", "RAT banana" + "x".repeat(i % 7));
      double wanted = -1 - i % 50;
      unit.want(THRESHOLD, wanted);
      String set = "SET THR " + (int) wanted + ".0";
      box.heard.clear();
      assertThat(until(30, () -> box.heard.contains(set))).as("%d ms", now / MS).isTrue();
      pass(97);
    }
    assertThat(unit.state()).isEqualTo(State.READY);
  }

  /** A box that chatters all the time, and takes its time to answer. */
  @Test
  void whatIsSaidUnaskedIsNoAnswer() {
    box.slowMillis = 60;
    for (int i = 0; i < 12_000; i++) {
      if (i % 20 == 0) {
        box.saying.add("MTR -" + i % 37 + "\r\n");
      }
      pass(1);
    }
    assertThat(unit.state()).isEqualTo(State.READY);
    assertThat(notes).isEmpty();
    assertThat(unit.truth(RATIO)).isInstanceOf(Truth.Reported.class);
  }

  /** Busy for a while: once it answers again, all that was missed is read at once. */
  @Test
  void afterABusySpellAllIsReadAgain() {
    List<String> gets = box.answers.keySet().stream().filter(k -> k.startsWith("GET")).toList();
    Map<String, String> later = new HashMap<>(box.answers);
    gets.forEach(box.answers::remove);
    makeReady();
    box.answers.putAll(later);
    assertThat(
            until(
                40_000,
                () -> {
                  boolean all = true;
                  for (int i = 0; i < PROFILE.knobs().size(); i++) {
                    all &= unit.truth(i) instanceof Truth.Reported;
                  }
                  return all;
                }))
        .isTrue();
  }

  @Test
  void noControlCharacterOfABoxIsShown() {
    makeReady();
    box.answers.put("SET THR -20.0", "ERR \u001b[31mboom" + "!".repeat(50));
    unit.want(THRESHOLD, -20);
    pass(1_000);
    assertThat(notes).hasSize(1);
    assertThat(notes.getFirst()).hasSizeLessThan(150).doesNotContain("\u001b").contains("[31mboom");
    assertThat(trouble).doesNotContain("\u001b");
  }

  @Test
  void bytesThatAreNoFrameAreToldAsThat() {
    box.answers.put("ID?", "ID f\u00fcnf 1.0");
    pass(10_000);
    assertThat(unit.state()).isEqualTo(State.AWAY);
    assertThat(trouble)
        .isEqualTo("away: 'identify' is answered with bytes that are no frame of " + PROFILE.id());
  }
}

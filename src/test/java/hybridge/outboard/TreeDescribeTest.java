package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.codec.Vectors;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.testing.TreeBox;
import hybridge.value.Kind;
import hybridge.value.Problems;
import hybridge.value.Safety;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boxes that are asked for their tree, place by place; on a clock of the test. */
class TreeDescribeTest {
  private static final long MS = 1_000_000L;

  private final TreeBox box = new TreeBox();
  private final TreeWire wire = new TreeWire(box);

  private static Describers.Wishes wishes(int most, String... only) {
    return new Describers.Wishes(9, 0, List.of(only), most);
  }

  private Describer ask(Describers.Wishes wishes) {
    Describer describer = Describers.of("control-tree", wishes).orElseThrow();
    Interview interview = new Interview(describer, wire);
    for (; wire.now < 20_000_000 * MS && !interview.over(); wire.now += MS) {
      interview.work(wire.now);
    }
    assertThat(interview.over()).isTrue();
    assertThat(interview.trouble()).isEqualTo(describer.trouble());
    return describer;
  }

  private String described(Describers.Wishes wishes) {
    Describer describer = ask(wishes);
    assertThat(describer.trouble()).isEmpty();
    return describer.profile();
  }

  private static List<String> ids(UnitProfile profile) {
    return profile.knobs().stream().map(UnitProfile.Knob::id).toList();
  }

  private static UnitProfile.Knob knob(UnitProfile profile, String id) {
    return profile.knobs().get(profile.indexOf(id));
  }

  private static void assertSound(UnitProfile profile) {
    Problems problems = new Problems("described");
    Vectors.check(profile, problems);
    Rehearsal.check(profile, problems);
    assertThat(problems.list()).isEmpty();
  }

  private static final List<String> ALL =
      List.of(
          "program-eq-1-band-m-mix",
          "program-eq-1-band-m-gain",
          "program-eq-1-band-m-fc",
          "program-reverb-level",
          "program-reverb-band-1-gain",
          "program-reverb-band-1-xover",
          "program-reverb-band-2-gain",
          "program-reverb-band-2-xover",
          "of-a-program-contr-minimum-0-2-0",
          "system-bypass",
          "system-tap",
          "system-initialize",
          "system-level");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theTreeBecomesAProfile(boolean newer) {
    box.newer = newer;
    box.sums = newer;
    String text = described(Describers.Wishes.USUAL);
    UnitProfile profile = DescribeTest.parsed(text);
    assertThat(profile.id()).isEqualTo("local/control-tree-09");
    assertThat(profile.evidence().source()).contains("version 1.10 of 12:34:56Jan 01 1998");
    assertThat(ids(profile)).containsExactlyElementsOf(ALL);
    var gain = knob(profile, "program-eq-1-band-m-gain").parameter();
    assertThat(gain.kind()).isEqualTo(Kind.STEPPED);
    assertThat(gain.min()).isEqualTo(-72);
    assertThat(gain.max()).isEqualTo(24);
    assertThat(gain.step()).isEqualTo(1);
    assertThat(gain.help()).isEqualTo("Program / EQ 1-Band (M) / Gain");
    assertThat(gain.safety()).isEqualTo(Safety.LEVEL);
    assertThat(knob(profile, "program-reverb-level").parameter().min()).isEqualTo(-96);
    assertThat(knob(profile, "of-a-program-contr-minimum-0-2-0").parameter().max()).isEqualTo(200);
    assertThat(knob(profile, "program-reverb-band-2-xover").parameter().min()).isEqualTo(-300);
    assertThat(knob(profile, "system-bypass").parameter().safety()).isEqualTo(Safety.DANGER);
    assertThat(knob(profile, "system-initialize").parameter().safety()).isEqualTo(Safety.DANGER);
    assertThat(text)
        .contains("left out, 12 bytes of data: system/name")
        .contains("left out, a range that hangs on what it is shown in: system/time")
        .contains("left out, not walked: tables and dumps: system/map");
    assertSound(profile);
    assertThat(box.asked).allSatisfy((question, times) -> assertThat(times).isEqualTo(1));
    assertThat(box.asked).doesNotContainKey("0303000100020000");
  }

  private boolean until(long millis, Unit unit, BooleanSupplier met) {
    for (long end = wire.now + millis * MS; wire.now < end && !met.getAsBoolean(); wire.now += MS) {
      unit.work(wire.now);
    }
    return met.getAsBoolean();
  }

  /** The box itself is driven by the profile that it told. */
  @Test
  void theProfileDrivesTheBox() {
    box.address = 3;
    box.sums = true;
    Describers.Wishes third = new Describers.Wishes(9, 3, List.of(), 512);
    UnitProfile profile = DescribeTest.parsed(described(third));
    Unit unit = new Unit(profile, wire, UnitTest.listener(new ArrayList<>()), new Counters());
    assertThat(until(60_000, unit, () -> unit.state() == Unit.State.READY)).isTrue();
    int xover = profile.indexOf("program-reverb-band-2-xover");
    int gain = profile.indexOf("program-eq-1-band-m-gain");
    unit.want(xover, -257);
    unit.want(gain, -6);
    assertThat(until(10_000, unit, () -> unit.settled(xover) && unit.settled(gain))).isTrue();
    assertThat((short) box.value(0, 1, 2, 1)).isEqualTo((short) -257);
    assertThat((byte) box.value(0, 0, 1)).isEqualTo((byte) -6);
    assertThat(unit.reported(xover)).isEqualTo(-257);
    box.turn(-60, 0, 0, 1);
    assertThat(until(10_000, unit, () -> unit.reported(gain) == -60)).isTrue();
  }

  @Test
  void aBranchMayBeAskedForAlone() {
    UnitProfile reverb = DescribeTest.parsed(described(wishes(512, "program/reverb")));
    assertThat(ids(reverb)).containsExactlyElementsOf(ALL.subList(3, 8));
    assertThat(box.asked).doesNotContainKey("03030000000000000000");
    assertSound(reverb);
    UnitProfile two =
        DescribeTest.parsed(described(wishes(512, "/Program/Reverb/Band-2/", "system/bypass")));
    assertThat(ids(two))
        .containsExactly(
            "program-reverb-band-2-gain", "program-reverb-band-2-xover", "system-bypass");
  }

  @Test
  void aBranchThatIsNotThereIsSaid() {
    assertThat(ask(wishes(512, "program/revrb", "system")).trouble().orElseThrow())
        .isEqualTo(
            "no 'revrb' under program; there are eq-1-band-m, reverb,"
                + " knob-assignments-of-a-program");
    assertThat(ask(wishes(512, "sistem")).trouble().orElseThrow())
        .isEqualTo("no 'sistem' under the root; there are program, system");
    assertThat(ask(wishes(512, "system/map")).trouble().orElseThrow())
        .isEqualTo(
            "it has no parameters that could be set: left out, not walked: tables and dumps:"
                + " system/map");
  }

  @Test
  void soManyAndNoMore() {
    String text = described(wishes(4));
    assertThat(ids(DescribeTest.parsed(text))).containsExactlyElementsOf(ALL.subList(0, 4));
    assertThat(text).contains("more than 4 parameters: the others were not asked for");
    assertThat(described(wishes(13))).doesNotContain("more than");
  }

  /** More than a box that wants pauses tells within the time that a small one may take. */
  @Test
  void aLargeTreeIsPlayed() {
    Integer[] branches = new Integer[9];
    Integer[] leaves = new Integer[64];
    java.util.Arrays.fill(branches, 0x110);
    java.util.Arrays.fill(leaves, 3);
    box.branch(0x100, "Root", branches);
    box.branch(0x110, "Slot", leaves);
    UnitProfile profile = DescribeTest.parsed(described(wishes(256)));
    assertThat(profile.knobs()).hasSize(256);
    assertSound(profile);
  }

  /** A second answer to a question that was asked twice is no answer to the next. */
  @Test
  void lateAnswersAreNotTakenForOthers() {
    wire.delayNanos = 700 * MS;
    UnitProfile profile = DescribeTest.parsed(described(Describers.Wishes.USUAL));
    assertThat(ids(profile)).containsExactlyElementsOf(ALL);
    assertThat(knob(profile, "program-eq-1-band-m-gain").parameter().min()).isEqualTo(-72);
    assertThat(box.asked).anySatisfy((question, times) -> assertThat(times).isEqualTo(2));
  }

  /** One place, and one kind, of which the box says nothing; the rest is told all the same. */
  @Test
  void whatItWillNotTellIsLeftOut() {
    box.silentPlaces.add(List.of(0, 0, 1));
    box.silentKinds.add(8);
    String text = described(Describers.Wishes.USUAL);
    List<String> there = new ArrayList<>(ALL);
    there.removeIf(id -> id.contains("gain") && id.contains("eq-1") || id.contains("xover"));
    UnitProfile profile = DescribeTest.parsed(text);
    assertThat(ids(profile)).containsExactlyElementsOf(there);
    assertThat(text).contains("no answer about it: program/eq-1-band-m/1");
    assertSound(profile);
  }

  /** A box that was pulled out is no box that does not know one thing. */
  @Test
  void aBoxThatGoesAwayIsGivenUp() {
    Describers.Wishes usual = Describers.Wishes.USUAL;
    Interview interview = new Interview(Describers.of("control-tree", usual).orElseThrow(), wire);
    wire.answersLeft = 12;
    long start = wire.now;
    for (; wire.now < start + 120_000 * MS && !interview.over(); wire.now += MS) {
      interview.work(wire.now);
    }
    assertThat(interview.trouble()).contains("no answer any more after 12 questions");
  }

  // --- names -----------------------------------------------------------------------------------

  private static TreePlace place(String path, Integer... levels) {
    List<String> words = List.of(path.split("/"));
    return new TreePlace(List.of(levels), words, words, List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "program/eq/gain, program-eq-gain",
    "12345678/12345678/12345678/abc, p-12345678-12345678-12345678-abc",
    "a2345678/12345678/12345678/abcde, a2345678-12345678-12345678-abcde",
    "a2345678/12345678/12345678/abcdef, p-12345678-abcdef-1-2-3-4",
    "2nd-out, p-2nd-out",
    "state, p-state",
    "a/b/c/veryveryverylongnamewithoutanyend, veryveryverylongnamewith-1-2-3-4",
  })
  void anIdHangsOnItsPlaceAlone(String path, String id) {
    TreePlace place = place(path, 1, 2, 3, 4);
    assertThat(place.id()).isEqualTo(id).hasSizeLessThanOrEqualTo(32);
  }

  @ParameterizedTest
  @CsvSource({
    "a/mix, LEVEL",
    "a/delay-fbk, LEVEL",
    "a/decay, SAFE",
    "program/eq/q, SAFE",
    "a/program, DANGER",
    "a/bypass-mix, DANGER",
    "initialize/what, DANGER",
    "a/store, STORE",
    "copy/level, STORE",
    "a/input-level, ROUTE",
    "a/mute, MUTE",
    "a/midi-speed, DANGER",
    "a/initial-delay, SAFE",
    "a/standby, POWER",
  })
  void theCarefulClassIsTaken(String path, Safety safety) {
    assertThat(place(path, 1).safety()).isEqualTo(safety);
  }

  /** Two ids alike, and both bear their numbers. */
  @Test
  void namesThatMeetAreToldApart() {
    box.branch(0x130, "EQ Reverb", 4);
    box.branch(0x110, "Program", 0x130, 0x140);
    box.branch(0x140, "EQ", 0x150);
    box.branch(0x150, "Reverb", 4);
    UnitProfile profile = DescribeTest.parsed(described(wishes(512, "program")));
    assertThat(ids(profile))
        .containsExactly("program-eq-reverb-level-0-0-0", "program-eq-reverb-level-0-1-0-0");
  }

  // --- boxes that are broken or mean harm ------------------------------------------------------

  @Test
  void aCircleIsNotWalked() {
    box.branch(0x160, "Band", 2, 0x140);
    String text = described(Describers.Wishes.USUAL);
    assertThat(text).contains("a branch within itself: program/reverb/band-1/reverb");
    box.branch(0x100, "Root", 0x100);
    assertThat(ask(Describers.Wishes.USUAL).trouble().orElseThrow())
        .contains("within itself: root");
  }

  @Test
  void branchesWithoutEndAreNotWalked() {
    box.kinds.put(
        0x140, new TreeBox.Kind("Reverb", 0, 4, List.of(new int[] {0, 65_534}), List.of(1)));
    assertThat(described(Describers.Wishes.USUAL))
        .contains("numbers from 0 on without end: program/reverb");
    box.kinds.put(
        0x100, new TreeBox.Kind("Root", 0, 4, List.of(new int[] {0, 65_534}), List.of(1)));
    assertThat(ask(Describers.Wishes.USUAL).trouble().orElseThrow())
        .isEqualTo("the root of its tree has numbers from 0 on without end");
    box.kinds.put(0x100, new TreeBox.Kind("Root", 0, 4, List.of(), List.of()));
    assertThat(ask(Describers.Wishes.USUAL).trouble().orElseThrow())
        .isEqualTo("the root of its tree has no numbers of what is below");
    box.leaf(0x100, "Root", 1, 0, 1);
    assertThat(ask(Describers.Wishes.USUAL).trouble().orElseThrow()).contains("is no branch");
  }

  /** Its numbers may stand in several ranges, with holes between them. */
  @Test
  void whatIsBelowABranchMayHaveHoles() {
    box.kinds.put(
        0x130,
        new TreeBox.Kind(
            "EQ",
            0,
            4,
            List.of(new int[] {2, 2}, new int[] {0, 0}, new int[] {2, 2}),
            List.of(1, 99, 3)));
    UnitProfile profile = DescribeTest.parsed(described(wishes(512, "program/eq")));
    assertThat(ids(profile)).containsExactly("program-eq-mix", "program-eq-fc");
    assertThat(box.asked).doesNotContainKey("0303000000000001 00".replace(" ", ""));
  }

  /** Each level has five hundred below it, each of them another kind. */
  @Test
  void aForestIsGivenUp() {
    Integer[] below = new Integer[500];
    for (int i = 0; i < below.length; i++) {
      below[i] = 0x1000;
    }
    box.branch(0x100, "Root", below);
    box.branch(
        0x1000,
        "A",
        java.util.stream.IntStream.range(0, 500).mapToObj(i -> 1).toArray(Integer[]::new));
    assertThat(ask(wishes(1_000_000)).trouble().orElseThrow())
        .contains("more than 20000 places", "--only");
  }

  @Test
  void namesAreNothingButNames() {
    box.leaf(1, "x\"}\n  evil: {kind\u0007", 1, 0, 1);
    box.leaf(2, "\u0003\u0004", 1, 0, 1);
    box.leaf(3, "#%", 1, 0, 1);
    UnitProfile profile = DescribeTest.parsed(described(wishes(512, "program/eq-1-band-m")));
    assertThat(ids(profile))
        .containsExactly(
            "program-eq-1-band-m-x-evil-kind", "program-eq-1-band-m-n1", "program-eq-1-band-m-n2");
    assertSound(profile);
  }

  private static void say(Describer describer, int messageClass, int... body) {
    TreeBox voice = new TreeBox();
    byte[] bytes = new byte[body.length];
    for (int i = 0; i < body.length; i++) {
      bytes[i] = (byte) body[i];
    }
    voice.say(messageClass, bytes);
    byte[] frame = new byte[4096];
    describer.hear(frame, voice.say(frame));
  }

  private static Describer configured(int levels) {
    Describer describer = Describers.of("control-tree").orElseThrow();
    int[] body = new int[27];
    body[25] = levels;
    say(describer, 0, body);
    return describer;
  }

  @Test
  void whatMakesNoSenseIsSaid() {
    Describer describer = Describers.of("control-tree").orElseThrow();
    say(describer, 0, 1, 10, 0x31);
    assertThat(describer.trouble().orElseThrow()).isEqualTo("who it is makes no sense: 01 0A 31");
    assertThat(configured(0).trouble().orElseThrow()).contains("0 levels; wanted 1 to 7");
    describer = configured(5);
    say(describer, 3, 1);
    assertThat(describer.trouble().orElseThrow()).isEqualTo("the type of [] makes no sense: 01");
    describer = configured(5);
    say(describer, 3, 0x34, 0x12);
    say(describer, 4, 0x34, 0x12, 9, 0x41, 0x42);
    assertThat(describer.trouble().orElseThrow())
        .isEqualTo("what it tells of type 1234 makes no sense: 34 12 09 41 42");
    describer = configured(5);
    say(describer, 3, 0x34, 0x12);
    say(describer, 4, 0x34, 0x12, 1, 0x41, 0, 0, 4, 0xFF, 0xFF, 2, 0, 0, 1, 0, 0, 0);
    assertThat(describer.trouble().orElseThrow()).contains("type 1234 makes no sense");
    assertThat(describer.question()).isEmpty();
  }

  @Test
  void silenceIsGivenUp() {
    box.address = 7;
    Describer describer = Describers.of("control-tree").orElseThrow();
    Interview interview = new Interview(describer, wire);
    for (; wire.now < 60_000 * MS && !interview.over(); wire.now += MS) {
      interview.work(wire.now);
    }
    assertThat(interview.trouble().orElseThrow()).isEqualTo("nobody on tree says who it is");
  }

  /** Whatever comes, in answer or unasked: it stays alive, and there is a question or an end. */
  @Property(tries = 300)
  void anyAnswersLeaveItAlive(
      @ForAll @Size(max = 60) List<@IntRange(max = 4) Integer> classes,
      @ForAll @Size(max = 40) byte[] noise) {
    Describer describer = configured(5);
    describer.hear(noise, noise.length);
    byte[] end = {(byte) 0xF7};
    describer.hear(end, end.length);
    java.util.Random random = new java.util.Random(java.util.Arrays.hashCode(noise));
    for (int messageClass : classes) {
      int[] body = random.ints(random.nextInt(30), 0, random.nextBoolean() ? 5 : 256).toArray();
      say(describer, messageClass, body);
    }
    boolean over = describer.question().isEmpty();
    if (over && describer.trouble().isEmpty()) {
      assertSound(DescribeTest.parsed(describer.profile()));
    }
  }

  /** A box whose every answer has the right form and any content. */
  @Property(tries = 200)
  void anyTreeEnds(@ForAll long seed) {
    java.util.Random random = new java.util.Random(seed);
    Describer describer = configured(1 + random.nextInt(7));
    int questions = 0;
    while (describer.question().isPresent() && questions < 45_000) {
      questions++;
      byte[] q = describer.question().orElseThrow();
      int what = q[5] | q[6] << 4;
      if (what == 3) {
        say(describer, 3, random.nextInt(40), 0);
      } else {
        int flags = questions < 3 || random.nextInt(3) == 0 ? 4 : 0; // the root, mostly a branch
        int low = random.nextInt(3);
        int high = random.nextInt(random.nextBoolean() ? 6 : 256);
        int letter = 0x20 + random.nextInt(0x60);
        say(
            describer,
            4,
            q[7] | q[8] << 4,
            q[9] | q[10] << 4,
            2,
            letter,
            random.nextInt(256),
            1 + random.nextInt(2),
            0,
            flags,
            0xFF,
            0xFF,
            1,
            low,
            0,
            high,
            0,
            0,
            0);
      }
    }
    assertThat(describer.question()).isEmpty();
    if (describer.trouble().isEmpty()) {
      DescribeTest.parsed(describer.profile());
    }
  }
}

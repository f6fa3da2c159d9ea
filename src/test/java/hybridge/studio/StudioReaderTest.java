package hybridge.studio;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.value.InsertState;
import hybridge.value.Problem;
import hybridge.value.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudioReaderTest {

  private static List<Problem> problems(String yaml) {
    Problems problems = new Problems("studio.yaml");
    StudioReader.parse(yaml, Path.of("studio.yaml"), problems);
    return problems.list();
  }

  private static Studio sound(String yaml) {
    Problems problems = new Problems("studio.yaml");
    Studio studio = StudioReader.parse(yaml, Path.of("studio.yaml"), problems).orElseThrow();
    assertThat(problems.list()).isEmpty();
    return studio;
  }

  @Test
  void theSmallestStudio() {
    Studio s =
        sound(
            "studio: Room\n"
                + "console: {strips: [{name: Ünder Ärmel, input: 1}, {input: 2}, {name: 3rd, input:"
                + " [3, 4]}]}\n");
    assertThat(s.strips())
        .extracting(Studio.Strip::id)
        .containsExactly("under-armel", "strip-2", "rd");
    assertThat(s.main().outputs()).containsExactly(1, 2);
    assertThat(s.osc().port()).isEqualTo(9010);
    assertThat(s.web().port()).isEqualTo(7070);
    assertThat(s.audio().alignLimitFrames()).isEqualTo(12_000);
    assertThat(s.strips().get(2).stereo()).isTrue();
  }

  @Test
  void insertsTakeOneNumberForAllChannelsOrOneEach() {
    Studio s =
        sound(
            "inserts: {a: {send: [3, 4], return: [5, 6], delay: 10.5, gain: [1, -2], polarity: [1,"
                + " -1]}}");
    Studio.Insert a = s.inserts().getFirst();
    assertThat(a.delayFrames()).containsExactly(10.5, 10.5);
    assertThat(a.gainDb()).containsExactly(1.0, -2.0);
    assertThat(a.polarity()).containsExactly(1, -1);
    assertThat(a.unit()).isEmpty();
  }

  @Test
  void whatIsDoneAboutAFaultIsOneWordOrOneForEachState() {
    String insert = "inserts: {a: {send: 3, return: 5, onfault: %s}}";
    Studio.Insert one = sound(insert.formatted("mute")).inserts().getFirst();
    assertThat(one.onFault()).isEqualTo(InsertState.OnFault.MUTE);
    assertThat(one.onFaults()).isEmpty();
    Studio.Insert each =
        sound(insert.formatted("{all: bypass, dead: mute, gain: bypass, drift: hold}"))
            .inserts()
            .getFirst();
    assertThat(each.onFault()).isEqualTo(InsertState.OnFault.BYPASS);
    assertThat(each.onFaults())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                InsertState.DEAD, InsertState.OnFault.MUTE,
                InsertState.GAIN, InsertState.OnFault.BYPASS,
                InsertState.DRIFT, InsertState.OnFault.HOLD));
    assertThat(sound(insert.formatted("{dead: mute}")).inserts().getFirst().onFault())
        .isEqualTo(InsertState.OnFault.HOLD);
    for (String state : List.of("ok", "measuring", "howling", "deaf")) {
      assertThat(problems(insert.formatted("{" + state + ": mute}")))
          .as(state)
          .anySatisfy(p -> assertThat(p.found()).isEqualTo("an unknown key"));
    }
    assertThat(problems(insert.formatted("{dead: silence}")))
        .anySatisfy(p -> assertThat(p.wanted()).isEqualTo("one of hold, bypass, mute"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "console: {strips: [{input: 9}]} | input 9 | one of the interface's 8 inputs",
        "console: {strips: [{name: A}, {name: A}]} | 'a' again | an id of its own",
        "console: {mian: {outputs: [1, 2]}} | an unknown key | a key of this place",
        "console: {main: {outputs: [1]}} | 1 channels | two channels, such as [1, 2]",
        "console: {main: {outputs: [1, 1]}} | output 1 again | an output of its own",
        "console: {strips: 7} | '7' | a list",
        "audio: {rate: fast} | 'fast' | a whole number from 22050 to 192000",
        "audio: {align_limit: soon} | 'soon' | a time such as 250 ms",
        "inserts: {a: {send: 1, return: 2}} | output 1 again | an output of its own",
        "inserts: {a: {send: 3, return: 2}, b: {send: 4, return: 2}} | input 2 again | an input of"
            + " its own",
        "inserts: {a: {send: [3, 4], return: 2}} | 2 sends and 1 returns | one of each, or two of"
            + " each",
        "console: {strips: [{input: 2, insert: a}]}\\n"
            + "inserts: {a: {send: 3, return: 2}} | insert 'a' returning on input 2, which feeds"
            + " strip Strip 1 | a return that is not the input of a strip that can reach the"
            + " insert's send",
        "console: {strips: [{input: 1, insert: a}, {input: 2, insert: a}]}\\n"
            + "inserts: {a: {send: 3, return: 4}} | insert 'a' again | an insert in one place only",
        "units: {a: {profile: x/y}}\\n"
            + "inserts: {b: {send: 3, return: 4, unit: a}, a: {send: 5, return: 6}} | unit 'a' | a"
            + " unit in one insert only",
        "units: {truth: {profile: x/y}} | 'truth' | a name that is not reserved",
        "units: {a: {profile: x/y, serial: {baud: 9600}}} | neither port nor usb | one of them",
        "units: {a: {profile: x/y, serial: {port: p, rs485: yes}}} | 'yes' | one of none, rts,"
            + " driver",
        "osc: {listen: 0.0.0.0} | '0.0.0.0' without an allow-list | allow: [NETWORK, …] beside it",
        "web: {listen: 0.0.0.0} | '0.0.0.0' without a token | token: … of at least 8 characters"
            + " beside it",
        "studio: a\\nstudio: b | this key again | each key once",
        "a: &x [1]\\nb: *x | an anchor or alias | plain values",
      })
  void whatIsWrongIsNamed(String yaml, String found, String wanted) {
    assertThat(problems(yaml.replace("\\n", "\n")))
        .anySatisfy(
            p -> {
              assertThat(p.found()).isEqualTo(found);
              assertThat(p.wanted()).isEqualTo(wanted);
              assertThat(p.line()).isPositive();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a: [",
        "a: {b",
        "\t- x",
        "- a\n- b",
        "just words",
        "---\na: 1\n---\nb: 2",
        "{{{{{{{{"
      })
  void whatIsNoStudioIsAProblemAndNoException(String text) {
    assertThat(problems(text)).isNotEmpty();
  }

  @Test
  void depthIsBounded() {
    assertThat(problems("a: " + "[".repeat(5000) + "]".repeat(5000))).isNotEmpty();
  }

  @Property(tries = 300)
  void anyTextIsReadWithoutAnException(@ForAll @StringLength(max = 200) String text) {
    problems(text);
  }
}

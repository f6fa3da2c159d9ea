package hybridge.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hybridge.profile.Button;
import hybridge.profile.Control;
import hybridge.profile.Control.Kind;
import hybridge.simrack.VirtualSurface;
import hybridge.testing.Console;
import hybridge.testing.KeysBench;
import hybridge.value.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layers, pages, flip and spill, played on a surface of full size on a fake clock. */
class LayersTest {
  private static final String MCU = "mackie/control-universal";
  private final KeysBench bench = new KeysBench(MCU, KeysBench.console(20), "");
  private final VirtualSurface hands = bench.hands;

  private String upper(int strip) {
    return hands.text(strip, 0);
  }

  private String lower(int strip) {
    return hands.text(strip, 1);
  }

  private String digits() {
    char left = (char) hands.told(Control.of(Kind.DIGIT, 0));
    char right = (char) hands.told(Control.of(Kind.DIGIT, 1));
    return "" + (left < 0x20 ? (char) (left + 0x40) : left) + right;
  }

  @Test
  void selectingIsExclusiveAndItsLampFollows() {
    bench.tap(Button.SELECT, 2);
    assertThat(bench.number("/strip/3/select")).isEqualTo(1);
    assertThat(hands.lit(Button.SELECT, 2)).isTrue();
    bench.tap(Button.SELECT, 0);
    assertThat(bench.number("/strip/1/select")).isEqualTo(1);
    assertThat(bench.number("/strip/3/select")).isZero();
    assertThat(hands.lit(Button.SELECT, 2)).isFalse();
    bench.console.set("/group/2/select", true);
    bench.later(300);
    assertThat(bench.number("/strip/1/select")).isZero();
    assertThat(hands.lit(Button.SELECT, 0)).isFalse();
  }

  @Test
  void keysBringGroupsAuxesVcasAndAUsersListOntoTheFaders() {
    bench.tap(Button.BUSSES);
    assertThat(upper(0)).isEqualTo("Drums");
    assertThat(upper(2)).isEmpty();
    assertThat(hands.lit(Button.BUSSES, 0)).isTrue();
    bench.move(1, 0.5);
    assertThat(bench.number("/group/2/fader")).isCloseTo(-10, within(0.05));
    assertThat(bench.number("/strip/2/fader")).isZero();
    hands.press(Button.MUTE, 1);
    bench.later(50);
    assertThat(bench.number("/group/2/mute")).isEqualTo(1);
    bench.tap(Button.AUX);
    assertThat(List.of(upper(0), upper(1))).containsExactly("Verb", "Echo");
    bench.tap(Button.GLOBAL);
    bench.move(0, 0.5);
    assertThat(bench.number("/vca/1/fader")).isCloseTo(-10, within(0.05));
    bench.tap(Button.USER);
    assertThat(List.of(upper(0), upper(1))).containsExactly("Main", "Monitr");
    bench.move(1, 0.25);
    assertThat(bench.number("/monitor/level")).isCloseTo(-30, within(0.1));
    bench.tap(Button.USER);
    assertThat(upper(0)).as("the same key leads back").isEqualTo("S1");
  }

  @Test
  void eachListKeepsItsOwnBankAndSendsShareThatOfTheStrips() {
    bench.tap(Button.BANK_RIGHT);
    bench.tap(Button.CHANNEL_RIGHT);
    assertThat(upper(0)).isEqualTo("S10");
    bench.tap(Button.BUSSES);
    assertThat(upper(0)).isEqualTo("Drums");
    bench.tap(Button.OUTPUTS);
    assertThat(upper(0)).isEqualTo("S10");
    bench.tap(Button.AUDIO_TRACKS);
    assertThat(upper(0)).isEqualTo("S10");
  }

  @Test
  void flipPutsTheEncodersOntoTheFadersAndBack() {
    bench.console.set("/strip/1/pan", -100);
    bench.tap(Button.FLIP);
    assertThat(hands.lit(Button.FLIP, 0)).isTrue();
    assertThat(hands.fader(0)).isZero();
    assertThat(hands.fader(1)).isCloseTo(0.5, within(1e-3));
    bench.move(1, 1);
    assertThat(bench.number("/strip/2/pan")).isEqualTo(100);
    assertThat(bench.number("/strip/2/fader")).isZero();
    hands.turn(1, -10);
    bench.later(100);
    assertThat(bench.number("/strip/2/fader")).isNegative();
    bench.console.set("/strip/3/fader", Double.NEGATIVE_INFINITY);
    hands.press(Button.VPOT, 2);
    bench.later(100);
    assertThat(bench.number("/strip/3/fader"))
        .as("a push raises no fader")
        .isEqualTo(Double.NEGATIVE_INFINITY);
    bench.tap(Button.FLIP);
    assertThat(hands.fader(0)).isCloseTo(0.75, within(1e-3));
  }

  @Test
  void sendsOnFadersSayWhichAuxAndBlink() {
    bench.tap(Button.OUTPUTS);
    assertThat(hands.blinks(Button.OUTPUTS, 0)).isTrue();
    assertThat(digits()).isEqualTo("A1");
    assertThat(lower(0)).isEqualTo("-inf");
    assertThat(hands.fader(0)).isZero();
    hands.press(Button.DOWN, 0);
    bench.later(200);
    assertThat(List.of(upper(0), upper(1))).as("for a moment").containsExactly("AUX", "ECHO");
    bench.later(1300);
    assertThat(digits()).isEqualTo("A2");
    assertThat(upper(0)).isEqualTo("S1");
    bench.move(0, 0.75);
    assertThat(bench.number("/strip/1/send/2/level")).isCloseTo(0, within(0.02));
    assertThat(bench.number("/strip/1/send/1/level")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(lower(0)).startsWith("0.0");
  }

  @Test
  void pagesAreOfTheSelectedStripInPartsOfEight() {
    bench.tap(Button.SELECT, 4);
    bench.tap(Button.EQ);
    assertThat(digits()).isEqualTo("E1");
    assertThat(upper(0)).isEqualTo("Freq 1");
    assertThat(lower(1)).isEqualTo("0.0dB");
    hands.turn(1, 10);
    bench.later(200);
    assertThat(bench.number("/strip/5/eq/1/gain")).isPositive();
    assertThat(bench.number("/strip/1/eq/1/gain")).isZero();
    bench.tap(Button.RIGHT);
    bench.tap(Button.RIGHT);
    assertThat(digits()).isEqualTo("E3");
    assertThat(upper(0)).isEqualTo("EQ");
    assertThat(lower(0)).isEqualTo("off");
    hands.press(Button.VPOT, 0);
    bench.later(200);
    assertThat(bench.number("/strip/5/eq/on")).as("a switch toggles").isEqualTo(1);
    bench.tap(Button.RIGHT);
    assertThat(digits()).as("there is no fourth").isEqualTo("E3");
    bench.tap(Button.LEFT);
    assertThat(digits()).isEqualTo("E2");
    bench.tap(Button.INSTRUMENT);
    assertThat(List.of(upper(0), upper(1), upper(2))).containsExactly("Comp", "Thresh", "Ratio");
    assertThat(lower(2)).endsWith(":1");
    assertThat(hands.lit(Button.INSTRUMENT, 0)).isTrue();
    assertThat(hands.lit(Button.EQ, 0)).isFalse();
    bench.tap(Button.SEND);
    assertThat(upper(0)).isEqualTo("S1");
    hands.turn(0, 60);
    bench.later(100);
    assertThat(bench.number("/strip/1/send/1/level")).isGreaterThan(-60);
  }

  @Test
  void withNothingSelectedAPageIsOfTheFirstOfTheBank() {
    bench.tap(Button.BANK_RIGHT);
    bench.tap(Button.EQ);
    hands.turn(1, 5);
    bench.later(100);
    assertThat(bench.number("/strip/9/eq/1/gain")).isPositive();
  }

  @Test
  void theUnitPageShowsWhatTheBoxReportsAndTurnsItsKnobs() {
    bench.says("/unit/box/state", Value.of("ready"));
    bench.tap(Button.SELECT, 1);
    bench.tap(Button.PLUGIN);
    assertThat(digits()).isEqualTo("U1");
    assertThat(List.of(upper(0), upper(1), upper(2), upper(3), upper(4), upper(5)))
        .containsExactly("Thrshl", "Ratio", "Bypass", "Phantm", "Mode", "");
    assertThat(lower(0)).isEqualTo("unknow");
    hands.turn(0, -10);
    bench.later(100);
    assertThat(bench.number("/unit/box/threshold")).isCloseTo(-6, within(1e-6));
    bench.says("/unit/box/threshold/reported", Value.of(-1));
    bench.says("/unit/box/threshold/truth", Value.of("sent"));
    bench.later(100);
    assertThat(lower(0)).isEqualTo("-6dB?");
    for (int i = 0; i < 8; i++) {
      hands.turn(0, i % 2 == 0 ? 1 : -1);
      bench.later(200);
      assertThat(lower(0)).as("a hand is on it").matches("-[0-9.]+(dB)?\\?");
    }
    bench.later(400);
    assertThat(lower(0)).as("nothing was said since the last move").isEqualTo("sent");
    bench.says("/unit/box/threshold/truth", Value.of("refused"));
    bench.later(100);
    assertThat(lower(0)).as("where it stands, and that it was refused").isEqualTo("-1dB!");
    bench.says("/unit/box/threshold/reported", Value.of(-5.9));
    bench.says("/unit/box/threshold/truth", Value.of("reported"));
    bench.later(100);
    assertThat(lower(0)).isEqualTo("-5.9dB");
    hands.press(Button.VPOT, 0);
    bench.later(100);
    assertThat(bench.number("/unit/box/threshold"))
        .as("a push raises no unit")
        .isEqualTo(-6, within(1e-6));
    hands.press(Button.VPOT, 4);
    bench.later(100);
    assertThat(bench.number("/unit/box/mode")).as("a choice goes on").isEqualTo(1);
    bench.tap(Button.SELECT, 0);
    assertThat(upper(0)).as("no insert, no unit").isEmpty();
    assertThat(bench.ring(0)).isZero();
  }

  @Test
  void phantomPowerTurnsWithASecondFingerOnly() {
    bench.tap(Button.SELECT, 1);
    bench.tap(Button.PLUGIN);
    hands.press(Button.VPOT, 3);
    hands.turn(3, 60);
    bench.later(100);
    assertThat(bench.number("/unit/box/phantom")).isZero();
    hands.hold(Button.SHIFT, 0, true);
    hands.press(Button.VPOT, 3);
    bench.later(20);
    hands.hold(Button.SHIFT, 0, false);
    bench.later(100);
    assertThat(bench.number("/unit/box/phantom")).isEqualTo(1);
    bench.tap(Button.FLIP);
    bench.move(3, 0);
    assertThat(bench.number("/unit/box/phantom")).as("no fader holds it").isEqualTo(1);
  }

  @Test
  void theInsertPageShowsItsStateAndNobodyTurnsThat() {
    bench.tap(Button.SELECT, 1);
    bench.tapWith(Button.SHIFT, Button.PLUGIN);
    assertThat(List.of(upper(0), upper(1), upper(2))).containsExactly("InsOn", "InsMix", "InsSta");
    hands.turn(1, -50);
    hands.turn(2, 5);
    bench.later(100);
    assertThat(bench.number("/insert/box/mix")).isCloseTo(50, within(1e-6));
    assertThat(bench.number("/insert/box/state")).isZero();
    assertThat(lower(1)).isEqualTo("50.0%");
  }

  @Test
  void aVcaSpillsItsMembersAndTakesThemBack() {
    bench.console.set("/strip/3/vca/1", true);
    bench.console.set("/strip/12/vca/1", true);
    bench.tap(Button.GLOBAL);
    bench.tap(Button.SELECT, 0);
    assertThat(List.of(upper(0), upper(1), upper(2), upper(3)))
        .containsExactly("All", "S3", "S12", "");
    assertThat(hands.blinks(Button.SELECT, 0)).isTrue();
    bench.console.set("/strip/5/vca/1", true);
    bench.console.set("/strip/3/vca/1", false);
    bench.later(300);
    assertThat(List.of(upper(1), upper(2), upper(3))).containsExactly("S5", "S12", "");
    bench.move(2, 0.5);
    assertThat(bench.number("/strip/12/fader")).isCloseTo(-10, within(0.05));
    bench.tap(Button.SELECT, 0);
    assertThat(List.of(upper(0), upper(1))).containsExactly("All", "Some");
    bench.tap(Button.AUDIO_TRACKS);
    bench.tap(Button.GROUP);
    assertThat(upper(1)).as("the spill key, from anywhere").isEqualTo("S5");
    bench.tap(Button.GROUP);
    assertThat(upper(0)).isEqualTo("S1");
  }

  @Test
  void aKeyThatIsHeldActsWhileItIsHeld() {
    hands.hold(Button.BUSSES, 0, true);
    bench.later(1300);
    assertThat(upper(0)).isEqualTo("Drums");
    hands.hold(Button.BUSSES, 0, false);
    bench.later(1300);
    assertThat(upper(0)).isEqualTo("S1");
    hands.hold(Button.EQ, 0, true);
    bench.later(399);
    hands.hold(Button.EQ, 0, false);
    bench.later(1300);
    assertThat(digits()).as("a tap stays").isEqualTo("E1");
    hands.hold(Button.FLIP, 0, true);
    bench.later(500);
    hands.hold(Button.FLIP, 0, false);
    bench.later(300);
    assertThat(hands.lit(Button.FLIP, 0)).isFalse();
  }

  @Test
  void modifiersGiveEncodersAnotherPageWhileTheyAreHeld() {
    hands.hold(Button.OPTION, 0, true);
    bench.later(100);
    assertThat(hands.lit(Button.OPTION, 0)).isTrue();
    hands.turn(0, 10);
    bench.later(50);
    hands.hold(Button.OPTION, 0, false);
    bench.later(300);
    assertThat(bench.number("/strip/1/trim")).isPositive();
    assertThat(bench.number("/strip/1/pan")).isZero();
    hands.turn(0, 10);
    bench.later(100);
    assertThat(bench.number("/strip/1/pan")).isPositive();
  }

  @Test
  void theSpillKeySpillsAtOnceAfterItsVcaWasTakenAway() {
    bench.tap(Button.GROUP);
    assertThat(hands.lit(Button.GROUP, 0)).isTrue();
    bench.console.reload(KeysBench.studio(20).replace("vcas: [All, Some]", "vcas: [Some]"));
    bench.later(300);
    assertThat(hands.lit(Button.GROUP, 0)).isFalse();
    bench.tap(Button.GROUP);
    assertThat(upper(0)).isEqualTo("Some");
    assertThat(hands.lit(Button.GROUP, 0)).isTrue();
  }

  @Test
  void aSoloOfAGroupLightsTheSoloLampToo() {
    bench.console.set("/group/2/solo", true);
    bench.later(300);
    assertThat(hands.lit(Button.RUDE_SOLO_LAMP, 0)).isTrue();
  }

  @Test
  void theDigitsNeverNameAnotherAux() {
    String many = "auxes: [A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12]";
    bench.console.reload(KeysBench.studio(20).replace("auxes: [Verb, Echo]", many));
    bench.tap(Button.SEND);
    for (int i = 0; i < 11; i++) {
      hands.press(Button.DOWN, 0);
      bench.later(20);
    }
    bench.later(1300);
    assertThat(digits()).isEqualTo("12");
  }

  @Test
  void aUnitThatIsAwayIsSeenOnItsStripInTurns() {
    bench.says("/unit/box/state", Value.of("away"));
    int away = 0;
    for (int i = 0; i < 300; i++) {
      bench.later(10);
      away += lower(1).equals("AWAY") ? 1 : 0;
      assertThat(lower(0)).isEqualTo("0");
    }
    assertThat(away).isBetween(80, 120);
    assertThat(hands.blinks(Button.PLUGIN, 0)).isTrue();
    bench.says("/unit/box/state", Value.of("ready"));
    bench.later(3100);
    assertThat(lower(1)).isEqualTo("0");
    assertThat(hands.lit(Button.PLUGIN, 0)).isFalse();
  }

  @Test
  void transportKeysWithoutATransportHarmNothing() {
    bench.tap(Button.PLAY);
    bench.tap(Button.STOP);
    bench.tap(Button.REWIND);
    bench.tap(Button.TRANSPORT_RECORD);
    assertThat(bench.console.counters.read(hybridge.rt.Health.MOVES_REFUSED)).isZero();
  }

  @Test
  void banksAndLayersOutlastAReloadOfTheStudio() {
    bench.tap(Button.BANK_RIGHT);
    bench.tap(Button.BUSSES);
    Console console = bench.console;
    String studio = KeysBench.studio(20).replace("  strips:\n", "  strips:\n    - {name: New}\n");
    console.reload(
        studio
            .replaceAll("units:.*\n", "")
            .replaceAll("inserts:.*\n", "")
            .replace(", insert: box", ""));
    bench.later(500);
    assertThat(upper(0)).isEqualTo("Drums");
    bench.tap(Button.AUDIO_TRACKS);
    assertThat(upper(0)).as("the bank stays on its strips").isEqualTo("S9");
    bench.tap(Button.EQ);
    bench.on(hands); // as a reload that changes the surface does
    bench.later(1500);
    assertThat(upper(0)).isEqualTo("Freq 1");
    bench.tap(Button.PAN);
    assertThat(upper(0)).isEqualTo("S9");
  }

  @Test
  void stripsOfOneBankNeverReadAlike() {
    bench.console.set("/strip/1/name", "Guitar Left");
    bench.console.set("/strip/2/name", "Guitar Right");
    bench.console.set("/strip/3/name", "Kick");
    bench.console.set("/strip/4/name", "Kick");
    bench.later(400);
    assertThat(List.of(upper(0), upper(1))).containsExactly("GtrLft", "GtrRgh");
    assertThat(List.of(upper(2), upper(3))).doesNotHaveDuplicates();
  }

  @Test
  void anotherUnitInTheInsertIsOnThePageAfterAReload() {
    bench.tap(Button.SELECT, 1);
    bench.tap(Button.PLUGIN);
    assertThat(upper(0)).isEqualTo("Thrshl");
    bench.console.reload(
        KeysBench.studio(20)
            .replace("units: {", "units: {other: {profile: x/y}, ")
            .replace("inserts: {box: {", "inserts: {box: {unit: other, "));
    bench.later(500);
    int named = bench.console.desk.tree().require("/insert/box/unit");
    assertThat(bench.console.desk.value(named).words()).isEqualTo("other");
    assertThat(upper(0)).as("it has no parameters").isEmpty();
  }
}

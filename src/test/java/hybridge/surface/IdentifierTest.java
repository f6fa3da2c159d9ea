package hybridge.surface;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.profile.Encoding;
import hybridge.profile.Encoding.Kind;
import hybridge.profile.Form;
import hybridge.wire.MidiParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Hands of all sorts turn controls of all sorts, with other things on the wire. */
class IdentifierTest {
  private static final int ROUNDS = 400;

  /** A wire with a control on it, and what else speaks. */
  private static final class Wire {
    final Identifier identifier = new Identifier();
    private final MidiParser parser = new MidiParser(64);
    private final Random random;

    Wire(Random random) {
      this.random = random;
    }

    void send(Form form, int value) {
      for (byte[] m : MidiBytes.from(form, value)) {
        chatter();
        parser.feed(m, 0, m.length, identifier);
      }
    }

    private void chatter() {
      byte[] other =
          switch (random.nextInt(12)) {
            case 0 -> MidiBytes.bytes(0xFE);
            case 1 -> MidiBytes.bytes(0xF8);
            case 2 -> MidiBytes.bytes(0xF0, 1, 2, 0xF7);
            case 3 -> MidiBytes.bytes(0xD0, random.nextInt(128));
            default -> new byte[0];
          };
      parser.feed(other, 0, other.length, identifier);
    }
  }

  private interface Hand {
    void turn(Wire wire, Random random);
  }

  /** How often the first guess is right, and how often it is right and sure. */
  private static void identified(BiFunction<Learnt, Random, Boolean> right, Hand hand) {
    int sure = 0;
    List<String> wrong = new ArrayList<>();
    for (int seed = 0; seed < ROUNDS; seed++) {
      Wire wire = new Wire(new Random(seed));
      hand.turn(wire, new Random(seed));
      Identifier.Finding finding = wire.identifier.find();
      if (!right.apply(finding.found().getFirst(), new Random(seed))) {
        wrong.add(seed + ": " + finding);
      } else {
        sure += finding.sure() ? 1 : 0;
      }
      double all = finding.found().stream().mapToDouble(Learnt::likelihood).sum();
      assertThat(all).isBetween(0.999, 1.0000001);
    }
    assertThat(wrong).hasSizeLessThan(ROUNDS / 100 + 1);
    assertThat(sure).isGreaterThanOrEqualTo(ROUNDS * 99 / 100);
  }

  /** Slowly right, then fast left. */
  private static List<Integer> ticks(Random random) {
    List<Integer> ticks = new ArrayList<>();
    int slow = 5 + random.nextInt(20);
    for (int i = 0; i < slow; i++) {
      ticks.add(random.nextInt(8) == 0 ? 2 : 1);
    }
    int fast = 8 + random.nextInt(20);
    int most = 3 + random.nextInt(20);
    for (int i = 0; i < fast; i++) {
      ticks.add(-1 - random.nextInt(most));
    }
    return ticks;
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"TWOS", "OFFSET64", "SIGN6", "SIGN6INV"})
  void encodersOfOneController(Kind kind) {
    Encoding encoding = new Encoding(kind, List.of(), List.of(), false);
    identified(
        (found, random) -> found.encoding().kind() == kind && found.form().equals(cc(random)),
        (wire, random) -> {
          Form form = cc(random);
          for (int t : ticks(random)) {
            wire.send(form, encoding.value(t));
          }
        });
  }

  private static Form cc(Random random) {
    return new Form.Cc(random.nextInt(16), random.nextInt(96));
  }

  @ParameterizedTest
  @CsvSource({"127, 0", "127, 1", "0, 127", "63, 65", "10, 20"})
  void encodersOfTwoValues(int up, int down) {
    identified(
        (found, random) ->
            found.encoding().equals(new Encoding(Kind.TWOVALUE, List.of(up), List.of(down), false)),
        (wire, random) -> {
          Form form = cc(random);
          for (int t : ticks(random)) {
            wire.send(form, t > 0 ? up : down);
          }
        });
  }

  @Test
  void encodersOfTwoMessagesAndDataButtons() {
    identified(
        (found, random) ->
            found.encoding().kind() == Kind.DUAL
                && found.form().equals(new Form.Cc(3, 50))
                && found.down() == 40,
        (wire, random) ->
            ticks(random).forEach(t -> wire.send(new Form.Cc(3, t > 0 ? 50 : 40), 127)));
    identified(
        (found, random) ->
            found.encoding().kind() == Kind.INCDEC && found.form().equals(new Form.Cc(2, 96)),
        (wire, random) ->
            ticks(random).forEach(t -> wire.send(new Form.Cc(2, t > 0 ? 96 : 97), 1)));
  }

  /** A knob, from somewhere to the right and then back. */
  private static List<Integer> travel(Random random, int full) {
    List<Integer> values = new ArrayList<>();
    double at = random.nextDouble() * 0.6;
    for (int i = 0; i < 15 + random.nextInt(40); i++) {
      at = Math.clamp(at + (0.002 + 0.015 * random.nextDouble()) * (i < 12 ? 1 : -2), 0, 1);
      int value = (int) Math.rint(at * full);
      if (values.isEmpty() || values.getLast() != value) {
        values.add(value);
      }
    }
    return values;
  }

  @Test
  void knobsWithTwoEnds() {
    identified(
        (found, random) ->
            found.encoding().absolute() && !found.button() && found.form().equals(cc(random)),
        (wire, random) -> {
          Form form = cc(random);
          travel(random, 127).forEach(v -> wire.send(form, v));
        });
  }

  @Test
  void fourteenBitsInAllTheirForms() {
    List<Form> forms =
        List.of(
            new Form.Cc14(4, 7, 39, false),
            new Form.Cc14(0, 0, 32, true),
            new Form.Numbered(2, false, 1234, true),
            new Form.Numbered(2, false, 5, false),
            new Form.Numbered(9, true, 1, true),
            new Form.Bend(8));
    for (Form form : forms) {
      identified(
          (found, random) -> found.form().equals(form) && found.encoding().absolute(),
          (wire, random) ->
              travel(random, form.full())
                  .forEach(
                      v -> {
                        if (random.nextInt(20) == 0) {
                          wire.send(new Form.Note(0, 104), 127); // touched
                        }
                        wire.send(form, v);
                      }));
    }
  }

  @Test
  void aPairWhoseHighHalfIsLeftOutWhileItStays() {
    identified(
        (found, random) -> found.form().equals(new Form.Cc14(0, 5, 37, false)),
        (wire, random) -> {
          int before = -1;
          for (int v : travel(random, 16_383)) {
            if (v >> 7 != before) {
              wire.send(new Form.Cc(0, 5), v >> 7);
              before = v >> 7;
            }
            wire.send(new Form.Cc(0, 37), v & 0x7F);
          }
        });
  }

  @Test
  void keys() {
    identified(
        (found, random) -> found.button() && found.form().equals(new Form.Note(0, 20)),
        (wire, random) -> {
          wire.send(new Form.Note(0, 20), 127);
          wire.send(new Form.Note(0, 20), 0);
        });
    identified(
        (found, random) -> found.button() && found.form().equals(new Form.Cc(0, 20)),
        (wire, random) -> {
          for (int i = 0; i < 3 + random.nextInt(3); i++) {
            wire.send(new Form.Cc(0, 20), 127);
            wire.send(new Form.Cc(0, 20), 0);
          }
        });
  }

  private static Identifier.Finding of(int... values) {
    Wire wire = new Wire(new Random(1));
    for (int v : values) {
      wire.send(new Form.Cc(0, 30), v);
    }
    return wire.identifier.find();
  }

  @Test
  void whatMayBeTwoThingsIsNotSure() {
    Identifier.Finding right = of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    assertThat(right.sure()).as("twos and sign6 say the same to the right").isFalse();
    assertThat(right.ask()).contains("fast left");
    assertThat(right.found()).extracting(l -> l.encoding().kind()).contains(Kind.TWOS, Kind.SIGN6);
    assertThat(of(65, 65, 65, 65, 65, 65, 65, 65).sure()).isFalse();
    assertThat(of(1, 1, 127).sure()).as("too little").isFalse();
    assertThat(new Identifier().find().found()).isEmpty();
    assertThat(new Identifier().find().ask()).isEqualTo("move it");
    Wire two = new Wire(new Random(2));
    Random random = new Random(3);
    for (int i = 0; i < 30; i++) {
      two.send(new Form.Cc(0, 1), 30 + i);
      two.send(new Form.Cc(0, 9), 90 - i - random.nextInt(2));
    }
    assertThat(two.identifier.find().sure()).isFalse();
    assertThat(two.identifier.find().ask()).contains("two controls");
  }

  @Test
  void whatIsFoundIsWrittenAsProfilesHaveIt() {
    assertThat(new Learnt(new Form.Cc(1, 30), Encoding.ABSOLUTE, -1, false, 1).yaml())
        .isEqualTo("{cc: 30, channel: 2}");
    assertThat(of(127, 127, 127, 127, 0, 0, 0, 0, 0).found().getFirst().yaml())
        .isEqualTo("{cc: 30, encoding: twovalue, up: [127], down: [0]}");
    assertThat(
            new Learnt(new Form.Numbered(0, false, 300, false), Encoding.ABSOLUTE, -1, false, 1)
                .yaml())
        .isEqualTo("{nrpn: 300, bits: 7}");
  }
}

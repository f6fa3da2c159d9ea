package hybridge.io.serial;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.Link;
import hybridge.outboard.Unit;
import hybridge.outboard.codec.Dialect;
import hybridge.profile.Profiles;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Signal;
import hybridge.testing.NeedsTool;
import hybridge.testing.ReferenceBox;
import hybridge.testing.ReferenceBox.Coils;
import hybridge.value.Kind;
import hybridge.value.Problems;
import hybridge.value.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The daemon's own driver against firmware that shares nothing with it: an ATmega328P in simavr
 * behind a pseudo-terminal. What the relays do is read from their coils, with the simulated clock.
 */
@NeedsTool({"avr-gcc", "gcc", "simavr/sim_avr.h"})
@Timeout(60)
class ReferenceFirmwareIT {
  private static final double RELAY_MS = 6;
  private static final long UNMUTE = 1;
  private static final long PROCESS = 0xC000_0000L;
  private static final long LOUD = UNMUTE | PROCESS | 0xFFFE; // makeup and threshold
  private static final int THRESHOLD = 0;
  private static final int MAKEUP = 4;
  private static final int BYPASS = 6;
  private static final int MUTE = 7;

  private final UnitProfile profile = profile();
  private final Protocol protocol = profile.protocol().orElseThrow();
  private final Signal signal = Signal.ofJava();
  private final List<String> heard = new ArrayList<>();
  private ReferenceBox box;
  private Link link;
  private Unit unit;

  private static UnitProfile profile() {
    Problems problems = new Problems("test");
    return Profiles.ours().unit("hybridge/reference-compressor", problems).orElseThrow();
  }

  private final class Ears implements Unit.Listener {
    @Override
    public void state(Unit.State state, String why) {
      heard.add(state.word());
    }

    @Override
    public void reported(int knob, double value, Unit.Cause cause) {
      if (cause == Unit.Cause.PANEL) {
        heard.add("panel " + knob + " " + value);
      }
    }

    @Override
    public void truth(int knob, Truth truth) {}

    @Override
    public void note(String text) {
      heard.add(text);
    }
  }

  @BeforeEach
  void switchOn() throws Exception {
    box = ReferenceBox.start();
    link = SerialLink.at(box.port(), protocol.transport().serial().orElseThrow(), signal);
    unit = new Unit(profile, link, new Ears(), new Counters());
    drive(() -> unit.state() == Unit.State.READY);
    heard.clear();
  }

  @AfterEach
  void switchOff() throws Exception {
    link.close();
    box.close();
  }

  private void drive(BooleanSupplier met) throws InterruptedException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!met.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 10 s; heard " + heard).isLessThan(end);
      work();
    }
  }

  private void driveFor(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) {
      work();
    }
  }

  private void work() throws InterruptedException {
    if (unit.work(System.nanoTime()) == 0) {
      signal.await(Math.clamp(unit.nextNanos() - System.nanoTime(), 50_000, 5_000_000));
    }
  }

  private boolean settled() {
    for (int i = 0; i < profile.knobs().size(); i++) {
      if (!unit.settled(i) || !(unit.truth(i) instanceof Truth.Reported)) {
        return false;
      }
    }
    return true;
  }

  /** Sets some parameters, given as knob and value in turn; what the coils did. */
  private List<Coils> set(double... pairs) throws InterruptedException {
    for (int i = 0; i < pairs.length; i += 2) {
      unit.want((int) pairs[i], pairs[i + 1]);
    }
    drive(this::settled);
    for (int i = 0; i < pairs.length; i += 2) {
      assertThat(unit.reported((int) pairs[i])).isEqualTo(pairs[i + 1]);
    }
    return box.coils();
  }

  @Test
  void everyParameterGoesToItsEndsAndItsMiddle() throws Exception {
    assertThat(unit.firmware()).isEqualTo("1.0");
    Dialect dialect = new Dialect(protocol, -1);
    for (double norm : new double[] {0, 1, 0.5}) {
      for (int i = 0; i < profile.knobs().size(); i++) {
        var parameter = profile.knobs().get(i).parameter();
        unit.want(i, parameter.value(parameter.kind() == Kind.SWITCH ? Math.rint(norm) : norm));
      }
      drive(this::settled);
      for (int i = 0; i < profile.knobs().size(); i++) {
        var knob = profile.knobs().get(i);
        boolean toggle = knob.parameter().kind() == Kind.SWITCH;
        double wanted = knob.parameter().value(toggle ? Math.rint(norm) : norm);
        assertThat(unit.reported(i)).isEqualTo(dialect.asSent(knob.id(), wanted));
      }
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void aRideOfTwoHundredMovesEndsWhereTheHandDid() throws Exception {
    set(BYPASS, 0, MUTE, 0);
    for (int i = 1; i <= 200; i++) {
      unit.want(THRESHOLD, -i / 4.0);
      driveFor(5);
    }
    List<Coils> all = set(THRESHOLD, -50);
    assertThat(threshold(all.getLast().word())).isEqualTo(200);
    assertThat(all.getLast().word() & UNMUTE).isNotZero();
  }

  private static long threshold(long word) {
    return word >> 8 & 0xFF;
  }

  // --- the order of the relays -----------------------------------------------------------------

  @Test
  void itStartsMutedAtItsLowestAndBypassed() {
    List<Coils> all = box.coils();
    assertThat(all).isNotEmpty().allSatisfy(c -> assertThat(c.word() & LOUD).isZero());
    assertThat(all.getFirst().ms()).isLessThan(5);
    box.say("power");
    assertThat(box.coils())
        .hasSizeGreaterThan(1)
        .allSatisfy(c -> assertThat(c.word() & LOUD).isZero());
  }

  @Test
  void whatCouldBeHeardMovesBehindTheMute() throws Exception {
    box.coils();
    List<Coils> up = set(THRESHOLD, -20, MAKEUP, 6, BYPASS, 0, MUTE, 0);
    assertThat(up).hasSize(2); // it was muted already
    mutedThenOpen(up.get(0), up.get(1));
    for (double[] change :
        new double[][] {{MAKEUP, 0}, {BYPASS, 1, MAKEUP, 24}, {THRESHOLD, -30, 1, 20, 2, 200}}) {
      long before = up.getLast().word();
      List<Coils> all = set(change);
      assertThat(all).as("mute, change, open").hasSize(3);
      assertThat(all.get(0).word()).isEqualTo(before & ~UNMUTE);
      assertThat(all.get(1).ms() - all.get(0).ms()).isBetween(RELAY_MS, RELAY_MS + 2);
      mutedThenOpen(all.get(1), all.get(2));
      up = all;
    }
    List<Coils> off = set(MUTE, 1);
    assertThat(off).extracting(Coils::word).containsExactly(up.getLast().word() & ~UNMUTE);
  }

  /** In this order, and after the contacts have come to rest. */
  private static void mutedThenOpen(Coils changed, Coils opened) {
    assertThat(changed.word() & UNMUTE).isZero();
    assertThat(opened.word()).isEqualTo(changed.word() | UNMUTE);
    assertThat(opened.ms() - changed.ms()).isBetween(RELAY_MS, RELAY_MS + 2);
  }

  @Test
  void stepsOfOneUnitGoWithoutTheMuteAndAreNeverLouderOnTheWay() throws Exception {
    set(THRESHOLD, -20, MAKEUP, 1.75, BYPASS, 0, MUTE, 0);
    assertThat(set(THRESHOLD, -20.1)).as("the same position").isEmpty();
    List<Coils> plain = set(THRESHOLD, -20.25);
    assertThat(plain).hasSize(1);
    assertThat(threshold(plain.getFirst().word())).isEqualTo(81);

    set(THRESHOLD, -31.75);
    List<Coils> carried = set(THRESHOLD, -32);
    assertThat(carried).extracting(c -> threshold(c.word())).containsExactly(255L, 128L);
    assertThat(carried.get(1).ms() - carried.get(0).ms()).isBetween(RELAY_MS, RELAY_MS + 2);
    assertThat(set(THRESHOLD, -31.75))
        .extracting(c -> threshold(c.word()))
        .containsExactly(255L, 127L);
    List<Coils> makeup = set(MAKEUP, 2);
    assertThat(makeup).extracting(c -> c.word() >> 1 & 0x7F).containsExactly(0L, 8L);
    List<Coils> all = new ArrayList<>(plain);
    all.addAll(carried);
    all.addAll(makeup);
    assertThat(all).allSatisfy(c -> assertThat(c.word() & UNMUTE).isNotZero());
    assertThat(set(THRESHOLD, -32.5)).as("three positions").hasSize(3);
  }

  // --- hands and accidents ---------------------------------------------------------------------

  @Test
  void aHandOnItsPanelArrivesAsOne() throws Exception {
    set(THRESHOLD, -20);
    link.write(ReferenceWire.frame(0x3F, "07 01"));
    driveFor(50);
    box.say("turn -4");
    drive(() -> unit.reported(THRESHOLD) == -21);
    assertThat(heard).contains("panel 0 -21.0");
    box.say("turn 120"); // further than there is
    drive(() -> unit.reported(THRESHOLD) == 0);
  }

  @Test
  void aProgramThatHangsComesBackSafeAndNothingIsRaised() throws Exception {
    set(THRESHOLD, -20, MAKEUP, 12, BYPASS, 0, MUTE, 0);
    box.say("hang");
    drive(() -> heard.contains("identifying"));
    drive(() -> unit.state() == Unit.State.READY);
    driveFor(500);
    List<Coils> all = box.coils();
    assertThat(all.getFirst().word()).as("at the reset all coils fall").isZero();
    assertThat(all).hasSizeGreaterThan(1);
    assertThat(all).allSatisfy(c -> assertThat(c.word() & LOUD).isZero());
    for (int i = 0; i < profile.knobs().size(); i++) {
      double first = profile.knobs().get(i).parameter().initial().number();
      assertThat(unit.truth(i)).isInstanceOf(Truth.Reported.class);
      assertThat(unit.reported(i)).isEqualTo(first);
    }
    assertThat(heard).as("no hand did that").noneMatch(h -> h.startsWith("panel"));
  }

  @Test
  void aMegabyteOfNoiseMovesNothing() throws Exception {
    set(THRESHOLD, -20, BYPASS, 0, MUTE, 0);
    box.say("fast");
    ReferenceWire wire = new ReferenceWire(link);
    wire.noise(1 << 20);
    assertThat(wire.ask("02")).startsWith("00 01 F8 30");
    int wrong = Integer.parseInt(wire.ask("0A").substring(6, 11).replace(" ", ""), 16);
    assertThat(wrong).isBetween(3900, 4300); // one zero in 256 bytes
    assertThat(box.coils()).isEmpty(); // and in real time again
    set(THRESHOLD, -30);
  }
}

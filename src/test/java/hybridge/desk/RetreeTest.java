package hybridge.desk;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.planner.EngineFeed;
import hybridge.rt.Counters;
import hybridge.rt.Health;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.studio.StudioReader;
import hybridge.value.Access;
import hybridge.value.AddressPattern;
import hybridge.value.Kind;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.value.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A studio file is read again: who stays keeps his index and his value. */
class RetreeTest {
  private static final Origin HAND = Origin.surface("desk");
  private static final Origin FILE = Origin.file("studio.yaml");
  private static final Parameter THRESHOLD =
      Parameter.continuous(
          new hybridge.value.Address("/threshold"),
          hybridge.value.Unit.DB,
          -60,
          0,
          0,
          hybridge.value.Law.LINEAR,
          hybridge.value.Safety.LEVEL,
          "");

  private final Counters counters = new Counters();
  private final List<String> told = new ArrayList<>();
  private final List<Retree> retrees = new ArrayList<>();
  private Desk desk;

  private static Studio read(String yaml) {
    Problems problems = new Problems("studio.yaml");
    Studio studio = StudioReader.parse(yaml, Path.of("studio.yaml"), problems).orElseThrow();
    assertThat(problems.list()).isEmpty();
    return studio;
  }

  private static Map<String, List<Parameter>> models(Studio studio) {
    Map<String, List<Parameter>> models = new TreeMap<>();
    studio.units().forEach(u -> models.put(u.name(), List.of(THRESHOLD)));
    return models;
  }

  private void start(String yaml) {
    Studio studio = read(yaml);
    Tree tree = Tree.of(studio, models(studio));
    desk = new Desk(tree, Signal.ofJava(), counters);
    desk.guardedBy(EngineFeed.guard(studio, desk));
    tree.indexes().forEach(i -> desk.submit(new Request.Run(() -> hold(i, tree.start(i)))));
    desk.work();
    desk.listen(
        new Listener() {
          @Override
          public void changed(List<Change> changes, boolean bulk, long frame) {
            changes.forEach(
                c -> told.add(c.parameter().address() + " " + c.parameter().text(c.value())));
          }

          @Override
          public void retree(Retree retree) {
            retrees.add(retree);
            desk.guardedBy(EngineFeed.guard(retree.studio(), desk));
          }
        });
  }

  private void hold(int i, Value value) {
    if (desk.tree().get(i).access() != Access.METER) {
      desk.publish(i, value, FILE);
    }
  }

  private Set<Integer> reload(String yaml) {
    Studio studio = read(yaml);
    told.clear();
    return desk.retree(desk.tree().next(studio, models(studio)), studio, FILE, p -> false);
  }

  private int at(String address) {
    return desk.tree().require(address);
  }

  private Outcome set(String address, Object raw) {
    var answer = desk.ask(new Request.Set(at(address), raw, HAND, -1));
    desk.work();
    return answer.join();
  }

  private double number(String address) {
    return desk.value(at(address)).number();
  }

  private static String strips(String... names) {
    StringBuilder s = new StringBuilder("console:\n  strips:\n");
    for (String name : names) {
      s.append("    - {name: ").append(name).append(", input: ");
      s.append(1 + Math.abs(name.hashCode() % 8)).append("}\n");
    }
    return s.toString();
  }

  @Test
  void valuesFollowTheStripNotItsNumber() {
    start(strips("Kick", "Vocal"));
    set("/strip/1/fader", -6);
    set("/strip/2/fader", -12);
    set("/strip/2/eq/3/gain", 4);
    int vocal = at("/strip/2/fader");
    reload(strips("Snare", "Vocal", "Kick"));
    assertThat(number("/strip/1/fader")).as("new").isZero();
    assertThat(number("/strip/2/fader")).isEqualTo(-12);
    assertThat(number("/strip/2/eq/3/gain")).isEqualTo(4);
    assertThat(number("/strip/3/fader")).isEqualTo(-6);
    assertThat(at("/strip/2/fader")).isEqualTo(vocal);
    assertThat(told).as("nothing that was there has moved").isEmpty();
    assertThat(retrees).hasSize(1);
    assertThat(
            desk.tree().match(AddressPattern.parse("/strip/*/fader")).stream()
                .map(i -> desk.tree().get(i).address().path()))
        .containsExactly("/strip/1/fader", "/strip/2/fader", "/strip/3/fader");
  }

  @Test
  void whatIsOnItsWayMeansTheParameterThatItMeant() {
    start(strips("Kick", "Vocal"));
    desk.submit(new Request.Set(at("/strip/1/fader"), -6, HAND, -1));
    desk.submit(new Request.Set(at("/strip/2/fader"), -12, HAND, -1));
    reload(strips("New", "Kick"));
    desk.work();
    assertThat(number("/strip/1/fader")).isZero();
    assertThat(number("/strip/2/fader")).isEqualTo(-6);
    assertThat(counters.read(Health.MOVES_REFUSED)).as("the vocal's").isEqualTo(1);
  }

  @Test
  void whoComesBackIsAsHeWas() {
    start(strips("Kick", "Vocal"));
    set("/strip/2/fader", -12);
    int vocal = at("/strip/2/fader");
    reload(strips("Kick"));
    assertThat(desk.tree().find("/strip/2/fader")).isEmpty();
    assertThat(desk.tree().has(vocal)).isFalse();
    reload(strips("Vocal", "Kick"));
    assertThat(number("/strip/1/fader")).isEqualTo(-12);
    assertThat(at("/strip/1/fader")).isEqualTo(vocal);
  }

  @Test
  void aChangedStartValueMovesWhoStillHeldTheOldOne() {
    start(strips("Kick", "Vocal") + "values: {/strip/1/fader: -6, /strip/2/fader: -6}\n");
    set("/strip/2/fader", -20);
    Set<Integer> left =
        reload(strips("Kick", "Vocal") + "values: {/strip/1/fader: -3, /strip/2/fader: -3}\n");
    assertThat(number("/strip/1/fader")).isEqualTo(-3);
    assertThat(number("/strip/2/fader")).as("set by hand").isEqualTo(-20);
    assertThat(told).containsExactly("/strip/1/fader -3");
    assertThat(left).containsExactly(at("/strip/2/fader"));
  }

  @Test
  void startValuesAreThoseOfTheStripTheyStandFor() {
    start(strips("Kick") + "values: {/strip/1/fader: -6}\n");
    assertThat(reload(strips("New", "Kick") + "values: {/strip/2/fader: -6}\n")).isEmpty();
    assertThat(number("/strip/1/fader")).isZero();
    assertThat(number("/strip/2/fader")).isEqualTo(-6);
    assertThat(told).isEmpty();
  }

  @Test
  void aLineThatNobodyTouchedMovesNobody() {
    start(strips("Kick", "Vocal") + "values: {/strip/1/fader: -6}\n");
    reload(strips("New", "Kick", "Vocal") + "values: {/strip/1/fader: -6}\n");
    assertThat(number("/strip/1/fader")).as("new").isEqualTo(-6);
    assertThat(number("/strip/2/fader")).isEqualTo(-6);
    reload(strips("Vocal", "Kick") + "values: {/strip/1/fader: -6}\n");
    assertThat(number("/strip/1/fader")).isZero();
    assertThat(number("/strip/2/fader")).isEqualTo(-6);
    assertThat(told).isEmpty();
    reload(strips("Vocal", "Kick"));
    assertThat(number("/strip/2/fader")).as("nothing was said of it").isEqualTo(-6);
    reload(strips("Vocal", "Kick") + "values: {/strip/2/fader: -3}\n");
    assertThat(number("/strip/2/fader")).isEqualTo(-3);
    reload(strips("Vocal", "Kick"));
    assertThat(number("/strip/2/fader")).as("the line was taken out").isZero();
  }

  @Test
  void anotherNameKeepsTheRest() {
    String groups = "  groups: [Drums, Band]\n";
    start("console:\n" + groups + "  strips:\n    - {name: Kick, input: 1, group: Drums}\n");
    set("/strip/1/fader", -6);
    set("/group/1/fader", -3);
    reload(
        "console:\n  groups: [Kit, Band]\n  strips:\n    - {name: Bass Drum, input: 1, group:"
            + " Kit}\n");
    assertThat(number("/strip/1/fader")).isEqualTo(-6);
    assertThat(number("/group/1/fader")).isEqualTo(-3);
    assertThat(number("/strip/1/group")).isEqualTo(1);
    assertThat(told).containsExactlyInAnyOrder("/strip/1/name Bass Drum", "/group/1/name Kit");
  }

  @Test
  void choicesGoByTheirWords() {
    String two = "  strips:\n    - {name: Kick, input: 1}\n    - {name: Bass, input: 2}\n";
    start("console:\n  groups: [Drums, Band]\n" + two);
    set("/strip/1/group", "Band");
    set("/strip/1/comp/key", "bass");
    reload(
        "console:\n  groups: [New, Drums, Band]\n"
            + two.replace("strips:\n", "strips:\n    - {name: A, input: 5}\n"));
    Parameter group = desk.tree().get(at("/strip/2/group"));
    assertThat(group.text(desk.value(at("/strip/2/group")))).isEqualTo("Band");
    Parameter key = desk.tree().get(at("/strip/2/comp/key"));
    assertThat(key.text(desk.value(at("/strip/2/comp/key")))).isEqualTo("bass");
    reload("console:\n  groups: [Drums]\n" + two);
    assertThat(number("/strip/1/group")).as("its group is gone").isZero();
  }

  @Test
  void sendsFollowTheirAux() {
    String strip = "console:\n  strips: [{name: Kick, input: 1}]\n";
    start(strip + "  auxes: [Verb]\n  vcas: [All]\n");
    set("/strip/1/send/1/level", -10);
    set("/strip/1/vca/1", 1);
    reload(strip + "  auxes: [Delay, Verb]\n  vcas: [Band, All]\n");
    assertThat(number("/strip/1/send/1/level")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(number("/strip/1/send/2/level")).isEqualTo(-10);
    assertThat(number("/strip/1/vca/1")).isZero();
    assertThat(number("/strip/1/vca/2")).isEqualTo(1);
  }

  @Test
  void vcasMakeNoRingOfHandAndFile() {
    String console = "console:\n  strips: [{input: 1}]\n";
    start(console + "  vcas: [A, B]\n");
    set("/vca/1/vca/2", 1);
    reload(console + "  vcas: [A, B]\nvalues: {/vca/2/vca/1: on}\n");
    assertThat(number("/vca/2/vca/1")).isZero();
    reload(
        console
            + "  vcas: [A, B, C]\n"
            + "values: {/vca/2/vca/3: on, /vca/3/vca/1: on, /vca/3/fader: -3}\n");
    assertThat(number("/vca/2/vca/3") + number("/vca/3/vca/1")).as("one of the two").isEqualTo(1);
    assertThat(number("/vca/3/fader")).isEqualTo(-3);
  }

  @Test
  void aUnitThatStaysKeepsWhatItsBoxSaid() {
    String units = "units: {box: {profile: x/y}}\n";
    start(strips("Kick") + units);
    desk.submit(new Request.Publish(at("/unit/box/threshold/reported"), Value.of(-20), FILE));
    desk.submit(new Request.Publish(at("/unit/box/state"), Value.of("ready"), FILE));
    desk.work();
    reload(strips("New", "Kick") + "units: {other: {profile: x/y}, box: {profile: x/y}}\n");
    assertThat(number("/unit/box/threshold/reported")).isEqualTo(-20);
    assertThat(desk.value(at("/unit/box/state")).words()).isEqualTo("ready");
    assertThat(desk.value(at("/unit/other/state")).words()).isEqualTo("away");
    int gone = at("/unit/box/state");
    desk.submit(new Request.Publish(gone, Value.of("fault"), FILE));
    reload(strips("Kick"));
    told.clear();
    desk.work();
    assertThat(told).as("said by a unit that is gone").isEmpty();
  }

  /** Everything the desk holds by address, meters left out. */
  private Map<String, Value> all() {
    Map<String, Value> all = new TreeMap<>();
    for (int i : desk.tree().indexes()) {
      if (desk.tree().get(i).access() != Access.METER) {
        all.put(desk.tree().get(i).address().path(), desk.value(i));
      }
    }
    return all;
  }

  private static String random(Random random) {
    StringBuilder s = new StringBuilder("console:\n");
    for (String kind : List.of("groups: Drums Band Keys", "auxes: Verb Delay", "vcas: A B C")) {
      List<String> words = new ArrayList<>(List.of(kind.split(" ")));
      String key = words.removeFirst();
      java.util.Collections.shuffle(words, random);
      s.append("  ").append(key).append(' ');
      s.append(words.subList(0, random.nextInt(words.size() + 1))).append('\n');
    }
    List<String> names = new ArrayList<>(List.of("One", "Two", "Three", "Four", "Five"));
    java.util.Collections.shuffle(names, random);
    s.append("  strips:\n");
    for (String name : names.subList(0, 1 + random.nextInt(5))) {
      // The input is the strip's own, so that none is taken for another one renamed.
      int input = List.of("One", "Two", "Three", "Four", "Five").indexOf(name) + 1;
      s.append("    - {name: ").append(name).append(", input: ").append(input).append("}\n");
    }
    return s.append("values: {/strip/1/fader: ")
        .append(-random.nextInt(20))
        .append("}\n")
        .toString();
  }

  @Property(tries = 60)
  void thereAndBackEndsWithWhatWas(@ForAll long seed) {
    Random random = new Random(seed);
    String a = random(random);
    // Buses have no inputs to tell a renaming from a replacement: they keep their order here.
    String b = random(random).replaceAll("(?m)^  (groups|auxes|vcas): .*$\\n", "");
    for (String kind : List.of("groups", "auxes", "vcas")) {
      String line = a.lines().filter(l -> l.startsWith("  " + kind)).findFirst().orElseThrow();
      b = b.replace("console:\n", "console:\n" + line + "\n");
    }
    start(a);
    for (int i = 0; i < 200; i++) {
      int index = desk.tree().indexes().get(random.nextInt(desk.tree().indexes().size()));
      if (desk.tree().get(index).numeric() && desk.tree().get(index).kind() != Kind.ACTION) {
        desk.submit(new Request.SetNorm(index, random.nextDouble(), HAND, -1));
      }
    }
    while (desk.work() > 0) {}
    Map<String, Value> before = all();
    reload(b);
    reload(a);
    assertThat(all()).isEqualTo(before);
  }
}

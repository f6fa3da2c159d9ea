package hybridge.app;

import hybridge.app.StudioChange.Detail;
import hybridge.app.StudioChange.Part;
import hybridge.desk.Tree;
import hybridge.desk.View;
import hybridge.studio.Kept;
import hybridge.studio.Studio;
import hybridge.value.Access;
import hybridge.value.Numbers;
import hybridge.value.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares two readings of a studio file, the profiles that it uses included. Lines and comments
 * make no difference. Pure.
 */
final class StudioComparison {
  private static final String NONE = "none";

  private final StudioLoader.Loaded before;
  private final StudioLoader.Loaded after;
  private final Studio a;
  private final Studio b;
  private final List<StudioChange> found = new ArrayList<>();

  private StudioComparison(StudioLoader.Loaded before, StudioLoader.Loaded after) {
    this.before = before;
    this.after = after;
    this.a = before.studio();
    this.b = after.studio();
  }

  /**
   * All that is different, in the order of the file.
   *
   * @param after its tree follows that of {@code before} ({@link Tree#next})
   */
  static List<StudioChange> of(StudioLoader.Loaded before, StudioLoader.Loaded after) {
    StudioComparison comparison = new StudioComparison(before, after);
    comparison.locked();
    comparison.console();
    comparison.units();
    comparison.inserts();
    comparison.master();
    comparison.surfaces();
    comparison.startValues();
    comparison.network();
    return List.copyOf(comparison.found);
  }

  private void network() {
    setting("osc.allow", a.osc().allow().toString(), b.osc().allow().toString());
    if (!Objects.equals(a.web().token(), b.web().token())) {
      // What it is stays between the file and who reads it.
      String was = a.web().token() == null ? NONE : "a token";
      String is = b.web().token() == null ? NONE : "another token";
      found.add(new StudioChange.Setting("web.token", was, is));
    }
  }

  private void locked() {
    Studio.Audio x = a.audio();
    Studio.Audio y = b.audio();
    lock(
        "audio.driver",
        x.driver().name().toLowerCase(Locale.ROOT),
        y.driver().name().toLowerCase(Locale.ROOT));
    lock("audio.rate", x.rate(), y.rate());
    lock("audio.inputs", x.inputs(), y.inputs());
    lock("audio.outputs", x.outputs(), y.outputs());
    lock("audio.connect", connect(x), connect(y));
    lock("audio.client", x.client(), y.client());
    lock("audio.block", x.block(), y.block());
    lock("osc.port", a.osc().port(), b.osc().port());
    lock("osc.listen", a.osc().listen(), b.osc().listen());
    lock("web.port", a.web().port(), b.web().port());
    lock("web.listen", a.web().listen(), b.web().listen());
    lock("library", a.library(), b.library());
  }

  private static String connect(Studio.Audio audio) {
    return audio.connectPhysical() ? "physical" : NONE;
  }

  private void lock(String at, Object was, Object is) {
    if (!was.equals(is)) {
      found.add(new StudioChange.Locked(at, was.toString(), is.toString()));
    }
  }

  private void setting(String at, String was, String is) {
    if (!was.equals(is)) {
      found.add(new StudioChange.Setting(at, was, is));
    }
  }

  private void console() {
    setting("studio", a.name(), b.name());
    setting("console: audio.align_limit", alignLimit(a), alignLimit(b));
    List<Integer> from = Kept.strips(a.strips(), b.strips());
    parts(
        Part.STRIP,
        a.strips().stream().map(Studio.Strip::name).toList(),
        b.strips().stream().map(Studio.Strip::name).toList(),
        from);
    for (int i = 0; i < from.size(); i++) {
      if (from.get(i) != Kept.NEW) {
        strip(a.strips().get(from.get(i)), b.strips().get(i));
      }
    }
    buses(Part.GROUP, a.groups(), b.groups());
    buses(Part.AUX, a.auxes(), b.auxes());
    parts(Part.VCA, a.vcas(), b.vcas(), Kept.vcas(a.vcas(), b.vcas()));
    setting("console.main.outputs", a.main().outputs().toString(), b.main().outputs().toString());
    setting("console.main.protect", "" + a.main().protect(), "" + b.main().protect());
    setting("console.monitor", monitor(a), monitor(b));
    setting("console.talkback", talkback(a), talkback(b));
  }

  private static String alignLimit(Studio studio) {
    Studio.Audio audio = studio.audio();
    return Numbers.text(audio.alignLimitFrames() * 1000 / audio.rate()) + " ms";
  }

  private static List<String> names(List<Studio.Bus> buses) {
    return buses.stream().map(Studio.Bus::name).toList();
  }

  private static String monitor(Studio studio) {
    return studio.monitor().map(m -> "outputs " + m.outputs()).orElse(NONE);
  }

  private static String talkback(Studio studio) {
    return studio.talkback() == 0 ? NONE : "input " + studio.talkback();
  }

  private void strip(Studio.Strip was, Studio.Strip is) {
    List<Detail> details = new ArrayList<>();
    detail(details, "input", channels(was.inputs()), channels(is.inputs()));
    detail(details, "insert", words(was.inserts()), words(is.inserts()));
    alter(Part.STRIP, is.number(), is.name(), details);
  }

  private void buses(Part part, List<Studio.Bus> were, List<Studio.Bus> are) {
    List<Integer> from = Kept.buses(were, are);
    parts(part, names(were), names(are), from);
    for (int i = 0; i < from.size(); i++) {
      if (from.get(i) != Kept.NEW) {
        Studio.Bus is = are.get(i);
        List<Detail> details = new ArrayList<>();
        detail(details, "insert", words(were.get(from.get(i)).inserts()), words(is.inserts()));
        alter(part, is.number(), is.name(), details);
      }
    }
  }

  private static String words(List<String> names) {
    return names.isEmpty() ? NONE : String.join(", ", names);
  }

  private static String channels(List<Integer> channels) {
    return channels.isEmpty()
        ? NONE
        : channels.size() == 1 ? channels.getFirst().toString() : channels.toString();
  }

  private static void detail(List<Detail> details, String what, Object was, Object is) {
    if (!was.equals(is)) {
      details.add(new Detail(what, was.toString(), is.toString()));
    }
  }

  private void alter(Part part, int number, String name, List<Detail> details) {
    if (!details.isEmpty()) {
      found.add(new StudioChange.Altered(part, number, name, details));
    }
  }

  /**
   * Who came, who went, who has another name, and who stands elsewhere among those that stayed.
   *
   * @param from of {@link Kept}
   */
  private void parts(Part part, List<String> were, List<String> are, List<Integer> from) {
    for (int i = 0; i < were.size(); i++) {
      if (!from.contains(i)) {
        found.add(new StudioChange.Removed(part, i + 1, were.get(i)));
      }
    }
    List<Integer> stayed = from.stream().filter(i -> i != Kept.NEW).toList();
    List<Integer> sorted = stayed.stream().sorted().toList();
    int rank = 0;
    for (int i = 0; i < are.size(); i++) {
      int was = from.get(i);
      if (was == Kept.NEW) {
        found.add(new StudioChange.Added(part, i + 1, are.get(i)));
        continue;
      }
      if (!were.get(was).equals(are.get(i))) {
        found.add(new StudioChange.Renamed(part, i + 1, were.get(was), are.get(i)));
      }
      if (sorted.indexOf(was) != rank++) {
        found.add(new StudioChange.Moved(part, was + 1, i + 1, are.get(i)));
      }
    }
  }

  private void units() {
    Map<String, Studio.Unit> were = byName(a.units(), Studio.Unit::name);
    Map<String, Studio.Unit> are = byName(b.units(), Studio.Unit::name);
    comeAndGo(Part.UNIT, were, are);
    are.forEach(
        (name, is) -> {
          Studio.Unit was = were.get(name);
          if (was != null) {
            List<Detail> details = new ArrayList<>();
            profile(details, name, was.profile(), is.profile());
            detail(details, "wire", wire(was), wire(is));
            detail(details, "address", was.address(), is.address());
            detail(
                details, "accept", String.join(", ", was.accept()), String.join(", ", is.accept()));
            alter(Part.UNIT, 0, name, details);
          }
        });
  }

  private void profile(List<Detail> details, String owner, String was, String is) {
    detail(details, "profile", was, is);
    if (was.equals(is)
        && !Objects.equals(before.profileTexts().get(owner), after.profileTexts().get(owner))) {
      details.add(new Detail("the file of " + is, "before", "after"));
    }
  }

  private static String wire(Studio.Unit unit) {
    Optional<Studio.Wire> wire = unit.wire();
    return switch (wire.orElse(null)) {
      case null -> "set by hand";
      case Studio.Wire.Serial s -> "serial " + s.place() + line(s.line());
      case Studio.Wire.Tcp t -> "tcp " + t.host() + ":" + t.port();
      case Studio.Wire.Midi m -> "midi " + ports(m.ports());
    };
  }

  private static String line(Studio.SerialLine line) {
    StringBuilder s = new StringBuilder(line.baud() > 0 ? " at " + line.baud() : "");
    line.dtr().ifPresent(d -> s.append(", DTR ").append(d.name().toLowerCase(Locale.ROOT)));
    line.rts().ifPresent(r -> s.append(", RTS ").append(r.name().toLowerCase(Locale.ROOT)));
    line.rs485().ifPresent(r -> s.append(", RS-485 ").append(r.name().toLowerCase(Locale.ROOT)));
    return s.append(line.echo() ? ", hears itself" : "").toString();
  }

  private static String ports(Studio.MidiPorts midi) {
    return midi.in().isEmpty() && midi.out().isEmpty()
        ? "jack"
        : "in " + midi.in().orElse(NONE) + " out " + midi.out().orElse(NONE);
  }

  private static <T> Map<String, T> byName(List<T> parts, Function<T, String> name) {
    Map<String, T> map = new LinkedHashMap<>();
    parts.forEach(p -> map.put(name.apply(p), p));
    return map;
  }

  private void comeAndGo(Part part, Map<String, ?> were, Map<String, ?> are) {
    for (String name : were.keySet()) {
      if (!are.containsKey(name)) {
        found.add(new StudioChange.Removed(part, 0, name));
      }
    }
    for (String name : are.keySet()) {
      if (!were.containsKey(name)) {
        found.add(new StudioChange.Added(part, 0, name));
      }
    }
  }

  private void inserts() {
    Map<String, Studio.Insert> were = byName(a.inserts(), Studio.Insert::name);
    Map<String, Studio.Insert> are = byName(b.inserts(), Studio.Insert::name);
    comeAndGo(Part.INSERT, were, are);
    are.forEach(
        (name, is) -> {
          Studio.Insert was = were.get(name);
          if (was != null) {
            List<Detail> details = new ArrayList<>();
            detail(details, "send", channels(was.sends()), channels(is.sends()));
            detail(details, "return", channels(was.returns()), channels(is.returns()));
            detail(details, "unit", was.unit().orElse(NONE), is.unit().orElse(NONE));
            detail(details, "align", align(was), align(is));
            detail(details, "midside", was.midSide(), is.midSide());
            detail(details, "linear", was.linear(), is.linear());
            alter(Part.INSERT, 0, name, details);
          }
        });
  }

  private static String align(Studio.Insert insert) {
    return insert.aligned() ? "mix" : "off";
  }

  private void master() {
    List<String> were = a.master().stream().map(Studio.Slot::name).toList();
    List<String> are = b.master().stream().map(Studio.Slot::name).toList();
    comeAndGo(
        Part.SLOT, byName(a.master(), Studio.Slot::name), byName(b.master(), Studio.Slot::name));
    List<String> stayed = were.stream().filter(are::contains).toList();
    if (!stayed.equals(are.stream().filter(were::contains).toList())) {
      setting("master chain", String.join(" ", were), String.join(" ", are));
    }
  }

  private void surfaces() {
    Map<String, Studio.Surface> were = byName(a.surfaces(), Studio.Surface::id);
    Map<String, Studio.Surface> are = byName(b.surfaces(), Studio.Surface::id);
    comeAndGo(Part.SURFACE, were, are);
    are.forEach(
        (id, is) -> {
          Studio.Surface was = were.get(id);
          if (was != null) {
            List<Detail> details = new ArrayList<>();
            detail(details, "takeover", was.takeover(), is.takeover());
            detail(details, "cases", cases(was), cases(is));
            if (cases(was).equals(cases(is))) {
              for (int i = 0; i < was.parts().size(); i++) {
                part(details, was.parts().get(i), is.parts().get(i));
              }
            }
            alter(Part.SURFACE, 0, id, details);
          }
        });
  }

  private void part(List<Detail> details, Studio.SurfacePart was, Studio.SurfacePart is) {
    profile(details, is.id(), was.profile(), is.profile());
    detail(details, "midi", ports(was.midi()), ports(is.midi()));
    detail(details, "assign", assign(was), assign(is));
    detail(details, "controls", controls(was), controls(is));
    String layout = is.id() + StudioLoader.LAYOUT;
    if (!Objects.equals(before.profileTexts().get(layout), after.profileTexts().get(layout))) {
      details.add(new Detail("layout", "before", "after"));
    }
  }

  private static String cases(Studio.Surface surface) {
    return surface.parts().stream().map(Studio.SurfacePart::id).collect(Collectors.joining(" "));
  }

  private static String controls(Studio.SurfacePart part) {
    return part.controls().map(hybridge.value.Node::meaning).orElse("none");
  }

  private static String assign(Studio.SurfacePart surface) {
    return surface.assign().stream()
        .map(s -> s.control() + " to " + s.address())
        .sorted()
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** A name's is told by the renaming already, and the order of the master chain by the chain. */
  private void startValues() {
    Tree was = before.tree();
    Tree is = after.tree();
    for (int i : is.indexes()) {
      Parameter p = is.get(i);
      boolean stayed = i < was.size() && was.has(i);
      if (stayed
          && p.access() == Access.SET
          && !p.address().leaf().equals("name")
          && !p.address().path().equals("/master/order")
          && is.saysElse(was, i)) {
        found.add(
            new StudioChange.StartValue(
                p.address().path(),
                View.text(was.get(i), was.start(i)),
                View.text(p, is.start(i))));
      }
    }
  }
}

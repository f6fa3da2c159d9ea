package hybridge.mapping;

import hybridge.desk.Desk;
import hybridge.desk.Tree;
import hybridge.profile.Button;
import hybridge.profile.Control;
import hybridge.profile.KeyAction;
import hybridge.profile.Layout;
import hybridge.profile.Layout.Layer;
import hybridge.profile.Layout.Page;
import hybridge.value.Access;
import hybridge.value.Address;
import hybridge.value.AddressPattern;
import hybridge.value.Kind;
import hybridge.value.Law;
import hybridge.value.Parameter;
import hybridge.value.Safety;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What each control of a surface holds at one moment: made of the layout, of what hands have chosen
 * and of the desk, of nothing else. Who routes and who paints ask the same one. It never changes;
 * valid until one of the three does. On the desk's thread.
 */
final class Holding {
  private static final Layer NO_LAYER =
      new Layer(
          Layout.Holds.STRIPS,
          List.of(),
          List.of(),
          "fader",
          Map.of(),
          new Layout.Place("", 0, ""));
  private static final Page NO_PAGE =
      new Page(Layout.Of.EACH, List.of(), Map.of(), "", "", new Layout.Place("", 0, ""));

  private final Layout layout;
  private final Mode mode;
  private final Set<String> modifiers;
  private final Tree tree;
  private final Desk desk;
  private final int width;
  private final Layer layer;
  private final Page page;
  private final List<String> channels;
  private final int first;
  private final int aux;
  private final String selected;

  /** What stands on a page that is of one channel or of a list; else empty. */
  private final List<Integer> onPage;

  private final int pageAt;

  /** Addresses that were looked up already: most are asked for again with each picture. */
  private final Map<String, OptionalInt> found = new HashMap<>();

  /**
   * @param modifiers the keys that are held, by their names
   * @param width places of all cases together
   */
  Holding(Layout layout, Mode mode, Set<String> modifiers, Desk desk, int width) {
    this.layout = layout;
    this.mode = mode;
    this.modifiers = Set.copyOf(modifiers);
    this.desk = desk;
    this.tree = desk.tree();
    this.width = width;
    this.layer = layout.layers().getOrDefault(mode.layer(), NO_LAYER);
    this.page = layout.pages().getOrDefault(pageName(), NO_PAGE);
    Channels all = new Channels(desk);
    boolean spills = tree.has(mode.spill());
    this.channels = spills ? all.spilled(tree.get(mode.spill()).address()) : all.of(layer);
    this.first = place();
    this.aux = Math.clamp(mode.aux(), 1, Math.max(1, all.of("aux").size()));
    this.selected = all.selected().orElse(channelAt(0));
    this.onPage = page.of() == Layout.Of.EACH ? List.of() : page();
    this.pageAt = Math.clamp(mode.pageAt(), 0, Math.max(0, pages() - 1));
  }

  /** The page that is shown: while modifiers are held it may be another. */
  String pageName() {
    return !modifiers.isEmpty()
            && Bindings.exact(layout.bind(), modifiers, "vpot")
                instanceof KeyAction.ToPage(String held)
        ? held
        : mode.page();
  }

  private int place() {
    Mode.Bank bank = mode.banks().get(bankName());
    if (bank == null) {
      return 0;
    }
    int at = bank.first();
    if (tree.has(bank.anchor())) {
      String address = tree.get(bank.anchor()).address().path();
      int now = -1;
      for (int i = 0; i < channels.size() && now < 0; i++) {
        if (address.equals(channels.get(i)) || address.startsWith(channels.get(i) + "/")) {
          now = i;
        }
      }
      at = now < 0 ? at : now;
    }
    return Math.clamp(at, 0, lastBank());
  }

  private int lastBank() {
    return Math.max(0, places() - width);
  }

  private int places() {
    return Math.max(channels.size(), spilled() ? 0 : layer.encoders().size());
  }

  /** Layers of the same channels have one bank together. */
  private String bankName() {
    if (spilled()) {
      return "spill " + mode.spill();
    }
    return layer.holds() == Layout.Holds.LIST ? "list " + mode.layer() : layer.holds().name();
  }

  /** The mode with the bank moved by so many places. */
  Mode banked(int by) {
    return mode.with(bankName(), bank(Math.clamp((long) first + by, 0, lastBank())));
  }

  /** The mode with its bank tied to what stands there now. */
  Mode anchored() {
    Mode.Bank now = bank(first);
    return now.equals(mode.banks().get(bankName())) || first == 0 && now.anchor() < 0
        ? mode
        : mode.with(bankName(), now);
  }

  private Mode.Bank bank(int at) {
    if (at >= channels.size()) {
      return new Mode.Bank(at, -1);
    }
    OptionalInt anchor = tree.find(channels.get(at) + "/fader");
    return new Mode.Bank(at, anchor.orElse(tree.find(channels.get(at)).orElse(-1)));
  }

  /** The index of an address, while this holds. */
  OptionalInt find(String address) {
    return found.computeIfAbsent(address, tree::find);
  }

  boolean spilled() {
    return tree.has(mode.spill());
  }

  Mode mode() {
    return mode;
  }

  Parameter parameter(int i) {
    return tree.get(i);
  }

  int width() {
    return width;
  }

  /** Is a unit in an insert of the bank not well? */
  boolean anyAils() {
    for (int place = 0; place < width; place++) {
      if (!ails(place).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  Set<String> modifiers() {
    return modifiers;
  }

  Layout layout() {
    return layout;
  }

  Layer layer() {
    return layer;
  }

  Page shownPage() {
    return page;
  }

  /** The first place of the bank, from 0. */
  int first() {
    return first;
  }

  int aux() {
    return aux;
  }

  /** The channel that pages are of; empty when there is none. */
  String selected() {
    return selected;
  }

  /** How many times the width of the surface the page is long. */
  int pages() {
    return Math.max(1, (onPage.size() + width - 1) / width);
  }

  int pageAt() {
    return pageAt;
  }

  /** Do encoders (or flipped faders) stand for something else than their own channel? */
  boolean ofPage() {
    return page.of() != Layout.Of.EACH || !spilled() && !layer.encoders().isEmpty();
  }

  /** The address of what stands at a place of the bank; empty when nothing does. */
  String channelAt(int place) {
    int i = first + place;
    return i >= 0 && i < channels.size() ? channels.get(i) : "";
  }

  /** A parameter of what stands at a place of the bank. */
  OptionalInt own(int place, String leaf) {
    String channel = channelAt(place);
    return channel.isEmpty() ? OptionalInt.empty() : find(channel + "/" + leaf);
  }

  /** What a fader holds. */
  OptionalInt fader(SurfaceUnit unit, int fader) {
    OptionalInt fixed = fixed(unit, Control.of(Control.Kind.FADER, fader));
    if (fixed.isPresent() || fader >= unit.profile.strips()) {
      return fixed;
    }
    int place = unit.offset + fader;
    return mode.flip() ? ridable(pageParameter(place)) : channelFader(place);
  }

  /** What an encoder or knob holds. */
  OptionalInt vpot(SurfaceUnit unit, int encoder) {
    OptionalInt fixed = fixed(unit, Control.of(Control.Kind.VPOT, encoder));
    if (fixed.isPresent() || encoder >= unit.profile.strips()) {
      return fixed;
    }
    int place = unit.offset + encoder;
    return mode.flip() ? channelFader(place) : pageParameter(place);
  }

  /** Does it hold what the studio file or the layout gave it for good? */
  boolean isFixed(SurfaceUnit unit, Control control) {
    return fixed(unit, control).isPresent();
  }

  /** What a control rides for good: as {@code assign:} says, else as the layout does. */
  OptionalInt fixed(SurfaceUnit unit, Control control) {
    Integer assigned = unit.assigned.get(control.word());
    if (assigned != null) {
      return OptionalInt.of(assigned);
    }
    return action(unit, control) instanceof KeyAction.Ride(String address)
        ? find(address)
        : OptionalInt.empty();
  }

  /** What a key or another control is bound to, with the modifiers that are held; or null. */
  KeyAction action(SurfaceUnit unit, Control control) {
    boolean main =
        control.kind() == Control.Kind.FADER
            && control.index() == unit.profile.strips()
            && unit.profile.fader().main();
    return Bindings.of(layout, layer, modifiers, main ? "main" : control.word(), family(control));
  }

  /** Is it, with some modifier, the key that mutes all? Then its lamp says so without, too. */
  boolean mutesAll(Control control) {
    return layout.bind().entrySet().stream()
        .anyMatch(
            e ->
                e.getKey().endsWith("+" + control.word())
                    && e.getValue().action() instanceof KeyAction.MuteAll);
  }

  private static String family(Control control) {
    Button button = control.button();
    return button == null ? "" : button.word();
  }

  private OptionalInt channelFader(int place) {
    String channel = channelAt(place);
    if (channel.isEmpty()) {
      return OptionalInt.empty();
    }
    OptionalInt itself = find(channel);
    return itself.isPresent() ? ridable(itself) : find(channel + "/" + withAux(layer.rides()));
  }

  private String withAux(String leaf) {
    return leaf.replace("{aux}", Integer.toString(aux));
  }

  /** What the page has for a place; what it shows only is among it. */
  OptionalInt pageParameter(int place) {
    if (!spilled() && !layer.encoders().isEmpty()) {
      int i = first + place;
      return i < layer.encoders().size() ? find(layer.encoders().get(i)) : OptionalInt.empty();
    }
    if (page.of() == Layout.Of.EACH) {
      return page.leaves().isEmpty()
          ? OptionalInt.empty()
          : own(place, withAux(page.leaves().getFirst()));
    }
    int i = pageAt * width + place;
    return i < onPage.size() ? OptionalInt.of(onPage.get(i)) : OptionalInt.empty();
  }

  /** Faders hold numbers only, and nothing that wants two hands. */
  private OptionalInt ridable(OptionalInt i) {
    if (i.isEmpty()) {
      return i;
    }
    Parameter p = tree.get(i.getAsInt());
    return p.numeric() && p.kind() != Kind.ACTION && p.access() == Access.SET && !dangerous(p)
        ? i
        : OptionalInt.empty();
  }

  /** Is it of a class that is not to be set by the way? */
  static boolean dangerous(Parameter p) {
    return switch (p.safety()) {
      case PHANTOM, POWER, STORE, DANGER -> true;
      case SAFE, LEVEL, MUTE, ROUTE -> false;
    };
  }

  /** Does an encoder turn what is dangerous now? */
  boolean unlocked() {
    return layout.unlock().filter(key -> modifiers.contains(key.text())).isPresent();
  }

  private List<Integer> page() {
    List<Integer> found = new ArrayList<>();
    switch (page.of()) {
      case EACH -> {}
      case SELECTED -> page.leaves().forEach(leaf -> below(selected, leaf, found));
      case INSERT ->
          inserts(selected)
              .forEach(name -> page.leaves().forEach(l -> below("/insert/" + name, l, found)));
      case UNIT ->
          (page.unit().isEmpty() ? units(selected) : List.of(page.unit()))
              .forEach(unit -> unit(unit, found));
      case LIST -> page.leaves().forEach(leaf -> below("", leaf, found));
    }
    return List.copyOf(found);
  }

  private void below(String base, String leaf, List<Integer> found) {
    if (base.isEmpty() && !leaf.startsWith("/")) {
      return;
    }
    String pattern = base.isEmpty() ? withAux(leaf) : base + "/" + withAux(leaf);
    if (Address.isValid(pattern) && find(pattern).isPresent()) {
      found.add(find(pattern).getAsInt());
      return;
    }
    for (int i : tree.match(AddressPattern.parse(pattern))) {
      Parameter p = tree.get(i);
      if (p.numeric() && p.access() != Access.METER && !found.contains(i)) {
        found.add(i);
      }
    }
  }

  /** The parameters of a unit, in the order of its profile; what it can do besides is no knob. */
  private void unit(String unit, List<Integer> found) {
    String prefix = "/unit/" + unit + "/";
    for (int i : tree.indexes()) {
      Parameter p = tree.get(i);
      if (p.address().path().startsWith(prefix)
          && p.access() == Access.SET
          && p.numeric()
          && p.kind() != Kind.ACTION) {
        found.add(i);
      }
    }
  }

  private List<String> inserts(String channel) {
    OptionalInt i = channel.isEmpty() ? OptionalInt.empty() : find(channel + "/inserts");
    String words = i.isPresent() ? desk.value(i.getAsInt()).words() : "";
    return words == null || words.isBlank() ? List.of() : List.of(words.strip().split("\\s+"));
  }

  /** The units in the inserts of a channel. */
  List<String> units(String channel) {
    List<String> units = new ArrayList<>();
    for (String insert : inserts(channel)) {
      OptionalInt i = find("/insert/" + insert + "/unit");
      if (i.isPresent()
          && find("/unit/" + desk.value(i.getAsInt()).words() + "/state").isPresent()) {
        units.add(desk.value(i.getAsInt()).words());
      }
    }
    return units;
  }

  /** What ails the units in the inserts of what stands at a place; empty: nothing. */
  String ails(int place) {
    String channel = channelAt(place);
    for (String unit : channel.isEmpty() ? List.<String>of() : units(channel)) {
      String state = desk.value(find("/unit/" + unit + "/state").getAsInt()).words();
      if (!"ready".equals(state)) {
        return state;
      }
    }
    return "";
  }

  /** Is this parameter's level one that a push must not raise? */
  static boolean keepsDown(Parameter p, double now, boolean assigned) {
    boolean unit = p.address().segments().getFirst().equals("unit");
    boolean fader = p.law() instanceof Law.Fader && !assigned;
    return p.safety() == Safety.LEVEL && (unit || fader) && !(p.initial().number() <= now);
  }
}

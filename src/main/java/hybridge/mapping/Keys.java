package hybridge.mapping;

import hybridge.desk.Desk;
import hybridge.profile.Control;
import hybridge.profile.KeyAction;
import hybridge.surface.Show.Light;
import hybridge.value.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * What keys do, and the one owner of what they have chosen: layer, page, banks, flip, spill, aux,
 * the modifiers that are held. A key that changes what controls hold acts for as long as it is held
 * when that is long, and for good when it is tapped. On the desk's thread.
 */
final class Keys {
  /** A key that is let go later than this acted only while it was held. */
  static final long MOMENTARY_NANOS = 400_000_000;

  /** What has to be confirmed acts when its key has been held for so long. */
  static final long CONFIRM_NANOS = 1_000_000_000;

  /** How long the name of a new layer or page stands in the first cells. */
  static final long ANNOUNCED_NANOS = 1_000_000_000;

  /** A key that is down. */
  private static final class Down {
    private final KeyAction action;
    private final long sinceNanos;
    private final Mode before;
    private Runnable waiting;

    Down(KeyAction action, long sinceNanos, Mode before) {
      this.action = action;
      this.sinceNanos = sinceNanos;
      this.before = before;
    }
  }

  private record Key(SurfaceUnit unit, Control control) {}

  private final Desk desk;
  private final Hand hand;
  private final Macros macros;
  private final String startLayer;
  private final Map<Key, Down> down = new HashMap<>();
  private final Set<String> modifiers = new TreeSet<>();
  private Mode mode;
  private int lastVca = Mode.NONE;
  private List<String> announced = List.of();
  private long announcedNanos;

  Keys(Desk desk, Hand hand, Macros macros, String startLayer, String startPage) {
    this.desk = desk;
    this.hand = hand;
    this.macros = macros;
    this.startLayer = startLayer;
    this.mode = Mode.start(startLayer, startPage);
  }

  Mode mode() {
    return mode;
  }

  Set<String> modifiers() {
    return modifiers;
  }

  void mode(Mode other) {
    mode = other;
  }

  /** A case went away, or came anew: which of its keys are down is not known, so none is. */
  void released(SurfaceUnit unit, long nanos) {
    for (Key key : List.copyOf(down.keySet())) {
      if (key.unit() == unit) {
        release(unit, key.control(), nanos);
      }
    }
  }

  /** The fader of a VCA was moved: the one that a spill key means. */
  void vcaMoved(int fader) {
    lastVca = fader;
  }

  void press(SurfaceUnit unit, Control control, Holding holding, long nanos) {
    Integer assigned = unit.assigned.get(control.word());
    if (assigned != null) {
      hand.push(assigned, true);
      return;
    }
    KeyAction action = holding.action(unit, control);
    if (action == null) {
      return;
    }
    Down key = new Down(action, nanos, mode);
    down.put(new Key(unit, control), key);
    act(unit, control, holding, key, nanos);
  }

  private void act(SurfaceUnit unit, Control control, Holding holding, Down key, long nanos) {
    int place = unit.offset + control.index();
    switch (key.action) {
      case KeyAction.Ride(String address) -> desk.tree().find(address).ifPresent(i -> ride(i, key));
      case KeyAction.Own(String leaf) -> hand.toggle(holding.own(place, leaf));
      case KeyAction.Select a -> select(holding, place);
      case KeyAction.Push a -> push(unit, control, holding);
      case KeyAction.ToLayer(String layer) -> layer(layer, nanos);
      case KeyAction.ToPage(String page) -> {
        mode = mode.onPage(page, page.equals(mode.page()) ? mode.pageAt() : 0);
        announce(List.of(page), nanos);
      }
      case KeyAction.TurnPage(int by) -> {
        int at = Math.clamp(holding.pageAt() + by, 0, holding.pages() - 1);
        mode = mode.onPage(mode.page(), at);
      }
      case KeyAction.ToAux(int number, int by) -> aux(number, by, holding, nanos);
      case KeyAction.Bank(int by, boolean whole) ->
          mode = holding.banked(whole ? by * holding.width() : by);
      case KeyAction.Flip a -> mode = mode.flipped(!mode.flip());
      case KeyAction.Spill(OptionalInt vca) -> spillKey(vca, nanos);
      case KeyAction.SoloClear a -> desk.tree().find("/solo/clear").ifPresent(i -> hand.set(i, 1));
      case KeyAction.SoloLamp a -> {}
      case KeyAction.MuteAll a -> macros.muteAll();
      case KeyAction.Modifier a -> modifiers.add(control.word());
      case KeyAction.Transport(String leaf) ->
          desk.tree().find("/transport/" + leaf).ifPresent(hand::push);
      case KeyAction.Macro macro -> {
        if (macros.asks(macro) || macros.asksBack(macro)) {
          key.waiting = () -> macros.act(macro);
        } else {
          macros.act(macro);
        }
      }
    }
  }

  private void ride(int parameter, Down key) {
    Parameter p = desk.tree().get(parameter);
    if (Holding.dangerous(p)) {
      key.waiting = () -> hand.push(parameter);
    } else {
      hand.push(parameter);
    }
  }

  private void select(Holding holding, int place) {
    String channel = holding.channelAt(place);
    if (channel.startsWith("/vca/")) {
      holding.own(place, "fader").ifPresent(fader -> spill(fader));
    } else {
      holding.own(place, "select").ifPresent(i -> hand.set(i, 1));
    }
    if (channel.startsWith("/aux/")) {
      mode = mode.toAux(Integer.parseInt(channel.substring("/aux/".length())));
    }
  }

  private void push(SurfaceUnit unit, Control control, Holding holding) {
    OptionalInt i = holding.vpot(unit, control.index());
    if (i.isPresent() && mayTurn(unit, control.index(), i.getAsInt(), holding)) {
      boolean assigned =
          unit.assigned.containsKey(Control.of(Control.Kind.VPOT, control.index()).word());
      hand.push(i.getAsInt(), assigned);
    }
  }

  /** What is dangerous turns on a page only with a second finger; what was assigned always. */
  static boolean mayTurn(SurfaceUnit unit, int encoder, int parameter, Holding holding) {
    Parameter p = holding.parameter(parameter);
    return !Holding.dangerous(p)
        || holding.unlocked()
        || holding.isFixed(unit, Control.of(Control.Kind.VPOT, encoder));
  }

  /** From the layer that is there already, its key leads back to the first one. */
  private void layer(String layer, long nanos) {
    boolean there = layer.equals(mode.layer()) && !spilled();
    mode = mode.onLayer(there ? startLayer : layer);
    announce(List.of(mode.layer()), nanos);
  }

  private void aux(int number, int by, Holding holding, long nanos) {
    int last = Math.max(1, new Channels(desk).of("aux").size());
    int aux = Math.clamp(by == 0 ? number : holding.aux() + by, 1, last);
    mode = mode.toAux(aux);
    announce(
        List.of("aux", desk.tree().find("/aux/" + aux + "/name").isPresent() ? name(aux) : ""),
        nanos);
  }

  private String name(int aux) {
    return desk.value(desk.tree().require("/aux/" + aux + "/name")).words();
  }

  private void announce(List<String> words, long nanos) {
    announced = words;
    announcedNanos = nanos;
  }

  /** What the first cells say for a moment. */
  List<String> announced() {
    return announced;
  }

  /** Has its moment passed? True once. */
  boolean announcedOver(long nanos) {
    boolean over = !announced.isEmpty() && nanos - announcedNanos >= ANNOUNCED_NANOS;
    if (over) {
      announced = List.of();
    }
    return over;
  }

  private void spillKey(OptionalInt vca, long nanos) {
    OptionalInt fader =
        vca.isPresent() ? desk.tree().find("/vca/" + vca.getAsInt() + "/fader") : lastVca();
    if (spilled()) {
      mode = mode.spilling(Mode.NONE);
    } else {
      fader.ifPresent(this::spill);
    }
  }

  /** A VCA that a reload took away is not spilled any more. */
  private boolean spilled() {
    return desk.tree().has(mode.spill());
  }

  private OptionalInt lastVca() {
    return desk.tree().has(lastVca) ? OptionalInt.of(lastVca) : desk.tree().find("/vca/1/fader");
  }

  private void spill(int fader) {
    mode = mode.spilling(mode.spill() == fader ? Mode.NONE : fader);
  }

  void release(SurfaceUnit unit, Control control, long nanos) {
    Down key = down.remove(new Key(unit, control));
    if (key == null) {
      return;
    }
    if (key.action instanceof KeyAction.Modifier) {
      modifiers.remove(control.word());
    } else if (nanos - key.sinceNanos > MOMENTARY_NANOS) {
      Mode was = key.before;
      mode =
          switch (key.action) {
            case KeyAction.ToLayer a -> mode.onLayer(was.layer()).spilling(was.spill());
            case KeyAction.ToPage a -> mode.onPage(was.page(), was.pageAt());
            case KeyAction.Flip a -> mode.flipped(was.flip());
            case KeyAction.Spill a -> mode.spilling(was.spill());
            default -> mode;
          };
    }
  }

  /** Does what waits for a key to be held; true when something was done. */
  boolean tick(long nanos) {
    boolean done = false;
    for (Down key : List.copyOf(down.values())) {
      if (key.waiting != null && nanos - key.sinceNanos >= CONFIRM_NANOS) {
        key.waiting.run();
        key.waiting = null;
        done = true;
      }
    }
    return done;
  }

  /** How the lamp of a key is; null where it is to stay as it is. */
  Light light(SurfaceUnit unit, Control control, Holding holding) {
    Integer assigned = unit.assigned.get(control.word());
    if (assigned != null) {
      return on(OptionalInt.of(assigned));
    }
    Down key = down.get(new Key(unit, control));
    if (key != null && key.waiting != null) {
      return Light.FLASH;
    }
    int place = unit.offset + control.index();
    KeyAction action = holding.action(unit, control);
    return switch (action) {
      case null -> holding.mutesAll(control) && macros.allMuted() ? Light.FLASH : Light.OFF;
      case KeyAction.Ride(String address) -> on(holding.find(address));
      case KeyAction.Own(String leaf) -> on(holding.own(place, leaf));
      case KeyAction.Select a -> selected(holding, place);
      case KeyAction.ToLayer(String layer) -> layerLight(layer, holding);
      case KeyAction.ToPage(String page) -> pageLight(page, holding);
      case KeyAction.ToAux(int number, int by) -> light(by == 0 && holding.aux() == number);
      case KeyAction.Flip a -> light(mode.flip());
      case KeyAction.Spill a -> light(holding.spilled());
      case KeyAction.SoloLamp a -> anySolo(holding) ? Light.FLASH : Light.OFF;
      case KeyAction.MuteAll a -> macros.allMuted() ? Light.FLASH : light(macros.silent());
      case KeyAction.Modifier a -> light(modifiers.contains(control.word()));
      case KeyAction.Transport(String leaf) -> on(holding.find("/transport/" + leaf));
      case KeyAction.Macro macro -> light(macros.stands(macro));
      case KeyAction.Push a -> Light.OFF;
      case KeyAction.TurnPage a -> Light.OFF;
      case KeyAction.Bank a -> Light.OFF;
      case KeyAction.SoloClear a -> Light.OFF;
    };
  }

  private Light selected(Holding holding, int place) {
    OptionalInt fader = holding.own(place, "fader");
    boolean spilled =
        holding.spilled() && fader.isPresent() && fader.getAsInt() == holding.mode().spill();
    return spilled ? Light.FLASH : on(holding.own(place, "select"));
  }

  /** A layer whose faders are no faders blinks, so that nobody takes them for some. */
  private static Light layerLight(String layer, Holding holding) {
    boolean there = !holding.spilled() && holding.mode().layer().equals(layer);
    boolean other = !holding.layer().rides().equals("fader");
    return !there ? Light.OFF : other ? Light.FLASH : Light.ON;
  }

  /** The key to the units blinks while one of those in the bank is not well. */
  private static Light pageLight(String page, Holding holding) {
    if (holding.pageName().equals(page)) {
      return Light.ON;
    }
    var of = holding.layout().pages().get(page);
    return of != null && of.of() == hybridge.profile.Layout.Of.UNIT && holding.anyAils()
        ? Light.FLASH
        : Light.OFF;
  }

  private static Light light(boolean on) {
    return on ? Light.ON : Light.OFF;
  }

  private Light on(OptionalInt i) {
    return light(
        i.isPresent()
            && desk.value(i.getAsInt()).number() != 0
            && !Double.isNaN(desk.value(i.getAsInt()).number()));
  }

  private boolean anySolo(Holding holding) {
    for (String kind : List.of("strip", "group", "aux", "vca")) {
      OptionalInt i = holding.find("/" + kind + "/1/solo");
      for (int n = 2; i.isPresent(); n++) {
        if (desk.value(i.getAsInt()).number() != 0) {
          return true;
        }
        i = holding.find("/" + kind + "/" + n + "/solo");
      }
    }
    return false;
  }

  /** What a surface that takes this one's place goes on with. */
  record Memory(Mode mode, int lastVca, Macros.Memory macros) {}

  Memory memory() {
    return new Memory(mode, lastVca, macros.memory());
  }

  void resume(Memory memory, Set<String> layers, Set<String> pages) {
    Mode was = memory.mode();
    String startPage = mode.page();
    mode = layers.contains(was.layer()) ? was : was.onLayer(startLayer);
    if (!pages.contains(was.page())) {
      mode = mode.onPage(startPage, 0);
    }
    lastVca = memory.lastVca();
    macros.resume(memory.macros());
  }
}

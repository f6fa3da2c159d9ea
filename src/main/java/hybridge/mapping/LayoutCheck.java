package hybridge.mapping;

import hybridge.desk.Tree;
import hybridge.profile.Button;
import hybridge.profile.Control;
import hybridge.profile.KeyAction;
import hybridge.profile.Layout;
import hybridge.profile.Layout.Binding;
import hybridge.profile.Layout.Layer;
import hybridge.profile.Layout.Page;
import hybridge.profile.Layout.Place;
import hybridge.profile.SurfaceProfile;
import hybridge.value.Access;
import hybridge.value.AddressPattern;
import hybridge.value.Node;
import hybridge.value.Parameter;
import hybridge.value.Problem;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Does a layout fit together, and the studio it is for? Names of layers and pages are those there
 * are, modifiers are bound, addresses are this studio's. Our own files are for every studio: what
 * this one does not have they may name.
 */
public final class LayoutCheck {
  private static final String OURS = "device-profiles/";

  private final Layout layout;
  private final Tree tree;
  private final List<SurfaceProfile> cases;
  private final Problems problems;

  public LayoutCheck(Layout layout, Tree tree, List<SurfaceProfile> cases, Problems problems) {
    this.layout = layout;
    this.tree = tree;
    this.cases = List.copyOf(cases);
    this.problems = problems;
  }

  /** Notes every problem, in the file where it stands. */
  public void check() {
    layout.startLayer().ifPresent(w -> named(w.place(), "layer", w.text(), layers()));
    layout.startPage().ifPresent(w -> named(w.place(), "page", w.text(), pages()));
    layout
        .unlock()
        .filter(w -> !w.text().equals("none") && !isModifier(w.text()))
        .ifPresent(
            w ->
                tell(
                    w.place(),
                    "'" + w.text() + "'",
                    "a key that is bound as modifier, or none",
                    ""));
    layout.layers().values().forEach(this::layer);
    layout.pages().values().forEach(this::page);
    bindings(layout.bind());
  }

  private Collection<String> layers() {
    return layout.layers().keySet();
  }

  private Collection<String> pages() {
    return layout.pages().keySet();
  }

  private void tell(Place place, String found, String wanted, String hint) {
    problems.add(new Problem(place.file(), place.line(), place.at(), found, wanted, hint));
  }

  private void named(Place place, String what, String name, Collection<String> known) {
    if (!known.contains(name)) {
      tell(place, "'" + name + "'", "the name of a " + what, Suggest.nearOrAll(name, known));
    }
  }

  private static boolean ours(Place place) {
    return place.file().startsWith(OURS);
  }

  private void layer(Layer layer) {
    for (String fader : layer.faders()) {
      boolean channel = tree.find(fader + "/fader").isPresent();
      if (!channel && !ours(layer.place())) {
        address(layer.place(), fader, layer.place().line());
      }
    }
    if (!ours(layer.place())) {
      layer.encoders().forEach(address -> address(layer.place(), address, layer.place().line()));
      if (layer.faders().isEmpty()) {
        leaf(layer.place(), layer.rides());
      }
    }
    bindings(layer.bind());
  }

  private void page(Page page) {
    if (ours(page.place())) {
      return;
    }
    switch (page.of()) {
      case EACH, SELECTED -> page.leaves().forEach(leaf -> leaf(page.place(), leaf));
      case INSERT -> {}
      case UNIT -> {
        if (!page.unit().isEmpty() && tree.find("/unit/" + page.unit() + "/state").isEmpty()) {
          tell(page.place(), "'" + page.unit() + "'", "the name of a unit of this studio", "");
        }
      }
      case LIST ->
          page.leaves().stream()
              .filter(p -> tree.match(AddressPattern.parse(p)).isEmpty())
              .forEach(p -> tell(page.place(), "'" + p + "'", "an address here", tree.suggest(p)));
    }
  }

  /** Has any channel a parameter of this name? Sends are only there where auxes are. */
  private void leaf(Place place, String leaf) {
    String of = leaf.replace("{aux}", "1");
    boolean known =
        of.startsWith("send/")
            || !tree.match(AddressPattern.parse("/{strip,group,aux,vca}/*/" + of)).isEmpty();
    if (!known) {
      String near = tree.suggest("/strip/1/" + of).replace("/strip/1/", "");
      tell(place, "'" + leaf + "'", "a parameter of channels, such as eq/1/freq", near);
    }
  }

  private OptionalInt address(Place place, String address, int line) {
    OptionalInt i = tree.find(address);
    Place there = new Place(place.file(), line, place.at());
    if (i.isEmpty()) {
      tell(
          there,
          "'" + address + "'",
          "the address of a parameter of this studio",
          tree.suggest(address));
    } else if (tree.get(i.getAsInt()).access() != Access.SET) {
      tell(there, "'" + address + "', which can only be read", "a parameter that can be set", "");
      return OptionalInt.empty();
    }
    return i;
  }

  private void bindings(Map<String, Binding> bind) {
    bind.forEach(
        (name, binding) -> {
          List<String> words = List.of(name.split("\\+"));
          for (String modifier : words.subList(0, words.size() - 1)) {
            if (!isModifier(modifier)) {
              tell(
                  binding.place(),
                  "'" + modifier + "', which is no modifier",
                  "a key that is bound as modifier",
                  "bind: {" + modifier + ": modifier}");
            }
          }
          if (binding.place().file().equals(problems.file())) {
            here(words.getLast(), binding.place());
          }
          action(binding);
        });
  }

  private boolean isModifier(String key) {
    Binding binding = layout.bind().get(key);
    return binding != null && binding.action() instanceof KeyAction.Modifier;
  }

  /** What the studio file binds is on this very surface. */
  private void here(String word, Place place) {
    boolean there = word.equals("vpot");
    for (SurfaceProfile p : cases) {
      Control control = Control.of(word, p.strips()).or(() -> Control.family(word)).orElse(null);
      there |= control != null && p.has(control);
    }
    if (!there) {
      tell(place, "'" + word + "'", "a control of this surface", Suggest.near(word, keys()));
    }
  }

  private List<String> keys() {
    return cases.stream()
        .flatMap(p -> p.heard().stream())
        .map(h -> h.control())
        .filter(c -> c.kind() == Control.Kind.BUTTON)
        .map(c -> c.button() == null ? c.word() : word(c.button()))
        .distinct()
        .toList();
  }

  private static String word(Button button) {
    return button.word();
  }

  private void action(Binding binding) {
    Place place = binding.place();
    switch (binding.action()) {
      case KeyAction.ToLayer(String name) -> named(place, "layer", name, layers());
      case KeyAction.ToPage(String name) -> named(place, "page", name, pages());
      case KeyAction.Ride(String address) -> {
        if (!ours(place)) {
          address(place, address, place.line());
        }
      }
      case KeyAction.Own(String leaf) -> {
        if (!ours(place)) {
          leaf(place, leaf);
        }
      }
      case KeyAction.Macro macro ->
          macro.values().forEach((address, value) -> set(macro, place, address, value));
      case KeyAction.Select a -> {}
      case KeyAction.Push a -> {}
      case KeyAction.TurnPage a -> {}
      case KeyAction.ToAux a -> {}
      case KeyAction.Bank a -> {}
      case KeyAction.Flip a -> {}
      case KeyAction.Spill a -> {}
      case KeyAction.SoloClear a -> {}
      case KeyAction.SoloLamp a -> {}
      case KeyAction.MuteAll a -> {}
      case KeyAction.Modifier a -> {}
      case KeyAction.Transport a -> {}
    }
  }

  private void set(KeyAction.Macro macro, Place place, String address, Node.Scalar value) {
    OptionalInt i = address(place, address, value.line());
    if (i.isEmpty()) {
      return;
    }
    Parameter p = tree.get(i.getAsInt());
    Place there = new Place(place.file(), value.line(), place.at());
    if (p.accept(p.spelled(value.value()))
        instanceof Parameter.Answer.Refused(String found, String wanted)) {
      tell(there, found, wanted, "");
    } else if (Holding.dangerous(p) && !macro.confirm()) {
      tell(
          there,
          "'" + address + "' (" + p.safety().word() + ") at a touch",
          "a key that is held for it",
          "add confirm: hold");
    }
  }
}

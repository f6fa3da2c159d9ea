package hybridge.profile;

import hybridge.profile.Layout.Binding;
import hybridge.profile.Layout.Holds;
import hybridge.profile.Layout.Layer;
import hybridge.profile.Layout.Of;
import hybridge.profile.Layout.Page;
import hybridge.profile.Layout.Place;
import hybridge.profile.Layout.Word;
import hybridge.value.Address;
import hybridge.value.AddressPattern;
import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one file of a layout, lays it over what stands below, and notes every problem. */
final class LayoutReader {
  private static final String NAME = "[a-z][a-z0-9-]*";
  private static final List<String> HOLDS = List.of("strips", "groups", "auxes", "vcas");

  private final Problems problems;
  private final List<String> away = new ArrayList<>();

  private LayoutReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * @param at where the mapping stands in its file; empty for a file of its own
   */
  static Layout over(Layout under, Node node, String at, Problems problems) {
    LayoutReader reader = new LayoutReader(problems);
    Layout own = reader.layout(node, at);
    return under.with(own, reader.away);
  }

  private Layout layout(Node node, String at) {
    Fields f = Fields.of(node, at, problems);
    f.whole("layout", 1, 1, 1);
    f.text("over", "");
    Fields start = f.child("start");
    Optional<Word> layer = word(start, "layer");
    Optional<Word> page = word(start, "page");
    start.done();
    Optional<Word> unlock = word(f, "unlock");
    Map<String, Layer> layers = new LinkedHashMap<>();
    named(f, "layers").forEach(e -> layers.put(e.key(), layer(e, f.path("layers"))));
    Map<String, Page> pages = new LinkedHashMap<>();
    named(f, "pages").forEach(e -> pages.put(e.key(), page(e, f.path("pages"))));
    Map<String, Binding> bind = bindings(f, "bind");
    f.done();
    return new Layout(layer, page, unlock, layers, pages, bind);
  }

  private Optional<Word> word(Fields f, String key) {
    String text = f.text(key, null);
    return text == null
        ? Optional.empty()
        : Optional.of(new Word(text, new Place(problems.file(), f.line(key), f.path(key))));
  }

  /** The entries under a key that are there; those that say {@code none} go away. */
  private List<Node.Entry> named(Fields f, String key) {
    List<Node.Entry> entries = new ArrayList<>();
    for (Node.Entry e : f.entries(key)) {
      if (e.value() instanceof Node.Scalar s && "none".equals(s.value())) {
        away.add(key + "." + e.key());
      } else if (!e.key().matches(NAME)) {
        problems.add(
            e.line(), f.path(key), "'" + e.key() + "'", "small letters, digits and '-'", "");
      } else {
        entries.add(e);
      }
    }
    return entries;
  }

  private Layer layer(Node.Entry e, String at) {
    Fields f = Fields.of(e.value(), at + "." + e.key(), problems);
    Place place = new Place(problems.file(), e.line(), f.at());
    List<String> faders = List.of();
    Holds holds = Holds.LIST;
    if (f.has("holds")) {
      holds = Holds.valueOf(f.word("holds", HOLDS, "strips").toUpperCase(java.util.Locale.ROOT));
      if (f.has("faders")) {
        f.wrong("faders", "a list beside 'holds'", "one of them", "");
      }
    } else {
      faders = addresses(f, "faders");
    }
    List<String> encoders = addresses(f, "encoders");
    if (holds == Holds.LIST && faders.isEmpty() && encoders.isEmpty()) {
      problems.add(
          e.line(),
          f.at(),
          "a layer of nothing",
          "holds: " + String.join(", ", HOLDS) + ", or lists of faders and encoders",
          "");
    }
    String rides = f.text("rides", "fader");
    if (!rides.matches("[a-z0-9/{}]+") || !Address.isValid("/" + rides.replace("{aux}", "1"))) {
      f.wrong("rides", "'" + rides + "'", "a parameter of a channel, such as send/{aux}/level", "");
      rides = "fader";
    }
    Map<String, Binding> bind = bindings(f, "bind");
    f.done();
    return new Layer(holds, faders, encoders, rides, bind, place);
  }

  private List<String> addresses(Fields f, String key) {
    return f.texts(key).stream()
        .filter(
            text -> {
              boolean valid = Address.isValid(text);
              if (!valid) {
                f.wrong(key, "'" + text + "'", "addresses such as /strip/3 or /unit/comp/mix", "");
              }
              return valid;
            })
        .toList();
  }

  private Page page(Node.Entry e, String at) {
    Fields f = Fields.of(e.value(), at + "." + e.key(), problems);
    Place place = new Place(problems.file(), e.line(), f.at());
    Map<String, String> names = new LinkedHashMap<>();
    List<String> kinds = List.of("each", "selected", "insert", "unit", "list");
    List<String> given = kinds.stream().filter(f::has).toList();
    if (given.size() != 1) {
      String found = given.isEmpty() ? "none of them" : String.join(" and ", given);
      problems.add(e.line(), f.at(), found, "one of " + String.join(", ", kinds), "");
    }
    String kind = given.isEmpty() ? "each" : given.getFirst();
    Of of = Of.valueOf(kind.toUpperCase(java.util.Locale.ROOT));
    String unit = of == Of.UNIT ? f.text("unit", "inserted") : "inserted";
    List<String> leaves = of == Of.UNIT ? List.of() : leaves(f, kind, of, names);
    String digits = f.text("digits", "");
    if (digits.length() > 2) {
      f.wrong("digits", "'" + digits + "'", "one or two signs", "");
      digits = digits.substring(0, 2);
    }
    f.done();
    return new Page(of, leaves, names, unit.equals("inserted") ? "" : unit, digits, place);
  }

  private List<String> leaves(Fields f, String key, Of of, Map<String, String> names) {
    List<String> leaves = new ArrayList<>();
    f.items(
        key,
        true,
        item -> {
          Node node = item.node();
          if (node instanceof Node.Mapping m
              && m.entries().size() == 1
              && m.entries().getFirst().value() instanceof Node.Scalar name) {
            names.put(m.entries().getFirst().key(), name.text());
            leaf(item, m.entries().getFirst().key(), of).ifPresent(leaves::add);
          } else if (node instanceof Node.Scalar s && s.value() != null) {
            leaf(item, s.text(), of).ifPresent(leaves::add);
          } else {
            problems.add(
                node.line(), item.at(), node.describe(), "a parameter, or {parameter: NAME}", "");
          }
          return null;
        });
    return leaves;
  }

  private Optional<String> leaf(Fields.Item item, String text, Of of) {
    try {
      AddressPattern.parse((of == Of.LIST ? "" : "/") + text.replace("{aux}", "1"));
      return Optional.of(text);
    } catch (IllegalArgumentException e) {
      problems.add(
          item.node().line(), item.at(), "'" + text + "'", "a parameter, such as eq/1/freq", "");
      return Optional.empty();
    }
  }

  private Map<String, Binding> bindings(Fields f, String key) {
    Map<String, Binding> bind = new LinkedHashMap<>();
    for (Node.Entry e : f.entries(key)) {
      String at = f.path(key) + "." + e.key();
      Optional<String> control = control(e, at);
      if (control.isEmpty()) {
        continue;
      }
      if (e.value() instanceof Node.Scalar s && "none".equals(s.value())) {
        away.add("bind." + control.get());
        continue;
      }
      Place place = new Place(problems.file(), e.line(), at);
      new ActionReader(problems)
          .read(e.value(), at)
          .ifPresent(action -> bind.put(control.get(), new Binding(action, place)));
    }
    return bind;
  }

  /** {@code option+shift+f1}, modifiers in the order of the alphabet. */
  private Optional<String> control(Node.Entry e, String at) {
    List<String> words = new ArrayList<>(List.of(e.key().split("\\+", -1)));
    String last = words.removeLast();
    for (String word : words) {
      if (Button.of(word).filter(b -> !b.perStrip()).isEmpty()) {
        problems.add(
            e.line(), at, "'" + word + "'", "a key as modifier", Suggest.near(word, keys()));
        return Optional.empty();
      }
    }
    boolean known =
        last.equals("vpot")
            || Control.of(last, SurfaceProfileReader.MAX_STRIPS).isPresent()
            || Control.family(last).filter(c -> c.kind() == Control.Kind.BUTTON).isPresent();
    if (!known) {
      problems.add(
          e.line(),
          at,
          "'" + last + "'",
          "a key or another control",
          Suggest.near(last, Control.words()));
      return Optional.empty();
    }
    words.sort(null);
    words.add(last);
    return Optional.of(String.join("+", words));
  }

  private static List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (Button button : Button.values()) {
      keys.add(button.word());
    }
    return keys;
  }
}

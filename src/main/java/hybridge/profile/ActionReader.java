package hybridge.profile;

import hybridge.value.Address;
import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what a key does: a word, an address, or a mapping of one word and what it needs. */
final class ActionReader {
  private static final List<String> WORDS =
      List.of("select", "push", "flip", "spill", "solo-clear", "solo-lamp", "mute-all", "modifier");
  private static final List<String> KEYS =
      List.of(
          "layer", "page", "aux", "bank", "channel", "own", "spill", "transport", "set", "toggle");
  private static final String NAME = "[a-z][a-z0-9-]*";

  private final Problems problems;

  ActionReader(Problems problems) {
    this.problems = problems;
  }

  Optional<KeyAction> read(Node node, String at) {
    return switch (node) {
      case Node.Scalar s -> word(s, at);
      case Node.Mapping m -> mapping(m, at);
      case Node.Sequence s -> {
        problems.add(s.line(), at, "a list", "an action", "several values at once are {set: {…}}");
        yield Optional.empty();
      }
    };
  }

  private Optional<KeyAction> word(Node.Scalar s, String at) {
    String word = s.text();
    if (word.startsWith("/") && Address.isValid(word)) {
      return Optional.of(new KeyAction.Ride(word));
    }
    KeyAction action =
        switch (word) {
          case "select" -> new KeyAction.Select();
          case "push" -> new KeyAction.Push();
          case "flip" -> new KeyAction.Flip();
          case "spill" -> new KeyAction.Spill(OptionalInt.empty());
          case "solo-clear" -> new KeyAction.SoloClear();
          case "solo-lamp" -> new KeyAction.SoloLamp();
          case "mute-all" -> new KeyAction.MuteAll();
          case "modifier" -> new KeyAction.Modifier();
          default -> null;
        };
    if (action == null) {
      problems.add(
          s.line(),
          at,
          s.describe(),
          "an address, or one of " + String.join(", ", WORDS),
          KEYS.contains(word) ? "it needs more: {" + word + ": …}" : Suggest.near(word, WORDS));
    }
    return Optional.ofNullable(action);
  }

  private Optional<KeyAction> mapping(Node.Mapping m, String at) {
    Fields f = Fields.of(m, at, problems);
    Optional<String> key = KEYS.stream().filter(k -> m.get(k) != null).findFirst();
    if (key.isEmpty()) {
      String first = m.entries().isEmpty() ? "nothing" : "'" + m.entries().getFirst().key() + "'";
      problems.add(
          m.line(),
          at,
          first,
          "one of " + String.join(", ", KEYS),
          m.entries().isEmpty() ? "" : Suggest.near(m.entries().getFirst().key(), KEYS));
      return Optional.empty();
    }
    KeyAction action =
        switch (key.get()) {
          case "layer" -> new KeyAction.ToLayer(name(f, "layer"));
          case "page" -> page(f);
          case "aux" -> aux(f);
          case "bank", "channel" -> bank(f, key.get());
          case "own" -> new KeyAction.Own(own(f));
          case "spill" -> new KeyAction.Spill(OptionalInt.of(f.whole("spill", 1, 16, 1)));
          case "transport" ->
              new KeyAction.Transport(
                  f.word("transport", List.of("play", "stop", "record", "locate", "loop"), "play"));
          case "set" -> macro(f, "set", m);
          default -> macro(f, "toggle", m);
        };
    f.done();
    return Optional.of(action);
  }

  private String name(Fields f, String key) {
    String name = f.text(key, "");
    if (!name.matches(NAME)) {
      f.wrong(key, "'" + name + "'", "the name of a " + key, "");
    }
    return name;
  }

  private KeyAction page(Fields f) {
    String name = name(f, "page");
    return switch (name) {
      case "next" -> new KeyAction.TurnPage(1);
      case "previous" -> new KeyAction.TurnPage(-1);
      default -> new KeyAction.ToPage(name);
    };
  }

  private KeyAction aux(Fields f) {
    String word = f.text("aux", "");
    return switch (word) {
      case "next" -> new KeyAction.ToAux(0, 1);
      case "previous" -> new KeyAction.ToAux(0, -1);
      default -> new KeyAction.ToAux(f.whole("aux", 1, 16, 1), 0);
    };
  }

  private KeyAction bank(Fields f, String key) {
    String way = f.word(key, List.of("left", "right"), "right");
    return new KeyAction.Bank(way.equals("right") ? 1 : -1, key.equals("bank"));
  }

  private String own(Fields f) {
    String leaf = f.text("own", "");
    if (!Address.isValid("/" + leaf)) {
      f.wrong("own", "'" + leaf + "'", "a switch of a channel, such as mute or eq/on", "");
      return "mute";
    }
    return leaf;
  }

  private KeyAction macro(Fields f, String key, Node.Mapping m) {
    Map<String, Node.Scalar> values = new LinkedHashMap<>();
    for (Node.Entry e : f.entries(key)) {
      String at = f.path(key) + "." + e.key();
      if (!Address.isValid(e.key())) {
        problems.add(e.line(), at, "'" + e.key() + "'", "an address such as /strip/1/mute", "");
      } else if (e.value() instanceof Node.Scalar s && s.value() != null) {
        values.put(e.key(), s);
      } else {
        problems.add(e.line(), at, e.value().describe(), "a value", "");
      }
    }
    if (values.isEmpty()) {
      problems.add(m.line(), f.path(key), "nothing", "address: value", "");
    }
    boolean confirm = f.has("confirm") && f.word("confirm", List.of("hold"), "hold") != null;
    return new KeyAction.Macro(values, key.equals("toggle"), confirm);
  }
}

package hybridge.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One place on a surface: something that a hand moves or that shows something.
 *
 * @param button which button or lamp; null for other kinds
 * @param index from 0
 */
public record Control(Kind kind, Button button, int index) {

  /** What sort of place it is. Those that a family of places has are counted from 1 in files. */
  public enum Kind {
    FADER(true),
    TOUCH(true),
    VPOT(true),
    RING(true),
    METER(true),
    /** Where a strip has two meters, the second. */
    METER_RIGHT(true),
    MAIN_METER(true),
    DIGIT(true),
    TIME(true),
    JOG(false),
    PEDAL(false),
    BUTTON(true);

    private final boolean many;
    private final String word;

    Kind(boolean many) {
      this.many = many;
      this.word = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its name in files. */
    public String word() {
      return word;
    }
  }

  public static Control of(Kind kind, int index) {
    return new Control(kind, null, index);
  }

  public static Control of(Button button, int index) {
    return new Control(Kind.BUTTON, button, index);
  }

  /** Its name in files: {@code fader-3}, {@code mute-1}, {@code vpot-8-push}, {@code play}. */
  public String word() {
    if (button == Button.VPOT) {
      return "vpot-" + (index + 1) + "-push";
    }
    boolean counted = button == null ? kind.many : button.perStrip();
    String word = button == null ? kind.word() : button.word();
    return counted ? word + "-" + (index + 1) : word;
  }

  /**
   * The control of a name.
   *
   * @param strips how many strips there are: {@code main} is the fader behind the last
   */
  public static Optional<Control> of(String name, int strips) {
    switch (name) {
      case "main" -> {
        return Optional.of(of(Kind.FADER, strips));
      }
      case "main-touch" -> {
        return Optional.of(of(Kind.TOUCH, strips));
      }
      default -> {}
    }
    String word = name.replaceFirst("^vpot-(\\d+)-push$", "vpot-push-$1");
    Optional<Button> single = Button.of(word).filter(b -> !b.perStrip());
    if (single.isPresent()) {
      return single.map(b -> of(b, 0));
    }
    for (Kind kind : Kind.values()) {
      if (!kind.many && kind.word().equals(word)) {
        return Optional.of(of(kind, 0));
      }
    }
    int dash = word.lastIndexOf('-');
    if (dash < 0 || !word.substring(dash + 1).matches("[1-9]\\d{0,2}")) {
      return Optional.empty();
    }
    int index = Integer.parseInt(word.substring(dash + 1)) - 1;
    return family(word.substring(0, dash)).map(f -> new Control(f.kind(), f.button(), index));
  }

  /** The first of a family of controls such as {@code fader} or {@code mute}, if it is one. */
  public static Optional<Control> family(String word) {
    for (Kind kind : Kind.values()) {
      if (kind.many && kind != Kind.BUTTON && kind.word().equals(word)) {
        return Optional.of(of(kind, 0));
      }
    }
    return Button.of(word).filter(Button::perStrip).map(b -> of(b, 0));
  }

  /** Every name that may stand in a file, for hints. */
  public static List<String> words() {
    List<String> words = new ArrayList<>(List.of("main", "main-touch"));
    for (Kind kind : Kind.values()) {
      if (kind != Kind.BUTTON) {
        words.add(kind.word());
      }
    }
    for (Button button : Button.values()) {
      words.add(button.word());
    }
    return words;
  }
}

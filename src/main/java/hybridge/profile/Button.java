package hybridge.profile;

import java.util.Locale;
import java.util.Optional;

/**
 * Buttons by what is printed on them, and lamps that are no buttons. What they are called in files
 * is {@link #word}; where a surface has none of them, its profile leaves them out.
 */
public enum Button {
  MUTE(true),
  SOLO(true),
  SELECT(true),
  RECORD(true),
  /** The push of an encoder. */
  VPOT(true),
  AUTO(true),
  VSEL(true),
  INSERT(true),
  /** One without a meaning of its own: for assignments. */
  BUTTON(true),
  BANK_LEFT(false),
  BANK_RIGHT(false),
  CHANNEL_LEFT(false),
  CHANNEL_RIGHT(false),
  TRACK(false),
  SEND(false),
  PAN(false),
  PLUGIN(false),
  EQ(false),
  INSTRUMENT(false),
  FLIP(false),
  GLOBAL(false),
  NAME_VALUE(false),
  SMPTE_BEATS(false),
  F1(false),
  F2(false),
  F3(false),
  F4(false),
  F5(false),
  F6(false),
  F7(false),
  F8(false),
  MIDI_TRACKS(false),
  INPUTS(false),
  AUDIO_TRACKS(false),
  AUDIO_INSTRUMENTS(false),
  AUX(false),
  BUSSES(false),
  OUTPUTS(false),
  USER(false),
  SHIFT(false),
  OPTION(false),
  CONTROL(false),
  ALT(false),
  READ(false),
  WRITE(false),
  TRIM(false),
  TOUCH_MODE(false),
  LATCH(false),
  OFF(false),
  GROUP(false),
  SAVE(false),
  UNDO(false),
  CANCEL(false),
  ENTER(false),
  MARKERS(false),
  NUDGE(false),
  CYCLE(false),
  DROP(false),
  REPLACE(false),
  CLICK(false),
  SOLO_ALL(false),
  MUTE_ALL(false),
  ARM(false),
  BYPASS(false),
  MACRO(false),
  LINK(false),
  BANK(false),
  CHANNEL(false),
  MASTER(false),
  SECTION(false),
  PREVIOUS(false),
  NEXT(false),
  REWIND(false),
  FORWARD(false),
  STOP(false),
  PLAY(false),
  TRANSPORT_RECORD(false),
  UP(false),
  DOWN(false),
  LEFT(false),
  RIGHT(false),
  ZOOM(false),
  SCRUB(false),
  /** The push of a wheel that stands for itself. */
  WHEEL(false),
  FOOTSWITCH_1(false),
  FOOTSWITCH_2(false),
  TALKBACK(false),
  SMPTE_LAMP(false),
  BEATS_LAMP(false),
  RUDE_SOLO_LAMP(false),
  RELAY(false);

  private final boolean perStrip;
  private final String word;

  Button(boolean perStrip) {
    this.perStrip = perStrip;
    this.word =
        name().equals("VPOT") ? "vpot-push" : name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Is there one on each strip? */
  public boolean perStrip() {
    return perStrip;
  }

  /** Its name in files: {@code bank-left}. The push of an encoder is {@code vpot-push}. */
  public String word() {
    return word;
  }

  /** The button of a word, if there is one. */
  public static Optional<Button> of(String word) {
    for (Button button : values()) {
      if (button.word().equals(word)) {
        return Optional.of(button);
      }
    }
    return Optional.empty();
  }
}

package hybridge.engine;

/** What the engine knows of each lane: one row of targets for each, one number a lane. */
public enum StripRow {
  /** Input gain, linear; negative when the polarity is inverted. */
  TRIM,
  /** 1 when heard, 0 when muted or when others are soloed. */
  ON,
  /** Fader gain, linear. */
  FADER,
  /** What goes to the left of main, by pan or balance. */
  LEFT,
  /** What goes to the right of main. */
  RIGHT;

  static final StripRow[] ALL = values();
}

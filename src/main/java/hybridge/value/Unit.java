package hybridge.value;

/** What a number is measured in. The symbol is what people and {@code --json} see. */
public enum Unit {
  NONE(""),
  DB("dB"),
  DBFS("dBFS"),
  DBTP("dBTP"),
  LUFS("LUFS"),
  LU("LU"),
  HZ("Hz"),
  MS("ms"),
  S("s"),
  PERCENT("%"),
  RATIO(":1"),
  FRAMES("frames");

  private final String symbol;

  Unit(String symbol) {
    this.symbol = symbol;
  }

  public String symbol() {
    return symbol;
  }

  /** The unit with this symbol, or null. */
  public static Unit ofSymbol(String symbol) {
    for (Unit unit : values()) {
      if (unit.symbol.equals(symbol)) {
        return unit;
      }
    }
    return null;
  }
}

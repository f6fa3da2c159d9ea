package hybridge.value;

/**
 * Where a move came from. The origin of a move is not told of it again (motor faders excepted).
 *
 * @param kind the family
 * @param id which one of the family: a surface's id, a unit's name, a sender's address
 */
public record Origin(Kind kind, String id) {

  /** The families of origins. */
  public enum Kind {
    SURFACE,
    OSC,
    WEB,
    COMMAND,
    UNIT,
    FILE,
    JOURNAL,
    RECALL,
    DAEMON
  }

  /** Start values and the daemon's own moves. */
  public static final Origin DAEMON = new Origin(Kind.DAEMON, "daemon");

  public static Origin surface(String id) {
    return new Origin(Kind.SURFACE, id);
  }

  public static Origin unit(String name) {
    return new Origin(Kind.UNIT, name);
  }

  public static Origin osc(String sender) {
    return new Origin(Kind.OSC, sender);
  }

  public static Origin web(String client) {
    return new Origin(Kind.WEB, client);
  }

  public static Origin file(String name) {
    return new Origin(Kind.FILE, name);
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(java.util.Locale.ROOT) + ":" + id;
  }
}

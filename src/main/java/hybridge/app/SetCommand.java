package hybridge.app;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "set",
    description =
        "Sets a parameter of the running daemon and prints what it made of the value. Ends with 1"
            + " where a unit was sent nothing.")
final class SetCommand implements Callable<Integer> {
  /** A unit has half a second to say what it makes of a move. */
  private static final int LOOKS = 25;

  private static final long LOOK_NANOS = 20_000_000L;

  @Parameters(index = "0", paramLabel = "ADDRESS")
  private String address;

  @Parameters(
      index = "1",
      paramLabel = "VALUE",
      description = "A number, -inf, on or off, a choice's name, or text.")
  private String value;

  @Option(names = "--json", description = "Print all there is to know of it as JSON.")
  private boolean json;

  @Mixin private DaemonClient daemon;

  @Override
  public Integer call() {
    Addresses.require(address);
    Map<String, Object> held = daemon.set(address, value);
    for (int i = 0; i < LOOKS && UnitWords.undecided(held); i++) {
      LockSupport.parkNanos(LOOK_NANOS);
      held = daemon.get(address);
    }
    GetCommand.print(held, UnitWords.afterMove(held) + why(held), json);
    return UnitWords.notSent(held) ? Exit.FAILED : Exit.DONE;
  }

  /** What is wrong with the unit, where that has kept the move from it. */
  private String why(Map<String, Object> held) {
    String truth = String.valueOf(held.get("truth"));
    if (json || !truth.equals("unsent") && !truth.equals("refused")) {
      return "";
    }
    String unit = address.substring(0, address.lastIndexOf('/'));
    String trouble = GetCommand.text(daemon.get(unit + "/trouble").get("value"));
    String state = GetCommand.text(daemon.get(unit + "/state").get("value"));
    return trouble.isEmpty() ? ": the unit is " + state : ": " + trouble;
  }
}

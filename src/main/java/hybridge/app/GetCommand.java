package hybridge.app;

import hybridge.value.Numbers;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Prints the value of a parameter of the running daemon.")
final class GetCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ADDRESS")
  private String address;

  @Option(names = "--json", description = "Print all there is to know of it as JSON.")
  private boolean json;

  @Mixin private DaemonClient daemon;

  @Override
  public Integer call() {
    Addresses.require(address);
    Map<String, Object> parameter = daemon.get(address);
    print(parameter, UnitWords.besides(parameter), json);
    return Exit.DONE;
  }

  /**
   * @param more what is to stand behind the value
   */
  static void print(Map<String, Object> parameter, String more, boolean json) {
    if (json) {
      Json.print(parameter);
      return;
    }
    System.out.println(
        "action".equals(parameter.get("kind")) ? "done" : text(parameter.get("value")) + more);
  }

  /** A value of the API as people read it: six digits behind the point at most. */
  static String text(Object value) {
    return switch (value) {
      case null -> "unknown";
      case Boolean b -> b ? "on" : "off";
      case Number n -> Numbers.text(Math.rint(n.doubleValue() * 1e6) / 1e6);
      default -> value.toString();
    };
  }
}

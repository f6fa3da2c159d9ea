package hybridge.app;

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
    print(daemon.get(address), json);
    return Exit.DONE;
  }

  static void print(Map<String, Object> parameter, boolean json) {
    if (json) {
      Json.print(parameter);
      return;
    }
    Object value = parameter.get("value");
    System.out.println(
        switch (value) {
          case null -> "unknown";
          case Boolean b -> b ? "on" : "off";
          case Number n -> hybridge.value.Numbers.text(n.doubleValue());
          default -> value.toString();
        });
  }
}

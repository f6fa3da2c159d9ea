package hybridge.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "set",
    description = "Sets a parameter of the running daemon and prints what it made of the value.")
final class SetCommand implements Callable<Integer> {
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
    GetCommand.print(daemon.set(address, value), json);
    return Exit.DONE;
  }
}

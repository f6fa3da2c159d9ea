package hybridge.app;

import hybridge.value.Suggest;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;

/** The {@code hybridge} command. */
@Command(
    name = "hybridge",
    description = "A bridge between hands, analog gear and a software mix.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      ReplayCommand.class,
      ReloadCommand.class,
      CheckCommand.class,
      ParamsCommand.class,
      GetCommand.class,
      SetCommand.class,
      CalibrateCommand.class,
      LearnCommand.class,
      DevicesCommand.class,
      InitCommand.class,
      RenderCommand.class,
      ProfileCommand.class,
      BenchCommand.class
    })
public final class Main {

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"hybridge " + (version == null ? "(not packaged)" : version)};
    }
  }

  private Main() {}

  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** Runs a command in this process; returns its exit code. */
  static int execute(String... args) {
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (fault, command, parsed) ->
            switch (fault) {
              case Exit.WrongInput wrong -> {
                if (innermost(parsed).hasMatchedOption("--json")) {
                  Json.print(wrong.problems().stream().map(FileCheck::view).toList());
                }
                Exit.print(wrong.problems(), System.err);
                yield Exit.WRONG_INPUT;
              }
              case Exit.Failure failure -> {
                System.err.println(
                    "hybridge " + command.getCommandName() + ": " + failure.getMessage());
                yield Exit.FAILED;
              }
              default -> {
                System.err.println(
                    "hybridge " + command.getCommandName() + ": failed unexpectedly");
                fault.printStackTrace();
                yield Exit.FAILED;
              }
            });
    acceptNegativeNumbers(line, List.of("set"));
    line.getSubcommands().values().forEach(c -> c.getCommandSpec().mixinStandardHelpOptions(true));
    IParameterExceptionHandler usual = line.getParameterExceptionHandler();
    line.setParameterExceptionHandler(
        (wrong, given) -> {
          if (wrong.getCommandLine() == line && given.length > 0 && !given[0].startsWith("-")) {
            String hint = Suggest.nearOrAll(given[0], line.getSubcommands().keySet());
            System.err.println("hybridge: unknown command '" + given[0] + "'; " + hint);
            return Exit.WRONG_INPUT;
          }
          return usual.handleParseException(wrong, given);
        });
    if (args.length == 0) {
      line.usage(System.out);
      return Exit.WRONG_INPUT;
    }
    return line.execute(args);
  }

  /** What was typed behind the last command's name. */
  private static CommandLine.ParseResult innermost(CommandLine.ParseResult parsed) {
    return parsed.hasSubcommand() ? innermost(parsed.subcommand()) : parsed;
  }

  /** Negative numbers are plain arguments: everything that is no option of the command is one. */
  private static void acceptNegativeNumbers(CommandLine line, List<String> commands) {
    commands.forEach(
        name -> line.getSubcommands().get(name).setUnmatchedOptionsArePositionalParams(true));
  }
}

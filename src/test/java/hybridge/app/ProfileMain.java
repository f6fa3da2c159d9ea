package hybridge.app;

import picocli.CommandLine;

/** Starts the profile commands in a process of their own. */
public final class ProfileMain {
  private ProfileMain() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new ProfileCommand()).execute(args));
  }
}

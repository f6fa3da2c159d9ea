package hybridge.app;

import hybridge.value.Problem;
import java.io.PrintStream;
import java.util.List;

/**
 * The exit codes, a contract: 0 done, 1 failed while working, 2 wrong input with every problem
 * named.
 */
final class Exit {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_INPUT = 2;

  private Exit() {}

  /** Ends a command; the message says what failed and what to try. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
      super(message);
    }

    Failure(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Ends a command on wrong input, every problem named. */
  static final class WrongInput extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient List<Problem> problems;

    WrongInput(List<Problem> problems) {
      super(problems.size() + " problems");
      this.problems = List.copyOf(problems);
    }

    static WrongInput of(String source, String at, String found, String wanted, String hint) {
      return new WrongInput(List.of(new Problem(source, 0, at, found, wanted, hint)));
    }

    List<Problem> problems() {
      return problems;
    }
  }

  /** Names each problem on a line. */
  static void print(List<Problem> problems, PrintStream to) {
    for (Problem problem : problems) {
      to.println(problem);
    }
    to.println(problems.size() == 1 ? "1 problem" : problems.size() + " problems");
  }
}

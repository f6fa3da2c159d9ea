package hybridge.value;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects every problem of one input, so that all of them are told at once. Used by one thread.
 */
public final class Problems {
  private final String file;
  private final List<Problem> found = new ArrayList<>();

  /**
   * @param file the source, as the user named it
   */
  public Problems(String file) {
    this.file = file;
  }

  public String file() {
    return file;
  }

  public void add(int line, String at, String found, String wanted, String hint) {
    this.found.add(new Problem(file, line, at, found, wanted, hint));
  }

  public void add(Problem problem) {
    found.add(problem);
  }

  public void addAll(List<Problem> problems) {
    found.addAll(problems);
  }

  public boolean none() {
    return found.isEmpty();
  }

  /** All of them, in the order of their lines. */
  public List<Problem> list() {
    return found.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }
}

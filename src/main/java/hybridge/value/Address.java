package hybridge.value;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The address of one parameter, such as {@code /strip/1/fader}. Parsed once, at the edge; inside
 * the daemon a parameter is known by its place in the tree.
 */
public record Address(String path) implements Comparable<Address> {
  private static final Pattern FORM = Pattern.compile("(/[A-Za-z0-9][A-Za-z0-9._-]*)+");

  /**
   * @throws IllegalArgumentException if the text is not of the form {@code /a/b/c}
   */
  public Address {
    if (!FORM.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "'" + path + "' is not an address; wanted the form /strip/1/fader");
    }
  }

  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  public Address child(String name) {
    return new Address(path + "/" + name);
  }

  public List<String> segments() {
    return List.of(path.substring(1).split("/"));
  }

  /** The last segment. */
  public String leaf() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public int compareTo(Address other) {
    return Natural.ORDER.compare(path, other.path);
  }

  @Override
  public String toString() {
    return path;
  }
}

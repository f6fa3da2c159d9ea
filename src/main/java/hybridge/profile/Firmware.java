package hybridge.profile;

import java.util.List;

/**
 * Which versions of a firmware are meant: {@code 1.*}, {@code 2.65}, {@code >=2.65}, {@code
 * 1.0..2.64}.
 */
public record Firmware(List<String> forms) {
  public Firmware {
    forms = List.copyOf(forms);
  }

  /** Is this a form that can be matched? */
  public static boolean isForm(String form) {
    return form.matches("[\\x21-\\x7E]{1,40}");
  }

  /** None named: every version. */
  public boolean knows(String version) {
    return forms.isEmpty() || forms.stream().anyMatch(f -> matches(f, version));
  }

  private static boolean matches(String form, String version) {
    if (form.endsWith("*")) {
      return version.startsWith(form.substring(0, form.length() - 1));
    }
    if (form.startsWith(">=")) {
      return compare(version, form.substring(2)) >= 0;
    }
    int dots = form.indexOf("..");
    return dots < 0
        ? version.equals(form)
        : compare(version, form.substring(0, dots)) >= 0
            && compare(version, form.substring(dots + 2)) <= 0;
  }

  /** A version that is meant, for a simulator to call itself. */
  public String example() {
    String form = forms.isEmpty() ? "1.0" : forms.getFirst();
    int dots = form.indexOf("..");
    return dots > 0 ? form.substring(0, dots) : form.replace("*", "0").replace(">=", "");
  }

  /** By their numbers, one after the other: 2.9 is older than 2.10. */
  private static int compare(String a, String b) {
    String[] x = a.replaceAll("^[^0-9]+", "").split("[^0-9]+");
    String[] y = b.replaceAll("^[^0-9]+", "").split("[^0-9]+");
    for (int i = 0; i < Math.max(x.length, y.length); i++) {
      int order = Long.compare(number(x, i), number(y, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static long number(String[] parts, int i) {
    return i >= parts.length || parts[i].isEmpty() || parts[i].length() > 15
        ? 0
        : Long.parseLong(parts[i]);
  }
}

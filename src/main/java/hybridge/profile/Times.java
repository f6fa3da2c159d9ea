package hybridge.profile;

import hybridge.value.Fields;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times such as {@code 20 ms} or {@code 2 s}. */
final class Times {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]+)?) ?(ms|s)");

  private Times() {}

  /** In nanoseconds. */
  static long read(Fields f, String key, long otherwise) {
    String text = f.text(key, null);
    if (text == null) {
      return otherwise;
    }
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      f.wrong(key, "'" + text + "'", "a time such as 20 ms or 2 s", "");
      return otherwise;
    }
    return Math.round(Double.parseDouble(m.group(1)) * (m.group(2).equals("s") ? 1e9 : 1e6));
  }
}

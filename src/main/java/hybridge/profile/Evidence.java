package hybridge.profile;

import hybridge.value.Fields;
import java.util.List;

/** How sure a profile is of one of its parts, where that differs from the whole. */
final class Evidence {
  static final List<String> LEVELS = List.of("document", "measured", "community");
  static final List<String> PARTS =
      List.of("document", "measured", "community", "derived", "assumed");

  private Evidence() {}

  /** Reads the keys {@code evidence} and {@code source} of a part. */
  static void check(Fields f) {
    f.word("evidence", PARTS, "document");
    f.text("source", "");
  }
}

package hybridge.engine;

import hybridge.engine.master.ClipperSlot;
import hybridge.engine.master.Processor;
import java.util.List;

/** The kinds of software slots there are. */
public final class Processors {
  private Processors() {}

  public static final List<String> KINDS = List.of("clipper");

  /**
   * @throws IllegalArgumentException for a kind that is not one of {@link #KINDS}
   */
  static Processor create(String kind, int rate) {
    return switch (kind) {
      case "clipper" -> new ClipperSlot(rate);
      default -> throw new IllegalArgumentException("no processor '" + kind + "'");
    };
  }

  static int targets(String kind) {
    return create(kind, 48_000).targets();
  }
}

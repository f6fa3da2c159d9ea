package hybridge.outboard;

import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.value.Problems;
import hybridge.wire.LineFraming;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays the vectors of a profile both ways: values into bytes, bytes into values. */
public final class Vectors {
  private Vectors() {}

  /** Notes each vector that does not hold. */
  public static void check(UnitProfile profile, Problems problems) {
    Optional<Protocol> protocol = profile.protocol();
    if (protocol.isEmpty()) {
      return;
    }
    LineDialect dialect = new LineDialect(protocol.get());
    for (UnitProfile.Vector vector : profile.vectors()) {
      String at = "vectors (" + vector.message().word() + ")";
      String encoded;
      try {
        encoded = new String(dialect.encode(vector.message()), StandardCharsets.US_ASCII);
      } catch (RuntimeException e) {
        problems.add(vector.line(), at, e.getMessage(), "a message of this protocol", "");
        continue;
      }
      if (!encoded.equals(vector.text())) {
        problems.add(
            vector.line(),
            at,
            shown(vector.text()),
            "what the protocol makes of it: " + shown(encoded),
            "the vector or the template is wrong");
      }
      Optional<Message> decoded = decode(dialect, protocol.get(), vector);
      if (decoded.isEmpty() || !same(profile, vector.message(), decoded.get())) {
        problems.add(
            vector.line(),
            at,
            shown(vector.text())
                + ", which is understood as "
                + decoded.map(Object::toString).orElse("nothing"),
            vector.message().toString(),
            "");
      }
    }
  }

  private static Optional<Message> decode(
      LineDialect dialect, Protocol protocol, UnitProfile.Vector vector) {
    Protocol.Frame.Lines frame =
        switch (protocol.frame()) {
          case Protocol.Frame.Lines lines -> lines;
        };
    List<String> lines = new ArrayList<>();
    byte[] bytes = vector.text().getBytes(StandardCharsets.ISO_8859_1);
    new LineFraming(frame.ends(), frame.longest()).take(bytes, bytes.length, lines::add);
    if (lines.size() != 1) {
      return Optional.empty();
    }
    return switch (vector.message()) {
      case Message.AskIdentity m -> dialect.fromUs(lines.getFirst());
      case Message.Get m -> dialect.fromUs(lines.getFirst());
      case Message.Set m -> dialect.fromUs(lines.getFirst());
      case Message.Current(String p, double v) -> dialect.fromBox(lines.getFirst(), p);
      case Message.Ack(String p, double v) -> dialect.fromBox(lines.getFirst(), p);
      case Message.Identity m -> dialect.fromBox(lines.getFirst(), "");
      case Message.Report m -> dialect.fromBox(lines.getFirst(), "");
      case Message.Refusal m -> dialect.fromBox(lines.getFirst(), "");
    };
  }

  private static boolean same(UnitProfile profile, Message wanted, Message found) {
    return switch (wanted) {
      case Message.Set(String p, double v) ->
          found instanceof Message.Set(String q, double w) && near(profile, p, q, v, w);
      case Message.Current(String p, double v) ->
          found instanceof Message.Current(String q, double w) && near(profile, p, q, v, w);
      case Message.Report(String p, double v) ->
          found instanceof Message.Report(String q, double w) && near(profile, p, q, v, w);
      case Message.Ack(String p, double v) ->
          found instanceof Message.Ack(String q, double w)
              && (p.isEmpty() || near(profile, p, q, v, w));
      case Message.AskIdentity m -> wanted.equals(found);
      case Message.Get m -> wanted.equals(found);
      case Message.Identity m -> wanted.equals(found);
      case Message.Refusal m -> wanted.equals(found);
    };
  }

  /** A vector may name a value between two that the protocol can say. */
  private static boolean near(
      UnitProfile profile, String p, String q, double wanted, double found) {
    double resolution = profile.protocol().orElseThrow().codes().get(p).resolution();
    boolean bothSilent = Double.isNaN(wanted) && Double.isNaN(found);
    return p.equals(q) && (bothSilent || Math.abs(wanted - found) <= resolution / 2 * (1 + 1e-9));
  }

  /** A text with its line ends made visible. */
  private static String shown(String text) {
    return "'" + text.replace("\r", "\\r").replace("\n", "\\n") + "'";
  }
}

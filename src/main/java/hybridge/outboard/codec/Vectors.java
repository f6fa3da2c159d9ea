package hybridge.outboard.codec;

import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.value.Problems;
import hybridge.wire.Bytes;
import hybridge.wire.Framing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Plays the vectors of a profile both ways: values into bytes, bytes into values. */
public final class Vectors {
  private Vectors() {}

  /** Notes each vector that does not hold. */
  public static void check(UnitProfile profile, Problems problems) {
    profile.vectors().forEach(v -> check(profile, v, problems));
  }

  private static void check(UnitProfile profile, UnitProfile.Vector vector, Problems problems) {
    UnitProfile as = vector.over().map(profile::on).orElse(profile);
    Protocol protocol = as.protocols().get(vector.protocol());
    Dialect dialect = new Dialect(protocol, vector.address());
    String at = "vectors (" + vector.message().word() + ")";
    if (vector.heard()) {
      understood(dialect, protocol, vector, at, problems);
      return;
    }
    String encoded;
    try {
      byte[] bytes = dialect.encode(vector.message(), held(profile, vector));
      encoded = Bytes.text(bytes, 0, bytes.length);
    } catch (RuntimeException e) {
      problems.add(vector.line(), at, e.getMessage(), "a message of this protocol", "");
      return;
    }
    if (!encoded.equals(vector.text())) {
      problems.add(
          vector.line(),
          at,
          Bytes.written(vector.text()),
          "what the protocol makes of it: " + Bytes.written(encoded),
          "the vector or the template is wrong");
    }
    understood(dialect, protocol, vector, at, problems);
  }

  private static void understood(
      Dialect dialect, Protocol protocol, UnitProfile.Vector vector, String at, Problems problems) {
    List<Message> decoded = decode(dialect, vector);
    if (!holds(protocol, vector.message(), decoded)) {
      problems.add(
          vector.line(),
          at,
          Bytes.written(vector.text())
              + ", which is understood as "
              + (decoded.isEmpty() ? "nothing" : decoded.toString()),
          vector.message().toString(),
          "");
    }
  }

  /** What the vector says the box holds, else what it starts with. */
  private static ToDoubleFunction<String> held(UnitProfile profile, UnitProfile.Vector vector) {
    return id ->
        vector
            .held()
            .getOrDefault(
                id, profile.knobs().get(profile.indexOf(id)).parameter().initial().number());
  }

  private static List<Message> decode(Dialect dialect, UnitProfile.Vector vector) {
    boolean ours =
        switch (first(vector.message())) {
          case Message.AskIdentity m -> true;
          case Message.Get m -> true;
          case Message.Set m -> true;
          case Message.Init m -> true;
          case Message.KeepAlive m -> true;
          case Message.Stage m -> true;
          case Message.Commit m -> true;
          case Message.AskDump m -> true;
          case Message.Restore m -> true;
          case Message.AskChanged m -> true;
          case Message.Locate m -> true;
          default -> false;
        };
    List<String> payloads = new ArrayList<>();
    byte[] bytes = Bytes.of(vector.text());
    Framing framing = ours ? dialect.ourFraming() : dialect.boxFraming();
    framing.take(bytes, bytes.length, payloads::add);
    if (payloads.isEmpty() || framing.waiting() || framing.dropped() > 0) {
      return List.of();
    }
    if (!ours) {
      return payloads.size() > 1
          ? List.of()
          : dialect.fromBox(payloads.getFirst(), asked(vector.message()));
    }
    List<Message> heard = new ArrayList<>();
    for (int i = 1; i <= payloads.size(); i++) {
      dialect.fromUs(payloads.subList(0, i)).ifPresent(heard::addAll);
    }
    return heard;
  }

  private static Message first(Message message) {
    return message instanceof Message.Several(List<Message> all) ? all.getFirst() : message;
  }

  /** What must have been asked for this to be the answer. */
  private static Message asked(Message answer) {
    return switch (first(answer)) {
      case Message.Identity m -> new Message.AskIdentity();
      case Message.Current(String p, double v) -> new Message.Get(p);
      case Message.Absent(String p) -> new Message.Get(p);
      case Message.Ack(String p, double v) when !p.isEmpty() -> new Message.Set(p, v);
      case Message.InitDone(int step) -> new Message.Init(step);
      case Message.Committed m -> new Message.Commit("");
      case Message.Dump m -> new Message.AskDump();
      case Message.Changed m -> new Message.AskChanged(0, 0);
      case Message.Located m -> new Message.Locate(1);
      default -> null;
    };
  }

  private static boolean holds(Protocol protocol, Message wanted, List<Message> found) {
    return switch (wanted) {
      case Message.Several(List<Message> all) ->
          all.stream().allMatch(m -> holds(protocol, m, found));
      case Message.Stage(List<Message> sets) ->
          found.stream()
              .anyMatch(
                  m ->
                      m instanceof Message.Stage(List<Message> heard)
                          && sets.stream().allMatch(s -> holds(protocol, s, heard)));
      case Message.Changed(int epoch, int mark, List<Message> items) ->
          found.stream()
              .anyMatch(
                  m ->
                      m instanceof Message.Changed(int e, int k, List<Message> heard)
                          && e == epoch
                          && k == mark
                          && heard.isEmpty() == items.isEmpty()
                          && items.stream().allMatch(i -> holds(protocol, i, heard)));
      case Message.Commit m -> found.stream().anyMatch(f -> f instanceof Message.Commit);
      // One question may be about several parameters: any of them will do.
      case Message.Get(String p) ->
          found.stream()
              .anyMatch(m -> m instanceof Message.Get(String q) && sameBytes(protocol, p, q));
      // A question about a parameter may serve as one about the box.
      case Message.AskIdentity who ->
          found.stream()
              .anyMatch(m -> m instanceof Message.AskIdentity || m instanceof Message.Get);
      default -> found.stream().anyMatch(m -> same(protocol, wanted, m));
    };
  }

  private static boolean sameBytes(Protocol protocol, String p, String q) {
    // Each from a dialect of its own: some protocols count their messages.
    return java.util.Arrays.equals(
        new Dialect(protocol, -1).encode(new Message.Get(p)),
        new Dialect(protocol, -1).encode(new Message.Get(q)));
  }

  private static boolean same(Protocol protocol, Message wanted, Message found) {
    return switch (wanted) {
      case Message.Set(String p, double v) ->
          found instanceof Message.Set(String q, double w) && near(protocol, p, q, v, w);
      case Message.Current(String p, double v) ->
          found instanceof Message.Current(String q, double w) && near(protocol, p, q, v, w);
      case Message.Report(String p, double v) ->
          found instanceof Message.Report(String q, double w) && near(protocol, p, q, v, w)
              || found instanceof Message.Status(String r, double x) && near(protocol, p, r, v, x);
      case Message.Ack(String p, double v) ->
          found instanceof Message.Ack(String q, double w)
              && (p.isEmpty() || near(protocol, p, q, v, w));
      default -> wanted.equals(found);
    };
  }

  /** A vector may name a value between two that the protocol can say. */
  private static boolean near(Protocol protocol, String p, String q, double wanted, double found) {
    if (!p.equals(q)) {
      return false;
    }
    double coarse = protocol.codes().get(p).coarseness(wanted);
    boolean bothSilent = Double.isNaN(wanted) && Double.isNaN(found);
    return bothSilent || Math.abs(wanted - found) <= coarse * (1 + 1e-9) + 1e-9;
  }
}

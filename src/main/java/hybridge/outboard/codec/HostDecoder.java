package hybridge.outboard.codec;

import hybridge.profile.Message;
import hybridge.profile.Protocol;
import hybridge.profile.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What our messages mean to a box.
 *
 * @param bind fills in what is the same for every message, such as the address
 * @param who the question who it is
 */
record HostDecoder(
    Protocol protocol,
    UnaryOperator<Template> bind,
    List<VerbTemplates> verbs,
    List<Template> who) {

  /** A later verb may know better. */
  private static boolean outOfRange(List<Message> sets) {
    return sets.stream().anyMatch(m -> m instanceof Message.Set(String p, double v) && v != v);
  }

  /** What the last payloads mean; see {@link Dialect#fromUs}. */
  Optional<List<Message>> heard(List<String> recent) {
    String payload = recent.getLast();
    for (int i = 0; i < protocol.init().size(); i++) {
      if (bind.apply(protocol.init().get(i).send()).match(payload).isPresent()) {
        return Optional.of(List.of(new Message.Init(i)));
      }
    }
    if (protocol
        .keepAlive()
        .map(k -> bind.apply(k.send()).match(payload).isPresent())
        .orElse(false)) {
      return Optional.of(List.of(new Message.KeepAlive()));
    }
    if (protocol.dump().isPresent()
        && bind.apply(protocol.dump().get().send()).match(payload).isPresent()) {
      return Optional.of(List.of(new Message.AskDump()));
    }
    if (protocol.changed().isPresent()) {
      Template t = bind.apply(protocol.changed().get().send());
      Optional<Map<String, String>> since = t.match(payload);
      if (since.isPresent()) {
        return Optional.of(
            List.of(
                new Message.AskChanged(
                    Dialect.number(t, since.get(), "epoch"),
                    Dialect.number(t, since.get(), "mark"))));
      }
    }
    if (protocol.locate().isPresent()) {
      Template t = bind.apply(protocol.locate().get().send());
      Optional<Map<String, String>> found = t.match(payload);
      if (found.isPresent()) {
        int seconds = t.has("seconds") ? Dialect.number(t, found.get(), "seconds") : 1;
        return Optional.of(List.of(new Message.Locate(seconds)));
      }
    }
    if (protocol.restore().isPresent()) {
      Optional<Map<String, String>> back =
          bind.apply(protocol.restore().get().send()).match(payload);
      if (back.isPresent()) {
        return Optional.of(List.of(new Message.Restore(back.get().get("blob"))));
      }
    }
    Optional<List<Message>> begun = Optional.empty();
    for (VerbTemplates lines : verbs) {
      Optional<List<Message>> found = lines.fromUs(recent);
      if (found.isPresent() && !found.get().isEmpty() && !outOfRange(found.get())) {
        return found;
      }
      begun = begun.or(() -> found);
    }
    // Last: where a question about a parameter serves as one about the box, its answer serves too.
    return !who.isEmpty() && who.getLast().match(payload).isPresent()
        ? Optional.of(List.of(new Message.AskIdentity()))
        : begun;
  }
}

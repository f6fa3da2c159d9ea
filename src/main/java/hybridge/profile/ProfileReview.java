package hybridge.profile;

import hybridge.value.Problems;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a careful reader would ask of a profile that works: one vector at least for each message of
 * each verb, in each way of connecting that has its own; a page for each that is claimed to stand
 * in a document; no beginning under {@code never} that protects one unit only. None of it is a
 * reason not to use the profile, so that files of earlier versions stay valid.
 */
public final class ProfileReview {
  private final UnitProfile profile;
  private final Problems problems;

  private ProfileReview(UnitProfile profile, Problems problems) {
    this.profile = profile;
    this.problems = problems;
  }

  /** Notes what no vector proves, and each claim without a source. */
  public static void check(UnitProfile profile, Problems problems) {
    new ProfileReview(profile, problems).check();
  }

  private void check() {
    for (UnitProfile.Vector v : profile.vectors()) {
      if (v.evidence().equals("document") && v.source().isEmpty()) {
        problems.add(
            v.line(),
            "vectors (" + v.message().word() + ")",
            "evidence document without a source",
            "source: the page that prints these bytes",
            "or evidence: derived, where they follow from what the page says");
      }
    }
    for (int i = 0; i < profile.protocols().size(); i++) {
      int n = i;
      List<UnitProfile.Vector> here =
          profile.vectors().stream().filter(v -> v.protocol() == n).toList();
      Protocol usual = profile.protocols().get(i);
      usual.never().forEach(never -> everywhere(usual, never));
      missing(words(usual), here, usual, i == 0 ? "" : " of variant " + i);
      profile
          .over()
          .forEach(
              (medium, others) -> {
                Protocol other = others.get(n);
                List<UnitProfile.Vector> there =
                    here.stream().filter(v -> v.over().filter(medium::equals).isPresent()).toList();
                missing(differing(usual, other), there, other, " over " + medium.word());
              });
    }
  }

  /** A beginning that names one unit's number would let the others through. */
  private void everywhere(Protocol protocol, Template never) {
    boolean loose = never.has("address") || never.has("any");
    if (loose || !protocol.addressing().used()) {
      return;
    }
    String start = never.words();
    boolean one =
        ours(protocol)
            .anyMatch(
                t ->
                    t.parts().size() > 1
                        && t.parts().get(0) instanceof Template.Part.Words(String before)
                        && t.parts().get(1) instanceof Template.Part.Hole h
                        && h.name().equals("address")
                        && start.startsWith(before)
                        && start.length() > before.length());
    if (one) {
      problems.add(
          line(),
          "protocol.never",
          "'" + never + "', which holds for one address only",
          "{address} where the number of the unit stands",
          "any unit of the range may be on the wire");
    }
  }

  private static Stream<Template> ours(Protocol protocol) {
    Stream<Template> verbs =
        protocol.verbs().values().stream()
            .flatMap(v -> Stream.concat(v.get().stream(), v.set().stream()))
            .flatMap(e -> e.sends().stream());
    return Stream.concat(
        protocol.identify().stream().flatMap(i -> i.exchange().sends().stream()), verbs);
  }

  private int line() {
    return profile.vectors().isEmpty() ? 0 : profile.vectors().getFirst().line();
  }

  private void missing(Set<String> must, List<UnitProfile.Vector> there, Protocol p, String where) {
    Set<String> seen = new HashSet<>();
    there.forEach(v -> seen.addAll(words(p, v.message())));
    List<String> left = must.stream().filter(w -> !seen.contains(w)).toList();
    if (!left.isEmpty()) {
      problems.add(
          line(),
          "vectors",
          "no vector for " + String.join(", ", left) + where,
          "one at least for each message of each verb",
          "");
    }
  }

  /** What a vector stands for, as {@link #words(Protocol)} names it. */
  private static Set<String> words(Protocol p, Message message) {
    return switch (message) {
      case Message.Several(List<Message> all) ->
          all.stream().flatMap(m -> words(p, m).stream()).collect(Collectors.toSet());
      case Message.Stage(List<Message> all) ->
          of(p, "stage", ((Message.Set) all.getFirst()).param());
      case Message.Commit(String param) -> of(p, "commit", param);
      case Message.Get(String param) -> of(p, "get", param);
      case Message.Set(String param, double v) -> of(p, "set", param);
      case Message.Current(String param, double v) -> of(p, "value", param);
      case Message.Ack(String param, double v) when !param.isEmpty() -> of(p, "ack", param);
      // An answer that names nothing is every verb's.
      case Message.Ack m ->
          p.verbs().keySet().stream().map(v -> named("ack", v)).collect(Collectors.toSet());
      case Message.Committed m ->
          p.verbs().keySet().stream().map(v -> named("committed", v)).collect(Collectors.toSet());
      case Message.Report(String param, double v) -> of(p, "report", param);
      default -> Set.of(message.word());
    };
  }

  private static Set<String> of(Protocol p, String word, String param) {
    return Set.of(named(word, p.codes().get(param).by()));
  }

  private static String named(String word, String verb) {
    return verb.isEmpty() ? word : word + " (" + verb + ")";
  }

  /** The messages that a protocol has. */
  private static Set<String> words(Protocol p) {
    Set<String> words = new LinkedHashSet<>();
    if (!p.blind()) {
      words.addAll(List.of("identify", "identity"));
    }
    for (Protocol.Verb v : p.verbs().values()) {
      boolean used = p.codes().values().stream().anyMatch(c -> c.by().equals(v.name()));
      if (!used) {
        continue;
      }
      v.get()
          .ifPresent(g -> words.addAll(List.of(named("get", v.name()), named("value", v.name()))));
      v.set().ifPresent(s -> words.add(named("set", v.name())));
      v.set().flatMap(Protocol.Exchange::reply).ifPresent(r -> words.add(named("ack", v.name())));
      v.report().ifPresent(r -> words.add(named("report", v.name())));
      v.stage()
          .ifPresent(
              s ->
                  List.of("stage", "commit", "committed")
                      .forEach(w -> words.add(named(w, v.name()))));
    }
    if (!p.init().isEmpty()) {
      words.add("init");
    }
    p.keepAlive().ifPresent(k -> words.add("keepalive"));
    p.error().ifPresent(e -> words.add("error"));
    p.dump().ifPresent(d -> words.addAll(List.of("ask-dump", "dump")));
    p.restore().ifPresent(d -> words.add("restore"));
    p.changed().ifPresent(c -> words.addAll(List.of("ask-changed", "changed")));
    p.locate().ifPresent(l -> words.add("locate"));
    p.locate().flatMap(Protocol.Exchange::reply).ifPresent(r -> words.add("located"));
    return words;
  }

  /** The messages of the second that are not as in the first. */
  private static Set<String> differing(Protocol usual, Protocol other) {
    if (!usual.frames().equals(other.frames()) || !usual.ours().equals(other.ours())) {
      return words(other);
    }
    Set<String> differing = new LinkedHashSet<>();
    for (Protocol.Verb v : other.verbs().values()) {
      Protocol.Verb before = usual.verbs().get(v.name());
      if (!text(before, Protocol.Verb::get).equals(text(v, Protocol.Verb::get))) {
        differing.addAll(List.of(named("get", v.name()), named("value", v.name())));
      }
      if (!text(before, Protocol.Verb::set).equals(text(v, Protocol.Verb::set))) {
        differing.add(named("set", v.name()));
      }
    }
    return differing;
  }

  private static String text(
      Protocol.Verb verb, Function<Protocol.Verb, Optional<Protocol.Exchange>> which) {
    return verb == null ? "" : which.apply(verb).map(e -> e.sends() + " " + e.reply()).orElse("");
  }
}

package hybridge.profile;

import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Yaml;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the profile of a unit and notes every problem at once: what the schema forbids, and what no
 * schema can see (a hole that nothing fills, an answer that can never be told from another one).
 * {@code docs/decisions/profile-schema.md} says why this is code and not only the schema.
 */
public final class UnitProfileReader {
  /** The version of the profile language. */
  public static final int VERSION = 1;

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}/[a-z0-9][a-z0-9-]*");

  private final Problems problems;

  private UnitProfileReader(Problems problems) {
    this.problems = problems;
  }

  /** Reads a file; empty when anything is wrong with it. */
  public static Optional<UnitProfile> read(Path file, Problems problems) {
    return Yaml.read(file, problems).flatMap(node -> read(node, problems));
  }

  /** Reads a text; empty when anything is wrong with it. */
  public static Optional<UnitProfile> parse(String text, Problems problems) {
    return Yaml.parse(text, problems).flatMap(node -> read(node, problems));
  }

  /** Reads a file that is parsed already; empty when anything is wrong with it. */
  public static Optional<UnitProfile> read(Node node, Problems problems) {
    // Of its own: what is asked of a sound part must not hang on problems of another file.
    Problems own = new Problems(problems.file());
    Node written =
        node instanceof Node.Mapping m ? Repeat.expand(m, Fields.of(m, "", own), own) : node;
    UnitProfile profile = new UnitProfileReader(own).profile(Fields.of(written, "", own));
    Repeat.together(node, own).forEach(problems::add);
    return own.none() ? Optional.of(profile) : Optional.empty();
  }

  /** Is this the form of a profile's id? Nothing else ever becomes part of a path. */
  public static boolean isId(String id) {
    return id != null && ID.matcher(id).matches();
  }

  private UnitProfile profile(Fields f) {
    if (f.require("profile", "the version of the profile language: " + VERSION)) {
      f.whole("profile", VERSION, VERSION, VERSION);
    }
    String id = f.require("id", "maker/model") ? f.text("id", "") : "";
    if (!id.isEmpty() && !isId(id)) {
      f.wrong("id", "'" + id + "'", "maker/model in small letters, digits and '-'", "");
    }
    String unitClass = f.require("class", "what it is: compressor, eq…") ? f.text("class", "") : "";
    if (!unitClass.isEmpty() && !ModelReader.KNOB.matcher(unitClass).matches()) {
      f.wrong("class", "'" + unitClass + "'", "a word in small letters such as compressor", "");
    }
    String name = f.require("name", "the name people know it by") ? f.text("name", "") : "";
    UnitProfile.Evidence evidence = evidence(f);
    f.has("repeat");
    f.texts("gaps");
    List<UnitProfile.Knob> knobs = new ModelReader(problems).knobs(f);
    ProtocolReader reader = new ProtocolReader(problems, knobs);
    List<Protocol> protocols = reader.protocols(f);
    Map<Protocol.Medium, List<Protocol>> over = reader.over(f);
    List<UnitProfile.Vector> vectors =
        new VectorReader(problems, knobs, protocols, evidence.level()).vectors(f);
    String snapshot = f.word("snapshot", List.of("parameters", "preset", "blob"), "parameters");
    boolean whole =
        protocols.stream().allMatch(p -> p.dump().isPresent() && p.restore().isPresent());
    if (snapshot.equals("blob") && !whole) {
      f.wrong("snapshot", "blob", "'dump' and 'restore' among the messages", "");
    }
    List<Integer> ranks = Order.ranks(f, knobs);
    f.done();
    return new UnitProfile(
        id,
        unitClass,
        name,
        evidence,
        knobs,
        protocols,
        over,
        vectors,
        UnitProfile.Snapshot.valueOf(snapshot.toUpperCase(Locale.ROOT)),
        ranks);
  }

  private UnitProfile.Evidence evidence(Fields f) {
    if (!f.require("evidence", "a level and a source")) {
      return new UnitProfile.Evidence("community", "");
    }
    Fields e = f.child("evidence");
    String level = "community";
    if (e.require("level", "document, measured or community")) {
      level = e.word("level", Evidence.LEVELS, level);
    }
    String source = e.require("source", "where it can be checked") ? e.text("source", "") : "";
    e.done();
    return new UnitProfile.Evidence(level, source);
  }
}

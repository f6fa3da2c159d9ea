package hybridge.studio;

import hybridge.value.Fields;
import hybridge.value.InsertState;
import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the inserts of a studio, and looks whether they fit where they are used. */
final class InsertReader {
  private final ChannelClaims channels;
  private final Problems problems;
  private final Map<String, String> users = new HashMap<>();

  InsertReader(ChannelClaims channels, Problems problems) {
    this.channels = channels;
    this.problems = problems;
  }

  List<Studio.Insert> inserts(Fields root, Studio.Audio audio, List<Studio.Unit> units) {
    List<Studio.Insert> inserts = new ArrayList<>();
    List<String> unitNames = units.stream().map(Studio.Unit::name).toList();
    Map<String, String> unitUsers = new HashMap<>();
    for (Node.Entry e : root.entries("inserts")) {
      String at = "inserts." + e.key();
      Fields f = Fields.of(e.value(), at, problems);
      if (!StudioReader.ID.matcher(e.key()).matches()) {
        problems.add(
            e.line(),
            at,
            "'" + e.key() + "'",
            "small letters, digits and '-', beginning with a letter",
            "");
      }
      List<Integer> sends =
          f.require("send", "an output, or two")
              ? f.wholes("send", 1, StudioReader.MAX_CHANNELS)
              : List.of();
      List<Integer> returns =
          f.require("return", "an input, or two")
              ? f.wholes("return", 1, StudioReader.MAX_CHANNELS)
              : List.of();
      for (int channel : sends) {
        channels.output(f, "send", channel, audio, "insert " + e.key());
      }
      for (int channel : returns) {
        channels.insertReturn(f, "return", channel, audio, e.key());
      }
      if (sends.size() > 2 || returns.size() > 2 || sends.size() != returns.size()) {
        problems.add(
            f.line(),
            at,
            sends.size() + " sends and " + returns.size() + " returns",
            "one of each, or two of each",
            "");
      }
      int count = Math.max(1, Math.min(2, sends.size()));
      String unit = f.text("unit", unitNames.contains(e.key()) ? e.key() : null);
      if (unit != null) {
        if (!unitNames.contains(unit)) {
          f.wrong(
              "unit", "'" + unit + "'", "the name of a unit", Suggest.nearOrAll(unit, unitNames));
        }
        String before = unitUsers.putIfAbsent(unit, e.key());
        if (before != null) {
          problems.add(
              f.line(),
              at,
              "unit '" + unit + "'",
              "a unit in one insert only",
              "it is in insert " + before + " already");
        }
      }
      List<Double> delay = perChannel(f, "delay", f.numbers("delay", 0, 4 * 192_000), count, 0.0);
      List<Double> gain = perChannel(f, "gain", f.numbers("gain", -60, 60), count, 0.0);
      List<Integer> polarity = perChannel(f, "polarity", f.wholes("polarity", -1, 1), count, 1);
      if (polarity.contains(0)) {
        f.wrong("polarity", "0", "1 or -1", "");
      }
      boolean midSide = f.flag("midside", false);
      if (midSide && sends.size() < 2) {
        f.wrong("midside", "one channel", "two sends and two returns", "mid is the first");
      }
      boolean aligned = f.word("align", List.of("mix", "off"), "mix").equals("mix");
      Map<InsertState, InsertState.OnFault> onFaults = new EnumMap<>(InsertState.class);
      InsertState.OnFault onFault = onFault(f, onFaults);
      boolean linear = f.flag("linear", false);
      f.done();
      inserts.add(
          new Studio.Insert(
              e.key(),
              sends,
              returns,
              Optional.ofNullable(unit),
              delay,
              gain,
              polarity,
              aligned,
              midSide,
              onFault,
              onFaults,
              linear,
              e.line()));
    }
    return inserts;
  }

  /**
   * One word for all faults, or a mapping: {@code all} and single states.
   *
   * @param own gets the single states
   */
  private static InsertState.OnFault onFault(Fields f, Map<InsertState, InsertState.OnFault> own) {
    if (!(f.node("onfault") instanceof Node.Mapping)) {
      return onFault(f, "onfault");
    }
    Fields states = f.child("onfault");
    for (InsertState state : InsertState.faults()) {
      String key = InsertState.word(state);
      if (states.has(key)) {
        own.put(state, onFault(states, key));
      }
    }
    InsertState.OnFault all = onFault(states, "all");
    states.done();
    return all;
  }

  private static InsertState.OnFault onFault(Fields f, String key) {
    List<String> words = InsertState.OnFault.words();
    return InsertState.OnFault.of(words.indexOf(f.word(key, words, "hold")));
  }

  private static <T> List<T> perChannel(
      Fields f, String key, List<T> given, int channels, T otherwise) {
    if (given.isEmpty()) {
      return java.util.Collections.nCopies(channels, otherwise);
    }
    if (given.size() == 1) {
      return java.util.Collections.nCopies(channels, given.getFirst());
    }
    if (given.size() != channels) {
      f.wrong(
          key,
          given.size() + " numbers",
          channels == 1 ? "one number" : "one number, or one a channel",
          "");
      return java.util.Collections.nCopies(channels, otherwise);
    }
    return given;
  }

  /** Notes inserts that are not there, do not fit, are used twice or would feed back. */
  void uses(
      List<Studio.Strip> strips,
      List<Studio.Bus> groups,
      List<Studio.Bus> auxes,
      List<Studio.Slot> master,
      List<Studio.Insert> inserts) {
    for (Studio.Strip s : strips) {
      String at = "console.strips[" + s.number() + "].insert";
      for (String name : s.inserts()) {
        find(name, s.line(), at, inserts)
            .ifPresent(
                i -> {
                  int wanted = s.stereo() ? 2 : 1;
                  String where = s.stereo() ? "a stereo strip" : "a mono strip";
                  fits(i, wanted, where, "strip " + s.name(), s.line(), at);
                  feedsBack(i, List.of(s), s.line(), at);
                });
      }
    }
    buses(groups, "groups", strips, inserts);
    buses(auxes, "auxes", strips, inserts);
    for (int n = 0; n < master.size(); n++) {
      Studio.Slot slot = master.get(n);
      Optional<Studio.Insert> insert =
          inserts.stream().filter(i -> i.name().equals(slot.kind())).findFirst();
      String at = "master[" + (n + 1) + "]";
      insert.ifPresent(
          i -> {
            fits(i, 2, "the master chain", "the master chain", slot.line(), at);
            feedsBack(i, strips, slot.line(), at);
          });
    }
  }

  private void buses(
      List<Studio.Bus> buses, String key, List<Studio.Strip> strips, List<Studio.Insert> inserts) {
    for (Studio.Bus b : buses) {
      String at = "console." + key + "[" + b.number() + "].insert";
      for (String name : b.inserts()) {
        find(name, b.line(), at, inserts)
            .ifPresent(
                i -> {
                  fits(i, 2, "a stereo bus", b.name(), b.line(), at);
                  feedsBack(i, strips, b.line(), at);
                });
      }
    }
  }

  private Optional<Studio.Insert> find(
      String name, int line, String at, List<Studio.Insert> inserts) {
    List<String> names = inserts.stream().map(Studio.Insert::name).toList();
    if (!names.contains(name)) {
      String hint =
          names.isEmpty() ? "there are no inserts: add 'inserts:'" : Suggest.nearOrAll(name, names);
      problems.add(line, at, "'" + name + "'", "the name of an insert", hint);
      return Optional.empty();
    }
    return Optional.of(inserts.get(names.indexOf(name)));
  }

  private void fits(
      Studio.Insert insert, int wanted, String where, String user, int line, String at) {
    int count = insert.channels();
    if (count != 0 && count != wanted) {
      problems.add(
          line,
          at,
          "an insert with " + count + (count == 1 ? " channel on " : " channels on ") + where,
          "as many channels: " + wanted,
          "");
    }
    String before = users.putIfAbsent(insert.name(), user);
    if (before != null) {
      problems.add(
          line,
          at,
          "insert '" + insert.name() + "' again",
          "an insert in one place only",
          before + " has it already");
    }
  }

  /**
   * What returns must not be what is sent.
   *
   * @param into the strips whose sound can reach the insert's sends
   */
  private void feedsBack(Studio.Insert insert, List<Studio.Strip> into, int line, String at) {
    for (Studio.Strip strip : into) {
      for (int channel : strip.inputs()) {
        if (insert.returns().contains(channel)) {
          problems.add(
              line,
              at,
              "insert '"
                  + insert.name()
                  + "' returning on input "
                  + channel
                  + ", which feeds strip "
                  + strip.name(),
              "a return that is not the input of a strip that can reach the insert's send",
              "that loop would feed back: give the strip or the return another input");
        }
      }
    }
  }
}

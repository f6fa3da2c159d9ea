package hybridge.app;

import hybridge.io.store.TraceFile;
import hybridge.profile.Layouts;
import hybridge.value.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "replay",
    description = {
      "Plays a trace of 'hybridge run --trace FILE' without any device: prints what moves, and"
          + " where the bytes that would be sent",
      "differ from those that were. Meters are left out: nothing sounds."
    })
final class ReplayCommand implements Callable<Integer> {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();
  private static final double NANOS = 1e9;

  @Parameters(paramLabel = "FILE")
  private Path file;

  @Option(
      names = "--studio",
      paramLabel = "STUDIO.yaml",
      description = "Play it against this studio instead of the one in the trace.")
  private Path studio;

  @Option(names = "--strict", description = "Exit with 1 when anything differs.")
  private boolean strict;

  @Option(names = "--json", description = "Print one JSON value.")
  private boolean json;

  @Override
  public Integer call() {
    Problems problems = new Problems(file.toString());
    TraceFile trace = TraceFile.read(file, problems).orElse(null);
    if (trace == null) {
      throw new Exit.WrongInput(problems.list());
    }
    Replay.Outcome outcome = new Replay(loaded(trace)).play(trace);
    boolean same = outcome.wires().stream().allMatch(w -> difference(w).none());
    List<String> missing = moves(outcome.recorded(), outcome.moved());
    List<String> added = moves(outcome.moved(), outcome.recorded());
    same &= missing.isEmpty() && added.isEmpty();
    if (json) {
      Json.print(view(outcome, same, missing, added));
    } else {
      print(outcome, missing, added);
    }
    return strict && !same ? Exit.FAILED : Exit.DONE;
  }

  private StudioLoader.Loaded loaded(TraceFile trace) {
    if (studio != null) {
      return StudioLoader.load(studio);
    }
    if (trace.files().isEmpty()) {
      throw Exit.WrongInput.of(
          file.toString(), "", "no studio in it", "a studio", "--studio STUDIO.yaml names one");
    }
    try {
      Path folder = Files.createTempDirectory("hybridge-replay");
      try {
        for (Map.Entry<String, String> f : trace.files().entrySet()) {
          Path to = folder.resolve(f.getKey()).normalize();
          if (!to.startsWith(folder)) {
            throw Exit.WrongInput.of(
                file.toString(), "# file", f.getKey(), "a path below the studio's folder", "");
          }
          Files.createDirectories(to.getParent());
          Files.writeString(to, f.getValue());
        }
        // With the layouts of the trace's user, and not those of whoever replays it.
        return StudioLoader.load(
            folder.resolve(trace.files().keySet().iterator().next()),
            new Layouts(folder.resolve(TraceHeader.USER_LAYOUTS)));
      } finally {
        try (Stream<Path> all = Files.walk(folder)) {
          all.sorted(java.util.Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What one list has and the other has not, each as often as it is missing. */
  private static <T> List<T> missing(List<T> of, List<T> in, Function<T, String> what) {
    Map<String, Integer> there = new HashMap<>();
    in.forEach(x -> there.merge(what.apply(x), 1, Integer::sum));
    List<T> missing = new ArrayList<>();
    for (T x : of) {
      if (there.merge(what.apply(x), -1, Integer::sum) < 0) {
        missing.add(x);
      }
    }
    return missing;
  }

  private static List<String> moves(List<Replay.Moved> of, List<Replay.Moved> in) {
    return missing(of, in, Replay.Moved::what).stream()
        .map(m -> seconds(m.nanos()) + "  " + m.what())
        .toList();
  }

  /**
   * How the bytes differ.
   *
   * @param order the same messages, in another order
   */
  record Difference(List<Replay.Sent> onlyThen, List<Replay.Sent> onlyNow, boolean order) {
    boolean none() {
      return onlyThen.isEmpty() && onlyNow.isEmpty() && !order;
    }
  }

  static Difference difference(Replay.Wire wire) {
    Function<Replay.Sent, String> hex = s -> HEX.formatHex(s.bytes());
    boolean equal =
        wire.recorded().stream().map(hex).toList().equals(wire.now().stream().map(hex).toList());
    List<Replay.Sent> then = missing(wire.recorded(), wire.now(), hex);
    List<Replay.Sent> now = missing(wire.now(), wire.recorded(), hex);
    return new Difference(then, now, !equal && then.isEmpty() && now.isEmpty());
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%10.4f", nanos / NANOS);
  }

  private static void print(Replay.Outcome outcome, List<String> missing, List<String> added) {
    outcome.moved().forEach(m -> System.out.println(seconds(m.nanos()) + "  " + m.what()));
    System.out.println(
        outcome.moved().size()
            + " moves in "
            + seconds(outcome.nanos()).strip()
            + " s"
            + (outcome.lost() > 0 ? "; " + outcome.lost() + " lines of the trace are lost" : ""));
    missing.forEach(m -> System.out.println("did not move this time: " + m.strip()));
    added.forEach(m -> System.out.println("did not move then:      " + m.strip()));
    for (Replay.Wire wire : outcome.wires()) {
      Difference d = difference(wire);
      System.out.println(
          wire.name()
              + ": "
              + wire.recorded().size()
              + " messages then, "
              + wire.now().size()
              + " now, "
              + (d.none() ? "the same bytes" : d.order() ? "in another order" : "they differ"));
      d.onlyThen().forEach(s -> print("  only then ", s));
      d.onlyNow().forEach(s -> print("  only now  ", s));
    }
  }

  private static void print(String when, Replay.Sent sent) {
    System.out.println(when + seconds(sent.nanos()) + "  " + HEX.formatHex(sent.bytes()));
  }

  private static Map<String, Object> view(
      Replay.Outcome outcome, boolean same, List<String> missing, List<String> added) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("seconds", outcome.nanos() / NANOS);
    view.put("same", same);
    view.put("lost", outcome.lost());
    view.put("moves", outcome.moved().stream().map(ReplayCommand::view).toList());
    view.put("movesOnlyThen", missing.stream().map(String::strip).toList());
    view.put("movesOnlyNow", added.stream().map(String::strip).toList());
    List<Object> wires = new ArrayList<>();
    for (Replay.Wire wire : outcome.wires()) {
      Difference d = difference(wire);
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", wire.name());
      one.put("same", d.none());
      one.put("otherOrder", d.order());
      one.put("messagesThen", wire.recorded().size());
      one.put("messagesNow", wire.now().size());
      one.put("onlyThen", d.onlyThen().stream().map(ReplayCommand::view).toList());
      one.put("onlyNow", d.onlyNow().stream().map(ReplayCommand::view).toList());
      wires.add(one);
    }
    view.put("wires", wires);
    return view;
  }

  private static Map<String, Object> view(Replay.Moved m) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("seconds", m.nanos() / NANOS);
    view.put("address", m.address());
    view.put("value", m.value());
    view.put("origin", m.origin());
    return view;
  }

  private static Map<String, Object> view(Replay.Sent s) {
    return Map.of("seconds", s.nanos() / NANOS, "bytes", HEX.formatHex(s.bytes()));
  }
}

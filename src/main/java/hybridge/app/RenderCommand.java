package hybridge.app;

import hybridge.desk.Desk;
import hybridge.desk.Request;
import hybridge.desk.Tree;
import hybridge.dsp.Lanes;
import hybridge.io.audio.WavReader;
import hybridge.io.audio.WavWriter;
import hybridge.rt.Health;
import hybridge.rt.MoveRing;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.value.Natural;
import hybridge.value.Origin;
import hybridge.value.Parameter;
import hybridge.value.Problem;
import hybridge.value.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "render",
    description = "Mixes WAV files through a studio's console, faster than real time.")
final class RenderCommand implements Callable<Integer> {
  private static final int BLOCK = 1024;

  @Parameters(paramLabel = "STUDIO.yaml")
  private Path studioFile;

  @Option(
      names = "--in",
      required = true,
      paramLabel = "DIR",
      description = "Strip n takes the n-th WAV of this folder by name.")
  private Path in;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "OUT.wav",
      description = "The main output, 32-bit float.")
  private Path out;

  @Option(
      names = "--set",
      paramLabel = "ADDRESS=VALUE",
      description = "A start value; may be given again.")
  private List<String> sets = List.of();

  @Option(names = "--moves", paramLabel = "FILE", description = "Lines of 'frame address value'.")
  private Path moves;

  @Option(
      names = "--block",
      paramLabel = "FRAMES",
      defaultValue = "" + BLOCK,
      description = "Frames a block, 1 to 8192; the result is the same bits for each.")
  private int block;

  @Option(names = "--force", description = "Replace OUT.wav if it exists.")
  private boolean force;

  private record Timed(long frame, int index, Object raw) {}

  @Override
  public Integer call() throws IOException {
    StudioLoader.Loaded loaded = StudioLoader.load(studioFile);
    Problems problems = new Problems(studioFile.toString());
    Tree tree = loaded.tree();
    List<Timed> startValues = readSets(tree, problems);
    List<Timed> timed = moves == null ? List.of() : readMoves(tree, problems);
    List<WavReader> wavs = openWavs(loaded.studio(), problems);
    try {
      if (block < 1 || block > 8192) {
        problems.add(0, "--block", String.valueOf(block), "1 to 8192", "");
      }
      if (!problems.none()) {
        throw new Exit.WrongInput(problems.list());
      }
      render(offline(loaded.studio()), tree, startValues, timed, wavs);
      return Exit.DONE;
    } finally {
      for (WavReader wav : wavs) {
        wav.close();
      }
    }
  }

  /** The studio with a channel of its own for each lane, and nothing out but main. */
  private static Studio offline(Studio s) {
    List<Studio.Strip> strips = new ArrayList<>();
    int channel = 1;
    for (Studio.Strip strip : s.strips()) {
      List<Integer> inputs = strip.stereo() ? List.of(channel, channel + 1) : List.of(channel);
      channel += inputs.size();
      strips.add(
          new Studio.Strip(
              strip.id(),
              strip.number(),
              strip.name(),
              inputs,
              strip.inserts(),
              strip.group(),
              strip.line()));
    }
    return s.withStrips(strips);
  }

  private List<Timed> readSets(Tree tree, Problems problems) {
    List<Timed> list = new ArrayList<>();
    for (String set : sets) {
      int equals = set.indexOf('=');
      if (equals < 0) {
        problems.add(0, "--set", "'" + set + "'", "ADDRESS=VALUE", "");
      } else {
        timed(
            tree,
            0,
            set.substring(0, equals),
            set.substring(equals + 1),
            0,
            "--set",
            problems,
            list);
      }
    }
    return list;
  }

  private List<Timed> readMoves(Tree tree, Problems studioProblems) throws IOException {
    Problems problems = new Problems(moves.toString());
    List<Timed> list = new ArrayList<>();
    if (!Files.isReadable(moves)) {
      studioProblems.add(
          0, "--moves", "no readable file " + moves, "a file of lines 'frame address value'", "");
      return list;
    }
    int line = 0;
    for (String text : Files.readAllLines(moves)) {
      line++;
      String trimmed = text.strip();
      if (trimmed.isEmpty() || trimmed.startsWith("#")) {
        continue;
      }
      String[] parts = trimmed.split("\\s+", 3);
      if (parts.length < 3 || !parts[0].matches("\\d{1,18}")) {
        problems.add(
            line,
            "",
            "'" + trimmed + "'",
            "'frame address value', such as '48000 /strip/1/fader -6'",
            "");
      } else {
        timed(tree, Long.parseLong(parts[0]), parts[1], parts[2], line, "", problems, list);
      }
    }
    studioProblems.addAll(problems.list());
    list.sort(Comparator.comparingLong(Timed::frame));
    return list;
  }

  private static void timed(
      Tree tree,
      long frame,
      String address,
      String value,
      int line,
      String at,
      Problems problems,
      List<Timed> list) {
    OptionalInt index = tree.find(address);
    if (index.isEmpty()) {
      problems.add(
          line,
          at,
          "'" + address + "'",
          "the address of a parameter of this studio",
          tree.suggest(address));
    } else if (tree.get(index.getAsInt()).accept(value) instanceof Parameter.Answer.Refused r) {
      problems.add(line, at.isEmpty() ? address : at + " " + address, r.found(), r.wanted(), "");
    } else {
      list.add(new Timed(frame, index.getAsInt(), value));
    }
  }

  private List<WavReader> openWavs(Studio studio, Problems problems) throws IOException {
    List<WavReader> wavs = new ArrayList<>();
    if (!Files.isDirectory(in)) {
      problems.add(0, "--in", "no folder " + in, "a folder with WAV files", "");
      return wavs;
    }
    List<Path> files;
    try (Stream<Path> list = Files.list(in)) {
      files =
          list.filter(f -> f.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".wav"))
              .sorted(Comparator.comparing(f -> f.getFileName().toString(), Natural.ORDER))
              .toList();
    }
    if (files.isEmpty()) {
      problems.add(0, "--in", "no WAV file in " + in, "one for each strip", "");
    } else if (files.size() > studio.strips().size()) {
      problems.add(
          0,
          "--in",
          files.size() + " WAV files for " + studio.strips().size() + " strips",
          "at most one for each strip",
          "");
    }
    for (int i = 0; i < files.size(); i++) {
      try {
        WavReader wav = new WavReader(files.get(i));
        wavs.add(wav);
        if (wav.rate() != studio.audio().rate()) {
          wrong(
              wav.file(),
              wav.rate() + " Hz",
              "the studio's " + studio.audio().rate() + " Hz",
              "convert the file first",
              problems);
        }
        if (i < studio.strips().size()) {
          Studio.Strip strip = studio.strips().get(i);
          int wanted = strip.stereo() ? 2 : 1;
          if (wav.channels() != wanted) {
            String forWhom = wanted + " for strip " + strip.number() + " (" + strip.name() + ")";
            wrong(wav.file(), wav.channels() + " channels", forWhom, "", problems);
          }
        }
      } catch (WavReader.WavException e) {
        wrong(files.get(i), e.found(), e.wanted(), "", problems);
      }
    }
    return wavs;
  }

  private static void wrong(
      Path file, String found, String wanted, String hint, Problems problems) {
    problems.add(new Problem(file.toString(), 0, "", found, wanted, hint));
  }

  private void render(
      Studio studio, Tree tree, List<Timed> startValues, List<Timed> timed, List<WavReader> wavs)
      throws IOException {
    OfflineConsole console =
        OfflineConsole.of(
            studio,
            tree,
            Signal.ofJava(),
            desk -> {
              for (Studio.Insert insert : studio.inserts()) {
                System.err.println(
                    "insert " + insert.name() + ": no hardware here, its strip is rendered dry");
                set(desk, tree.require("/insert/" + insert.name() + "/on"), false);
              }
              startValues.forEach(s -> set(desk, s.index(), s.raw()));
            });
    long length = wavs.stream().mapToLong(WavReader::frames).max().orElse(0);
    try (WavWriter writer = OutputFile.wav("--out", out, studio.audio().rate(), 32, force);
        Progress progress = Progress.of("render", length)) {
      new Session(console, wavs, timed, writer, progress).run(length);
    }
    long silenced = console.counters().read(Health.INPUT_NOT_FINITE);
    if (silenced > 0) {
      System.err.println(silenced + " samples were NaN or infinite and were silenced");
    }
  }

  private static void set(Desk desk, int index, Object raw) {
    desk.submit(new Request.Set(index, raw, Origin.file("command line"), MoveRing.NOW));
  }

  /** One pass through the files. */
  private final class Session {
    private final OfflineConsole console;
    private final List<WavReader> wavs;
    private final List<Timed> timed;
    private final WavWriter writer;
    private final Progress progress;
    private final float[][] input;
    private final float[][] output;
    private final float[][] mainOut;
    private int nextMove;

    Session(
        OfflineConsole console,
        List<WavReader> wavs,
        List<Timed> timed,
        WavWriter writer,
        Progress progress) {
      this.console = console;
      this.wavs = wavs;
      this.timed = timed;
      this.writer = writer;
      this.progress = progress;
      int lanes = console.studio().strips().stream().mapToInt(s -> s.stereo() ? 2 : 1).sum();
      this.input = new float[lanes][block];
      this.output = new float[console.studio().audio().outputs()][block];
      List<Integer> main = console.studio().main().outputs();
      this.mainOut = new float[][] {output[main.get(0) - 1], output[main.get(1) - 1]};
    }

    void run(long length) throws IOException {
      int latency = console.feed().latencyFrames();
      long frame = 0;
      while (frame < length + latency) {
        int n = (int) Math.min(block, length + latency - frame);
        offerMovesBefore(frame + n);
        read(n);
        console.feed().engine().process(input, output, n);
        console.feed().work();
        int skip = (int) Math.clamp(latency - frame, 0, n);
        writer.write(mainOut, skip, n - skip);
        frame += n;
        progress.at(frame);
      }
    }

    /** Everything that falls due in this block, each at the grid point at or behind its frame. */
    private void offerMovesBefore(long end) {
      while (nextMove < timed.size() && timed.get(nextMove).frame() < end) {
        long grid = (timed.get(nextMove).frame() + Lanes.GRID - 1) / Lanes.GRID * Lanes.GRID;
        List<Request.Set> together = new ArrayList<>();
        for (; nextMove < timed.size() && timed.get(nextMove).frame() <= grid; nextMove++) {
          Timed move = timed.get(nextMove);
          together.add(new Request.Set(move.index(), move.raw(), Origin.file("moves"), grid));
        }
        console.desk().submit(new Request.Table(together, Origin.file("moves"), grid));
        console.desk().work();
      }
    }

    private void read(int n) throws IOException {
      int channel = 0;
      for (int s = 0; s < console.studio().strips().size(); s++) {
        int width = console.studio().strips().get(s).stereo() ? 2 : 1;
        if (s < wavs.size()) {
          float[][] rows = java.util.Arrays.copyOfRange(input, channel, channel + width);
          wavs.get(s).read(rows, n);
        }
        channel += width;
      }
    }
  }
}

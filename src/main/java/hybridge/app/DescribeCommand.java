package hybridge.app;

import hybridge.outboard.Describer;
import hybridge.outboard.Describers;
import hybridge.outboard.Interview;
import hybridge.outboard.Link;
import hybridge.outboard.Rehearsal;
import hybridge.outboard.codec.Vectors;
import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.rt.Signal;
import hybridge.studio.Studio;
import hybridge.value.Problems;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hybridge profile describe}: a box that can tell what it has gets its profile written. */
@Command(
    name = "describe",
    description = {
      "Asks a box what it has and writes its profile: for boxes that describe themselves.",
      "The profile is checked, and played against its simulator, before it is written."
    },
    mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {
  private static final long LONGEST_REST_NANOS = 20_000_000L;
  private static final long PROGRESS_NANOS = 2_000_000_000L;
  private static final int MOST_PARAMETERS = 4096;

  @Spec CommandSpec spec;

  @Mixin BoxWire box;

  @Option(
      names = "--speaks",
      paramLabel = "NAME",
      defaultValue = "reference",
      description = "Its protocol (${DEFAULT-VALUE}).")
  String speaks;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = {
        "Where to write the profile; without it, it is printed.",
        "In …/outboard/<maker>/<model>.yaml it gets that id."
      })
  Path file;

  @Option(names = "--force", description = "Replace a file that exists.")
  boolean force;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Give up after so long (30; a tree: 1800).")
  Double seconds;

  @Option(
      names = "--only",
      paramLabel = "PATH",
      description = "Of a tree only this branch, such as program/reverb; may be repeated.")
  List<String> only = List.of();

  @Option(
      names = "--most",
      paramLabel = "N",
      description = "Of a tree so many parameters at most (512).")
  Integer most;

  @Option(names = "--address", paramLabel = "N", description = "The number of a box with a tree.")
  Integer address;

  @Option(
      names = "--product",
      paramLabel = "HEX",
      description = "The byte of its header that says which box with a tree it is (09).")
  String product;

  @Override
  public Integer call() throws InterruptedException {
    Problems problems = new Problems("describe");
    Optional<Studio.Wire> wire = box.wire(problems);
    Optional<Describer> describer = Describers.of(speaks, wishes(problems));
    if (describer.isEmpty()) {
      String known = "one of " + String.join(", ", Describers.words());
      problems.add(0, "--speaks", "'" + speaks + "'", known, "");
    }
    if (describer.isPresent() && wire.isPresent()) {
      BoxWire.fits(wire.get(), describer.get().transport(), problems);
    }
    checkFile(problems);
    if (!problems.none()) {
      problems.list().forEach(p -> err().println(p));
      err().flush();
      return Exit.WRONG_INPUT;
    }
    Optional<String> trouble = interview(describer.get(), wire.get());
    if (trouble.isEmpty()) {
      describer.get().remarks().forEach(this::tell);
      trouble = write(describer.get().profile());
    }
    trouble.ifPresent(
        why -> {
          err().println("hybridge: " + why);
          err().flush();
        });
    return trouble.isEmpty() ? Exit.DONE : Exit.FAILED;
  }

  private Describers.Wishes wishes(Problems problems) {
    boolean any = !only.isEmpty() || most != null || address != null || product != null;
    if (any && !Describers.takesWishes(speaks)) {
      String found = "--only, --most, --address or --product";
      problems.add(0, "--speaks", found, "--speaks control-tree with it", "");
    }
    Describers.Wishes usual = Describers.Wishes.USUAL;
    return new Describers.Wishes(
        product(usual, problems),
        within("--address", address, 126, usual.address(), problems),
        only,
        Math.max(1, within("--most", most, MOST_PARAMETERS, usual.most(), problems)));
  }

  private int product(Describers.Wishes usual, Problems problems) {
    if (product == null || product.matches("[0-7]?[0-9A-Fa-f]")) {
      return product == null ? usual.product() : Integer.parseInt(product, 16);
    }
    problems.add(0, "--product", "'" + product + "'", "00 to 7F", "");
    return usual.product();
  }

  private static int within(
      String option, Integer value, int largest, int usual, Problems problems) {
    if (value == null || value >= 0 && value <= largest) {
      return value == null ? usual : value;
    }
    problems.add(0, option, value.toString(), "a number up to " + largest, "");
    return usual;
  }

  private void checkFile(Problems problems) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      problems.add(0, "-o", file + ", which is a folder", "a file", "");
    } else if (Files.exists(file) && !force) {
      problems.add(0, "-o", file + ", which exists", "a new file", "--force replaces it");
    } else if (!Files.isDirectory(folder)) {
      problems.add(0, "-o", folder + ", which is no folder", "a file in a folder that exists", "");
    }
  }

  private Optional<String> interview(Describer describer, Studio.Wire wire)
      throws InterruptedException {
    Signal signal = Signal.ofJava();
    try (BoxWire.Opened open = BoxWire.open(wire, describer.transport(), signal)) {
      Link link = open.link();
      Interview interview = new Interview(describer, link);
      double most = seconds == null ? describer.usualSeconds() : seconds;
      long end = System.nanoTime() + (long) (most * 1e9);
      String said = "";
      long next = System.nanoTime() + PROGRESS_NANOS;
      while (!interview.over() && System.nanoTime() - end < 0) {
        if (interview.work(System.nanoTime()) == 0) {
          signal.await(Math.min(LONGEST_REST_NANOS, link.lookNanos()));
        }
        String waits = link.open() ? "" : link.trouble();
        if (!waits.isEmpty() && !waits.equals(said)) {
          tell("waiting: " + waits);
        }
        said = waits;
        if (System.nanoTime() - next >= 0 && describer.answered() > 0) {
          tell(describer.progress());
          next += PROGRESS_NANOS;
        }
      }
      String late =
          link.open()
              ? "not all was told within " + most + " s; --seconds gives it longer"
              : link.name() + " cannot be opened: " + link.trouble();
      return interview.over() ? interview.trouble() : Optional.of(late);
    }
  }

  private void tell(String line) {
    err().println(line);
    err().flush();
  }

  /** Writes what is sound in itself, and nothing else. */
  private Optional<String> write(String told) {
    String text = named(told);
    Problems problems = new Problems("what the box told");
    Optional<UnitProfile> profile = UnitProfileReader.parse(text, problems);
    if (problems.none()) {
      Vectors.check(profile.orElseThrow(), problems);
      Rehearsal.check(profile.get(), problems);
    }
    if (!problems.none()) {
      problems.list().forEach(p -> err().println(p));
      return Optional.of("what the box told of itself makes no profile");
    }
    if (file == null) {
      out().print(text);
      out().flush();
      return Optional.empty();
    }
    try {
      if (force) {
        Files.writeString(file, text);
      } else {
        Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
      }
    } catch (IOException e) {
      return Optional.of(file + " cannot be written: " + e.getMessage());
    }
    out()
        .printf(
            Locale.ROOT,
            "%s: %d parameters, in %s%n",
            profile.get().id(),
            profile.get().knobs().size(),
            file);
    out().flush();
    return Optional.empty();
  }

  /** Where profiles are found a file must bear its id's name: there the place gives the id. */
  private String named(String text) {
    Path path = file == null ? Path.of("") : file.toAbsolutePath();
    int names = path.getNameCount();
    if (names < 3 || !path.getName(names - 3).toString().equals("outboard")) {
      return text;
    }
    String model = path.getFileName().toString().replaceFirst("\\.yaml$", "");
    String id = path.getName(names - 2) + "/" + model;
    return UnitProfileReader.isId(id) ? text.replaceFirst("(?m)^id: .*$", "id: " + id) : text;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}

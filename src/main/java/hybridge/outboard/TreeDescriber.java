package hybridge.outboard;

import hybridge.profile.Protocol;
import hybridge.wire.BlockShape;
import hybridge.wire.Bytes;
import hybridge.wire.Checksum;
import hybridge.wire.Escape;
import hybridge.wire.Framing;
import hybridge.wire.SevenBit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Asks a box whose parameters hang on a tree, over sysex in nibbles: who it is, then from the root
 * down for the type of each place, and once for the description of each type. Whatever the box
 * says, it ends: so many places, so many levels, and no branch within itself.
 */
final class TreeDescriber implements Describer {
  /** Branches that are tables and dumps, and no knobs. */
  private static final Set<String> TABLES =
      Set.of("cc", "cont-remap", "ctl-smooth", "map", "programdump");

  private static final int CONFIGURATION = 0x00;
  private static final int TYPE = 0x03;
  private static final int DESCRIPTION = 0x04;
  private static final int REQUEST = 0x06;

  /** Who it is has no arguments, and the example in the manual has three bytes of them. */
  static final String UNUSED = "\0\0\0";

  private static final int CONFIGURATION_LENGTH = 27;
  private static final int LONGEST_CONFIGURATION = 256;
  private static final int LEVELS_AT = 25;
  private static final int MOST_LEVELS = 7;
  private static final int MOST_CHILDREN = 512;
  private static final int LARGEST_CHILD = 999;
  private static final int MOST_PLACES = 20_000;
  private static final int MOST_SHOWN = 12;

  /** The type of a place that it would not name. */
  private static final int UNTOLD = -1;

  /** What was asked last. */
  private sealed interface Step {
    record Who() implements Step {}

    record TypeOf(List<Integer> levels) implements Step {}

    record About(int type) implements Step {}

    record Nothing() implements Step {}
  }

  private final Describers.Wishes wishes;
  private final List<List<String>> only;
  private final BlockShape shape;
  private final Framing framing;
  private final TreeGaps gaps = new TreeGaps();
  private final Map<Integer, TreeType> types = new HashMap<>();
  private final Set<Integer> untold = new HashSet<>(Set.of(UNTOLD));
  private final Map<TreePlace, TreeType> found = new LinkedHashMap<>();
  private final Deque<TreePlace> open = new ArrayDeque<>();
  private final Map<List<String>, String> missed = new LinkedHashMap<>();
  private final List<Integer> children = new ArrayList<>();

  /** The branch whose children are asked for; null before the root is known. */
  private TreePlace branch;

  private String configuration = "";
  private int rootType = -1;
  private Step step = new Step.Who();
  private String trouble = "";
  private boolean heard;
  private int answered;
  private int places;

  TreeDescriber(Describers.Wishes wishes) {
    this.wishes = wishes;
    this.only = wishes.only().stream().map(TreeDescriber::words).toList();
    this.shape = shape(wishes.product());
    this.framing = new Framing(List.of(shape));
  }

  private static List<String> words(String path) {
    return Stream.of(path.split("/")).map(TreePlace::word).filter(w -> !w.isEmpty()).toList();
  }

  /** The frame of one product's messages; its payload is the address, the class, and the rest. */
  static BlockShape shape(int product) {
    return new BlockShape(
        "\u00f0\u0006" + (char) product,
        "\u00f7",
        Escape.NONE,
        true,
        new Checksum.Sum(7, false),
        -2,
        true,
        false,
        Optional.of(SevenBit.NIBBLES),
        2,
        4096);
  }

  @Override
  public Protocol.Transport transport() {
    return new Protocol.Transport(Optional.empty(), false, 0, true);
  }

  @Override
  public double usualSeconds() {
    return 1800;
  }

  @Override
  public String progress() {
    return places + " places, " + found.size() + " parameters";
  }

  @Override
  public List<String> remarks() {
    return gaps.lines();
  }

  @Override
  public int answered() {
    return answered;
  }

  @Override
  public Optional<String> trouble() {
    return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
  }

  @Override
  public Optional<byte[]> question() {
    if (!trouble.isEmpty()) {
      return Optional.empty();
    }
    return switch (step) {
      case Step.Who who -> ask(CONFIGURATION, UNUSED);
      case Step.TypeOf(List<Integer> levels) -> {
        StringBuilder place = new StringBuilder(TreeType.word(levels.size()));
        levels.forEach(level -> place.append(TreeType.word(level)));
        yield ask(TYPE, place.toString());
      }
      case Step.About(int type) -> ask(DESCRIPTION, TreeType.word(type));
      case Step.Nothing none -> Optional.empty();
    };
  }

  private Optional<byte[]> ask(int what, String arguments) {
    return Optional.of(
        shape.wrap((char) wishes.address() + "" + (char) REQUEST + (char) what + arguments));
  }

  @Override
  public boolean skip() {
    switch (step) {
      case Step.TypeOf(List<Integer> levels) when !levels.isEmpty() -> children.add(UNTOLD);
      case Step.About(int type) when type != rootType -> untold.add(type);
      default -> {
        return false;
      }
    }
    next();
    return true;
  }

  // --- what comes in ---------------------------------------------------------------------------

  /** One answer of each piece: more of them answer the same question again. */
  @Override
  public void hear(byte[] bytes, int count) {
    heard = false;
    framing.take(bytes, count, this::frame);
  }

  private void frame(String frame) {
    boolean ours =
        !heard && trouble.isEmpty() && frame.length() >= 2 && frame.charAt(0) == wishes.address();
    if (!ours) {
      return;
    }
    String body = frame.substring(2);
    boolean taken =
        switch (step) {
          case Step.Who who -> frame.charAt(1) == CONFIGURATION && configuration(body);
          case Step.TypeOf(List<Integer> levels) -> frame.charAt(1) == TYPE && type(levels, body);
          case Step.About(int type) -> frame.charAt(1) == DESCRIPTION && description(type, body);
          case Step.Nothing none -> false;
        };
    if (taken) {
      heard = true;
      answered++;
      next();
    }
  }

  private boolean configuration(String body) {
    boolean whole = body.length() >= CONFIGURATION_LENGTH && body.length() <= LONGEST_CONFIGURATION;
    int levels = whole ? TreeType.word(body, LEVELS_AT) : 0;
    if (levels < 1 || levels > MOST_LEVELS) {
      trouble =
          !whole
              ? "who it is makes no sense: " + shown(body)
              : "it tells of " + levels + " levels; wanted 1 to " + MOST_LEVELS;
      return true;
    }
    configuration = body;
    return true;
  }

  private boolean type(List<Integer> levels, String body) {
    if (body.length() < 2) {
      trouble = "the type of " + levels + " makes no sense: " + shown(body);
      return true;
    }
    String place = new TreePlace(levels, List.of(), List.of(), List.of()).wire();
    if (body.length() >= 2 + place.length() && !body.startsWith(place, 2)) {
      return false; // late, of another place
    }
    int type = TreeType.word(body, 0);
    if (levels.isEmpty()) {
      rootType = type;
    } else {
      children.add(type);
    }
    if (++places > MOST_PLACES) {
      trouble = "it tells of more than " + MOST_PLACES + " places; --only PATH asks for a branch";
    }
    return true;
  }

  private boolean description(int type, String body) {
    if (body.length() >= 2 && TreeType.word(body, 0) != type) {
      return false; // late, of another type
    }
    Optional<TreeType> told = TreeType.of(body);
    if (told.isEmpty()) {
      trouble =
          String.format(
              Locale.ROOT, "what it tells of type %04X makes no sense: %s", type, shown(body));
    } else {
      types.put(type, told.get());
    }
    return true;
  }

  private static String shown(String body) {
    return body.isEmpty() ? "nothing" : Bytes.hex(body.substring(0, Math.min(48, body.length())));
  }

  // --- the walk --------------------------------------------------------------------------------

  /** What is to be asked next; takes what is known by now. */
  private void next() {
    if (!trouble.isEmpty()) {
      return;
    }
    step = rootType < 0 ? new Step.TypeOf(List.of()) : known();
    while (step instanceof Step.Nothing && (branch == null || !open.isEmpty())) {
      if (branch == null && !soundRoot(types.get(rootType))) {
        return;
      }
      branch = branch == null ? TreePlace.root(rootType) : open.pop();
      children.clear();
      step = known();
    }
    if (step instanceof Step.Nothing) {
      finish();
    }
  }

  private boolean soundRoot(TreeType root) {
    if (!root.branch()) {
      trouble = "the root of its tree is no branch";
    } else if (!countable(root)) {
      trouble = "the root of its tree has " + numbers(root);
    }
    return trouble.isEmpty();
  }

  private static boolean countable(TreeType type) {
    return !type.below().isEmpty()
        && type.below().size() <= MOST_CHILDREN
        && type.below().getLast() <= LARGEST_CHILD;
  }

  private static String numbers(TreeType type) {
    if (type.below().isEmpty()) {
      return "no numbers of what is below";
    }
    boolean more = type.below().size() >= TreeType.MOST_BELOW;
    return "numbers from "
        + type.below().getFirst()
        + (more ? " on without end" : " to " + type.below().getLast());
  }

  /** What the branch at hand still wants to know; nothing when its children are placed. */
  private Step known() {
    if (!types.containsKey(rootType)) {
      return new Step.About(rootType);
    }
    if (branch == null) {
      return new Step.Nothing();
    }
    TreeType type = types.get(branch.type());
    if (children.size() < type.below().size()) {
      List<Integer> levels = new ArrayList<>(branch.levels());
      levels.add(type.below().get(children.size()));
      return new Step.TypeOf(List.copyOf(levels));
    }
    Optional<Integer> unknown =
        children.stream().filter(c -> !types.containsKey(c) && !untold.contains(c)).findFirst();
    if (unknown.isPresent()) {
      return new Step.About(unknown.get());
    }
    place(type.below());
    return new Step.Nothing();
  }

  /** All children of the branch at hand are known: knobs are kept, branches wait their turn. */
  private void place(List<Integer> numbers) {
    List<TreePlace> below = named(numbers);
    TreePlace at = branch;
    note(at, below);
    List<TreePlace> branches = new ArrayList<>();
    for (TreePlace p : below) {
      TreeType type = types.get(p.type());
      if (type.branch()) {
        if (onTheWay(p) && walks(p, type)) {
          branches.add(p);
        }
      } else if (within(p)) {
        keep(p, type);
      }
    }
    for (TreePlace p : branches.reversed()) {
      open.push(p);
    }
    if (found.size() >= wishes.most() && !open.isEmpty()) {
      open.clear();
      gaps.more(wishes.most());
    }
  }

  private void keep(TreePlace p, TreeType type) {
    if (type.unfit().isPresent()) {
      gaps.add(type.unfit().get(), p.path());
    } else if (found.size() < wishes.most()) {
      found.put(p, type);
    } else {
      gaps.more(wishes.most());
    }
  }

  /** Equal names under one branch, and those without letters, bear their numbers. */
  private List<TreePlace> named(List<Integer> numbers) {
    Map<String, Integer> counts = new HashMap<>();
    children.stream()
        .filter(types::containsKey)
        .forEach(c -> counts.merge(TreePlace.word(types.get(c).name()), 1, Integer::sum));
    List<TreePlace> below = new ArrayList<>();
    for (int i = 0; i < children.size(); i++) {
      TreeType type = types.get(children.get(i));
      if (type == null) {
        gaps.add("no answer about it", branch.path() + "/" + numbers.get(i));
        continue;
      }
      String word = TreePlace.word(type.name());
      int level = numbers.get(i);
      boolean alone = !word.isEmpty() && counts.get(word) == 1;
      String number = alone ? "" : Integer.toString(level);
      below.add(
          branch.below(
              level,
              alone ? word : word.isEmpty() ? "n" + number : word + "-" + number,
              (type.name() + " " + number).strip(),
              type.number()));
    }
    return below;
  }

  private boolean walks(TreePlace p, TreeType type) {
    String why = "";
    if (TABLES.contains(p.words().getLast().replaceAll("-[0-9]+$", ""))) {
      why = "tables and dumps";
    } else if (p.types().subList(0, p.types().size() - 1).contains(type.number())) {
      why = "a branch within itself";
    } else if (p.levels().size() >= TreeType.word(configuration, LEVELS_AT)) {
      why = "deeper than the levels it tells of";
    } else if (!countable(type)) {
      why = numbers(type);
    }
    if (!why.isEmpty()) {
      gaps.add("not walked: " + why, p.path());
    }
    return why.isEmpty();
  }

  // --- what is wished for ----------------------------------------------------------------------

  private boolean within(TreePlace p) {
    return only.isEmpty() || only.stream().anyMatch(path -> begins(p.words(), path));
  }

  private boolean onTheWay(TreePlace p) {
    return within(p) || only.stream().anyMatch(path -> begins(path, p.words()));
  }

  private static boolean begins(List<String> words, List<String> with) {
    return words.size() >= with.size() && words.subList(0, with.size()).equals(with);
  }

  /** Remembers which wishes lead somewhere, and what there is where one does not. */
  private void note(TreePlace at, List<TreePlace> below) {
    for (List<String> path : only) {
      if (path.size() <= at.words().size() || !begins(path, at.words())) {
        continue;
      }
      String wanted = path.get(at.words().size());
      List<String> there = below.stream().map(p -> p.words().getLast()).toList();
      if (!there.contains(wanted)) {
        String some = String.join(", ", there.subList(0, Math.min(MOST_SHOWN, there.size())));
        String more = there.size() > MOST_SHOWN ? ", …" : "";
        missed.put(path, "no '" + wanted + "' under " + at.path() + "; there are " + some + more);
      }
    }
  }

  private void finish() {
    if (!missed.isEmpty()) {
      trouble = String.join("; ", missed.values());
    } else if (found.isEmpty()) {
      trouble = "it has no parameters that could be set" + gaps.first();
    }
  }

  @Override
  public String profile() {
    if (!(step instanceof Step.Nothing) || !trouble.isEmpty()) {
      throw new IllegalStateException("not all was told");
    }
    return new TreeProfile(wishes, configuration, types.get(rootType).name(), found, gaps.lines())
        .text();
  }
}

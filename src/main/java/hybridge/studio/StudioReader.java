package hybridge.studio;

import hybridge.profile.Protocol;
import hybridge.value.Address;
import hybridge.value.Fields;
import hybridge.value.Node;
import hybridge.value.Problems;
import hybridge.value.Suggest;
import hybridge.value.Yaml;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads studio.yaml and notes every problem at once. */
public final class StudioReader {
  /** The form of ids of strips, surfaces, units and inserts. */
  public static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

  private static final List<String> RESERVED = List.of("norm", "reported", "truth");
  private static final List<String> DRIVERS = List.of("jack", "simulated", "file");
  private static final int MAX_STRIPS = 128;
  private static final int MAX_BUSES = 16;
  static final int MAX_CHANNELS = 256;

  private final Path file;
  private final Problems problems;
  private final Map<String, String> idOwners = new HashMap<>();
  private final ChannelClaims channels = new ChannelClaims();

  private StudioReader(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /**
   * Reads a studio file. A studio comes back whenever the file is YAML at all, so that later checks
   * can go on; it may be used only when there are no problems.
   */
  public static Optional<Studio> read(Path file, Problems problems) {
    return Yaml.read(file, problems).map(node -> new StudioReader(file, problems).studio(node));
  }

  /** Reads a studio from a text, as if it stood in {@code file}. */
  public static Optional<Studio> parse(String text, Path file, Problems problems) {
    return Yaml.parse(text, problems).map(node -> new StudioReader(file, problems).studio(node));
  }

  /** Reads a studio from YAML that was parsed already. */
  public static Studio of(Node node, Path file, Problems problems) {
    return new StudioReader(file, problems).studio(node);
  }

  private Studio studio(Node node) {
    Fields f = Fields.of(node, "", problems);
    String name = f.text("studio", "Studio");
    Studio.Audio audio = audio(f.child("audio"));
    Fields console = f.child("console");
    List<Studio.Bus> groups = buses(console, "groups");
    List<Studio.Bus> auxes = buses(console, "auxes");
    List<String> vcas = buses(console, "vcas").stream().map(Studio.Bus::name).toList();
    List<Studio.Strip> strips =
        strips(console, audio, groups.stream().map(Studio.Bus::name).toList());
    Studio.Main main = main(console, audio);
    Optional<Studio.Monitor> monitor = monitor(console, audio);
    int talkback = console.whole("talkback", 1, MAX_CHANNELS, 0);
    if (talkback > 0) {
      channels.input(console, "talkback", talkback, audio);
    }
    console.done();
    List<Studio.Unit> units = units(f);
    InsertReader reader = new InsertReader(channels, problems);
    List<Studio.Insert> inserts = reader.inserts(f, audio, units);
    List<Studio.Slot> master = slots(f, "master");
    reader.uses(strips, groups, auxes, master, inserts);
    Path folder = file.toAbsolutePath().getParent();
    List<Studio.Surface> surfaces = new SurfaceReader(problems, this::takeId, folder).surfaces(f);
    List<Studio.StartValue> values = values(f);
    Studio.Osc osc = osc(f.child("osc"));
    Studio.Web web = web(f.child("web"));
    String library = f.text("library", "library.db");
    f.done();
    return new Studio(
        file, name, audio, strips, groups, auxes, vcas, main, monitor, talkback, units, inserts,
        master, surfaces, values, osc, web, library);
  }

  private Studio.Audio audio(Fields f) {
    String driver = f.text("driver", "simulated");
    if (driver.equals("javasound")) {
      f.wrong("driver", "javasound", "jack or simulated", "this version has no Java Sound yet");
      driver = "simulated";
    } else {
      driver = f.word("driver", DRIVERS, "simulated");
    }
    int rate = f.whole("rate", 22_050, 192_000, 48_000);
    int inputs = f.whole("inputs", 0, MAX_CHANNELS, 8);
    int outputs = f.whole("outputs", 2, MAX_CHANNELS, 8);
    boolean physical =
        f.word("connect", List.of("physical", "none"), "physical").equals("physical");
    String client = f.text("client", "hybridge");
    if (!client.matches("[A-Za-z0-9 _.-]{1,32}")) {
      f.wrong(
          "client", "'" + client + "'", "a name of up to 32 letters, digits, spaces, _ . -", "");
    }
    int block = f.whole("block", 16, 8192, 64);
    double limit = duration(f, "align_limit", 250);
    f.done();
    Studio.Driver chosen = Studio.Driver.valueOf(driver.toUpperCase(Locale.ROOT));
    return new Studio.Audio(
        chosen, rate, inputs, outputs, physical, client, block, limit * rate / 1000);
  }

  /** A time such as {@code 250 ms}, {@code 0.5 s} or a plain number of milliseconds. */
  private static double duration(Fields f, String key, double otherwiseMs) {
    String text = f.text(key, null);
    if (text == null) {
      return otherwiseMs;
    }
    var m = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) *(ms|s)?").matcher(text.strip());
    if (!m.matches()) {
      f.wrong(key, "'" + text + "'", "a time such as 250 ms", "");
      return otherwiseMs;
    }
    double value = Double.parseDouble(m.group(1));
    return "s".equals(m.group(2)) ? value * 1000 : value;
  }

  /** Names, or mappings with a name. */
  private List<Studio.Bus> buses(Fields console, String key) {
    Map<String, Integer> ids = new HashMap<>();
    List<Studio.Bus> buses = new ArrayList<>();
    console.items(
        key,
        false,
        item -> {
          int number = buses.size() + 1;
          String name;
          List<String> inserts = List.of();
          if (item.node() instanceof Node.Scalar s && s.value() != null) {
            name = s.text();
          } else {
            Fields f = Fields.of(item.node(), item.at(), problems);
            name = f.require("name", "a name") ? f.text("name", "") : "";
            if (!key.equals("vcas")) {
              inserts = f.texts("insert");
            }
            f.done();
          }
          String id = idOf(name, number);
          Integer before = ids.put(id, item.node().line());
          if (before != null || name.equals("none")) {
            String hint =
                before == null ? "'none' means no group" : "it is taken on line " + before;
            problems.add(
                item.node().line(), item.at(), "'" + name + "'", "a name of its own", hint);
          }
          buses.add(new Studio.Bus(id, number, name, inserts, item.node().line()));
          return null;
        });
    if (buses.size() > MAX_BUSES) {
      console.wrong(key, buses.size() + " " + key, "at most " + MAX_BUSES, "");
    }
    return buses;
  }

  private List<Studio.Strip> strips(Fields console, Studio.Audio audio, List<String> groups) {
    Map<String, Integer> ids = new HashMap<>();
    List<Studio.Strip> strips = new ArrayList<>();
    console.items(
        "strips",
        false,
        item -> {
          Fields f = Fields.of(item.node(), item.at(), problems);
          int number = strips.size() + 1;
          String name = f.text("name", "Strip " + number);
          if (name.isBlank()) {
            f.wrong("name", "nothing", "a name", "");
          }
          String id = f.text("id", idOf(name, number));
          if (!ID.matcher(id).matches()) {
            f.wrong(
                "id", "'" + id + "'", "small letters, digits and '-', beginning with a letter", "");
          }
          Integer before = ids.put(id, f.line());
          if (before != null) {
            f.wrong(
                "id",
                "'" + id + "' again",
                "an id of its own",
                "it is taken on line " + before + "; add 'id:' here");
          }
          List<Integer> inputs = f.wholes("input", 1, MAX_CHANNELS);
          if (inputs.size() > 2) {
            f.wrong(
                "input", inputs.size() + " channels", "one channel, or two for a stereo strip", "");
            inputs = inputs.subList(0, 2);
          }
          for (int channel : inputs) {
            channels.input(f, "input", channel, audio);
          }
          List<String> inserts = f.texts("insert");
          String group = f.text("group", null);
          if (group != null && !group.equals("none") && !groups.contains(group)) {
            String hint =
                groups.isEmpty()
                    ? "there are no groups: add 'groups:'"
                    : Suggest.nearOrAll(group, groups);
            f.wrong("group", "'" + group + "'", "the name of a group", hint);
          }
          f.done();
          strips.add(
              new Studio.Strip(
                  id,
                  number,
                  name,
                  inputs,
                  inserts,
                  Optional.ofNullable(group).filter(groups::contains),
                  f.line()));
          return null;
        });
    if (strips.size() > MAX_STRIPS) {
      console.wrong("strips", strips.size() + " strips", "at most " + MAX_STRIPS, "");
    }
    return strips;
  }

  /** Small letters, digits and dashes of a name: {@code Lead Voc 2} becomes {@code lead-voc-2}. */
  static String idOf(String name, int number) {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
    String id =
        plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-+$", "");
    return id.isEmpty() ? "strip-" + number : id;
  }

  private Studio.Main main(Fields console, Studio.Audio audio) {
    Fields f = console.child("main");
    List<Integer> outputs = f.has("outputs") ? f.wholes("outputs", 1, MAX_CHANNELS) : List.of(1, 2);
    claimPair(f, outputs, audio, "main");
    boolean protect = f.flag("protect", false);
    f.done();
    return new Studio.Main(outputs, protect);
  }

  private Optional<Studio.Monitor> monitor(Fields console, Studio.Audio audio) {
    if (!console.has("monitor")) {
      return Optional.empty();
    }
    Fields f = console.child("monitor");
    List<Integer> outputs = f.wholes("outputs", 1, MAX_CHANNELS);
    claimPair(f, outputs, audio, "monitor");
    f.done();
    return Optional.of(new Studio.Monitor(outputs));
  }

  private void claimPair(Fields f, List<Integer> outputs, Studio.Audio audio, String owner) {
    if (outputs.size() != 2) {
      f.wrong("outputs", outputs.size() + " channels", "two channels, such as [1, 2]", "");
    }
    for (int channel : outputs) {
      channels.output(f, "outputs", channel, audio, owner);
    }
  }

  private List<Studio.Unit> units(Fields root) {
    List<Studio.Unit> units = new ArrayList<>();
    for (Node.Entry e : root.entries("units")) {
      String at = "units." + e.key();
      Fields f = Fields.of(e.value(), at, problems);
      takeId(e.key(), e.line(), at, "unit");
      String profile =
          f.require("profile", "the id of a profile, such as generic/line-compressor")
              ? f.text("profile", "")
              : "";
      List<Studio.Wire> wires = new ArrayList<>();
      if (f.has("serial")) {
        wires.add(serial(f));
      }
      if (f.has("tcp")) {
        tcp(f).ifPresent(wires::add);
      }
      if (f.has("midi")) {
        wires.add(new Studio.Wire.Midi(SurfaceReader.midiPorts(f)));
      }
      if (wires.size() > 1) {
        problems.add(f.line(), at, "more than one way to reach it", "one of serial, tcp, midi", "");
      }
      int address = f.whole("address", 0, 65_535, -1);
      List<String> accept = f.texts("accept");
      f.done();
      units.add(
          new Studio.Unit(e.key(), profile, wires.stream().findFirst(), address, accept, e.line()));
    }
    return units;
  }

  private void takeId(String id, int line, String at, String what) {
    if (!ID.matcher(id).matches()) {
      problems.add(
          line, at, "'" + id + "'", "small letters, digits and '-', beginning with a letter", "");
    } else if (RESERVED.contains(id)) {
      problems.add(
          line,
          at,
          "'" + id + "'",
          "a name that is not reserved",
          "reserved: " + String.join(", ", RESERVED));
    }
    String before = idOwners.put(id, what + " on line " + line);
    if (before != null) {
      problems.add(
          line, at, "'" + id + "' again", "a name of its own", "it is taken by the " + before);
    }
  }

  private Studio.Wire.Serial serial(Fields f) {
    if (f.node("serial") instanceof Node.Mapping) {
      Fields s = f.child("serial");
      String port = s.text("port", "");
      String usb = s.text("usb", "");
      Studio.SerialLine line =
          new Studio.SerialLine(
              s.whole("baud", 50, 4_000_000, 0),
              s.choice("dtr", Protocol.Line.class),
              s.choice("rts", Protocol.Line.class),
              s.choice("rs485", Protocol.Rs485.class),
              s.flag("echo", false));
      if (port.isEmpty() == usb.isEmpty()) {
        problems.add(
            s.line(),
            s.at(),
            port.isEmpty() ? "neither port nor usb" : "both port and usb",
            "one of them",
            "");
      }
      s.done();
      return new Studio.Wire.Serial(port, usb, line);
    }
    String path = f.text("serial", "");
    if (path.isEmpty()) {
      f.wrong("serial", "nothing", "a path such as /dev/ttyUSB0, or {usb: \"vid:pid:serial\"}", "");
    }
    return Studio.Wire.Serial.at(path);
  }

  private static Optional<Studio.Wire> tcp(Fields f) {
    String text = f.text("tcp", "");
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon > 0
        && port.matches("\\d{1,5}")
        && Integer.parseInt(port) > 0
        && Integer.parseInt(port) < 65_536) {
      return Optional.of(new Studio.Wire.Tcp(text.substring(0, colon), Integer.parseInt(port)));
    }
    f.wrong("tcp", "'" + text + "'", "\"host:port\"", "");
    return Optional.empty();
  }

  private List<Studio.Slot> slots(Fields root, String key) {
    Map<String, Integer> count = new HashMap<>();
    return root.items(
        key,
        false,
        item -> {
          String kind;
          Map<String, Node.Scalar> settings = new LinkedHashMap<>();
          switch (item.node()) {
            case Node.Scalar s when s.value() instanceof String word -> kind = word;
            case Node.Mapping m when m.entries().size() == 1 -> {
              kind = m.entries().getFirst().key();
              readSettings(m.entries().getFirst(), item.at(), settings);
            }
            default -> {
              problems.add(
                  item.node().line(),
                  item.at(),
                  item.node().describe(),
                  "a kind, an insert's name, or {kind: {settings}}",
                  "");
              kind = "";
            }
          }
          int nth = count.merge(kind, 1, Integer::sum);
          return new Studio.Slot(nth == 1 ? kind : kind + nth, kind, settings, item.node().line());
        });
  }

  private void readSettings(Node.Entry entry, String at, Map<String, Node.Scalar> settings) {
    Fields f = Fields.of(entry.value(), at + "." + entry.key(), problems);
    if (entry.value() instanceof Node.Mapping m) {
      for (Node.Entry e : m.entries()) {
        if (e.value() instanceof Node.Scalar s) {
          settings.put(e.key(), s);
        } else {
          problems.add(e.line(), f.path(e.key()), e.value().describe(), "a value", "");
        }
      }
    }
  }

  private List<Studio.StartValue> values(Fields root) {
    List<Studio.StartValue> values = new ArrayList<>();
    for (Node.Entry e : root.entries("values")) {
      if (!Address.isValid(e.key())) {
        problems.add(
            e.line(), "values", "'" + e.key() + "'", "an address such as /strip/1/fader", "");
      } else if (e.value() instanceof Node.Scalar s && s.value() != null) {
        values.add(new Studio.StartValue(e.key(), s, e.line()));
      } else {
        problems.add(e.line(), "values." + e.key(), e.value().describe(), "a value", "");
      }
    }
    return values;
  }

  private Studio.Osc osc(Fields f) {
    int port = f.whole("port", 0, 65_535, 9010);
    String listen = f.text("listen", "127.0.0.1");
    List<String> allow = f.texts("allow");
    for (String network : allow) {
      if (!network.matches("[0-9a-fA-F.:]+(/\\d{1,3})?")) {
        f.wrong("allow", "'" + network + "'", "networks such as 192.168.1.0/24", "");
      }
    }
    if (!isLoopback(listen) && allow.isEmpty()) {
      f.wrong(
          "listen",
          "'" + listen + "' without an allow-list",
          "allow: [NETWORK, …] beside it",
          "such as allow: [192.168.1.0/24]");
    }
    f.done();
    return new Studio.Osc(port, listen, allow);
  }

  private Studio.Web web(Fields f) {
    int port = f.whole("port", 0, 65_535, 7070);
    String listen = f.text("listen", "127.0.0.1");
    String token = f.text("token", null);
    if (!isLoopback(listen) && (token == null || token.length() < 8)) {
      f.wrong(
          "listen",
          "'" + listen + "' without a token",
          "token: … of at least 8 characters beside it",
          "");
    }
    f.done();
    return new Studio.Web(port, listen, token);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
  }
}

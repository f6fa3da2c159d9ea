package hybridge.app;

import hybridge.desk.Desk;
import hybridge.desk.View;
import hybridge.io.audio.Recorder;
import hybridge.io.audio.WavWriter;
import hybridge.io.serial.PseudoTerminal;
import hybridge.io.serial.SimulatedPort;
import hybridge.outboard.Simulator;
import hybridge.profile.Profiles;
import hybridge.rt.RoleThread;
import hybridge.rt.Signal;
import hybridge.simrack.Band;
import hybridge.simrack.Box;
import hybridge.simrack.LineBox;
import hybridge.simrack.VirtualSurface;
import hybridge.studio.Studio;
import hybridge.studio.StudioReader;
import hybridge.value.Numbers;
import hybridge.value.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = "Plays the embedded studio: nothing has to be connected or installed.")
final class DemoCommand implements Callable<Integer> {
  private static final String STUDIO = "/demo-studio.yaml";
  private static final int BLOCK = 128;
  private static final int RATE = 48_000;

  /** Outputs and inputs of the two inserts, from 0. */
  private static final int COMP_SEND = 2;

  private static final int COMP_RETURN = 11;
  private static final int EQ_SEND = 3;
  private static final int EQ_RETURN = 12;
  private static final long NEVER = Long.MAX_VALUE;

  @Option(names = "--seconds", paramLabel = "N", description = "End after so many seconds.")
  private Double seconds;

  @Option(
      names = "--print",
      paramLabel = "OUT.wav",
      description = "Write the main output to a file.")
  private Path print;

  @Option(
      names = "--web-port",
      paramLabel = "PORT",
      description = "Where the API listens; 0 takes any free port (default: 7070).")
  private Integer webPort;

  @Option(
      names = "--osc-port",
      paramLabel = "PORT",
      description = "Where OSC listens; 0 takes any free port (default: 9010).")
  private Integer oscPort;

  @Option(names = "--force", description = "Replace OUT.wav if it exists.")
  private boolean force;

  private Recorder recorder;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Simulator comp = unit("hybridge/reference-compressor");
    Simulator eq = unit("hybridge/reference-eq");
    // As somebody left it: a little presence, a little less of the low middle.
    set(eq, Map.of("highmid-gain", 4, "highmid-freq", 2500, "lowmid-gain", -2));
    Seconds.require(seconds);
    Stop stop = new Stop();
    try (PseudoTerminal terminal = PseudoTerminal.open();
        SimulatedPort box = SimulatedPort.on(terminal, comp);
        PseudoTerminal other = PseudoTerminal.open();
        SimulatedPort eqBox = SimulatedPort.on(other, eq)) {
      StudioLoader.Loaded loaded = studio(box.name(), eqBox.name());
      Studio.Audio audio = loaded.studio().audio();
      Box compSound = Box.reference(comp, audio.rate(), LineBox.Character.GENTLE);
      Box eqSound = Box.reference(eq, audio.rate(), LineBox.Character.GENTLE);
      Band band = new Band(audio.rate());
      VirtualSurface hands = new VirtualSurface("desk", loaded.surfaceProfiles().get("desk"));
      Daemon.Embedded embedded =
          new Daemon.Embedded(
              surface -> hands,
              (out, in, frames) -> {
                band.play(in, frames);
                compSound.process(out[COMP_SEND], in[COMP_RETURN], frames);
                eqSound.process(out[EQ_SEND], in[EQ_RETURN], frames);
              },
              console -> List.of(new DemoScript(hands, console.feed().engine(), audio.rate())));
      long limit = seconds == null ? NEVER : Math.round(seconds * audio.rate());
      WavWriter wav =
          print == null ? null : OutputFile.wav("--print", print, audio.rate(), 32, force);
      try (Daemon daemon = new Daemon(loaded, embedded, engine -> tap(engine, wav, limit))) {
        RoleThread disk =
            recorder == null
                ? null
                : new RoleThread("recorder", Signal.ofJava(), List.of(recorder)).start();
        introduce(daemon, Map.of("pty.vox-comp", box.name(), "pty.pad-eq", eqBox.name()));
        watch(daemon, hands, stop, limit);
        if (disk != null) {
          disk.close();
        }
      }
      return recorder == null ? Exit.DONE : finish();
    }
  }

  private hybridge.rt.AudioCallback tap(
      hybridge.rt.AudioCallback engine, WavWriter wav, long limit) {
    if (wav == null) {
      return engine;
    }
    recorder = new Recorder(engine, wav, 0, 1, limit);
    return recorder;
  }

  private int finish() throws IOException {
    recorder.close();
    if (recorder.lostFrames() > 0) {
      System.err.println(
          "the print is not whole: "
              + recorder.lostFrames()
              + " frames were lost because the disk was too slow");
      return Exit.FAILED;
    }
    System.out.println("printed " + print);
    return Exit.DONE;
  }

  /** A box that somebody has switched on already: neither muted nor bypassed. */
  private static Simulator unit(String id) {
    Simulator box =
        new Simulator(Profiles.ours().unit(id, new Problems("demo")).orElseThrow(), Set.of());
    set(box, Map.of("mute", false, "bypass", false));
    return box;
  }

  private static void set(Simulator box, Map<String, Object> knobs) {
    knobs.forEach(
        (knob, value) ->
            box.turn(knob, value, System.nanoTime())
                .ifPresent(
                    wrong -> {
                      throw new IllegalStateException(knob + ": " + wrong);
                    }));
  }

  private StudioLoader.Loaded studio(String pty, String eqPty) throws IOException {
    String text;
    try (InputStream in = DemoCommand.class.getResourceAsStream(STUDIO)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    // What comes back is a block later than what left, and then later by the box's converters.
    text =
        text.replace("EQ_PTY", "\"" + eqPty + "\"")
            .replace("PTY", "\"" + pty + "\"")
            .replace("BLOCK", String.valueOf(BLOCK))
            .replace("RATE", String.valueOf(RATE))
            .replace("DELAY", Numbers.text(BLOCK + LineBox.Character.GENTLE.delayFrames()));
    if (webPort != null) {
      text += "web: {port: " + webPort + "}\n";
    }
    if (oscPort != null) {
      text += "osc: {port: " + oscPort + "}\n";
    }
    Problems problems = new Problems("demo");
    Studio studio = StudioReader.parse(text, Path.of("demo-studio.yaml"), problems).orElseThrow();
    StudioLoader.Loaded loaded = StudioLoader.complete(studio, Profiles.ours(), problems);
    if (!problems.none()) {
      throw new Exit.WrongInput(problems.list());
    }
    return loaded;
  }

  private static void introduce(Daemon daemon, Map<String, String> ports) {
    System.out.println(
        """
        Eight synthesised players go through the console to main. The lead leaves on output 3 to a compressor, which is
        a box of its own behind a pseudo-terminal, and comes back on input 12, aligned to the fraction of a frame; the pad goes
        through an equalizer of the same kind.
        A virtual controller rides: the lead's fader, main, a mute, and V-pot 8, which turns the box's threshold.
        """);
    System.out.println(
        "Try, in another terminal:   ./hybridge set /strip/7/fader -20 --url " + daemon.webUrl());
    System.out.println(
        "                            ./hybridge get /unit/vox-comp/threshold --url "
            + daemon.webUrl());
    System.out.println(daemon.readyLine(ports));
  }

  private void watch(Daemon daemon, VirtualSurface hands, Stop stop, long limit)
      throws InterruptedException {
    long told = -1;
    Map<String, Double> peaks = new HashMap<>();
    while (!stop.await(25)) {
      long frame = daemon.console().feed().engine().frame();
      hold(daemon.desk(), peaks);
      if (frame / RATE != told) {
        told = frame / RATE;
        System.out.println(line(daemon.desk(), peaks, hands, told));
        peaks.clear();
      }
      if (recorder != null ? recorder.full() : frame >= limit) {
        return;
      }
    }
  }

  /**
   * One second of the demo: levels after the faders, loudness of the last three seconds, the box,
   * what the controller's last display shows.
   */
  private static String line(
      Desk desk, Map<String, Double> peaks, VirtualSurface hands, long second) {
    StringBuilder s =
        new StringBuilder(String.format(Locale.ROOT, "%2d:%02d", second / 60, second % 60));
    int shortTerm = desk.tree().require("/loudness/shortterm");
    s.append("  main ")
        .append(level(peaks, "/main/meter/left/peak"))
        .append(level(peaks, "/main/meter/right/peak"))
        .append(" dBFS ")
        .append(level(Map.of("S", desk.value(shortTerm).number()), "S"))
        .append(" LUFS |");
    for (int strip = 1; strip <= Band.PLAYERS.size(); strip++) {
      boolean muted = desk.value(desk.tree().require("/strip/" + strip + "/mute")).number() != 0;
      s.append(' ')
          .append(Band.PLAYERS.get(strip - 1))
          .append(muted ? "  mute" : level(peaks, "/strip/" + strip + "/meter/peak"));
    }
    String at = "/unit/vox-comp/";
    int reported = desk.tree().require(at + "threshold/reported");
    s.append(" | vox-comp ").append(desk.value(desk.tree().require(at + "state")).words());
    s.append(", threshold ").append(View.text(desk.tree().get(reported), desk.value(reported)));
    s.append(" (")
        .append(desk.value(desk.tree().require(at + "threshold/truth")).words())
        .append(')');
    s.append(", display '").append(hands.text(7, 1)).append('\'');
    return s.toString();
  }

  /** Keeps the highest of each meter until the next line. */
  private static void hold(Desk desk, Map<String, Double> peaks) {
    for (int strip = 1; strip <= Band.PLAYERS.size(); strip++) {
      hold(desk, "/strip/" + strip + "/meter/peak", peaks);
    }
    hold(desk, "/main/meter/left/peak", peaks);
    hold(desk, "/main/meter/right/peak", peaks);
  }

  private static void hold(Desk desk, String address, Map<String, Double> peaks) {
    peaks.merge(address, desk.value(desk.tree().require(address)).number(), Math::max);
  }

  private static String level(Map<String, Double> peaks, String address) {
    double db = peaks.getOrDefault(address, Double.NEGATIVE_INFINITY);
    return db < -99 ? "  -inf" : String.format(Locale.ROOT, "%6.1f", db);
  }
}

package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hybridge.io.audio.WavReader;
import hybridge.io.audio.WavWriter;
import hybridge.testing.Hybridge;
import hybridge.testing.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program, command by command: exit codes, standard output, files. */
class CommandsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RATE = 48_000;

  @TempDir Path folder;

  private Path studio(String yaml) throws IOException {
    return Files.writeString(folder.resolve("studio.yaml"), yaml);
  }

  private Path wav(Path file, int rate, float[]... channels) throws IOException {
    try (WavWriter w = new WavWriter(file, channels.length, rate, 32, false)) {
      w.write(channels, 0, channels[0].length);
    }
    return file;
  }

  private static float[][] read(Path file) throws IOException {
    try (WavReader r = new WavReader(file)) {
      float[][] x = new float[r.channels()][(int) r.frames()];
      r.read(x, (int) r.frames());
      return x;
    }
  }

  @Test
  void checkNamesEveryProblemAtOnce() throws Exception {
    Path broken = Path.of("src/test/resources/studios/broken.yaml");
    Hybridge.Done done = Hybridge.run("check", broken.toString());
    assertThat(done.code()).isEqualTo(2);
    assertThat(done.out()).isEmpty();
    assertThat(done.err())
        .contains("broken.yaml:2: audio.driver: found 'jakc'", "did you mean 'jack'?")
        .contains("broken.yaml:7: console.strips[3].inptu", "did you mean 'input'?")
        .contains(
            "broken.yaml:12: units.vox-comp.profile", "did you mean 'generic/line-compressor'?")
        .contains("broken.yaml:22: surfaces.desk.assign.vpot-1", "did you mean '/strip/1/pan'?")
        .contains("broken.yaml:24: values./strip/1/fader: found 'loud'")
        .contains("32 problems");
    Hybridge.Done json = Hybridge.run("check", "--json", broken.toString());
    assertThat(json.code()).isEqualTo(2);
    JsonNode problems = JSON.readTree(json.out());
    assertThat(problems).hasSize(32);
    assertThat(problems.get(0).fieldNames())
        .toIterable()
        .contains("file", "line", "at", "found", "wanted", "hint");
    assertThat(Hybridge.run("check", "nothing.yaml").code()).isEqualTo(2);
    assertThat(Hybridge.run("check", studio("console: {strips: [{input: 1}]}").toString()).code())
        .isZero();
    assertThat(
            Hybridge.run(
                    "check",
                    "device-profiles/outboard/generic/line-compressor.yaml",
                    "device-profiles/surfaces/mackie/control-universal.yaml")
                .code())
        .isZero();
  }

  @Test
  void paramsListsTheTree() throws Exception {
    Path studio =
        studio(
            "console: {strips: [{name: Kick, input: 1}]}\n"
                + "units: {box: {profile: generic/line-compressor, serial: /dev/null}}\n");
    JsonNode all =
        JSON.readTree(Hybridge.run("params", "--studio", studio.toString(), "--json").out());
    assertThat(all.findValuesAsText("address"))
        .contains(
            "/strip/1/fader", "/unit/box/threshold", "/unit/box/threshold/truth", "/main/fader");
    JsonNode one =
        JSON.readTree(
                Hybridge.run(
                        "params", "/unit/box/threshold", "--studio", studio.toString(), "--json")
                    .out())
            .get(0);
    assertThat(one.get("unit").asText()).isEqualTo("dB");
    assertThat(one.get("truth").asText()).isEqualTo("unknown");
    assertThat(one.get("reported").isNull()).isTrue();
    Hybridge.Done text = Hybridge.run("params", "/strip/*/fader", "--studio", studio.toString());
    assertThat(text.out()).contains("/strip/1/fader").contains("-inf .. 10");
    assertThat(text.out().lines()).hasSize(1);
    assertThat(Hybridge.run("params", "strip", "--studio", studio.toString()).code()).isEqualTo(2);
  }

  @Test
  void renderMixesByTheMoves() throws Exception {
    Path in = Files.createDirectory(folder.resolve("in"));
    float[] a = Signals.sine(1000, 0.5, 2 * RATE, RATE);
    float[] b = Signals.noise(1, 0.25, RATE);
    wav(in.resolve("01-a.wav"), RATE, a);
    wav(in.resolve("02-b.wav"), RATE, b, b);
    Path studio =
        studio(
            "audio: {outputs: 4}\n"
                + "console: {strips: [{name: A, input: 1, insert: box}, {name: B, input: [2,"
                + " 3]}]}\n"
                + "inserts: {box: {send: 3, return: 5, delay: 100.5}}\n");
    Path moves =
        Files.writeString(
            folder.resolve("moves.txt"),
            "# frame address value\n48000 /strip/1/fader -20\n\n0 /strip/2/mute on\n");
    Path out = folder.resolve("out.wav");
    Hybridge.Done done =
        Hybridge.run(
            "render",
            studio.toString(),
            "--in",
            in.toString(),
            "--out",
            out.toString(),
            "--moves",
            moves.toString(),
            "--set",
            "/strip/1/pan=-100");
    assertThat(done.err()).contains("rendered dry");
    assertThat(done.code()).as(done.err()).isZero();
    float[][] y = read(out);
    assertThat(y[0]).hasSize(2 * RATE);
    // Our own latency is removed: the sound stands where it stood.
    for (int i = 10_000; i < 40_000; i++) {
      assertThat(y[0][i]).isCloseTo(a[i], within(1e-6f));
      assertThat(y[1][i]).isCloseTo(0f, within(1e-6f));
    }
    double down = Signals.db(Signals.rms(y[0], 72_000, 96_000) / Signals.rms(a, 72_000, 96_000));
    assertThat(down).isCloseTo(-20, within(0.001));
    // Every block size gives the same bits.
    Path odd = folder.resolve("odd.wav");
    Hybridge.run(
        "render",
        studio.toString(),
        "--in",
        in.toString(),
        "--out",
        odd.toString(),
        "--moves",
        moves.toString(),
        "--set",
        "/strip/1/pan=-100",
        "--block",
        "37");
    assertThat(Files.readAllBytes(odd)).isEqualTo(Files.readAllBytes(out));
    // Nothing is overwritten unasked.
    Hybridge.Done again =
        Hybridge.run("render", studio.toString(), "--in", in.toString(), "--out", out.toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("--force");
  }

  @Test
  void renderNamesAllThatIsWrong() throws Exception {
    Path in = Files.createDirectory(folder.resolve("in"));
    wav(in.resolve("1.wav"), 44_100, new float[10]);
    wav(in.resolve("2.wav"), RATE, new float[10], new float[10]);
    wav(in.resolve("3.wav"), RATE, new float[10]);
    Files.writeString(in.resolve("4.wav"), "no sound at all, only words");
    Path studio = studio("console: {strips: [{input: 1}, {input: 2}]}");
    Path moves =
        Files.writeString(
            folder.resolve("moves.txt"),
            "x /strip/1/fader 0\n0 /strip/1/fadr 0\n0 /strip/1/mute loud\n");
    Hybridge.Done done =
        Hybridge.run(
            "render",
            studio.toString(),
            "--in",
            in.toString(),
            "--out",
            folder.resolve("o.wav").toString(),
            "--moves",
            moves.toString(),
            "--set",
            "/strip/1/fader");
    assertThat(done.code()).isEqualTo(2);
    assertThat(done.err())
        .contains(
            "44100 Hz",
            "2 channels; wanted 1",
            "4 WAV files for 2 strips",
            "a file that is not RIFF/WAVE",
            "--set: found '/strip/1/fader'")
        .contains("moves.txt:1", "moves.txt:2", "did you mean '/strip/1/fader'?", "moves.txt:3");
    assertThat(folder.resolve("o.wav")).doesNotExist();
  }

  @Test
  void theDemoPlaysPrintsAndIsSet() throws Exception {
    Path out = folder.resolve("demo.wav");
    try (Hybridge demo =
        Hybridge.start(
            Map.of(),
            "demo",
            "--seconds",
            "12",
            "--print",
            out.toString(),
            "--web-port",
            "0",
            "--osc-port",
            "0")) {
      Map<String, String> ready = demo.ready();
      assertThat(ready).containsKeys("web", "osc", "pty.vox-comp");
      String url = ready.get("web");
      Hybridge.Done set = Hybridge.run("set", "/strip/1/fader", "-20", "--url", url);
      assertThat(set.code()).as(set.err()).isZero();
      assertThat(set.out().strip()).isEqualTo("-20");
      assertThat(Hybridge.run("get", "/strip/1/fader", "--url", url).out().strip())
          .isEqualTo("-20");
      assertThat(Hybridge.run("set", "/strip/1/fader", "-inf", "--url", url).out().strip())
          .isEqualTo("-inf");
      Hybridge.Done wrong = Hybridge.run("set", "/unit/vox-comp/threshold", "7", "--url", url);
      assertThat(wrong.code()).isEqualTo(2);
      assertThat(wrong.err()).contains("found 7; wanted a number from -60 to 0 dB");
      assertThat(demo.await()).isZero();
    }
    float[][] y = read(out);
    assertThat(y[0]).hasSize(12 * RATE);
    assertThat(Signals.rms(y[0], RATE, 12 * RATE)).isBetween(0.05, 0.6);
    assertThat(Signals.rms(y[1], RATE, 12 * RATE)).isBetween(0.05, 0.6);
    for (float x : y[0]) {
      assertThat(Math.abs(x)).isLessThanOrEqualTo(0.8913f); // the clipper's −1 dBFS
    }
  }

  @Test
  void benchControlMeasuresMovesByBytesAndByRequests() throws Exception {
    Hybridge.Done done =
        Hybridge.run("bench", "control", "--moves", "30", "--strips", "8", "--json");
    assertThat(done.code()).as(done.err()).isZero();
    var figures = new com.fasterxml.jackson.databind.ObjectMapper().readTree(done.out());
    assertThat(figures.get("moves").asInt()).isEqualTo(30);
    assertThat(figures.get("requests").asInt()).isEqualTo(30);
    for (String prefix : List.of("frames", "requestFrames")) {
      int median = figures.get(prefix + "Median").asInt();
      int p99 = figures.get(prefix + "P99").asInt();
      int max = figures.get(prefix + "Max").asInt();
      // On the grid of 32 frames, and never before the next block: else something else was heard.
      assertThat(median).isBetween(32, RATE).matches(f -> f % 32 == 0);
      assertThat(List.of(median, p99, max)).isSorted();
    }
    assertThat(Hybridge.run("bench", "control", "--moves", "0").code()).isEqualTo(2);
  }

  @Test
  void runEndsWellOnSigterm() throws Exception {
    Path studio = studio("console: {strips: [{input: 1}]}\nweb: {port: 0}\nosc: {port: 0}\n");
    try (Hybridge run = Hybridge.start(Map.of(), "run", studio.toString())) {
      run.ready();
      assertThat(run.terminate()).isZero();
    }
  }

  @Test
  void wrongWordsAreAnswered() throws Exception {
    assertThat(Hybridge.run().code()).isEqualTo(2);
    assertThat(Hybridge.run("dance").code()).isEqualTo(2);
    assertThat(Hybridge.run("--version").out()).startsWith("hybridge ");
    assertThat(Hybridge.run("get", "fader").code()).isEqualTo(2);
    Hybridge.Done nobody = Hybridge.run("get", "/main/fader", "--url", "http://127.0.0.1:1");
    assertThat(nobody.code()).isEqualTo(1);
    assertThat(nobody.err()).contains("no daemon answers", "hybridge run");
  }
}

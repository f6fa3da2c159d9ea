package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hybridge.testing.Api;
import hybridge.testing.Await;
import hybridge.testing.Hybridge;
import hybridge.testing.JackServer;
import hybridge.testing.NativeTool;
import hybridge.testing.NeedsTool;
import hybridge.testing.Signals;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calibration through a real JACK server, with boxes that are processes of their own. */
@NeedsTool({"jackd", "gcc", "jack_iodelay", "jack_connect"})
class CalibrateIT {
  private static final int RATE = 48_000;
  private static final int PERIOD = 256;

  /** Of a loop of 500 frames. */
  private static final double LATE = 500 + PERIOD;

  private static final String BOX = "hybridge:out_3>hybridge:in_5";
  private static final String LEFT = "hybridge:out_4>hybridge:in_6";
  private static final String RIGHT = "hybridge:out_5>hybridge:in_7";

  @TempDir Path folder;
  private String web;
  private Api api;

  private Path studio() throws IOException {
    return Files.writeString(
        folder.resolve("studio.yaml"),
        """
        audio: {driver: jack, rate: %d, inputs: 8, outputs: 8, connect: none, align_limit: 2 s}
        console:
          strips:
            - {name: Dry, input: 1}
            - {name: Wet, input: 2, insert: box}
            - {name: Pair, input: [3, 4], insert: pair}
        inserts:
          box: {send: 3, return: 5, onfault: bypass}
          pair: {send: [4, 5], return: [6, 7]}
        osc: {port: 0}
        web: {port: 0}
        """
            .formatted(RATE));
  }

  private JsonNode json(String... command) throws Exception {
    String[] all = java.util.Arrays.copyOf(command, command.length + 3);
    all[command.length] = "--json";
    all[command.length + 1] = "--url";
    all[command.length + 2] = web;
    Hybridge.Done done = Hybridge.run(all);
    assertThat(done.code()).as(done.err()).isZero();
    return new ObjectMapper().readTree(done.out());
  }

  private String state() throws Exception {
    return api.parameter("/insert/box/state").get("value").asText();
  }

  /** Noise up to 18 kHz: what a player of the test repeats. */
  private Path noise() throws IOException {
    int frames = 60 * RATE;
    float[] white = Signals.noise(11, 0.3, frames);
    double[] h = new double[255];
    for (int k = 0; k < h.length; k++) {
      double x = k - 127;
      double w =
          0.42 - 0.5 * Math.cos(2 * Math.PI * k / 254) + 0.08 * Math.cos(4 * Math.PI * k / 254);
      double cut = 2 * 17_000.0 / RATE;
      h[k] = w * (x == 0 ? cut : Math.sin(Math.PI * cut * x) / (Math.PI * x));
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * frames).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < frames; i++) {
      double y = 0;
      for (int k = 0; k < h.length && k <= i; k++) {
        y += h[k] * white[i - k];
      }
      bytes.putFloat((float) y);
    }
    return Files.write(folder.resolve("noise.raw"), bytes.array());
  }

  private double rms(JackServer jack) throws IOException {
    Path file = folder.resolve("recorded.raw");
    int frames = RATE * 2 / 5;
    try (NativeTool record =
        NativeTool.start(
            jack, "record", "rec", file.toString(), "" + frames, "0", "hybridge:out_1")) {
      record.expect("start").expect("end");
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    double sum = 0;
    for (int i = frames / 2; i < frames; i++) {
      double x = bytes.getFloat(4 * i);
      sum += x * x;
    }
    return Math.sqrt(sum / (frames / 2));
  }

  @Test
  void loopsAreMeasuredNulledWatchedAndFound() throws Exception {
    try (JackServer jack = JackServer.startSynchronous(RATE, PERIOD);
        Hybridge daemon =
            Hybridge.start(
                Map.of("JACK_DEFAULT_SERVER", jack.name()), "run", studio().toString())) {
      web = daemon.ready().get("web");
      api = new Api(web);
      bareLoop(jack);
      measured(jack, "1000.25", "0.5,noise=0.01", 1000.25, 0.003);
      measured(jack, "1000.25", "0.5,tanh=4", 1000.25, 0.003);
      measured(jack, "70000", "0.5,invert", 70_000, 0.0005);
      pair(jack);
      scrambled(jack);
      assertThat(daemon.terminate()).isZero();
    }
  }

  /** What is doubtful, called off, not kept, or lost on the way. */
  @Test
  void measurementsThatDoNotSimplyEndWell() throws Exception {
    try (JackServer jack = JackServer.start(RATE, PERIOD);
        Hybridge daemon =
            Hybridge.start(
                Map.of("JACK_DEFAULT_SERVER", jack.name()), "run", studio().toString())) {
      web = daemon.ready().get("web");
      api = new Api(web);
      doubtful(jack);
      calledOff(jack);
      notKept(jack);
      killed(jack);
      assertThat(daemon.terminate()).isZero();
    }
  }

  /** As loud as dry and against it below −80 dB; then its cable is pulled, and put back. */
  private void bareLoop(JackServer jack) throws Exception {
    Path noise = noise();
    try (NativeTool loop = NativeTool.start(jack, "loop", "box", "1000.25", "0.5,invert", BOX)) {
      loop.expect("ready");
      long began = System.nanoTime();
      JsonNode found = json("calibrate", "box", "--gain");
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf("calibrate box: %.2f s with the command, %s%n", seconds, found);
      assertThat(found.get("insert").asText()).isEqualTo("box");
      assertThat(found.get("delayFrames").get(0).asDouble())
          .isCloseTo(1000.25 + PERIOD, within(0.0005));
      assertThat(found.get("polarity").get(0).asInt()).isEqualTo(-1);
      assertThat(found.get("gainDb").get(0).asDouble()).isCloseTo(-6.0206, within(0.005));
      assertThat(found.get("noiseDbfs").get(0).asText()).isEqualTo("-inf");
      assertThat(iodelay(jack)).isCloseTo(found.get("delayFrames").get(0).asDouble(), within(0.01));
      try (NativeTool play =
          NativeTool.start(
              jack, "play", "player", noise.toString(), "0", "hybridge:in_1", "hybridge:in_2")) {
        play.expect("start");
        double both = rms(jack);
        api.put("/strip/1/polarity", "true");
        double rest = Signals.db(rms(jack) / both);
        System.out.printf("null of the calibrated loop against dry: %.1f dB%n", rest);
        assertThat(rest).isLessThan(-80);
        api.put("/strip/1/mute", "true");
        // Other stretches of noise each time.
        assertThat(Signals.db(rms(jack) / both)).isCloseTo(-6.0206, within(0.2));
        Await.until("the return to be proven", () -> state().equals("ok"));
        loop.close();
        Await.until("the guard to notice", () -> state().equals("dead"));
        assertThat(Signals.db(rms(jack) / both)).as("dry instead").isCloseTo(-6.0206, within(0.2));
        try (NativeTool again =
            NativeTool.start(jack, "loop", "box", "1000.25", "0.5,invert", BOX)) {
          again.expect("ready");
          Await.until("the insert to be well again", () -> state().equals("ok"));
        }
        api.put("/strip/1/mute", "false");
        api.put("/strip/1/polarity", "false");
      }
    }
  }

  private void measured(JackServer jack, String delay, String what, double wanted, double tolerance)
      throws Exception {
    try (NativeTool loop = NativeTool.start(jack, "loop", "box", delay, what, BOX)) {
      loop.expect("ready");
      JsonNode found = json("calibrate", "box", "--gain");
      double frames = found.get("delayFrames").get(0).asDouble();
      System.out.printf(
          "loop %s %s: %.5f frames, noise %s, snr %s dB%n",
          delay, what, frames, found.get("noiseDbfs").get(0), found.get("snrDb").get(0));
      assertThat(frames).as(what).isCloseTo(wanted + PERIOD, within(tolerance));
    }
  }

  /** Left and right differ in everything. */
  private void pair(JackServer jack) throws Exception {
    try (NativeTool left = NativeTool.start(jack, "loop", "left", "500.5", "0.5", LEFT);
        NativeTool right =
            NativeTool.start(jack, "loop", "right", "1234.75", "0.9,invert", RIGHT)) {
      left.expect("ready");
      right.expect("ready");
      JsonNode found = json("calibrate", "pair", "--gain");
      assertThat(found.get("delayFrames").get(0).asDouble())
          .isCloseTo(500.5 + PERIOD, within(0.0005));
      assertThat(found.get("delayFrames").get(1).asDouble())
          .isCloseTo(1234.75 + PERIOD, within(0.0005));
      assertThat(found.get("polarity").get(1).asInt()).isEqualTo(-1);
      assertThat(found.get("gainDb").get(1).asDouble()).isCloseTo(Signals.db(0.9), within(0.005));
    }
  }

  /** A patch that is other than the file says, and one cable that is not there. */
  private void scrambled(JackServer jack) throws Exception {
    try (NativeTool one =
            NativeTool.start(jack, "loop", "one", "300", "0.5", "hybridge:out_4>hybridge:in_7");
        NativeTool two =
            NativeTool.start(
                jack, "loop", "two", "400", "0.25,invert", "hybridge:out_5>hybridge:in_6")) {
      one.expect("ready");
      two.expect("ready");
      long began = System.nanoTime();
      JsonNode ways = json("calibrate", "--discover");
      System.out.printf("discover: %.2f s with the command%n", (System.nanoTime() - began) / 1e9);
      assertThat(ways).hasSize(2);
      assertThat(ways.get(0).toString() + ways.get(1))
          .contains("\"output\":5,\"input\":6,\"delayFrames\":" + (400 + PERIOD))
          .contains("\"output\":4,\"input\":7,\"delayFrames\":" + (300 + PERIOD));
      Hybridge.Done swapped = Hybridge.run("calibrate", "pair", "--url", web);
      assertThat(swapped.code()).isEqualTo(2);
      assertThat(swapped.err()).contains("send 4 came back on input 7, not on input 6");
    }
    Hybridge.Done silent = Hybridge.run("calibrate", "box", "--url", web);
    assertThat(silent.code()).isEqualTo(2);
    assertThat(silent.err()).contains("nothing of send 3 was heard on input 5");
  }

  /** A box that is driven hard nulls badly: it waits for a word. */
  private void doubtful(JackServer jack) throws Exception {
    try (NativeTool loop = NativeTool.start(jack, "loop", "box", "400", "0.5", BOX)) {
      loop.expect("ready");
      JsonNode all = json("calibrate", "box", "--keep");
      assertThat(all.get("inForce").asBoolean()).isFalse();
      assertThat(json("calibrate", "box", "--accept").get("verdict").asText())
          .isEqualTo("compensated");
    }
    try (NativeTool loop = NativeTool.start(jack, "loop", "box", "500", "1,tanh=40", BOX)) {
      loop.expect("ready");
      String before = api.parameter("/insert/box/1/delay").get("value").asText();
      Hybridge.Done done = Hybridge.run("calibrate", "box", "--url", web);
      assertThat(done.code()).as(done.out() + done.err()).isEqualTo(1);
      assertThat(done.out())
          .contains("doubtful: not taken over")
          .contains("'hybridge calibrate box --accept'")
          .containsPattern("75[56]\\.[09]")
          .contains("(15.75")
          .contains("of wet is left against dry");
      assertThat(api.parameter("/insert/box/1/delay").get("value").asText()).isEqualTo(before);
      JsonNode accepted = json("calibrate", "box", "--accept");
      assertThat(accepted.get("inForce").asBoolean()).isTrue();
      assertThat(accepted.get("verdict").asText()).isEqualTo("doubtful");
      assertThat(accepted.get("before").get("delayFrames")).hasSize(1);
      assertThat(api.parameter("/insert/box/1/delay").get("value").asDouble())
          .isCloseTo(LATE, within(0.05));
      json("calibrate", "box", "--discard");
      assertThat(api.parameter("/insert/box/1/delay").get("value").asText()).isEqualTo(before);
    }
  }

  /** From another terminal, while the sweep plays. */
  private void calledOff(JackServer jack) throws Exception {
    try (NativeTool loop = NativeTool.start(jack, "loop", "box", "500", "1", BOX).expect("ready");
        Hybridge measuring = Hybridge.start(Map.of(), "calibrate", "box", "--url", web)) {
      Await.until(
          "the measurement to begin",
          () -> api.parameter("/insert/box/state").get("value").asText().equals("measuring"));
      assertThat(json("calibrate", "--cancel").get("cancelled").asBoolean()).isTrue();
      assertThat(measuring.await()).isEqualTo(1);
      assertThat(api.parameter("/insert/box/on").get("value").asBoolean()).isTrue();
      assertThat(json("calibrate", "--cancel").get("cancelled").asBoolean()).isFalse();
    }
  }

  /** The disk does not take it: that is no success. */
  private void notKept(JackServer jack) throws Exception {
    Path file = folder.resolve("studio.calibration.json");
    byte[] was = Files.readAllBytes(file);
    Files.delete(file);
    Files.createFile(Files.createDirectory(file).resolve("in-the-way"));
    try (NativeTool loop = NativeTool.start(jack, "loop", "box", "500", "1", BOX)) {
      loop.expect("ready");
      Hybridge.Done done = Hybridge.run("calibrate", "box", "--url", web);
      assertThat(done.code()).isEqualTo(1);
      assertThat(done.err()).contains("measured, not kept").contains("until the daemon ends");
      assertThat(api.parameter("/insert/box/1/delay").get("value").asDouble())
          .isCloseTo(LATE, within(0.01));
    }
    try (var files = Files.list(folder)) {
      assertThat(files.filter(f -> f.toString().endsWith(".part"))).isEmpty();
    }
    Files.delete(file.resolve("in-the-way"));
    Files.delete(file);
    Files.write(file, was);
  }

  /** A server that is killed in the middle is noticed at once, and what is cut stays cut. */
  private void killed(JackServer jack) throws Exception {
    try (NativeTool loop = NativeTool.start(jack, "loop", "box", "500", "1", BOX).expect("ready");
        Hybridge measuring = Hybridge.start(Map.of(), "calibrate", "box", "--url", web)) {
      Await.until(
          "the sweep to play",
          () -> {
            String phase = api.parameter("/insert/box/phase").get("value").asText();
            return phase.equals("sweeps") || phase.startsWith("waits");
          });
      long began = System.nanoTime();
      jack.kill();
      assertThat(measuring.await()).isEqualTo(1);
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf("killed server noticed in %.2f s with the command%n", seconds);
      assertThat(seconds).isLessThan(3);
      assertThat(api.parameter("/insert/box/on").get("value").asBoolean()).isFalse();
      jack.startAgain();
      Await.until(
          "the insert to be back", () -> api.parameter("/insert/box/on").get("value").asBoolean());
    }
  }

  /** What a tool that nobody here wrote makes of a box like that. */
  private double iodelay(JackServer jack) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("stdbuf", "-oL", "jack_iodelay");
    builder.environment().put("JACK_DEFAULT_SERVER", jack.name());
    builder.environment().put("JACK_NO_START_SERVER", "1");
    Process measuring = builder.redirectErrorStream(true).start();
    var lines = new java.util.concurrent.LinkedBlockingQueue<String>();
    Thread.ofPlatform().daemon().start(() -> measuring.inputReader().lines().forEach(lines::add));
    Pattern figure = Pattern.compile("\\s*([0-9.]+) frames .*total roundtrip latency");
    try {
      Await.until("jack_iodelay's ports", () -> jack.tool("jack_lsp").contains("jack_delay:in"));
      try (NativeTool loop =
          NativeTool.start(
              jack, "loop", "other", "1000.25", "0.5,invert", "jack_delay:out>jack_delay:in")) {
        loop.expect("ready");
        double[] last = {0, -1};
        Await.until(
            "a steady figure",
            () -> {
              String line = lines.poll(200, java.util.concurrent.TimeUnit.MILLISECONDS);
              Matcher m = figure.matcher(line == null ? "" : line);
              if (m.find()) {
                last[1] = last[0];
                last[0] = Double.parseDouble(m.group(1));
              }
              return last[0] > 0 && Math.abs(last[0] - last[1]) < 0.002;
            });
        System.out.printf("jack_iodelay: %.3f frames%n", last[0]);
        return last[0];
      }
    } finally {
      measuring.destroyForcibly();
    }
  }
}

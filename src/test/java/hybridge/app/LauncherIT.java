package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import hybridge.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The {@code hybridge} script on a copy of the source tree that is already built, in a folder with
 * a space in its name, on a path that has nothing but what the script itself calls: no Maven, no
 * Java. So nothing here can start a build.
 */
class LauncherIT {
  private static final List<String> TOOLS =
      List.of(
          "dirname",
          "readlink",
          "sed",
          "find",
          "head",
          "tail",
          "mkdir",
          "touch",
          "mv",
          "rm",
          "ln",
          "sleep");

  private static final Path JDK = Path.of(System.getProperty("java.home"));

  @TempDir static Path folder;
  private static Path home;
  private static Path tools;

  record Done(int code, String out, List<String> err) {}

  @BeforeAll
  static void prepare() throws IOException {
    home = copy("my copy");
    Path lib = Files.createDirectories(home.resolve("target/lib"));
    try (Stream<Path> jars = Files.list(Path.of("target/lib"))) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, lib.resolve(jar.getFileName()));
      }
    }
    tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      Path real =
          Path.of((Files.isExecutable(Path.of("/bin", tool)) ? "/bin/" : "/usr/bin/") + tool);
      calls(tools.resolve(tool), real);
    }
  }

  /** A source tree that is built, as far as the script can see. */
  private static Path copy(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    Path target = Files.createDirectories(copy.resolve("target"));
    Files.copy(Path.of("hybridge"), copy.resolve("hybridge"));
    assertThat(copy.resolve("hybridge").toFile().setExecutable(true)).isTrue();
    Files.copy(Path.of("target/hybridge.jar"), target.resolve("hybridge.jar"));
    Path source = Files.createDirectories(copy.resolve("src/main/java"));
    Path pom = Files.writeString(copy.resolve("pom.xml"), "<project/>");
    for (Path old : List.of(pom, source, source.getParent())) {
      Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(100)));
    }
    Files.createFile(target.resolve("launcher.stamp"));
    return copy;
  }

  private static void calls(Path script, Path program) throws IOException {
    Files.createDirectories(script.getParent());
    Files.writeString(script, "#!/bin/sh\nexec \"" + program + "\" \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A folder that looks like a JDK of this version and calls ours. */
  private static Path jdk(String name, String version) throws IOException {
    Path jdk = folder.resolve(name);
    for (String tool : List.of("java", "javac")) {
      calls(jdk.resolve("bin").resolve(tool), JDK.resolve("bin").resolve(tool));
    }
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  /** A machine with a JDK that only {@code JAVA_HOME} tells of. */
  private Map<String, String> withJdk() {
    return Map.of("JAVA_HOME", JDK.toString(), "HYBRIDGE_JVM_DIRS", "");
  }

  private Done run(Map<String, String> environment, Path script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("HOME", folder.toString());
    builder.environment().putAll(environment);
    Path err = Files.createTempFile(folder, "stderr", "");
    Process process = builder.redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Done(process.exitValue(), out, Files.readAllLines(err));
  }

  private Path launcher() {
    return home.resolve("hybridge");
  }

  @Test
  void startsFromAFolderWithSpaces() throws Exception {
    Done done = run(withJdk(), launcher(), "--version");
    assertThat(done.err()).isEmpty();
    assertThat(done.out()).startsWith("hybridge ");
    assertThat(done.code()).isZero();
  }

  @Test
  void startsThroughLinksFromAnywhere() throws Exception {
    Path near = Files.createSymbolicLink(home.resolve("near"), Path.of("hybridge"));
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path far = Files.createSymbolicLink(bin.resolve("hy"), Path.of("../my copy").resolve("near"));
    for (Path link : List.of(near, far, Path.of("bin/hy"))) {
      Done done = run(withJdk(), link, "--version");
      assertThat(done.err()).as("%s", link).isEmpty();
      assertThat(done.code()).isZero();
    }
  }

  @Test
  void findsAJdkInTheFoldersItIsTold() throws Exception {
    jdk("jvms/my jdk", "25.0.1");
    String dirs = folder + "/none/*:" + folder + "/jvms/*";
    Done done = run(Map.of("HYBRIDGE_JVM_DIRS", dirs), launcher(), "--version");
    assertThat(done.err()).isEmpty();
    assertThat(done.code()).isZero();
  }

  @Test
  void noJdkIsOneClearSentence() throws Exception {
    Done done =
        run(Map.of("JAVA_HOME", "/nonexistent", "HYBRIDGE_JVM_DIRS", ""), launcher(), "check", "x");
    assertThat(done.err()).singleElement().asString().contains("no JDK 25", "JAVA_HOME");
    assertThat(done.out()).isEmpty();
    assertThat(done.code()).isEqualTo(1);
  }

  @Test
  void anOlderJdkIsNone() throws Exception {
    Path old = jdk("older/jdk", "24.0.2");
    Done done =
        run(
            Map.of("JAVA_HOME", old.toString(), "HYBRIDGE_JVM_DIRS", folder + "/older/*"),
            launcher(),
            "--version");
    assertThat(done.err()).singleElement().asString().contains("no JDK 25");
    assertThat(done.code()).isEqualTo(1);
  }

  @Test
  void noMavenIsOneClearSentenceWhereSomethingHasToBeBuilt() throws Exception {
    Path copy = copy("unbuilt");
    Files.delete(copy.resolve("target/launcher.stamp"));
    Done unbuilt = run(withJdk(), copy.resolve("hybridge"), "--version");
    assertThat(unbuilt.err()).singleElement().asString().contains("Maven was not found", "3.6.3");
    assertThat(unbuilt.code()).isEqualTo(1);

    Files.createFile(copy.resolve("target/launcher.stamp"));
    Path changed = Files.writeString(copy.resolve("src/main/java/New.java"), "class New {}");
    Files.setLastModifiedTime(changed, FileTime.from(Instant.now().plusSeconds(10)));
    Done stale = run(withJdk(), copy.resolve("hybridge"), "--version");
    assertThat(stale.err()).singleElement().asString().contains("Maven was not found");
    assertThat(stale.code()).isEqualTo(1);
  }

  /** A machine whose Maven says that it was called and ends when the file {@code go} is there. */
  private Map<String, String> withMaven() throws IOException {
    Path mvn = folder.resolve("maven/mvn");
    Files.createDirectories(mvn.getParent());
    Files.writeString(
        mvn,
        "#!/bin/sh\necho built >>builds\nwaits=0\n"
            + "until [ -e go ] || [ $waits = 600 ]; do sleep 0.1; waits=$((waits + 1)); done\n");
    Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> environment = new HashMap<>(withJdk());
    environment.put("PATH", mvn.getParent() + ":" + tools);
    return environment;
  }

  /** A copy whose sources are newer than what was built. */
  private static Path old(String name) throws IOException {
    Path copy = copy(name);
    Files.createSymbolicLink(copy.resolve("target/lib"), home.resolve("target/lib"));
    Files.delete(copy.resolve("target/launcher.stamp"));
    return copy;
  }

  @Test
  void twoTerminalsBuildOnce() throws Exception {
    Path copy = old("built once");
    Map<String, String> environment = withMaven();
    try (ExecutorService terminals = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Done>> started = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        started.add(terminals.submit(() -> run(environment, copy.resolve("hybridge"), "-V")));
      }
      Await.until("one waits for the other", () -> somebodyWaits());
      Files.createFile(copy.resolve("go"));
      for (Future<Done> terminal : started) {
        Done done = terminal.get(60, TimeUnit.SECONDS);
        assertThat(done.code()).as("%s", done.err()).isZero();
        assertThat(done.out()).startsWith("hybridge ");
      }
    }
    assertThat(copy.resolve("builds")).content().isEqualTo("built\n");
    assertThat(Files.exists(copy.resolve("target/launcher.lock"), LinkOption.NOFOLLOW_LINKS))
        .isFalse();
  }

  private static boolean somebodyWaits() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("stderr")).toList()) {
        if (Files.readString(file).contains("is building here; waiting for it")) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void aBuildThatWasKilledHoldsNobodyUp() throws Exception {
    Path copy = old("killed");
    Files.createFile(copy.resolve("go"));
    Process gone = new ProcessBuilder("true").start();
    assertThat(gone.waitFor()).isZero();
    Files.createSymbolicLink(
        copy.resolve("target/launcher.lock"), Path.of(String.valueOf(gone.pid())));
    Done done = run(withMaven(), copy.resolve("hybridge"), "-V");
    assertThat(done.code()).as("%s", done.err()).isZero();
    assertThat(copy.resolve("builds")).content().isEqualTo("built\n");
  }

  /** It would be of another version than the daemon that it talks to. */
  @Test
  void whatTalksToADaemonBuildsNothingUnderIt() throws Exception {
    Path copy = old("under a daemon");
    Process daemon = new ProcessBuilder("sleep", "60").start();
    try {
      Path running = Files.createDirectories(copy.resolve("target/running"));
      Files.createFile(running.resolve(String.valueOf(daemon.pid())));
      Done get =
          run(
              withJdk(),
              copy.resolve("hybridge"),
              "get",
              "/main/fader",
              "--url",
              "http://127.0.0.1:1");
      assertThat(get.err()).singleElement().asString().contains("no daemon answers");
      Done version = run(withJdk(), copy.resolve("hybridge"), "--version");
      assertThat(version.err()).singleElement().asString().contains("Maven was not found");
      daemon.destroyForcibly().waitFor();
      Done later =
          run(
              withJdk(),
              copy.resolve("hybridge"),
              "get",
              "/main/fader",
              "--url",
              "http://127.0.0.1:1");
      assertThat(later.err()).singleElement().asString().contains("Maven was not found");
    } finally {
      daemon.destroyForcibly();
    }
  }

  @Test
  void aBuildThatFailsLeavesWhatWasThere() throws Exception {
    Path copy = old("broken build");
    Path mvn = folder.resolve("broken maven/mvn");
    Files.createDirectories(mvn.getParent());
    Files.writeString(
        mvn, "#!/bin/sh\nrm -f target/hybridge.jar\necho it does not compile\nexit 1\n");
    Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> environment = new HashMap<>(withJdk());
    environment.put("PATH", mvn.getParent() + ":" + tools);
    Done done = run(environment, copy.resolve("hybridge"), "--version");
    assertThat(done.code()).isEqualTo(1);
    assertThat(String.join("\n", done.err())).contains("it does not compile", "the build failed");
    assertThat(copy.resolve("target/hybridge.jar")).exists();
  }

  @Test
  void aTargetThatCannotBeWrittenIsOneClearSentence() throws Exception {
    Path copy = Files.createDirectories(folder.resolve("no target"));
    Files.copy(Path.of("hybridge"), copy.resolve("hybridge"));
    assertThat(copy.resolve("hybridge").toFile().setExecutable(true)).isTrue();
    Files.createFile(copy.resolve("target"));
    Done done = run(withJdk(), copy.resolve("hybridge"), "--version");
    assertThat(done.err()).singleElement().asString().contains("cannot be written");
    assertThat(done.code()).isEqualTo(1);
  }

  @Test
  void aFolderWithAnUmlautIsFoundInEveryLocale() throws Exception {
    Path studio = Files.createDirectories(folder.resolve("Fl\u00fcgel")).resolve("studio.yaml");
    Files.writeString(studio, "console: {strips: [{input: 1}]}\n");
    for (String locale : List.of("C", "POSIX")) {
      ProcessBuilder builder =
          new ProcessBuilder(
                  "/bin/sh", "-c", "exec \"$0\" check Fl*/studio.yaml", launcher().toString())
              .directory(folder.toFile())
              .redirectErrorStream(true);
      builder.environment().putAll(withJdk());
      builder.environment().put("LC_ALL", locale);
      Process shell = builder.start();
      String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(shell.waitFor()).as(out).isZero();
    }
  }

  @Test
  void argumentsArriveUnharmed() throws Exception {
    Done file = run(withJdk(), launcher(), "profile", "check", "no  such * $HOME file");
    assertThat(file.err().getFirst()).startsWith("no  such * $HOME file: ");
    assertThat(file.code()).isEqualTo(2);

    ObjectMapper json = new ObjectMapper();
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    HttpServer daemon =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    daemon.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(exchange.getRequestURI().getPath() + " " + json.readTree(body));
          byte[] answer = "{\"value\": -20}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    daemon.start();
    try {
      String url = "http://127.0.0.1:" + daemon.getAddress().getPort();
      Done set = run(withJdk(), launcher(), "set", "/strip/1/fader", "-20", "--url", url);
      assertThat(set.err()).isEmpty();
      assertThat(set.out()).isEqualTo("-20\n");
      assertThat(asked.poll()).isEqualTo("/api/parameters/strip/1/fader {\"value\":\"-20\"}");

      run(withJdk(), launcher(), "set", "/strip/1/name", " Lead  voc ", "--url", url);
      assertThat(asked.poll())
          .isEqualTo("/api/parameters/strip/1/name {\"value\":\" Lead  voc \"}");
    } finally {
      daemon.stop(0);
    }
  }
}

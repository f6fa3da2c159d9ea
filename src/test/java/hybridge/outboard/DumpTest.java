package hybridge.outboard;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.outboard.codec.Dialect;
import hybridge.profile.Message;
import hybridge.profile.Profiles;
import hybridge.profile.UnitProfile;
import hybridge.profile.UnitProfileReader;
import hybridge.value.Problems;
import hybridge.wire.Framing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Answers that tell more than the profile knows of. */
class DumpTest extends UnitBench {
  /** As the guide of the unit says it sends them: setup and reserved numbers among the others. */
  private static final String ALL =
      "F0 00 20 0D 42 00 30 00 14 01 21 02 00 03 00 04 00 05 00 06 00 07 00 08 00 09 00 0A 00 0B 00"
          + " 0C 00 0D 00 0E 3F 0F 00 10 55 11 2A 12 01 13 00 14 00 15 00 16 00 17 7F 18 00 19 00"
          + " 1A 00 1B 00 1C 00 F7";

  /** Eight thousand bytes in one frame: half a second at 115 200 baud, and some boxes do it. */
  @Test
  void aLongStateIsOneFrame() throws Exception {
    String text = Files.readString(Path.of("src/test/resources/profiles/dump-box.yaml"));
    UnitProfile wide = parse(text.replace("longest: 256", "longest: 9000"));
    Dialect dialect = new Dialect(wide.protocols().getFirst(), -1);
    String blob = "\u0055".repeat(8192);
    byte[] frame = dialect.encode(new Message.Dump(blob));
    List<String> payloads = new ArrayList<>();
    Framing framing = dialect.boxFraming();
    for (byte b : frame) {
      framing.take(new byte[] {b}, 1, payloads::add);
    }
    assertThat(payloads).hasSize(1);
    assertThat(dialect.fromBox(payloads.getFirst(), new Message.AskDump()))
        .containsExactly(new Message.Dump(blob));
    assertThat(framing.dropped()).isZero();
  }

  @Test
  void aStateThatCannotBeHadIsNoSnapshot() throws Exception {
    String text = Files.readString(Path.of("src/test/resources/profiles/dump-box.yaml"));
    Problems problems = new Problems("test");
    UnitProfileReader.parse(
        text.lines().filter(l -> !l.contains("restore")).collect(Collectors.joining("\n")),
        problems);
    assertThat(problems.list())
        .anySatisfy(p -> assertThat(p.toString()).contains("snapshot", "'dump' and 'restore'"));
  }

  @Test
  void whatTheProfileDoesNotKnowIsPassedOver() {
    UnitProfile profile = Profiles.ours().unit("rme/dmc-842", new Problems("test")).orElseThrow();
    Dialect dialect = new Dialect(profile.protocols().getFirst(), -1);
    byte[] bytes = java.util.HexFormat.ofDelimiter(" ").parseHex(ALL);
    List<String> payloads = new ArrayList<>();
    dialect.boxFraming().take(bytes, bytes.length, payloads::add);
    List<Message> told = dialect.fromBox(payloads.getFirst(), new Message.Get("gain-2"));
    assertThat(told)
        .hasSize(profile.knobs().size())
        .contains(new Message.Current("gain-1", 20), new Message.Current("gain-8", 63))
        .contains(new Message.Current("sync-pulse-1", 1), new Message.Current("lock-1", 1));
    assertThat(dialect.fromBox(payloads.getFirst(), new Message.AskIdentity()))
        .anySatisfy(m -> assertThat(m).isInstanceOf(Message.Identity.class));
  }
}

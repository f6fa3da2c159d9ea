package hybridge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class NeedsToolTest {

  /** Not found by the build, whose tests end in Test. */
  static class Bare {
    @Test
    @NeedsTool("a-tool-that-nobody-has")
    void needsMuch() {}
  }

  @Test
  void toolsAndHeadersAreFound() {
    assertThat(ToolCondition.present("sh")).isTrue();
    assertThat(ToolCondition.present("a-tool-that-nobody-has")).isFalse();
    assertThat(ToolCondition.present("no/such.h")).isFalse();
  }

  @Test
  void reasonNamesPackages() {
    assertThat(ToolCondition.reason(List.of("jackd", "jack_lsp", "jack/jack.h", "gcc")))
        .isEqualTo(
            "not on this machine: jackd jack_lsp jack/jack.h gcc;"
                + " install gcc jackd2 libjack-jackd2-dev");
  }

  @Test
  void whatIsMissingIsLeftOutAndSaidButFailsTheBuildServer() {
    SummaryGeneratingListener counted = new SummaryGeneratingListener();
    LeftOutListener leftOut = new LeftOutListener();
    LauncherConfig config =
        LauncherConfig.builder().enableLauncherSessionListenerAutoRegistration(false).build();
    try (LauncherSession session = LauncherFactory.openSession(config)) {
      leftOut.launcherSessionOpened(session);
      session
          .getLauncher()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(DiscoverySelectors.selectClass(Bare.class))
                  .build(),
              counted);
    }
    boolean ci = "true".equals(System.getenv("CI"));
    assertThat(counted.getSummary().getTestsFailedCount()).isEqualTo(ci ? 1 : 0);
    assertThat(counted.getSummary().getTestsSkippedCount()).isEqualTo(ci ? 0 : 1);
    assertThat(leftOut.summary())
        .isEqualTo(
            ci
                ? ""
                : "Left out: Bare.needsMuch - not on this machine: a-tool-that-nobody-has;"
                    + " install a-tool-that-nobody-has\n");
  }
}

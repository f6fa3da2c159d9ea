package hybridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.studio.StudioReader;
import hybridge.value.Problem;
import hybridge.value.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What the pages show is true: a block marked {@code yaml studio} passes the check; one marked
 * {@code yaml studio broken} gives exactly the problems of the block that follows it; links lead
 * somewhere.
 */
class DocsTest {
  private static final Pattern BLOCK =
      Pattern.compile(
          "^```(yaml studio(?: broken)?)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern NEXT =
      Pattern.compile("```text\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)|src=\"([^\"]+)\"");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(Stream.of(Path.of("README.md")), docs)
          .filter(f -> f.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static List<Problem> check(String studio) {
    Problems problems = new Problems("studio.yaml");
    StudioReader.parse(studio, Path.of("studio.yaml"), problems)
        .ifPresent(read -> StudioLoader.complete(read, problems));
    return problems.list();
  }

  @TestFactory
  List<DynamicTest> studioFilesOfThePagesAreSound() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      String text = Files.readString(page);
      Matcher block = BLOCK.matcher(text);
      while (block.find()) {
        int line = (int) text.substring(0, block.start()).lines().count() + 1;
        String studio = block.group(2);
        String wanted = block.group(1).endsWith("broken") ? after(text, block.end()) : "";
        tests.add(
            DynamicTest.dynamicTest(
                page + ":" + line,
                () ->
                    assertThat(
                            check(studio).stream()
                                .map(problem -> problem + "\n")
                                .collect(Collectors.joining()))
                        .isEqualTo(wanted)));
      }
    }
    assertThat(tests).as("studio files in the pages").hasSizeGreaterThan(2);
    return tests;
  }

  private static String after(String text, int from) {
    Matcher next = NEXT.matcher(text);
    assertThat(next.find(from)).as("a text block behind the broken file").isTrue();
    return next.group(1);
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        String target = link.group(1) != null ? link.group(1) : link.group(2);
        if (!target.contains("://") && !Files.exists(page.resolveSibling(target))) {
          dead.add(page + " → " + target);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void everyDecisionIsInTheIndex() throws IOException {
    String index = Files.readString(Path.of("docs/decisions/README.md"));
    try (Stream<Path> decisions = Files.list(Path.of("docs/decisions"))) {
      assertThat(decisions.map(f -> f.getFileName().toString()).filter(f -> !f.equals("README.md")))
          .allSatisfy(name -> assertThat(index).contains("(" + name + ")"));
    }
  }
}

package hybridge.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Imports point down; what the outside world looks like is known in few places; the picture in the
 * docs is this map.
 */
class PackageMapTest {
  private static final Path CLASSES = Path.of("target/classes/hybridge");
  private static final Pattern NAMES =
      Pattern.compile("L([a-z][\\w/]*/[\\w$]+);|^([a-z][\\w/]*/[\\w$]+)$");

  /** What depends on the language of whoever runs it. */
  private static final Set<String> LOCAL =
      Set.of(
          "format(Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/String;",
          "formatted([Ljava/lang/Object;)Ljava/lang/String;",
          "printf(Ljava/lang/String;[Ljava/lang/Object;)Ljava/io/PrintStream;",
          "printf(Ljava/lang/String;[Ljava/lang/Object;)Ljava/io/PrintWriter;",
          "toLowerCase()Ljava/lang/String;",
          "toUpperCase()Ljava/lang/String;");

  /** A class with everything its constant pool names. */
  record Used(String packageName, String className, Set<String> classes) {}

  private static List<Used> all() throws IOException {
    List<Used> list = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        ClassModel model = ClassFile.of().parse(file);
        String name = model.thisClass().asInternalName();
        Set<String> used = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
          if (entry instanceof ClassEntry c) {
            collect(c.asInternalName(), used);
          } else if (entry instanceof Utf8Entry text && text.stringValue().contains(";")) {
            collect(text.stringValue(), used);
          }
        }
        list.add(new Used(packageOf(name), name, used));
      }
    }
    assertThat(list).hasSizeGreaterThan(20);
    return list;
  }

  private static void collect(String text, Set<String> used) {
    Matcher m = NAMES.matcher(text);
    while (m.find()) {
      used.add(m.group(1) != null ? m.group(1) : m.group(2));
    }
  }

  private static String packageOf(String internalName) {
    return internalName.substring(0, internalName.lastIndexOf('/')).replace('/', '.');
  }

  @Test
  void importsPointDown() throws IOException {
    List<String> up = new ArrayList<>();
    for (Used used : all()) {
      PackageMap.Box from = PackageMap.box(used.packageName());
      for (String other : used.classes()) {
        if (other.startsWith("hybridge/")
            && !PackageMap.mayImport(from, PackageMap.box(packageOf(other)))) {
          up.add(used.className() + " uses " + other);
        }
      }
    }
    assertThat(up).as("uses of a package that is not below").isEmpty();
  }

  @Test
  void theOutsideIsKnownInFewPlaces() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Used used : all()) {
      String p = used.packageName().substring("hybridge.".length());
      for (String other : used.classes()) {
        boolean allowed =
            switch (other) {
              case String s when s.startsWith("java/lang/foreign/") -> p.startsWith("io.");
              case String s when s.startsWith("javax/sound/midi/") -> p.equals("io.midi");
              case String s when s.startsWith("javax/sound/") -> p.equals("io.audio");
              case String s when s.startsWith("be/tarsos/") -> p.equals("measure");
              case String s when s.startsWith("uk/co/xfactorylibrarians/") -> false;
              case String s when s.startsWith("com/fazecast/") -> p.equals("io.serial");
              case String s when s.startsWith("com/illposed/") -> p.equals("io.osc");
              case String s when s.startsWith("io/javalin/") -> p.equals("io.web");
              case String s when p.equals("engine") || p.startsWith("engine.") || p.equals("dsp") ->
                  !(s.startsWith("org/slf4j/")
                      || s.startsWith("java/io/")
                      || s.startsWith("java/nio/")
                      || s.startsWith("java/net/")
                      || s.startsWith("java/time/")
                      || s.startsWith("java/util/concurrent/")
                      || s.equals("java/lang/Thread"));
              default -> true;
            };
        if (!allowed) {
          wrong.add(used.className() + " uses " + other);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void thePictureInTheDocsIsTheMap() throws IOException {
    Path file = Path.of("docs/architecture.md");
    String page = Files.readString(file);
    String map = "```text\n" + PackageMap.print() + "```";
    if ("write".equals(System.getProperty("format"))) {
      page =
          page.replaceAll(
              "(?s)(## The packages.*?)```text.*?```", "$1" + Matcher.quoteReplacement(map));
      Files.writeString(file, page);
    }
    assertThat(page)
        .as(
            "docs/architecture.md must show the map; run: mvn test -Dtest=PackageMapTest"
                + " -Dformat=write")
        .contains(map);
  }

  /** A number in another script is none on a wire, on a display, in a file or to a program. */
  @Test
  void numbersAndWordsAreWrittenInNoLanguage() throws IOException {
    List<String> local = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        ClassModel model = ClassFile.of().parse(file);
        for (PoolEntry entry : model.constantPool()) {
          if (entry instanceof java.lang.classfile.constantpool.MemberRefEntry ref) {
            String call = ref.name().stringValue() + ref.type().stringValue();
            if (LOCAL.contains(call)) {
              local.add(model.thisClass().asInternalName() + " calls " + call);
            }
          }
        }
      }
    }
    assertThat(local).as("calls without Locale.ROOT").isEmpty();
  }
}

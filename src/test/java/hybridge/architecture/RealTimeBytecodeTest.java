package hybridge.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import hybridge.rt.RealTime;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Reads the bytecode of every method marked {@link RealTime}: it makes no object or array, no
 * lambda, no string; takes no monitor; throws nothing; and calls only marked methods and what is on
 * the short list.
 */
class RealTimeBytecodeTest {
  private static final Path CLASSES = Path.of("target/classes/hybridge");
  private static final String MARK = "Lhybridge/rt/RealTime;";

  /**
   * JDK calls that neither allocate nor wait once compiled; the Vector API's boxes are gone after
   * compilation, which the allocation test shows.
   */
  private static final List<String> ALLOWED =
      List.of(
          "java/lang/Math.",
          "java/lang/StrictMath.",
          "java/lang/Double.doubleToRawLongBits",
          "java/lang/Double.longBitsToDouble",
          "java/lang/Float.",
          "java/lang/System.arraycopy",
          "java/lang/System.nanoTime",
          "java/lang/Thread.currentThread",
          "java/lang/foreign/MemorySegment.",
          "java/lang/invoke/MethodHandle.invokeExact",
          "java/lang/invoke/VarHandle.",
          "java/util/Arrays.fill",
          "java/util/concurrent/atomic/",
          "jdk/incubator/vector/",
          "org/HdrHistogram/SingleWriterRecorder.recordValue");

  private record Method(String owner, String name, String type) {}

  @Test
  void markedMethodsKeepTheRules() throws IOException {
    Map<Method, MethodModel> marked = new HashMap<>();
    Map<String, ClassModel> classes = new HashMap<>();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        ClassModel model = ClassFile.of().parse(file);
        classes.put(model.thisClass().asInternalName(), model);
      }
    }
    Set<Method> accessors = new HashSet<>();
    for (ClassModel model : classes.values()) {
      boolean wholeClass = isMarked(model);
      for (MethodModel m : model.methods()) {
        String name = m.methodName().stringValue();
        Method id =
            new Method(model.thisClass().asInternalName(), name, m.methodType().stringValue());
        if (!name.startsWith("<") && (wholeClass && !name.startsWith("lambda$") || isMarked(m))) {
          marked.put(id, m);
        }
        boolean record =
            model
                .superclass()
                .map(s -> s.asInternalName().equals("java/lang/Record"))
                .orElse(false);
        if (record
            && m.methodType().stringValue().startsWith("()")
            && !m.flags().has(AccessFlag.STATIC)) {
          accessors.add(id);
        }
      }
    }
    assertThat(marked).hasSizeGreaterThan(40);

    List<String> broken = new ArrayList<>();
    marked.forEach((id, m) -> check(id, m, marked.keySet(), accessors, classes, broken));
    assertThat(broken).as("rules of the audio thread broken").isEmpty();
  }

  private static boolean isMarked(ClassModel model) {
    return model.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
        .flatMap(a -> a.annotations().stream())
        .anyMatch(a -> a.className().stringValue().equals(MARK));
  }

  private static boolean isMarked(MethodModel model) {
    return model.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
        .flatMap(a -> a.annotations().stream())
        .anyMatch(a -> a.className().stringValue().equals(MARK));
  }

  private static void check(
      Method id,
      MethodModel m,
      Set<Method> marked,
      Set<Method> accessors,
      Map<String, ClassModel> classes,
      List<String> broken) {
    String where = id.owner() + "." + id.name();
    if (m.flags().has(AccessFlag.SYNCHRONIZED)) {
      broken.add(where + " is synchronized");
    }
    if (m.code().isEmpty()) {
      return;
    }
    for (CodeElement e : m.code().get()) {
      switch (e) {
        case NewObjectInstruction n ->
            broken.add(where + " makes a " + n.className().asInternalName());
        case NewPrimitiveArrayInstruction n -> broken.add(where + " makes an array");
        case NewReferenceArrayInstruction n -> broken.add(where + " makes an array");
        case NewMultiArrayInstruction n -> broken.add(where + " makes an array");
        case InvokeDynamicInstruction n ->
            broken.add(where + " uses a lambda, a pattern switch or a string");
        case MonitorInstruction n -> broken.add(where + " takes a monitor");
        case ThrowInstruction n -> broken.add(where + " throws");
        case InvokeInstruction call -> {
          String owner = call.owner().asInternalName();
          String name = call.name().stringValue();
          String type = call.type().stringValue();
          boolean ordinal = name.equals("ordinal") && type.equals("()I");
          boolean allowed = ordinal || ALLOWED.stream().anyMatch((owner + "." + name)::startsWith);
          if (!allowed
              && !isMarkedAbove(owner, name, type, marked, classes)
              && !accessors.contains(new Method(owner, name, type))) {
            broken.add(where + " calls " + owner + "." + name);
          }
        }
        default -> {}
      }
    }
  }

  private static boolean isMarkedAbove(
      String owner, String name, String type, Set<Method> marked, Map<String, ClassModel> classes) {
    for (String c = owner; c != null; ) {
      if (marked.contains(new Method(c, name, type))) {
        return true;
      }
      ClassModel model = classes.get(c);
      c = model == null ? null : model.superclass().map(s -> s.asInternalName()).orElse(null);
    }
    return false;
  }
}

package hybridge.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * This test needs programs, or C headers ({@code jack/jack.h}), that a bare machine does not have.
 * Where one is missing the test is left out and the end of the run says so, with the package to
 * install; with {@code CI=true} in the environment it fails instead, because a build that quietly
 * tests less proves nothing.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(ToolCondition.class)
public @interface NeedsTool {
  String[] value();
}

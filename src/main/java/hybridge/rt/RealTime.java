package hybridge.rt;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This method runs on the audio thread: it allocates nothing, locks nothing, logs nothing, throws
 * nothing and never waits. On a type the mark covers every method that is declared there,
 * constructors and static initialisers excepted.
 *
 * <p>It is checked from bytecode by {@code RealTimeBytecodeTest}: no {@code new}, no lambda, no
 * string building, no monitor, no throw, and calls only to other marked methods or to the short
 * list of JDK methods named in that test.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RealTime {}

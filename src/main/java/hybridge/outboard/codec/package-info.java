/**
 * A protocol's bytes ⇄ values: pure, no port, no clock.
 *
 * <p>{@link hybridge.outboard.codec.Dialect} is the door. It speaks both directions, because the
 * driver speaks as the host does and the simulator as the box does.
 */
package hybridge.outboard.codec;

/**
 * Drives units: what was sent, what was reported; simulators of their bytes.
 *
 * <p>Nothing here has a port, a clock or a thread: {@link hybridge.outboard.Unit} is driven by
 * whoever calls it, with the time as an argument.
 */
package hybridge.outboard;

/** The doors between threads, health counters, the {@code @RealTime} mark. */
package hybridge.rt;

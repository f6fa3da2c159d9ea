package hybridge.rt;

/**
 * How long the audio callback took, over all blocks so far.
 *
 * @param count blocks measured
 * @param medianMicros half of the blocks took less, in microseconds, 0 before the first block
 * @param p999Micros 999 of 1 000 blocks took less, in microseconds
 * @param maxMicros the slowest block, in microseconds
 */
public record CallbackTimes(long count, double medianMicros, double p999Micros, double maxMicros) {}

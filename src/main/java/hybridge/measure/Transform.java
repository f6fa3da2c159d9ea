package hybridge.measure;

import be.tarsos.dsp.util.fft.FFT;

/**
 * The Fourier transform of real signals of a power of two, by TarsosDSP. A spectrum is an array of
 * pairs: real and imaginary part of bins 0 to n/2 − 1; in place of the imaginary part of bin 0
 * stands the real part of bin n/2. Single precision: −120 dB of the largest bin, far below what
 * converters leave. For one thread at a time.
 */
final class Transform {
  private final int size;
  private final FFT fft;

  /**
   * @param size a power of two
   */
  Transform(int size) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException(size + "; wanted a power of two");
    }
    this.size = size;
    this.fft = new FFT(size);
  }

  /** One long enough for this many samples. */
  static Transform forFrames(int frames) {
    return new Transform(Integer.highestOneBit(Math.max(2, frames) - 1) << 1);
  }

  int size() {
    return size;
  }

  /** The spectrum of a signal, padded with zeros. */
  float[] spectrum(float[] signal) {
    return spectrum(signal, 0, signal.length);
  }

  float[] spectrum(float[] signal, int from, int count) {
    float[] x = new float[size];
    System.arraycopy(signal, from, x, 0, Math.min(count, size));
    fft.forwardTransform(x);
    return x;
  }

  /** The signal of a spectrum, which is overwritten with it. */
  float[] signal(float[] spectrum) {
    fft.backwardsTransform(spectrum);
    return spectrum;
  }
}

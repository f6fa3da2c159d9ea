package hybridge.measure;

/**
 * The spectrum of a loop's answer to one impulse, with the impulse's arrival at time zero.
 *
 * @param re real parts, a bin each, bin 0 unused
 * @param im imaginary parts
 * @param hzPerBin width of a bin
 * @param rate frames a second
 * @param frames how long the answer is that was transformed
 */
record Answer(double[] re, double[] im, double hzPerBin, double rate, int frames) {
  int bin(double hz) {
    return (int) Math.clamp(Math.round(hz / hzPerBin), 1, re.length - 1);
  }

  double power(int bin) {
    return re[bin] * re[bin] + im[bin] * im[bin];
  }

  /** Real part of a bin when the answer is moved forward by so many frames. */
  double realAt(int bin, double frames) {
    double turn = turn(bin, frames);
    return re[bin] * Math.cos(turn) - im[bin] * Math.sin(turn);
  }

  /** Imaginary part likewise. */
  double imaginaryAt(int bin, double frames) {
    double turn = turn(bin, frames);
    return im[bin] * Math.cos(turn) + re[bin] * Math.sin(turn);
  }

  private double turn(int bin, double frames) {
    return 2 * Math.PI * bin * hzPerBin / rate * frames;
  }
}

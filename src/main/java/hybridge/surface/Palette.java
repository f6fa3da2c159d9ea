package hybridge.surface;

/** Colours of displays and keys. */
final class Palette {
  private Palette() {}

  /**
   * The nearest of black, red, green, yellow, blue, magenta, cyan, white (0 to 7). Only black
   * itself is black: nobody reads a display that is dark.
   */
  static int nearest(int rgb) {
    int r = rgb >> 16 & 0xff;
    int g = rgb >> 8 & 0xff;
    int b = rgb & 0xff;
    int most = Math.max(r, Math.max(g, b));
    if (most == 0) {
      return 0;
    }
    return (2 * r > most ? 1 : 0) | (2 * g > most ? 2 : 0) | (2 * b > most ? 4 : 0);
  }

  /** Red, green, blue of seven bits. */
  static int[] sevenBits(int rgb) {
    return new int[] {(rgb >> 16 & 0xff) >> 1, (rgb >> 8 & 0xff) >> 1, (rgb & 0xff) >> 1};
  }
}

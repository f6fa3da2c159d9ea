package hybridge.dsp;

import java.util.Arrays;

/**
 * Steps of damped least squares: (JᵀJ + λ diag JᵀJ) d = −Jᵀe (Levenberg 1944, Marquardt 1963).
 * Holds no state between steps; one instance serves one thread.
 */
final class LeastSquares {
  private final int rows;
  private final int unknowns;
  private final double[][] normal;

  LeastSquares(int rows, int unknowns) {
    this.rows = rows;
    this.unknowns = unknowns;
    this.normal = new double[unknowns][unknowns + 1];
  }

  /**
   * Where to go from here.
   *
   * @param error e, one a row
   * @param slopes J, row after row
   * @param moves which of the unknowns may
   * @param lambda the damping; larger: shorter steps, and more downhill
   * @param longest no unknown goes further at once
   * @param at where they are
   * @param next is filled with where they go
   */
  void step(
      double[] error,
      double[] slopes,
      boolean[] moves,
      double lambda,
      double longest,
      double[] at,
      double[] next) {
    gather(error, slopes);
    for (int r = 0; r < unknowns; r++) {
      for (int c = 0; c < r; c++) {
        normal[r][c] = normal[c][r];
      }
      normal[r][r] += lambda * (normal[r][r] + 1e-9) + 1e-30;
    }
    solve();
    for (int r = 0; r < unknowns; r++) {
      double d = moves[r] ? normal[r][unknowns] : 0;
      next[r] = at[r] + Math.clamp(d, -longest, longest);
    }
  }

  /** The upper half of JᵀJ, and −Jᵀe behind it. */
  private void gather(double[] error, double[] slopes) {
    for (double[] row : normal) {
      Arrays.fill(row, 0);
    }
    for (int i = 0; i < rows; i++) {
      int j = i * unknowns;
      for (int r = 0; r < unknowns; r++) {
        for (int c = r; c < unknowns; c++) {
          normal[r][c] += slopes[j + r] * slopes[j + c];
        }
        normal[r][unknowns] -= slopes[j + r] * error[i];
      }
    }
  }

  /** Gauss without pivots: the matrix is symmetric and positive. */
  private void solve() {
    for (int c = 0; c < unknowns; c++) {
      for (int r = c + 1; r < unknowns; r++) {
        double part = normal[r][c] / normal[c][c];
        for (int i = c; i <= unknowns; i++) {
          normal[r][i] -= part * normal[c][i];
        }
      }
    }
    for (int r = unknowns - 1; r >= 0; r--) {
      double d = normal[r][unknowns];
      for (int c = r + 1; c < unknowns; c++) {
        d -= normal[r][c] * normal[c][unknowns];
      }
      normal[r][unknowns] = d / normal[r][r];
    }
  }
}

package hybridge.desk;

import hybridge.value.Origin;
import hybridge.value.Parameter;
import hybridge.value.Value;

/**
 * What a listener is told of one parameter.
 *
 * @param index its place in the tree
 * @param value what it holds now
 * @param origin who moved it; is not told again, unless {@code corrected}
 * @param corrected true when the value is not the one that was offered (clamped, put on its grid)
 */
public record Change(
    int index, Parameter parameter, Value value, Origin origin, boolean corrected) {

  /** Is this listener, known by its origin, to be told? */
  public boolean concerns(Origin listener) {
    return corrected || !origin.equals(listener);
  }
}

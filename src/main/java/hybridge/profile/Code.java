package hybridge.profile;

import java.util.Optional;

/**
 * How one parameter is called and how its values are written in a protocol.
 *
 * @param word its name on the wire: a word, a channel number, the bytes of an address
 * @param heard its name in what the box says, where that is another one
 * @param by which of the protocol's verbs moves it; empty: the usual one
 * @param bits its place in a number that it shares with others
 * @param reports the steps in which the box says it, where they are coarser than what it takes; 0:
 *     the same
 * @param awayFromZero how the box rounds to them: 1.5 reads as 2 and −1.5 as −2; else to the
 *     nearest
 * @param placing where its bits stand, if a template cannot say it
 * @param says how the box writes it when it tells where it stands, if other than it is set
 * @param synonyms what the box says beside that
 */
public record Code(
    String word,
    String heard,
    String by,
    Writing writing,
    Optional<Bits> bits,
    double reports,
    boolean awayFromZero,
    Optional<Codec.Placing> placing,
    Optional<Writing> says,
    Synonyms synonyms) {

  /**
   * Some bits of a number.
   *
   * @param low the lowest, counted from 0
   * @param count how many
   * @param flag the bit of {@code {flags}} that says "this one is meant", or −1
   */
  public record Bits(int low, int count, int flag) {
    public long mask() {
      return (1L << count) - 1 << low;
    }
  }

  /** The same as the box says where it stands. */
  public Code said() {
    return says.isEmpty()
        ? this
        : new Code(
            word,
            heard,
            by,
            says.get(),
            bits,
            reports,
            awayFromZero,
            placing,
            Optional.empty(),
            synonyms);
  }

  /** A value as the box will say it. */
  public double reported(double value) {
    double rounded = rounded(value);
    return says.isEmpty() ? rounded : says.get().ofRaw(says.get().raw(rounded)).orElse(rounded);
  }

  private double rounded(double value) {
    if (reports == 0) {
      return value;
    }
    double steps = value / reports;
    double whole =
        awayFromZero ? Math.signum(steps) * Math.ceil(Math.abs(steps) - 1e-9) : Math.rint(steps);
    return whole * reports + 0.0;
  }

  /** Does the box say all that it takes? If not, another value may hide behind what it says. */
  public boolean tellsAll() {
    return reports == 0 && says.isEmpty();
  }

  /** How far what the box says may be from what it holds. */
  public double coarseness(double value) {
    double steps = Math.max(reports, says.map(s -> s.resolution(value)).orElse(0.0));
    return Math.max(writing.resolution(value) / 2, awayFromZero ? steps : steps / 2);
  }
}

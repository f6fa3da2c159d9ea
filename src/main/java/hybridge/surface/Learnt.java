package hybridge.surface;

import hybridge.profile.Encoding;
import hybridge.profile.Form;
import java.util.stream.Collectors;

/**
 * What a control that was wiggled may be.
 *
 * @param down what it sends the other way, where that is a controller of its own; −1 for none
 * @param button it is a key
 * @param likelihood 0..1, of all that it may be together 1
 */
public record Learnt(Form form, Encoding encoding, int down, boolean button, double likelihood) {

  Learnt with(double other) {
    return new Learnt(form, encoding, down, button, other);
  }

  /** As it stands behind {@code in:} in a file. */
  public String yaml() {
    StringBuilder s = new StringBuilder("{");
    switch (form) {
      case Form.Note f -> s.append("note: ").append(f.number()).append(channel(f.channel()));
      case Form.Cc f when encoding.kind() == Encoding.Kind.INCDEC ->
          s.append("incdec: ").append(f.channel() + 1);
      case Form.Cc f -> s.append("cc: ").append(f.number()).append(channel(f.channel()));
      case Form.Cc14 f -> {
        s.append("cc14: ").append(f.msb()).append(", lsb: ").append(f.lsb());
        s.append(f.lsbFirst() ? ", order: lsb" : "").append(channel(f.channel()));
      }
      case Form.Numbered f -> {
        s.append(f.registered() ? "rpn: " : "nrpn: ").append(f.number());
        s.append(f.fine() ? "" : ", bits: 7").append(channel(f.channel()));
      }
      case Form.Bend f -> s.append("bend: ").append(f.channel() + 1);
      default -> throw new IllegalStateException(form + " is not learnt");
    }
    if (!encoding.absolute() && encoding.kind() != Encoding.Kind.INCDEC) {
      s.append(", encoding: ").append(encoding.kind().word());
      if (encoding.kind() == Encoding.Kind.TWOVALUE) {
        s.append(", up: ").append(list(encoding.up())).append(", down: ");
        s.append(list(encoding.down()));
      }
      if (down >= 0) {
        s.append(", down_number: ").append(down);
      }
    }
    return s.append('}').toString();
  }

  private static String list(java.util.List<Integer> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String channel(int channel) {
    return channel == 0 ? "" : ", channel: " + (channel + 1);
  }
}

package hybridge.wire;

import java.util.List;

/** Bytes that are a message by themselves, such as ACK and NAK. */
public record TokenShape(List<String> tokens) implements Shape {
  public TokenShape {
    tokens = List.copyOf(tokens);
  }

  @Override
  public Look look(byte[] bytes, int from, int to, boolean spoiled) {
    Look best = Look.OTHER;
    for (String token : tokens) {
      int stands = spoiled ? -1 : Shape.stands(Bytes.of(token), bytes, from, to);
      if (stands > 0) {
        return Look.frame(token.length(), token);
      }
      best = stands == 0 ? Look.MORE : best;
    }
    return best;
  }

  @Override
  public byte[] wrap(String payload) {
    return tokens.contains(payload) ? Bytes.of(payload) : null;
  }

  @Override
  public int longest() {
    return tokens.stream().mapToInt(String::length).max().orElse(1);
  }
}

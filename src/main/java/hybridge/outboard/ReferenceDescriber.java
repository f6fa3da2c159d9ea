package hybridge.outboard;

import hybridge.profile.Protocol;
import hybridge.wire.Bytes;
import hybridge.wire.CobsShape;
import hybridge.wire.Framing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks a unit of the reference protocol who it is, what it is about, and for one parameter after
 * the other until it refuses.
 */
final class ReferenceDescriber implements Describer {
  private static final CobsShape SHAPE = new CobsShape(ReferenceAnswers.SUM, 256);
  private static final char IDENTIFY = 0x01;
  private static final int ANSWER = 0x80;
  private static final int MOST_NUMBERS = 0x3F;
  private static final int ABOUT_LENGTH = 11;

  private final Framing framing = new Framing(List.of(SHAPE));
  private final List<String> descriptions = new ArrayList<>();
  private final List<Described> parameters = new ArrayList<>();
  private String model = "";
  private String firmware = "";
  private String about = "";
  private boolean complete;
  private String trouble = "";
  private int answered;

  @Override
  public Protocol.Transport transport() {
    return new Protocol.Transport(
        Optional.of(
            new Protocol.Serial(
                List.of(38_400), "8N1", Protocol.Line.ON, Protocol.Line.KEEP, Protocol.Rs485.NONE)),
        true,
        4001,
        false);
  }

  @Override
  public Optional<byte[]> question() {
    if (complete || !trouble.isEmpty()) {
      return Optional.empty();
    }
    String payload =
        model.isEmpty()
            ? String.valueOf(IDENTIFY)
            : about.isEmpty()
                ? String.valueOf(ReferenceAnswers.ABOUT)
                : ReferenceAnswers.DESCRIBE + String.valueOf((char) descriptions.size());
    return Optional.of(SHAPE.wrap((char) number() + payload));
  }

  /** The same for the same question, another for the next. */
  private int number() {
    return answered % MOST_NUMBERS + 1;
  }

  @Override
  public int answered() {
    return answered;
  }

  @Override
  public Optional<String> trouble() {
    return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
  }

  @Override
  public void hear(byte[] bytes, int count) {
    framing.take(bytes, count, this::frame);
  }

  private void frame(String frame) {
    boolean mine = frame.length() > 1 && frame.charAt(0) == (number() | ANSWER);
    if (!mine || question().isEmpty()) {
      return;
    }
    char operation = frame.charAt(1);
    String body = frame.substring(2);
    boolean ok = body.startsWith("\0");
    if (operation == ReferenceAnswers.REFUSED) {
      answered++;
      refused(body);
    } else if (ok && model.isEmpty() && operation == IDENTIFY) {
      answered++;
      identity(body.substring(1));
    } else if (ok && about.isEmpty() && operation == ReferenceAnswers.ABOUT) {
      answered++;
      about = body.substring(1);
      if (body.length() != ABOUT_LENGTH - 1) {
        trouble = "what it is about makes no sense: " + Bytes.hex(body);
      }
    } else if (ok && operation == ReferenceAnswers.DESCRIBE && !about.isEmpty()) {
      answered++;
      parameter(body.substring(1));
    }
  }

  private void identity(String body) {
    String[] words = body.split("\0", -1);
    if (words.length != 2 || !words[0].matches("[\\x21-\\x7E]{1,40}")) {
      trouble = "its identity makes no sense: " + Bytes.hex(body);
      return;
    }
    model = words[0];
    firmware = words[1].matches("[\\x21-\\x7E]{1,40}") ? words[1] : "";
  }

  private void parameter(String body) {
    Optional<Described> described = Described.of(body);
    if (described.isPresent() && !sound(described.get())) {
      trouble =
          "the names of parameter "
              + descriptions.size()
              + " are not letters a-z, digits and hyphens: "
              + Bytes.hex(described.get().name());
      return;
    }
    if (described.isEmpty()) {
      trouble = "parameter " + descriptions.size() + " makes no sense: " + Bytes.hex(body);
      return;
    }
    descriptions.add(body);
    parameters.add(described.get());
    if (descriptions.size() > 255) {
      trouble = "it tells of more than 255 parameters";
    }
  }

  /** What it calls things becomes part of a file. */
  private static boolean sound(Described p) {
    return p.name().matches("[a-z][a-z0-9-]{0,31}")
        && p.choices().stream().allMatch(c -> c.matches("[A-Za-z0-9 .+_-]{1,40}"));
  }

  /** The end of the list, or an older unit. */
  private void refused(String reason) {
    if (about.isEmpty()) {
      trouble = "it does not tell of itself: " + reason;
    } else if (about.charAt(6) != descriptions.size()) {
      trouble =
          "it is about " + (int) about.charAt(6) + " parameters and told of " + descriptions.size();
    } else if (!about.endsWith(ReferenceAnswers.sum(descriptions))) {
      trouble = "the sum of what it told is not the one it names: has a description changed?";
    } else if (descriptions.isEmpty()) {
      trouble = "it has no parameters";
    } else {
      complete = true;
    }
  }

  @Override
  public String profile() {
    if (!complete) {
      throw new IllegalStateException("not all was told");
    }
    String serial = Bytes.hex(about.substring(2, 6)).replace(" ", "");
    return new ReferenceProfile(model, firmware, serial, parameters).text();
  }
}

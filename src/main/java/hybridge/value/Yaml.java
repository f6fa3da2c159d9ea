package hybridge.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads YAML into {@link Node}s that remember their lines. Files come from strangers: size and
 * depth are bounded, and anchors and aliases are refused, since a few lines of them can ask for all
 * the memory there is.
 */
public final class Yaml {
  private static final YAMLFactory FACTORY = new YAMLFactory();
  private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,18}");
  private static final Pattern SIXTIES = Pattern.compile("[+-]?[0-9][0-9_]*(:[0-9]+)+(\\.[0-9]*)?");
  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_DEPTH = 40;

  /** The parser copies all that it holds of a word for each thousand characters more of it. */
  private static final int MAX_LINE = 1 << 16;

  private final YAMLParser parser;
  private final Problems problems;

  private Yaml(YAMLParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /** Reads a file; what is wrong goes to {@code problems} and the answer is then empty. */
  public static Optional<Node> read(Path file, Problems problems) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        problems.add(0, "", Files.size(file) + " bytes", "at most " + MAX_BYTES + " bytes", "");
        return Optional.empty();
      }
      return parse(Files.readString(file, StandardCharsets.UTF_8), problems);
    } catch (CharacterCodingException e) {
      problems.add(
          0, "", "bytes that are not UTF-8", "a text file in UTF-8", "save it again as UTF-8");
    } catch (IOException e) {
      String why =
          Files.isDirectory(file)
              ? "a directory"
              : Files.exists(file) ? "an unreadable file" : "no such file";
      problems.add(0, "", why, "a YAML file", "check the path and its permissions");
    }
    return Optional.empty();
  }

  /** Parses a text; what is wrong goes to {@code problems} and the answer is then empty. */
  public static Optional<Node> parse(String text, Problems problems) {
    int tooLong = lineTooLong(text);
    if (tooLong > 0) {
      problems.add(
          tooLong, "", "a line that is too long", MAX_LINE + " characters a line at most", "");
      return Optional.empty();
    }
    try (YAMLParser parser = FACTORY.createParser(text)) {
      Yaml reader = new Yaml(parser, problems);
      if (parser.nextToken() == null) {
        problems.add(1, "", "an empty file", "a YAML mapping", "");
        return Optional.empty();
      }
      Node node = reader.node(0);
      if (node != null && parser.nextToken() != null) {
        problems.add(
            reader.line(), "", "a second document", "one document a file", "remove the '---'");
        return Optional.empty();
      }
      return Optional.ofNullable(node);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      String what = e.getOriginalMessage().lines().findFirst().orElse("text").strip();
      problems.add(
          line,
          "",
          "text that is not YAML (" + what + ")",
          "YAML",
          "look at the indentation and quotes near this line");
      return Optional.empty();
    } catch (IOException e) {
      problems.add(0, "", e.getMessage(), "YAML", "");
      return Optional.empty();
    }
  }

  /** The number of the first line that is too long, or 0. */
  private static int lineTooLong(String text) {
    int line = 1;
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        begin = i + 1;
      } else if (i - begin >= MAX_LINE) {
        return line;
      }
    }
    return 0;
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private Node node(int depth) throws IOException {
    int line = line();
    if (depth > MAX_DEPTH) {
      problems.add(line, "", "more than " + MAX_DEPTH + " levels", "a flatter file", "");
      return null;
    }
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      problems.add(
          line, "", "an anchor or alias", "plain values", "write the value out where it is used");
      return null;
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(line, depth);
      case START_ARRAY -> sequence(line, depth);
      default -> scalar(line);
    };
  }

  private Node mapping(int line, int depth) throws IOException {
    List<Node.Entry> entries = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int keyLine = line();
      Integer before = seen.put(key, keyLine);
      if (before != null) {
        problems.add(
            keyLine,
            key,
            "this key again",
            "each key once",
            "it stands on line " + before + " already");
      }
      parser.nextToken();
      Node value = node(depth + 1);
      if (value == null) {
        return null;
      }
      entries.add(new Node.Entry(key, keyLine, value));
    }
    return new Node.Mapping(line, List.copyOf(entries));
  }

  private Node sequence(int line, int depth) throws IOException {
    List<Node> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Node item = node(depth + 1);
      if (item == null) {
        return null;
      }
      items.add(item);
    }
    return new Node.Sequence(line, List.copyOf(items));
  }

  private Node scalar(int line) throws IOException {
    String text = parser.getText();
    boolean quoted = parser.currentToken() == JsonToken.VALUE_STRING;
    if (!quoted && text != null && SIXTIES.matcher(text).matches()) {
      // YAML 1.1 reckons 1:30 as 90: nobody who writes it means that.
      return new Node.Scalar(line, text, text);
    }
    Object value =
        switch (parser.currentToken()) {
          case VALUE_NUMBER_INT -> integer(text);
          case VALUE_NUMBER_FLOAT -> number(text);
          case VALUE_TRUE -> Boolean.TRUE;
          case VALUE_FALSE -> Boolean.FALSE;
          case VALUE_NULL -> null;
          default -> text;
        };
    return new Node.Scalar(line, value, text == null ? "" : text);
  }

  /** A leading zero means nothing: YAML 1.1 would read 010 as eight. */
  private Object integer(String text) throws IOException {
    if (DECIMAL.matcher(text).matches()) {
      return Long.parseLong(text);
    }
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? text
        : (Object) parser.getLongValue();
  }

  private static Object number(String text) {
    try {
      return Numbers.parse(text.replace("_", ""));
    } catch (NumberFormatException e) {
      return text;
    }
  }
}

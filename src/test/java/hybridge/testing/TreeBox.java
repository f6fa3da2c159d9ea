package hybridge.testing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A box whose parameters hang on a tree, as far as it can be asked for it: bytes in, bytes out. Its
 * frames are made here and not by the code under test.
 */
public final class TreeBox {
  private static final int BRANCH = 4;

  /**
   * What stands at places of one kind.
   *
   * @param rows smallest and largest, as on the wire
   * @param children types of those below, by their numbers
   */
  public record Kind(String name, int size, int flags, List<int[]> rows, List<Integer> children) {}

  /** The kinds by their numbers. */
  public final Map<Integer, Kind> kinds = new LinkedHashMap<>();

  /** Places and kinds that it says nothing about. */
  public final Set<List<Integer>> silentPlaces = new HashSet<>();

  public final Set<Integer> silentKinds = new HashSet<>();

  /** How often each question came, as hexadecimal without the frame. */
  public final Map<String, Integer> asked = new HashMap<>();

  /** The number of its root's kind. */
  public int root = 0x100;

  public int levels = 5;
  public int address;
  public boolean sums;

  /** It names the place behind a type, and more behind its configuration. */
  public boolean newer;

  private final Map<List<Integer>, Integer> values = new HashMap<>();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  /** A small tree with something of everything. */
  public TreeBox() {
    branch(0x100, "Root", 0x110, 0x120);
    branch(0x110, "Program         ", 0x130, 0x140, 0x150);
    branch(0x130, "EQ 1-Band (M)", 1, 2, 3);
    branch(0x140, "Reverb", 4, 0x160, 0x160);
    branch(0x150, "Knob Assignments of a Program", 7);
    branch(0x160, "Band", 2, 8);
    branch(0x120, "System", 5, 6, 0x170, 9, 10, 11, 4);
    branch(0x170, "Map", 1, 1);
    leaf(1, "Mix", 1, 0, 100);
    leaf(2, "Gain", 1, -72, 24);
    leaf(3, "Fc", 2, 20, 20_000);
    leaf(4, "Level", 1, 0xFFA0, 6);
    leaf(5, "Bypass", 1, 0, 1);
    leaf(6, "Name", 12, 0, 0);
    leaf(7, "Contr\u0001 Minimum", 1, 0, 200);
    leaf(8, "Xover", 2, -300, 300);
    kinds.put(9, new Kind("Time", 2, 0, List.of(new int[] {0, 9}, new int[] {0, 5}), List.of()));
    kinds.put(10, new Kind("Tap", 1, 0, List.of(new int[] {0, 1}, new int[] {0, 1}), List.of()));
    leaf(11, "Initialize", 1, 0, 1);
  }

  public void leaf(int number, String name, int size, int smallest, int largest) {
    kinds.put(number, new Kind(name, size, 0, List.of(new int[] {smallest, largest}), List.of()));
  }

  public void branch(int number, String name, Integer... children) {
    kinds.put(
        number,
        new Kind(name, 0, BRANCH, List.of(new int[] {0, children.length - 1}), List.of(children)));
  }

  /** The value at a place. */
  public int value(Integer... place) {
    return values.getOrDefault(List.of(place), 0);
  }

  /** A hand turns a knob: it says so. */
  public void turn(int value, Integer... place) {
    values.put(List.of(place), value);
    say(1, data(List.of(place)));
  }

  /** Bytes from the host. */
  public void hear(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if ((bytes[i] & 0xFF) == 0xF0) {
        heard.reset();
      }
      heard.write(bytes[i]);
      if ((bytes[i] & 0xFF) == 0xF7) {
        message(heard.toByteArray());
        heard.reset();
      }
    }
  }

  /** Bytes for the host; how many. */
  public int say(byte[] into) {
    byte[] all = said.toByteArray();
    int n = Math.min(into.length, all.length);
    System.arraycopy(all, 0, into, 0, n);
    said.reset();
    said.write(all, n, all.length - n);
    return n;
  }

  private void message(byte[] m) {
    boolean mine = m.length > 6 && m[1] == 6 && m[2] == 9 && m[3] == address;
    if (!mine) {
      return;
    }
    int[] b = new int[(m.length - 6) / 2];
    for (int i = 0; i < b.length; i++) {
      b[i] = m[5 + 2 * i] | m[6 + 2 * i] << 4;
    }
    if (m[4] == 1) {
      int size = word(b, 0);
      int value = size == 1 ? b[2] : word(b, 2);
      values.put(place(b, 2 + size), value);
    } else if (m[4] == 6) {
      StringBuilder question = new StringBuilder();
      for (int each : b) {
        question.append(String.format("%02X", each));
      }
      asked.merge(question.toString(), 1, Integer::sum);
      answer(b);
    }
  }

  private void answer(int[] b) {
    switch (b[0]) {
      case 0 -> {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(1);
        body.write(10);
        body.writeBytes("12:34:56Jan 01 1998".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        words(body, kinds.size(), 0, levels);
        body.writeBytes(new byte[newer ? 5 : 0]);
        say(0, body.toByteArray());
      }
      case 1 -> say(1, data(place(b, 1)));
      case 3 -> {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<Integer> place = place(b, 1);
        if (silentPlaces.contains(place)) {
          return;
        }
        words(body, kind(place));
        if (newer) {
          place(body, place);
        }
        say(3, body.toByteArray());
      }
      case 4 -> {
        if (!silentKinds.contains(word(b, 1))) {
          describe(word(b, 1));
        }
      }
      default -> {}
    }
  }

  private void describe(int number) {
    Kind kind = kinds.get(number);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    words(body, number);
    body.write(kind.name().length());
    body.writeBytes(kind.name().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    words(body, kind.size());
    body.write(kind.flags());
    words(body, 0xFFFF);
    body.write(kind.rows().size());
    kind.rows().forEach(row -> words(body, row[0], row[1], 0x20));
    say(4, body.toByteArray());
  }

  /** The number of the kind at a place. */
  private int kind(List<Integer> place) {
    int kind = root;
    for (int level : place) {
      kind = kinds.get(kind).children().get(level);
    }
    return kind;
  }

  private byte[] data(List<Integer> place) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int size = kinds.get(kind(place)).size();
    int value = values.getOrDefault(place, kinds.get(kind(place)).rows().getFirst()[0]);
    words(body, size);
    body.write(value);
    if (size == 2) {
      body.write(value >> 8);
    }
    place(body, place);
    return body.toByteArray();
  }

  private static void place(ByteArrayOutputStream body, List<Integer> place) {
    words(body, place.size());
    place.forEach(level -> words(body, level));
  }

  private static List<Integer> place(int[] b, int at) {
    List<Integer> place = new ArrayList<>();
    for (int i = 0; i < word(b, at); i++) {
      place.add(word(b, at + 2 + 2 * i));
    }
    return place;
  }

  private static void words(ByteArrayOutputStream body, int... numbers) {
    for (int number : numbers) {
      body.write(number);
      body.write(number >> 8);
    }
  }

  private static int word(int[] b, int at) {
    return b[at] | b[at + 1] << 8;
  }

  /** Says a message of a class. */
  public void say(int messageClass, byte[] body) {
    said.write(0xF0);
    said.write(6);
    said.write(9);
    said.write(address);
    said.write(messageClass);
    int sum = 0;
    for (byte b : body) {
      said.write(b & 15);
      said.write(b >> 4 & 15);
      sum += (b & 15) + (b >> 4 & 15);
    }
    if (sums) {
      said.write(sum & 0x7F);
    }
    said.write(0xF7);
  }
}

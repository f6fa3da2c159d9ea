package hybridge.surface;

import hybridge.profile.Encoding;
import hybridge.profile.Form;
import hybridge.wire.MidiParser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out what a control is from what it sends while a hand turns it slowly to the right, then
 * fast to the left. Messages are sorted by the control that can have sent them; the one with most
 * of them is meant, and each way of reading its values gets the probability with which a hand would
 * make such a sequence ({@link Turning}). What else a port says meanwhile (clocks, sensing, touch)
 * is no control. Used by one thread.
 */
public final class Identifier implements MidiParser.Sink {
  private static final double SURE = 0.98;
  private static final int ENOUGH = 6;
  private static final int MOST = 1_000;
  private static final double ANOTHER = 0.3;
  private static final double FOLLOWED = 0.6;

  /** One controller message. */
  private record Cc(int channel, int number, int value) {}

  private final List<Cc> ccs = new ArrayList<>();
  private final Map<Integer, Integer> bends = new LinkedHashMap<>();
  private final Map<Integer, Integer> presses = new LinkedHashMap<>();
  private int messages;

  /**
   * @param sure one is far likelier than all others, and enough was seen
   * @param found the likeliest first
   * @param ask what the hand is to do next; empty when nothing
   */
  public record Finding(boolean sure, List<Learnt> found, String ask) {}

  /** The same, to be thought about elsewhere. */
  public Identifier copy() {
    Identifier copy = new Identifier();
    copy.ccs.addAll(ccs);
    copy.bends.putAll(bends);
    copy.presses.putAll(presses);
    copy.messages = messages;
    return copy;
  }

  /** Messages so far that some control may have sent. */
  public int messages() {
    return messages;
  }

  @Override
  public void shortMessage(int status, int data1, int data2, int length) {
    int channel = status & 0x0F;
    if (messages >= MOST) {
      return;
    }
    switch (status & 0xF0) {
      case 0x90 -> {
        if (data2 > 0) {
          presses.merge(channel << 7 | data1, 1, Integer::sum);
          messages++;
        }
      }
      case 0xB0 -> {
        ccs.add(new Cc(channel, data1, data2));
        messages++;
      }
      case 0xE0 -> {
        bends.merge(channel, 1, Integer::sum);
        messages++;
      }
      default -> {}
    }
  }

  @Override
  public void realTime(int status) {}

  @Override
  public void sysex(byte[] message, int length) {}

  /** Something that may have been moved, and how many messages speak for it. */
  private record Suspect(int weight, List<Learnt> ways) {}

  /** What it is, as far as can be said now. */
  public Finding find() {
    List<Suspect> suspects = new ArrayList<>();
    List<Cc> rest = new ArrayList<>(ccs);
    numbered(rest, suspects);
    pairs(rest, suspects);
    dual(rest, suspects);
    singles(rest, suspects);
    bends.forEach(
        (channel, count) ->
            suspects.add(
                new Suspect(count, List.of(one(new Form.Bend(channel), Encoding.ABSOLUTE)))));
    // A fader's touch is a key that is pressed once: what moved goes first.
    if (suspects.stream().noneMatch(s -> s.weight() >= 3)) {
      presses.forEach(
          (at, count) ->
              suspects.add(
                  new Suspect(
                      count + ENOUGH,
                      List.of(
                          new Learnt(
                              new Form.Note(at >> 7, at & 0x7F),
                              Encoding.ABSOLUTE,
                              -1,
                              true,
                              1)))));
    }
    suspects.sort(Comparator.comparingInt((Suspect s) -> -s.weight()));
    return suspects.isEmpty() ? new Finding(false, List.of(), "move it") : judge(suspects);
  }

  private static Finding judge(List<Suspect> suspects) {
    Suspect first = suspects.getFirst();
    List<Learnt> ways = first.ways();
    double best = ways.getFirst().likelihood();
    if (suspects.size() > 1 && suspects.get(1).weight() > ANOTHER * first.weight()) {
      List<Learnt> both = new ArrayList<>();
      double all = first.weight() + suspects.get(1).weight();
      ways.forEach(w -> both.add(w.with(w.likelihood() * first.weight() / all)));
      for (Learnt w : suspects.get(1).ways()) {
        both.add(w.with(w.likelihood() * suspects.get(1).weight() / all));
      }
      both.sort(Comparator.comparingDouble((Learnt w) -> -w.likelihood()));
      return new Finding(false, both, "two controls move: only one, please");
    }
    if (first.weight() < ENOUGH) {
      return new Finding(false, ways, "go on: slowly right, then fast left");
    }
    boolean sure = best >= SURE;
    return new Finding(sure, ways, sure ? "" : "turn it slowly right, then fast left");
  }

  private static Learnt one(Form form, Encoding encoding) {
    return new Learnt(form, encoding, -1, false, 1);
  }

  /** Parameters by number take their selection and their data out of the rest. */
  private static void numbered(List<Cc> rest, List<Suspect> suspects) {
    for (int channel = 0; channel < 16; channel++) {
      int c = channel;
      int[] number = {-1, -1};
      boolean registered = false;
      Map<Integer, int[]> seen = new LinkedHashMap<>(); // data of seven, of fourteen bits
      boolean selected = false;
      for (Cc m : rest) {
        if (m.channel() != c) {
          continue;
        }
        switch (m.number()) {
          case 99, 101 -> {
            registered = m.number() == 101;
            number[0] = m.value();
          }
          case 98, 100 -> number[1] = m.value();
          case 6, 38, 96, 97 -> {
            if (number[0] >= 0 && number[1] >= 0) {
              selected = true;
              int key = (registered ? 1 << 14 : 0) | number[0] << 7 | number[1];
              seen.computeIfAbsent(key, k -> new int[2])[m.number() == 38 ? 1 : 0]++;
            }
          }
          default -> {}
        }
      }
      if (selected) {
        rest.removeIf(
            m -> m.channel() == c && List.of(6, 38, 96, 97, 98, 99, 100, 101).contains(m.number()));
        seen.forEach(
            (key, count) ->
                suspects.add(
                    new Suspect(
                        count[0] + count[1],
                        List.of(
                            one(
                                new Form.Numbered(c, key >> 14 == 1, key & 0x3FFF, count[1] > 0),
                                Encoding.ABSOLUTE)))));
      }
    }
  }

  private static List<Integer> values(List<Cc> of, int channel, int number) {
    return of.stream()
        .filter(m -> m.channel() == channel && m.number() == number)
        .map(Cc::value)
        .toList();
  }

  /** Controllers that are followed, or led, by the one 32 above: fourteen bits. */
  private static void pairs(List<Cc> rest, List<Suspect> suspects) {
    for (int at = 0; at < 16 * 32; at++) {
      int channel = at >> 5;
      int msb = at & 31;
      List<Cc> both =
          rest.stream()
              .filter(m -> m.channel() == channel && (m.number() & ~32) == msb)
              .filter(m -> m.number() < 64)
              .toList();
      int high = values(both, channel, msb).size();
      int low = both.size() - high;
      int changes = 0;
      for (int i = 1; i < both.size(); i++) {
        changes += both.get(i).number() == both.get(i - 1).number() ? 0 : 1;
      }
      // Each high half has a low one beside it; further low ones may stand between.
      if (high > 0 && low >= high && changes >= FOLLOWED * (2 * high - 1) && low >= 2) {
        // A pair may have been under way at the beginning, but hardly at the end.
        boolean lsbFirst = both.getLast().number() == msb;
        suspects.add(
            new Suspect(
                both.size(),
                List.of(one(new Form.Cc14(channel, msb, msb + 32, lsbFirst), Encoding.ABSOLUTE))));
        rest.removeAll(both);
      }
    }
  }

  /** Two controllers that say nothing but that they come, one for each way. */
  private static void dual(List<Cc> rest, List<Suspect> suspects) {
    List<Cc> steady = new ArrayList<>();
    for (Cc m : rest) {
      List<Integer> all = values(rest, m.channel(), m.number());
      if (all.size() >= 3 && all.stream().distinct().count() == 1) {
        steady.add(m);
      }
    }
    List<Cc> kinds =
        steady.stream().map(m -> new Cc(m.channel(), m.number(), 0)).distinct().toList();
    if (kinds.size() != 2 || kinds.get(0).channel() != kinds.get(1).channel()) {
      return;
    }
    int up = kinds.get(0).number();
    int down = kinds.get(1).number();
    boolean data = Math.min(up, down) == 96 && Math.max(up, down) == 97;
    Form form = new Form.Cc(kinds.get(0).channel(), data ? 96 : up);
    Encoding.Kind kind = data ? Encoding.Kind.INCDEC : Encoding.Kind.DUAL;
    suspects.add(
        new Suspect(
            steady.size(),
            List.of(
                new Learnt(
                    form,
                    new Encoding(kind, List.of(), List.of(), false),
                    data ? -1 : down,
                    false,
                    1))));
    rest.removeAll(steady);
  }

  private static void singles(List<Cc> rest, List<Suspect> suspects) {
    Map<Integer, List<Integer>> streams = new LinkedHashMap<>();
    for (Cc m : rest) {
      streams.computeIfAbsent(m.channel() << 7 | m.number(), k -> new ArrayList<>()).add(m.value());
    }
    streams.forEach(
        (at, values) ->
            suspects.add(
                new Suspect(values.size(), Turning.ways(new Form.Cc(at >> 7, at & 0x7F), values))));
  }
}

package hybridge.app;

import hybridge.outboard.Blob;
import hybridge.outboard.Link;
import hybridge.outboard.Unit;
import hybridge.profile.UnitProfile;
import hybridge.rt.Counters;
import hybridge.rt.Signal;
import hybridge.value.Numbers;
import hybridge.value.Parameter;
import hybridge.value.Truth;
import hybridge.value.Value;
import hybridge.wire.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * A person talks with a box through its profile: {@code threshold} tells where it stands, {@code
 * threshold -18} sets it, {@code state} and {@code all} tell the rest, {@code dump FILE} and {@code
 * restore FILE} are about its whole state, {@code locate 5} has it show itself. {@code send} and
 * {@code raw} send what is written there, also to a box that does not say yet who it is.
 */
final class UnitTalk implements Unit.Listener {
  private static final String HELP =
      """
      PARAMETER         tells where it stands
      PARAMETER VALUE   sets it
      state, all        tell how the box is, and all its parameters
      locate SECONDS    has it show itself
      dump FILE         keeps its whole state; restore FILE gives it back
      send BYTES        sends them in a frame of the profile; raw BYTES sends them as they are;
                        BYTES are F0 7E or "a text\\r"
      trace on|off      shows the bytes of the wire\
      """;
  private static final long LONGEST_REST_NANOS = 20_000_000L;

  private final UnitProfile profile;
  private final Consumer<String> out;
  private final Unit unit;
  private final ShownLink link;
  private String waitsFor = "";
  private final Signal signal;
  private final ConcurrentLinkedQueue<String> typed = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  /** Whole states that are on their way. */
  private int states;

  /**
   * @param signal the one the link posts
   */
  UnitTalk(UnitProfile profile, int address, Link link, Signal signal, Consumer<String> out) {
    this.profile = profile;
    this.signal = signal;
    this.out = out;
    this.link = new ShownLink(link, out);
    this.unit = new Unit(profile, address, Set.of(), this.link, this, new Counters());
  }

  /** Reads lines until their end on a thread of its own. */
  void listen(BufferedReader in) {
    Thread.ofPlatform()
        .name("talk-keyboard")
        .daemon(true)
        .start(
            () -> {
              try {
                String line;
                while ((line = in.readLine()) != null) {
                  typed.add(line.strip());
                  signal.post();
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } finally {
                over = true;
                signal.post();
              }
            });
  }

  /**
   * Drives the unit until the lines are over and their answers are in, or for so long.
   *
   * @param nanos 0: until the lines are over
   * @return was every line said to the box?
   */
  boolean run(long nanos) throws InterruptedException {
    long begin = System.nanoTime();
    long quiet = begin;
    boolean reached = false;
    while (nanos == 0 || System.nanoTime() - begin < nanos) {
      long now = System.nanoTime();
      int done = unit.work(now);
      wait(link.open() ? "" : link.trouble());
      boolean read = unit.state() == Unit.State.READY || unit.state() == Unit.State.READONLY;
      reached |= read;
      boolean turn = read || anyTime(typed.peek()) && link.open();
      if (turn && !unit.sending()) {
        String line = typed.poll();
        if (line != null) {
          reached |= line.matches("(send|raw) .*");
          obey(line);
          done++;
          quiet = now;
        }
      }
      // A box that is polled is never quite still: what counts is what was typed.
      quiet = underWay() ? now : quiet;
      if (over && typed.isEmpty() && now - quiet > 500_000_000L) {
        return reached;
      }
      if (done == 0) {
        signal.await(Math.clamp(unit.nextNanos() - now, 100_000, LONGEST_REST_NANOS));
      }
    }
    return reached && typed.isEmpty();
  }

  /** Is this for a box in any state? */
  private static boolean anyTime(String line) {
    return line != null && line.matches("(send|raw|trace|help|state)( .*)?|\\?");
  }

  /** Says what it waits for, when that is another thing than before. */
  private void wait(String why) {
    if (!why.isEmpty() && !why.equals(waitsFor)) {
      out.accept("waiting: " + why);
    }
    waitsFor = why;
  }

  private boolean underWay() {
    for (int i = 0; i < profile.knobs().size(); i++) {
      // A poll under way is none of ours.
      if (!unit.settled(i) && unit.truth(i) instanceof Truth.Sent) {
        return true;
      }
    }
    return states > 0 || unit.sending() || unit.state() == Unit.State.IDENTIFYING;
  }

  private void obey(String line) {
    String[] words = line.split("\\s+", 2);
    if (line.isEmpty() || line.equals("state")) {
      out.accept("state " + unit.state().word() + " firmware " + unit.firmware());
    } else if (line.equals("all")) {
      for (int i = 0; i < profile.knobs().size(); i++) {
        tell(i);
      }
    } else if (words[0].equals("dump") && words.length == 2) {
      states++;
      unit.dump(
          blob -> {
            states--;
            blob.ifPresentOrElse(b -> keep(b, Path.of(words[1])), this::noState);
          });
    } else if (words[0].equals("locate") && profile.indexOf("locate") < 0) {
      locate(words.length == 2 ? words[1] : "5");
    } else if (words[0].equals("restore") && words.length == 2) {
      restore(Path.of(words[1]));
    } else if (List.of("send", "raw").contains(words[0]) && profile.indexOf(words[0]) < 0) {
      link.show(true);
      byHand(words[0], words.length == 2 ? words[1] : "");
    } else if (words[0].equals("trace") && profile.indexOf("trace") < 0) {
      link.show(!line.endsWith("off"));
    } else if (profile.indexOf(words[0]) < 0) {
      boolean help = words[0].equals("help") || words[0].equals("?");
      out.accept(help ? HELP : "no parameter '" + words[0] + "'; 'all' lists them");
    } else if (words.length == 1) {
      tell(profile.indexOf(words[0]));
    } else {
      set(profile.indexOf(words[0]), words[1]);
    }
  }

  private void byHand(String how, String written) {
    try {
      String text = Bytes.fromWritten(written);
      if (!text.isEmpty()) {
        unit.send(text, how.equals("raw")).ifPresent(out);
        return;
      }
    } catch (IllegalArgumentException e) {
      out.accept(e.getMessage());
    }
    out.accept("wanted: " + how + " F0 7E, or " + how + " \"a text\\r\"");
  }

  private void locate(String seconds) {
    if (!seconds.matches("[0-9]{1,3}") || Integer.parseInt(seconds) > 255) {
      out.accept("found " + seconds + "; wanted seconds from 0 to 255");
      return;
    }
    out.accept(unit.locate(Integer.parseInt(seconds)).orElse("it shows itself: " + seconds + " s"));
  }

  private void noState() {
    out.accept("the box does not say its whole state");
  }

  /** Three lines: the profile, the firmware, the bytes. */
  private void keep(Blob blob, Path file) {
    try {
      String bytes = HexFormat.of().formatHex(blob.bytes());
      Files.writeString(
          file,
          blob.profile() + "\n" + blob.firmware() + "\n" + bytes + "\n",
          StandardOpenOption.CREATE_NEW);
      out.accept("state " + blob.fingerprint() + " is in " + file);
    } catch (IOException e) {
      out.accept(file + " cannot be written; does it exist already?");
    }
  }

  private void restore(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      byte[] bytes = HexFormat.of().parseHex(lines.get(2).strip());
      Blob blob =
          new Blob(lines.get(0).strip(), lines.get(1).strip(), Bytes.text(bytes, 0, bytes.length));
      states++;
      unit.restore(
          blob,
          wrong -> {
            states--;
            out.accept(wrong.orElse("restored, and read back the same"));
          });
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      out.accept(file + " holds no state that 'dump' has written");
    }
  }

  private void set(int knob, String text) {
    switch (profile.knobs().get(knob).parameter().accept(text)) {
      case Parameter.Answer.Accepted(Value value) -> unit.want(knob, value.number());
      case Parameter.Answer.Refused(String found, String wanted) ->
          out.accept("found " + found + "; wanted " + wanted);
    }
  }

  private void tell(int knob) {
    double value = unit.reported(knob);
    out.accept(id(knob) + " " + shown(knob, value) + " " + unit.truth(knob).word());
  }

  private String shown(int knob, double value) {
    return Double.isNaN(value)
        ? "?"
        : profile.knobs().get(knob).parameter().choices().isEmpty()
            ? Numbers.text(value)
            : profile.knobs().get(knob).parameter().text(Value.of(value));
  }

  private String id(int knob) {
    return profile.knobs().get(knob).id();
  }

  @Override
  public void state(Unit.State state, String why) {
    waitsFor = state == Unit.State.AWAY ? why : waitsFor;
    out.accept("state " + state.word() + (why.isEmpty() ? "" : " (" + why + ")"));
  }

  @Override
  public void reported(int knob, double value, Unit.Cause cause) {
    out.accept(id(knob) + " " + shown(knob, value) + (cause == Unit.Cause.PANEL ? " by hand" : ""));
  }

  @Override
  public void truth(int knob, Truth truth) {
    if (truth instanceof Truth.Sent) {
      out.accept(id(knob) + " sent");
    }
  }

  @Override
  public void note(String text) {
    out.accept("note: " + text);
  }
}

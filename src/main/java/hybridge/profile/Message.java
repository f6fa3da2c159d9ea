package hybridge.profile;

import java.util.List;

/** What we and a box say to each other, whatever the bytes. Parameters go by their id. */
public sealed interface Message {

  /** We ask: who are you? */
  record AskIdentity() implements Message {}

  /** We ask: where does this stand? */
  record Get(String param) implements Message {}

  /** We say: put it there. */
  record Set(String param, double value) implements Message {}

  /**
   * The box says who it is.
   *
   * @param model empty when the protocol does not say
   * @param firmware empty when the protocol does not say
   */
  record Identity(String model, String firmware) implements Message {}

  /** The box answers a {@link Get}. */
  record Current(String param, double value) implements Message {}

  /** The box says that a parameter has no value now: it is muted, switched off, not fitted. */
  record Absent(String param) implements Message {}

  /**
   * The box has taken a {@link Set}.
   *
   * @param param empty when the answer does not name it
   * @param value what it took; NaN when the answer does not say
   */
  record Ack(String param, double value) implements Message {}

  /** The box says by itself where something stands now: a hand was on its panel. */
  record Report(String param, double value) implements Message {}

  /** The box refuses. */
  record Refusal(String reason) implements Message {}

  /**
   * We say what the box needs to hear before it answers.
   *
   * @param step which of {@link Protocol#init}
   */
  record Init(int step) implements Message {}

  /** The box has heard an {@link Init}. */
  record InitDone(int step) implements Message {}

  /** The box says where something stands, in a line that is about several parameters. */
  record Status(String param, double value) implements Message {}

  /** We say: hold these ready, and change nothing yet. */
  record Stage(List<Message> sets) implements Message {
    public Stage {
      sets = List.copyOf(sets);
    }
  }

  /** The box holds them ready. */
  record Staged() implements Message {}

  /**
   * We say: now, all that was staged, at once.
   *
   * @param param any one of them
   */
  record Commit(String param) implements Message {}

  /** The box has done it. */
  record Committed() implements Message {}

  /** We ask for the whole state, as bytes. */
  record AskDump() implements Message {}

  /**
   * The box says its whole state.
   *
   * @param bytes one character 0..255 each
   */
  record Dump(String bytes) implements Message {}

  /** We say: be as you were when you said this. */
  record Restore(String bytes) implements Message {}

  /**
   * We ask: what has changed since you last said so?
   *
   * @param epoch as the box said it last; 0 at first, and where the protocol has none
   * @param mark the same
   */
  record AskChanged(int epoch, int mark) implements Message {}

  /**
   * The box says what has changed.
   *
   * @param epoch another one after each start of the box
   * @param mark to be given back with the next question
   * @param items what stands elsewhere than before; may be none
   */
  record Changed(int epoch, int mark, List<Message> items) implements Message {
    public Changed {
      items = List.copyOf(items);
    }
  }

  /**
   * We say: show yourself, that a person sees which of several boxes you are.
   *
   * @param seconds for how long; 0: stop; 1 where the protocol does not say
   */
  record Locate(int seconds) implements Message {}

  /** The box shows itself. */
  record Located() implements Message {}

  /** We say that we are still here. */
  record KeepAlive() implements Message {}

  /** Several of one kind in one message: sets, or what the box holds. */
  record Several(List<Message> messages) implements Message {
    public Several {
      messages = List.copyOf(messages);
    }
  }

  /** The key in {@code vectors}. */
  default String word() {
    return switch (this) {
      case AskIdentity m -> "identify";
      case Get m -> "get";
      case Set m -> "set";
      case Identity m -> "identity";
      case Current m -> "value";
      case Absent m -> "none";
      case Ack m -> "ack";
      case Report m -> "report";
      case Refusal m -> "error";
      case Init m -> "init";
      case InitDone m -> "init-done";
      case AskChanged m -> "ask-changed";
      case Changed m -> "changed";
      case Locate m -> "locate";
      case Located m -> "located";
      case KeepAlive m -> "keepalive";
      case Status m -> "status";
      case Stage m -> "stage";
      case Staged m -> "staged";
      case Commit m -> "commit";
      case Committed m -> "committed";
      case AskDump m -> "ask-dump";
      case Dump m -> "dump";
      case Restore m -> "restore";
      case Several m -> m.messages().isEmpty() ? "nothing" : m.messages().getFirst().word();
    };
  }
}

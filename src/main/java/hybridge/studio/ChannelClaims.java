package hybridge.studio;

import hybridge.value.Fields;
import java.util.HashMap;
import java.util.Map;

/** Who has which channel of the interface: an output carries one thing, a return brings one. */
final class ChannelClaims {
  private final Map<Integer, String> outputOwners = new HashMap<>();
  private final Map<Integer, String> returnOwners = new HashMap<>();

  void output(Fields f, String key, int channel, Studio.Audio audio, String owner) {
    if (channel > audio.outputs()) {
      f.wrong(
          key,
          "output " + channel,
          "one of the interface's " + audio.outputs() + " outputs",
          "raise audio.outputs if the interface has more");
      return;
    }
    String before = outputOwners.putIfAbsent(channel, owner);
    if (before != null) {
      f.wrong(
          key,
          "output " + channel + " again",
          "an output of its own",
          "it carries " + before + " already");
    }
  }

  void input(Fields f, String key, int channel, Studio.Audio audio) {
    if (channel > audio.inputs()) {
      f.wrong(
          key,
          "input " + channel,
          "one of the interface's " + audio.inputs() + " inputs",
          "raise audio.inputs if the interface has more");
    }
  }

  void insertReturn(Fields f, String key, int channel, Studio.Audio audio, String insert) {
    input(f, key, channel, audio);
    String before = returnOwners.putIfAbsent(channel, insert);
    if (before != null) {
      f.wrong(
          key,
          "input " + channel + " again",
          "an input of its own",
          "insert " + before + " returns on it already");
    }
  }
}

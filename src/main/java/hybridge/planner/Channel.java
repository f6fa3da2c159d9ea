package hybridge.planner;

import hybridge.desk.Tree;
import hybridge.dsp.EqDesign;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the parameters of one strip, group or aux stand in the tree; −1 for those it has not.
 *
 * @param at its address, such as {@code /strip/1}
 * @param id its lanes' id in plans
 * @param gateKey which strip its gate listens to, compKey its compressor, keyHpf through what
 * @param vcas its membership switches, by VCA
 * @param muteGroups its membership switches, by mute group
 * @param sends its sends, by aux; empty for auxes
 */
record Channel(
    String at,
    String id,
    boolean stereo,
    int trim,
    int polarity,
    int pan,
    int width,
    int fader,
    int mute,
    int solo,
    int soloSafe,
    int group,
    int gateKey,
    int compKey,
    int keyHpf,
    Processing processing,
    List<Integer> vcas,
    List<Integer> muteGroups,
    List<Send> sends) {

  record Send(int on, int level, int pre, int pan) {}

  static Channel of(
      Tree tree,
      String at,
      String id,
      boolean stereo,
      int vcas,
      int muteGroups,
      int auxes,
      double rate,
      EqDesign design) {
    List<Send> sends = new ArrayList<>();
    for (int m = 1; m <= auxes; m++) {
      String send = at + "/send/" + m + "/";
      sends.add(
          new Send(
              tree.require(send + "on"),
              tree.require(send + "level"),
              tree.require(send + "pre"),
              tree.require(send + "pan")));
    }
    return new Channel(
        at,
        id,
        stereo,
        tree.find(at + "/trim").orElse(-1),
        tree.find(at + "/polarity").orElse(-1),
        tree.require(at + "/pan"),
        tree.require(at + "/width"),
        tree.require(at + "/fader"),
        tree.require(at + "/mute"),
        tree.require(at + "/solo"),
        tree.require(at + "/solosafe"),
        tree.find(at + "/group").orElse(-1),
        tree.find(at + "/gate/key").orElse(-1),
        tree.find(at + "/comp/key").orElse(-1),
        tree.find(at + "/comp/keyhpf").orElse(-1),
        new Processing(tree, at, stereo, rate, design),
        switches(tree, at + "/vca/", vcas),
        switches(tree, at + "/mutegroup/", muteGroups),
        sends);
  }

  private static List<Integer> switches(Tree tree, String at, int count) {
    List<Integer> list = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      list.add(tree.require(at + i));
    }
    return list;
  }

  /** Every parameter of it that the engine hears of by targets. */
  List<Integer> all() {
    List<Integer> all =
        new ArrayList<>(List.of(trim, polarity, pan, width, fader, mute, solo, soloSafe));
    all.addAll(vcas);
    all.addAll(muteGroups);
    for (Send s : sends) {
      all.addAll(List.of(s.on(), s.level(), s.pre(), s.pan()));
    }
    all.addAll(processing.knobs());
    all.removeIf(i -> i < 0);
    return all;
  }
}

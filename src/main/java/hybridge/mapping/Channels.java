package hybridge.mapping;

import hybridge.desk.Desk;
import hybridge.desk.Tree;
import hybridge.profile.Layout;
import hybridge.value.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The channels of a console as lists that banks run over, by their addresses of now. */
final class Channels {
  private static final List<String> KINDS = List.of("strip", "group", "aux", "vca");

  private final Desk desk;
  private final Tree tree;

  Channels(Desk desk) {
    this.desk = desk;
    this.tree = desk.tree();
  }

  /** What a layer lists. */
  List<String> of(Layout.Layer layer) {
    return switch (layer.holds()) {
      case STRIPS -> of("strip");
      case GROUPS -> of("group");
      case AUXES -> of("aux");
      case VCAS -> of("vca");
      case LIST -> layer.faders().stream().filter(this::there).toList();
    };
  }

  /** What this studio does not have is left out of a list. */
  private boolean there(String address) {
    return tree.find(address).isPresent() || tree.find(address + "/fader").isPresent();
  }

  List<String> of(String kind) {
    List<String> all = new ArrayList<>();
    for (int n = 1; tree.find("/" + kind + "/" + n + "/fader").isPresent(); n++) {
      all.add("/" + kind + "/" + n);
    }
    return all;
  }

  /** A VCA and its members: strips, groups, auxes, other VCAs. */
  List<String> spilled(Address vcaFader) {
    String leaf = "/vca/" + vcaFader.segments().get(1);
    List<String> members = new ArrayList<>(List.of(leaf));
    for (String kind : KINDS) {
      for (String channel : of(kind)) {
        if (on(tree.find(channel + leaf))) {
          members.add(channel);
        }
      }
    }
    return members;
  }

  /** The one channel that is selected, if one is. */
  Optional<String> selected() {
    for (String kind : KINDS) {
      for (String channel : of(kind)) {
        if (on(tree.find(channel + "/select"))) {
          return Optional.of(channel);
        }
      }
    }
    return Optional.empty();
  }

  private boolean on(OptionalInt i) {
    return i.isPresent() && desk.value(i.getAsInt()).number() != 0;
  }
}

package hybridge.studio;

import hybridge.profile.Protocol;
import hybridge.value.InsertState;
import hybridge.value.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One room, as its studio.yaml describes it: interface, console, units, inserts, surfaces.
 * Immutable. A studio that came out of {@link StudioReader} without problems is sound in itself:
 * every name it uses exists, every channel is one of the interface's.
 *
 * @param file where it was read from; relative paths are relative to its folder
 * @param talkback the input of the talkback microphone, from 1; 0 for none
 */
public record Studio(
    Path file,
    String name,
    Audio audio,
    List<Strip> strips,
    List<Bus> groups,
    List<Bus> auxes,
    List<String> vcas,
    Main main,
    Optional<Monitor> monitor,
    int talkback,
    List<Unit> units,
    List<Insert> inserts,
    List<Slot> master,
    List<Surface> surfaces,
    List<StartValue> values,
    Osc osc,
    Web web,
    String library) {

  public Studio {
    strips = List.copyOf(strips);
    groups = List.copyOf(groups);
    auxes = List.copyOf(auxes);
    vcas = List.copyOf(vcas);
    units = List.copyOf(units);
    inserts = List.copyOf(inserts);
    master = List.copyOf(master);
    surfaces = List.copyOf(surfaces);
    values = List.copyOf(values);
  }

  /** The folder that relative paths start from. */
  public Path folder() {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? Path.of(".") : parent;
  }

  /** This studio with other strips, and an interface with inputs enough for them. */
  public Studio withStrips(List<Strip> other) {
    int inputs =
        other.stream()
            .flatMap(s -> s.inputs().stream())
            .mapToInt(Integer::intValue)
            .max()
            .orElse(0);
    Audio a = audio;
    Audio enough =
        new Audio(
            a.driver(),
            a.rate(),
            Math.max(inputs, a.inputs()),
            a.outputs(),
            a.connectPhysical(),
            a.client(),
            a.block(),
            a.alignLimitFrames());
    return new Studio(
        file, name, enough, other, groups, auxes, vcas, main, monitor, talkback, units, inserts,
        master, surfaces, values, osc, web, library);
  }

  /** This studio with other strips, groups and auxes. */
  public Studio with(List<Strip> otherStrips, List<Bus> otherGroups, List<Bus> otherAuxes) {
    return new Studio(
        file,
        name,
        audio,
        otherStrips,
        otherGroups,
        otherAuxes,
        vcas,
        main,
        monitor,
        talkback,
        units,
        inserts,
        master,
        surfaces,
        values,
        osc,
        web,
        library);
  }

  public Optional<Insert> insert(String name) {
    return inserts.stream().filter(i -> i.name().equals(name)).findFirst();
  }

  public Optional<Unit> unit(String name) {
    return units.stream().filter(u -> u.name().equals(name)).findFirst();
  }

  /**
   * @param rate frames a second; the JACK server must run at it
   * @param inputs channels of the interface
   * @param connectPhysical connect our ports to the interface's
   * @param client our name in the JACK graph
   * @param alignLimitFrames an insert slower than this is left unaligned
   */
  public record Audio(
      Driver driver,
      int rate,
      int inputs,
      int outputs,
      boolean connectPhysical,
      String client,
      int block,
      double alignLimitFrames) {}

  public enum Driver {
    JACK,
    SIMULATED,
    FILE
  }

  /**
   * @param id stable: snapshots, banks and maps keep it
   * @param number its place, from 1: addresses use it
   * @param inputs one channel (mono), two (stereo) or none, from 1
   * @param inserts the names of its inserts, in their order
   * @param group the name of the group it begins in, if any
   */
  public record Strip(
      String id,
      int number,
      String name,
      List<Integer> inputs,
      List<String> inserts,
      Optional<String> group,
      int line) {
    public Strip {
      inputs = List.copyOf(inputs);
      inserts = List.copyOf(inserts);
    }

    public boolean stereo() {
      return inputs.size() == 2;
    }
  }

  /**
   * A group or an aux; always stereo.
   *
   * @param id stable, from the name
   * @param number its place among its kind, from 1
   * @param inserts the names of its inserts, in their order
   */
  public record Bus(String id, int number, String name, List<String> inserts, int line) {
    public Bus {
      inserts = List.copyOf(inserts);
    }
  }

  /** Mute groups that every studio has. */
  public static final int MUTE_GROUPS = 8;

  /**
   * @param outputs two channels, from 1
   * @param protect speakers hang directly on main: what cuts the monitors cuts it too
   */
  public record Main(List<Integer> outputs, boolean protect) {
    public Main {
      outputs = List.copyOf(outputs);
    }
  }

  public record Monitor(List<Integer> outputs) {
    public Monitor {
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * @param profile the profile's id, such as {@code generic/line-compressor}
   * @param wire how its bytes travel; none for a unit that hands set
   * @param address its number on a shared link; −1: the profile's usual one
   * @param accept versions of its firmware that are written though the profile does not know them
   */
  public record Unit(
      String name,
      String profile,
      Optional<Wire> wire,
      int address,
      List<String> accept,
      int line) {
    public Unit {
      accept = List.copyOf(accept);
    }
  }

  /** How the bytes of a unit travel. */
  public sealed interface Wire {
    /**
     * @param port a path, or empty when {@code usb} says which
     * @param usb {@code vid:pid:serial}, hexadecimal, parts may be empty
     * @param line what goes before the profile's settings
     */
    record Serial(String port, String usb, SerialLine line) implements Wire {
      /** A port as the profile wants it set. */
      public static Serial at(String port) {
        return new Serial(port, "", SerialLine.AS_THE_PROFILE_SAYS);
      }

      /** Which port it is, whatever it is set to. */
      public String place() {
        return port.isEmpty() ? "usb " + usb : port;
      }
    }

    record Tcp(String host, int port) implements Wire {}

    record Midi(MidiPorts ports) implements Wire {}

    /** The way of connecting that it is. */
    default Protocol.Medium medium() {
      return switch (this) {
        case Serial s -> Protocol.Medium.SERIAL;
        case Tcp t -> Protocol.Medium.TCP;
        case Midi m -> Protocol.Medium.MIDI;
      };
    }
  }

  /**
   * How the adapter in this room differs from what the box's profile says. What is empty is as the
   * profile has it.
   *
   * @param baud bits a second, 0: the profile's
   * @param echo it hears what it says (two wires of RS-485), and that is not the box
   */
  public record SerialLine(
      int baud,
      Optional<Protocol.Line> dtr,
      Optional<Protocol.Line> rts,
      Optional<Protocol.Rs485> rs485,
      boolean echo) {
    public static final SerialLine AS_THE_PROFILE_SAYS =
        new SerialLine(0, Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** The settings of the port for a box of that profile. */
    public Protocol.Serial over(Protocol.Serial own) {
      return new Protocol.Serial(
          baud > 0 ? List.of(baud) : own.bauds(),
          own.format(),
          dtr.orElse(own.dtr()),
          rts.orElse(own.rts()),
          rs485.orElse(own.rs485()));
    }
  }

  /**
   * What our MIDI ports are connected to: nothing ({@code midi: jack}), or what these names match.
   */
  public record MidiPorts(Optional<String> in, Optional<String> out) {}

  /**
   * @param sends output channels, from 1; as many as {@code returns}
   * @param unit the unit in the loop, if the studio names one
   * @param delayFrames per channel: from the sample written to the send to the same sample at the
   *     return
   * @param gainDb per channel: of the loop; compensated
   * @param polarity per channel: 1 or −1, of the loop; compensated
   * @param aligned false: left unaligned ({@code align: off})
   * @param midSide its first channel is mid, its second side
   * @param onFault what is done when its return is not well
   * @param onFaults what is done about one state instead
   * @param linear the box changes no levels by itself: a gain that moves is a fault
   */
  public record Insert(
      String name,
      List<Integer> sends,
      List<Integer> returns,
      Optional<String> unit,
      List<Double> delayFrames,
      List<Double> gainDb,
      List<Integer> polarity,
      boolean aligned,
      boolean midSide,
      InsertState.OnFault onFault,
      Map<InsertState, InsertState.OnFault> onFaults,
      boolean linear,
      int line) {
    public Insert {
      sends = List.copyOf(sends);
      returns = List.copyOf(returns);
      delayFrames = List.copyOf(delayFrames);
      gainDb = List.copyOf(gainDb);
      polarity = List.copyOf(polarity);
      onFaults = Map.copyOf(onFaults);
    }

    public int channels() {
      return sends.size();
    }
  }

  /**
   * One place of the master chain.
   *
   * @param name its name in addresses: the kind, and a number from the second of a kind on ({@code
   *     eq2})
   * @param kind a software processor
   * @param settings start values of its parameters
   */
  public record Slot(String name, String kind, Map<String, Node.Scalar> settings, int line) {
    public Slot {
      settings = Map.copyOf(settings);
    }
  }

  /**
   * A controller, of one case or of several in a row that make one bank.
   *
   * @param parts its cases in the order of the bank, from left to right; the one that has the
   *     surface's own id is the main one
   * @param takeover what a control without a motor does while it stands apart from its parameter:
   *     jump, pickup, scale or catchup
   * @param layout what the studio file lays over its layout: a mapping, or the name of a file
   */
  public record Surface(
      String id, List<SurfacePart> parts, String takeover, Optional<Node> layout, int line) {
    public Surface {
      parts = List.copyOf(parts);
    }
  }

  /**
   * One case of a surface, with a pair of ports of its own.
   *
   * @param id the name of its ports
   * @param assign which control rides which address for good
   * @param controls what the studio file says about its controls, over its profile; or nothing
   */
  public record SurfacePart(
      String id,
      String profile,
      MidiPorts midi,
      List<Assignment> assign,
      Optional<Node> controls,
      int line) {
    public SurfacePart {
      assign = List.copyOf(assign);
    }
  }

  public record Assignment(String control, String address, int line) {}

  public record StartValue(String address, Node.Scalar value, int line) {}

  /**
   * @param allow networks that may speak to us, such as {@code 192.168.1.0/24}; empty: loopback
   *     only
   */
  public record Osc(int port, String listen, List<String> allow) {
    public Osc {
      allow = List.copyOf(allow);
    }
  }

  /**
   * @param token what a client from elsewhere must show; null on loopback
   */
  public record Web(int port, String listen, String token) {}
}

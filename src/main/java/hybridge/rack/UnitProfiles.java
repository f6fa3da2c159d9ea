package hybridge.rack;

import hybridge.profile.Profiles;
import hybridge.profile.Protocol;
import hybridge.profile.UnitProfile;
import hybridge.studio.Studio;
import hybridge.value.Address;
import hybridge.value.Parameter;
import hybridge.value.Problems;
import hybridge.value.Safety;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The profiles of a studio's units, by the units' names. Immutable. */
public record UnitProfiles(Map<String, UnitProfile> byUnit) {
  public UnitProfiles {
    byUnit = Map.copyOf(byUnit);
  }

  /**
   * Finds them, and notes at the unit's line what is wrong: no such profile, a profile with
   * problems of its own, a wire that the profile cannot speak on.
   */
  public static UnitProfiles of(Studio studio, Profiles profiles, Problems problems) {
    Map<String, UnitProfile> found = new LinkedHashMap<>();
    for (Studio.Unit unit : studio.units()) {
      String at = "units." + unit.name() + ".profile";
      if (profiles.source(unit.profile(), Profiles.Kind.OUTBOARD).isEmpty()) {
        if (!unit.profile().isEmpty()) {
          problems.add(
              unit.line(),
              at,
              "'" + unit.profile() + "'",
              "the id of an outboard profile",
              profiles.suggest(unit.profile()));
        }
        continue;
      }
      Problems own = new Problems(unit.profile());
      Optional<UnitProfile> profile = profiles.unit(unit.profile(), own);
      problems.addAll(own.list());
      if (profile.isPresent()) {
        found.put(unit.name(), profile.get());
        checkWire(unit, profile.get(), problems);
      }
    }
    onePlaceEach(studio, found, problems);
    return new UnitProfiles(found);
  }

  /** Two units may share a wire, but not an address on it. */
  private static void onePlaceEach(
      Studio studio, Map<String, UnitProfile> found, Problems problems) {
    Map<String, String> owners = new LinkedHashMap<>();
    Map<String, Protocol.Serial> ports = new HashMap<>();
    for (Studio.Unit unit : studio.units()) {
      UnitProfile profile = found.get(unit.name());
      if (profile == null
          || unit.wire().isEmpty()
          || unit.wire().get() instanceof Studio.Wire.Midi) {
        continue;
      }
      Protocol.Addressing range =
          profile.protocol().map(Protocol::addressing).orElse(Protocol.Addressing.NONE);
      int address = unit.address() < 0 ? range.usual() : unit.address();
      if (unit.wire().get() instanceof Studio.Wire.Serial s) {
        Protocol.Serial is = settings(s, profile);
        Protocol.Serial was = ports.putIfAbsent(s.place(), is);
        if (was != null && !was.equals(is)) {
          problems.add(
              unit.line(),
              "units." + unit.name() + ".serial",
              s.place() + " at " + is.baud() + " " + is.format(),
              "all units of a port at the same settings",
              "another one has it at " + was.baud() + " " + was.format());
        }
      }
      String before = owners.putIfAbsent(unit.wire().get() + " " + address, unit.name());
      if (before != null) {
        problems.add(
            unit.line(),
            "units." + unit.name(),
            "the wire of '" + before + "'" + (range.used() ? ", and its address" : ""),
            range.used() ? "an address of its own" : "a wire of its own",
            range.used() ? "add 'address:'" : profile.id() + " has no addresses");
      }
    }
  }

  private static Protocol.Serial settings(Studio.Wire.Serial wire, UnitProfile profile) {
    return wire.line()
        .over(
            profile.protocol().flatMap(p -> p.transport().serial()).orElse(Protocol.Serial.USUAL));
  }

  private static void checkBaud(Studio.Unit unit, UnitProfile profile, Problems problems) {
    List<Integer> bauds =
        profile
            .protocol()
            .flatMap(p -> p.transport().serial())
            .map(Protocol.Serial::bauds)
            .orElse(List.of());
    if (unit.wire().orElse(null) instanceof Studio.Wire.Serial s
        && s.line().baud() > 0
        && bauds.size() > 1
        && !bauds.contains(s.line().baud())) {
      problems.add(
          unit.line(),
          "units." + unit.name() + ".serial.baud",
          Integer.toString(s.line().baud()),
          "one of " + bauds.stream().map(String::valueOf).collect(Collectors.joining(", ")),
          profile.id() + " can be set to these");
    }
  }

  private static void checkWire(Studio.Unit unit, UnitProfile profile, Problems problems) {
    if (unit.wire().isEmpty()) {
      return;
    }
    Optional<Protocol.Transport> transport = profile.protocol().map(Protocol::transport);
    String wire =
        switch (unit.wire().get()) {
          case Studio.Wire.Serial s ->
              transport.flatMap(Protocol.Transport::serial).isPresent() ? "" : "serial";
          case Studio.Wire.Tcp t ->
              transport.map(Protocol.Transport::tcp).orElse(false) ? "" : "tcp";
          case Studio.Wire.Midi m ->
              transport.map(Protocol.Transport::midi).orElse(false) ? "" : "midi";
        };
    checkAddress(unit, profile, problems);
    checkBaud(unit, profile, problems);
    if (!wire.isEmpty()) {
      problems.add(
          unit.line(),
          "units." + unit.name() + "." + wire,
          wire,
          transport.isEmpty()
              ? "no wire: " + profile.id() + " is set by hand"
              : "a wire that " + profile.id() + " speaks on",
          transport.map(UnitProfiles::wires).orElse("take '" + wire + ":' away"));
    }
  }

  private static String wires(Protocol.Transport transport) {
    List<String> wires = new ArrayList<>();
    transport.serial().ifPresent(s -> wires.add("serial: PATH"));
    if (transport.tcp()) {
      wires.add("tcp: HOST:PORT");
    }
    if (transport.midi()) {
      wires.add("midi: {in: NAME, out: NAME}");
    }
    return "its profile knows " + String.join(", ", wires);
  }

  private static void checkAddress(Studio.Unit unit, UnitProfile profile, Problems problems) {
    Protocol.Addressing range =
        profile.protocol().map(Protocol::addressing).orElse(Protocol.Addressing.NONE);
    boolean wrong =
        range.used()
            ? unit.address() >= 0 && (unit.address() < range.min() || unit.address() > range.max())
            : unit.address() > 0;
    if (wrong) {
      problems.add(
          unit.line(),
          "units." + unit.name() + ".address",
          Integer.toString(unit.address()),
          range.used()
              ? "an address from " + range.min() + " to " + range.max()
              : "no address: " + profile.id() + " has none",
          "");
    }
  }

  /**
   * The parameters of each unit, for {@code Tree.of}; {@code locate} beside them where the box can
   * show itself.
   */
  public Map<String, List<Parameter>> models() {
    Map<String, List<Parameter>> models = new LinkedHashMap<>();
    byUnit.forEach(
        (name, profile) -> {
          List<Parameter> model = new ArrayList<>(profile.model());
          if (profile.locatable()) {
            model.add(
                Parameter.action(
                    new Address("/locate"), Safety.SAFE, "Shows for a while which box it is"));
          }
          models.put(name, List.copyOf(model));
        });
    return models;
  }
}

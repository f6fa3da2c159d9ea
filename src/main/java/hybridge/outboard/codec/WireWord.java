package hybridge.outboard.codec;

import hybridge.profile.Code;
import hybridge.profile.Codec;
import hybridge.profile.Template;
import hybridge.profile.Writing;
import hybridge.wire.Packing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/**
 * What stands under one word on the wire: one parameter, or several that share the bits of a
 * number. Immutable.
 *
 * @param address of the unit, for codecs that put bits beside it
 * @param params by their ids
 */
record WireWord(String word, String heard, int address, Map<String, Code> params) {

  boolean shared() {
    return params.values().iterator().next().bits().isPresent();
  }

  String first() {
    return params.keySet().iterator().next();
  }

  /**
   * The texts for a template's holes.
   *
   * @param values of the parameters that are meant
   * @param held of those that merely share the number
   * @param magnitude without the sign
   */
  Map<String, String> fill(
      Template t,
      Map<String, Double> values,
      ToDoubleFunction<String> held,
      boolean magnitude,
      String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("word", name);
    if (t.has("value") || t.has("high") || t.has("low")) {
      long raw = raw(values, held);
      raw = magnitude ? Math.abs(raw) : raw;
      Packing packing = t.packing("value");
      if (packing == null && !shared()) {
        Writing writing = params.get(first()).writing();
        double value = values.getOrDefault(first(), held.applyAsDouble(first()));
        texts.put("value", writing.text(magnitude ? Math.abs(value) : value));
      } else {
        texts.put("value", (packing == null ? Packing.U8 : packing).text(raw));
      }
      texts.put("high", form(t, "high").text(raw >> 7 & 0x7F));
      texts.put("low", form(t, "low").text(raw & 0x7F));
      texts.put("flags", form(t, "flags").text(flags(values)));
      Codec.Placing placing = placing();
      if (placing != null) {
        texts.put("low", form(t, "low").text(placing.low(raw)));
        texts.put("address", form(t, "address").text(placing.address(raw, address)));
      }
    }
    return texts;
  }

  /** Where the bits stand if the template cannot say it, or null. */
  Codec.Placing placing() {
    return params.get(first()).placing().orElse(null);
  }

  private static Packing form(Template t, String hole) {
    Packing packing = t.packing(hole);
    return packing == null ? Packing.U8 : packing;
  }

  private long raw(Map<String, Double> values, ToDoubleFunction<String> held) {
    if (!shared()) {
      double value = values.getOrDefault(first(), held.applyAsDouble(first()));
      return params.get(first()).writing().raw(Double.isNaN(value) ? 0 : value);
    }
    long raw = 0;
    for (Map.Entry<String, Code> e : params.entrySet()) {
      double value = values.getOrDefault(e.getKey(), held.applyAsDouble(e.getKey()));
      Code.Bits bits = e.getValue().bits().orElseThrow();
      long part = Double.isNaN(value) ? 0 : e.getValue().writing().raw(value);
      raw |= part << bits.low() & bits.mask();
    }
    return raw;
  }

  private long flags(Map<String, Double> values) {
    long flags = 0;
    for (String id : values.keySet()) {
      int flag =
          params.containsKey(id) ? params.get(id).bits().map(Code.Bits::flag).orElse(-1) : -1;
      flags |= flag < 0 ? 0 : 1L << flag;
    }
    return flags;
  }

  /**
   * What a filled template says about the parameters; empty when it makes no sense. NaN where it
   * names one without a value.
   *
   * @param negative the value stands without its sign, which is a minus
   */
  Map<String, Double> read(Template t, Map<String, String> holes, boolean negative) {
    boolean halves = holes.containsKey("high") || placing() != null && holes.containsKey("low");
    if (!holes.containsKey("value") && !halves) {
      return Map.of(first(), Double.NaN);
    }
    Packing packing = t.packing("value");
    OptionalDouble synonym = synonym(holes);
    if (synonym.isPresent()) {
      return Map.of(first(), synonym.getAsDouble());
    }
    if (packing == null && !halves && !shared()) {
      OptionalDouble value = params.get(first()).writing().value(holes.get("value"));
      return value.isPresent()
          ? Map.of(first(), negative ? -value.getAsDouble() : value.getAsDouble())
          : Map.of();
    }
    OptionalLong number =
        halves
            ? placing() == null ? halves(t, holes) : placed(t, holes)
            : (packing == null ? Packing.U8 : packing).number(holes.get("value"));
    if (number.isEmpty()) {
      return Map.of();
    }
    return values(negative ? -number.getAsLong() : number.getAsLong(), meant(t, holes));
  }

  private OptionalDouble synonym(Map<String, String> holes) {
    return shared() || !holes.containsKey("value")
        ? OptionalDouble.empty()
        : params.get(first()).synonyms().value(holes.get("value"));
  }

  /** The parameters of which a filled template says that they have no value now. */
  List<String> absent(Template t, Map<String, String> holes) {
    String text = holes.get("value");
    if (text == null) {
      return List.of();
    }
    Packing packing = t.packing("value");
    boolean plain = packing == null && !shared();
    OptionalLong raw =
        plain && params.get(first()).writing() instanceof Writing.Whole w
            ? w.packing().number(text)
            : packing == null ? OptionalLong.empty() : packing.number(text);
    List<String> absent = new ArrayList<>();
    params.forEach(
        (id, code) -> {
          long part =
              raw.isEmpty() || code.bits().isEmpty()
                  ? raw.orElse(-1)
                  : (raw.getAsLong() & code.bits().get().mask()) >> code.bits().get().low();
          boolean number = raw.isPresent() && code.synonyms().absent(part);
          if (number || !shared() && code.synonyms().absent(text)) {
            absent.add(id);
          }
        });
    return absent;
  }

  private static OptionalLong halves(Template t, Map<String, String> holes) {
    OptionalLong high = form(t, "high").number(holes.get("high"));
    OptionalLong low = form(t, "low").number(holes.getOrDefault("low", "\0"));
    return high.isPresent() && low.isPresent()
        ? OptionalLong.of(high.getAsLong() << 7 | low.getAsLong())
        : OptionalLong.empty();
  }

  private OptionalLong placed(Template t, Map<String, String> holes) {
    OptionalLong low = form(t, "low").number(holes.get("low"));
    OptionalLong with = form(t, "address").number(holes.getOrDefault("address", ""));
    return low.isPresent() && with.isPresent()
        ? placing().number(low.getAsLong(), with.getAsLong(), address)
        : OptionalLong.empty();
  }

  /** The flags, or −1 where there are none: all are meant. */
  private static long meant(Template t, Map<String, String> holes) {
    return holes.containsKey("flags") ? form(t, "flags").number(holes.get("flags")).orElse(0) : -1;
  }

  private Map<String, Double> values(long raw, long flags) {
    Map<String, Double> values = new LinkedHashMap<>();
    params.forEach(
        (id, code) -> {
          Code.Bits bits = code.bits().orElse(null);
          long part = bits == null ? raw : (raw & bits.mask()) >> bits.low();
          boolean meant =
              bits == null || bits.flag() < 0 || flags < 0 || (flags >> bits.flag() & 1) != 0;
          OptionalDouble synonym = code.synonyms().value(part);
          OptionalDouble value = synonym.isPresent() ? synonym : code.writing().ofRaw(part);
          if (meant && value.isPresent()) {
            values.put(id, value.getAsDouble());
          }
        });
    return values;
  }

  List<String> ids() {
    return List.copyOf(params.keySet());
  }
}

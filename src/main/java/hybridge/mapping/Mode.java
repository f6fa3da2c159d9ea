package hybridge.mapping;

import java.util.HashMap;
import java.util.Map;

/**
 * What hands have chosen on one surface: layer, page, flip, aux, spill, and where each bank stands.
 * Immutable.
 *
 * @param layer what the faders hold
 * @param page what the encoders hold
 * @param pageAt which part of that page, from 0; beyond the last it is the last
 * @param flip encoders and faders have changed places
 * @param aux the aux that sends go to, from 1
 * @param spill the fader of the VCA whose members are on the faders; −1 for none
 * @param banks by what the banks are of
 */
record Mode(
    String layer,
    String page,
    int pageAt,
    boolean flip,
    int aux,
    int spill,
    Map<String, Bank> banks) {

  /** No VCA is spilled. */
  static final int NONE = -1;

  /**
   * Where a bank stands.
   *
   * @param first its first place, from 0
   * @param anchor a parameter of what stands there: it keeps its index when strips move; −1 when
   *     nothing stands there
   */
  record Bank(int first, int anchor) {}

  Mode {
    banks = Map.copyOf(banks);
  }

  static Mode start(String layer, String page) {
    return new Mode(layer, page, 0, false, 1, NONE, Map.of());
  }

  Mode onLayer(String other) {
    return new Mode(other, page, pageAt, flip, aux, NONE, banks);
  }

  Mode onPage(String other, int at) {
    return new Mode(layer, other, at, flip, aux, spill, banks);
  }

  Mode flipped(boolean now) {
    return new Mode(layer, page, pageAt, now, aux, spill, banks);
  }

  Mode toAux(int number) {
    return new Mode(layer, page, pageAt, flip, number, spill, banks);
  }

  Mode spilling(int vca) {
    return new Mode(layer, page, pageAt, flip, aux, vca, banks);
  }

  Mode with(String bank, Bank at) {
    Map<String, Bank> more = new HashMap<>(banks);
    more.put(bank, at);
    return new Mode(layer, page, pageAt, flip, aux, spill, more);
  }
}

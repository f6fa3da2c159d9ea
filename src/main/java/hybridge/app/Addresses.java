package hybridge.app;

import hybridge.value.Address;

/** Addresses as people type them. */
final class Addresses {
  private Addresses() {}

  /** Refuses a text that cannot be an address. */
  static void require(String address) {
    if (!Address.isValid(address)) {
      throw Exit.WrongInput.of(
          "ADDRESS",
          "",
          "'" + address + "'",
          "an address such as /strip/1/fader",
          "'hybridge params' lists them all");
    }
  }
}

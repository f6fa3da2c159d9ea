package hybridge.io.midi;

import hybridge.surface.Port;

/**
 * A pair of ports wherever it is found: on JACK, or among Java Sound's devices. Used by the thread
 * that owns the surface or unit; {@link #trouble} by any.
 */
final class MidiPort implements Port {
  private final String id;
  private final Port jack;
  private final SoundPort sound;

  /**
   * @param jack null: there is no JACK client
   * @param sound null: nothing is to be looked for
   */
  MidiPort(String id, Port jack, SoundPort sound) {
    this.id = id;
    this.jack = jack;
    this.sound = sound;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public boolean send(byte[] message) {
    return jack != null && jack.present()
        ? jack.send(message)
        : sound != null && sound.send(message);
  }

  @Override
  public int receive(Receiver receiver) {
    return (jack == null ? 0 : jack.receive(receiver))
        + (sound == null ? 0 : sound.receive(receiver));
  }

  @Override
  public boolean present() {
    return jack != null && jack.present() || sound != null && sound.present();
  }

  /** Both only rise, and so does their sum. */
  @Override
  public int generation() {
    return (jack == null ? 0 : jack.generation()) + (sound == null ? 0 : sound.generation());
  }

  String trouble() {
    if (present()) {
      return "";
    }
    if (sound != null) {
      return sound.trouble();
    }
    return jack == null
        ? id + ": there is no JACK to make a port on; 'midi: {in: NAME, out: NAME}' names a device"
        : "the MIDI port " + id + "_out is connected to nothing";
  }
}

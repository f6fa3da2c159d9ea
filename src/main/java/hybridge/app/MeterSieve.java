package hybridge.app;

import hybridge.profile.Control.Kind;
import hybridge.profile.Encoding;
import hybridge.profile.SurfaceProfile;
import hybridge.profile.SurfaceProfile.Heard;
import hybridge.surface.Listening;
import hybridge.wire.MidiParser;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Tells a surface's meters from everything else that it is shown: without sound there are none. */
final class MeterSieve {
  private static final Set<Kind> METERS = EnumSet.of(Kind.METER, Kind.METER_RIGHT, Kind.MAIN_METER);

  private final MidiParser parser = new MidiParser(512);
  private final Listening listening;
  private boolean meter;

  MeterSieve(SurfaceProfile profile) {
    List<Heard> told = new ArrayList<>();
    profile
        .shown()
        .forEach(
            (control, shown) -> told.add(new Heard(control, shown.form(), Encoding.ABSOLUTE, 0)));
    listening = Listening.ofSurface(told);
  }

  /** Does this message show a meter? */
  boolean meter(byte[] message) {
    meter = false;
    listening.at(
        0,
        new Listening.Values() {
          @Override
          public void value(Heard heard, int value, int full) {
            meter |= METERS.contains(heard.control().kind());
          }

          @Override
          public void step(Heard heard, int ticks) {}

          @Override
          public void sysex(byte[] bytes, int length) {}

          @Override
          public void any(int status, int data1, int data2) {}
        });
    parser.feed(message, 0, message.length, listening);
    return meter;
  }
}

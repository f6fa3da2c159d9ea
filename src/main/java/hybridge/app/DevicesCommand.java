package hybridge.app;

import hybridge.io.jack.JackListing;
import hybridge.io.jack.JackPort;
import hybridge.io.midi.SoundDevices;
import hybridge.io.serial.SerialPorts;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "devices",
    description =
        "Lists the audio, MIDI and serial ports of this machine, and what stands in their way.")
final class DevicesCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print one JSON value.")
  private boolean json;

  @Override
  public Integer call() {
    Machine machine = Machine.look();
    if (json) {
      Json.print(machine.view());
      return Exit.DONE;
    }
    System.out.println(
        "audio   "
            + machine
                .jack()
                .map(
                    j ->
                        "JACK at "
                            + j.rate()
                            + " Hz, blocks of "
                            + j.blockFrames()
                            + ": "
                            + j.captures().size()
                            + " inputs, "
                            + j.playbacks().size()
                            + " outputs")
                .orElse("no JACK server"));
    List<JackPort> midi = machine.jack().map(JackListing::midi).orElse(List.of());
    for (JackPort port : midi) {
      String other = port.aliases().isEmpty() ? "" : "  (" + port.aliases().getFirst() + ")";
      System.out.println("midi    " + (port.source() ? "in   " : "out  ") + port.name() + other);
    }
    for (SoundDevices.Found device : machine.midi()) {
      System.out.println(
          "midi    " + (device.source() ? "in   " : "out  ") + device.name() + "  (Java Sound)");
    }
    for (SerialPorts.Found port : machine.serial()) {
      String usb = port.usb().isEmpty() ? "" : "  usb: \"" + port.usb() + "\"";
      System.out.println("serial  " + port.path() + "  " + port.description() + usb);
    }
    machine.hints().forEach(hint -> System.out.println("hint    " + hint));
    return Exit.DONE;
  }
}

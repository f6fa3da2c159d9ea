/** The one JACK client: audio and MIDI ports, latency, server lost and found. */
package hybridge.io.jack;

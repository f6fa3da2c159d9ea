/** MIDI ports: JACK's, javax.sound.midi's. */
package hybridge.io.midi;

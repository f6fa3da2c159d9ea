/** Java Sound, the simulated interface, WAV files. */
package hybridge.io.audio;

/** OSC over UDP. */
package hybridge.io.osc;

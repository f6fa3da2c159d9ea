/** Turns "console before, console after" into the smallest engine change, off the audio thread. */
package hybridge.planner;

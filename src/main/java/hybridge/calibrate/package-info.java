/** Measures a live insert: cut, bypass, play, record, restore; measure does the arithmetic. */
package hybridge.calibrate;

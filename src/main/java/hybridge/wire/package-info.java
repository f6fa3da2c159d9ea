/** Bytes ⇄ messages: MIDI stream, sysex, COBS, CRC, escapes, line framing. */
package hybridge.wire;

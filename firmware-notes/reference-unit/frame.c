/* Hybridge reference unit: frames
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#include "frame.h"

#include <avr/pgmspace.h>
#include <string.h>

#include "uart.h"

/* CRC-16/CCITT-FALSE: polynomial 1021 from FFFF, top bit first; eight of its steps at once. */
uint16_t frame_crc(uint16_t crc, const uint8_t *bytes, uint8_t length) {
  while (length--) {
    crc = (crc >> 8) | (crc << 8);
    crc ^= *bytes++;
    crc ^= (crc & 0xFF) >> 4;
    crc ^= crc << 12;
    crc ^= (crc & 0xFF) << 5;
  }
  return crc;
}

/* Where the decoder stands in the frame that comes in. COBS is a row of blocks: a code, then code - 1 bytes that are not
   zero; between two blocks stands a zero, unless the first was as long as can be. */
static struct {
  uint8_t taken; /* bytes of the wire; 0: before a frame */
  uint8_t left;  /* of this block */
  bool full;     /* this block is as long as can be: no zero behind it */
  bool broken;
} decoder;
static uint16_t wrong;

uint16_t frame_wrong(void) { return wrong; }

static void decode(struct frame *into, uint8_t byte) {
  if (decoder.broken || ++decoder.taken > FRAME_LONGEST_IN) {
    decoder.broken = true;
    return;
  }
  if (decoder.taken == 1) into->length = 0;
  if (decoder.left) {
    decoder.left--;
    frame_byte(into, byte);
    return;
  }
  if (decoder.taken > 1 && !decoder.full) frame_byte(into, 0);
  decoder.left = byte - 1;
  decoder.full = byte == 0xFF;
}

/* A 00 has come: was that a frame? A 00 behind a 00 is none and does no harm. */
static bool ended(struct frame *into) {
  bool any = decoder.taken;
  bool whole = any && !decoder.broken && !decoder.left && into->length >= 4;
  memset(&decoder, 0, sizeof decoder);
  if (whole && frame_crc(0xFFFF, into->bytes, into->length) == 0) { /* a CRC with itself behind it is zero */
    into->length -= 2;
    return true;
  }
  if (any && wrong != 0xFFFF) wrong++;
  return false;
}

bool frame_receive(struct frame *into) {
  int16_t byte;
  while ((byte = uart_read()) >= 0) {
    if (byte) {
      decode(into, byte);
    } else if (ended(into)) {
      return true;
    }
  }
  return false;
}

void frame_byte(struct frame *f, uint8_t byte) {
  if (f->length < FRAME_MOST) f->bytes[f->length++] = byte;
}

void frame_word(struct frame *f, uint16_t word) {
  frame_byte(f, word >> 8);
  frame_byte(f, word);
}

void frame_long(struct frame *f, uint32_t number) {
  frame_word(f, number >> 16);
  frame_word(f, number);
}

void frame_text(struct frame *f, const char *flash) {
  uint8_t letter;
  while ((letter = pgm_read_byte(flash++))) frame_byte(f, letter);
}

void frame_begin(struct frame *f, uint8_t number, uint8_t operation) {
  f->length = 0;
  frame_byte(f, number);
  frame_byte(f, operation);
}

void frame_end(struct frame *f) { frame_word(f, frame_crc(0xFFFF, f->bytes, f->length)); }

/* The code of each block is found by looking ahead: no second buffer. */
void frame_send(const struct frame *f) {
  uint8_t at = 0;
  for (;;) {
    uint8_t end = at;
    while (end < f->length && f->bytes[end]) end++;
    uart_write(end - at + 1);
    while (at < end) uart_write(f->bytes[at++]);
    if (at++ >= f->length) break;
  }
  uart_write(0);
}

bool frame_same(const struct frame *a, const struct frame *b) {
  return a->length == b->length && !memcmp(a->bytes, b->bytes, a->length);
}

/* Hybridge reference unit: frames: COBS outside, CRC-16 inside
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#ifndef FRAME_H
#define FRAME_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What may come in, as on the wire without its 00. */
#define FRAME_LONGEST_IN 64

/* What may go out, before COBS: thirty parameters in one answer. No more than 253, and a host takes 256 on the wire. */
#define FRAME_MOST 96

struct frame {
  uint8_t length;
  uint8_t bytes[FRAME_MOST]; /* number, operation, body, CRC */
};

uint16_t frame_crc(uint16_t crc, const uint8_t *bytes, uint8_t length);

/* Takes what has come in; true when that ends a whole frame with a right CRC, which is then there without it. */
bool frame_receive(struct frame *into);

/* How many could not be read: wrong CRC, no COBS, too short, too long. Stays at FFFF. */
uint16_t frame_wrong(void);

void frame_begin(struct frame *f, uint8_t number, uint8_t operation);
void frame_byte(struct frame *f, uint8_t byte);
void frame_word(struct frame *f, uint16_t word);
void frame_long(struct frame *f, uint32_t number);

/* Letters from flash, without the 00 at their end. */
void frame_text(struct frame *f, const char *flash);

/* Writes the CRC behind it; then it may be sent as often as one likes. */
void frame_end(struct frame *f);
void frame_send(const struct frame *f);

bool frame_same(const struct frame *a, const struct frame *b);
#endif

/* Hybridge reference unit: which relay does what
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#include "wiring.h"

#include <avr/pgmspace.h>

#include "model.h"

/* A ladder: its position as a binary number on neighbouring coils. */
struct ladder {
  uint8_t shift, width;
};
enum { MAKEUP_LADDER, THRESHOLD_LADDER, ATTACK_LADDER, RELEASE_LADDER, RATIO_LADDER, MIX_LADDER, LADDERS };
static const struct ladder WIRING[LADDERS] PROGMEM = {
    [MAKEUP_LADDER] = {1, 7},   [THRESHOLD_LADDER] = {8, 8}, [ATTACK_LADDER] = {16, 4},
    [RELEASE_LADDER] = {20, 4}, [RATIO_LADDER] = {24, 3},    [MIX_LADDER] = {27, 3},
};
#define PROCESS 0xC0000000UL /* the two bypass relays: through the unit instead of past it */
#define MAKEUP_COILS 0x000000FEUL

/* What the timing and ratio positions are, in numbers of the wire. */
static const int16_t ATTACKS[16] PROGMEM = {1, 2, 3, 5, 7, 10, 20, 30, 50, 70, 100, 200, 300, 500, 1000, 2000};
static const int16_t RELEASES[16] PROGMEM = {5, 10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000};
static const int16_t RATIOS[8] PROGMEM = {100, 150, 200, 300, 400, 600, 1000, 2000};

#define QUARTER_DB 25

/* The nearest by ratio: between two positions the border is their geometric mean. */
static uint8_t nearest(const int16_t *positions, uint8_t count, int16_t value) {
  uint8_t p = 0;
  while (p + 1 < count) {
    int32_t here = pgm_read_word(positions + p), next = pgm_read_word(positions + p + 1);
    if ((int32_t)value * value < here * next) break;
    p++;
  }
  return p;
}

static uint8_t position(uint8_t ladder) {
  switch (ladder) {
    case MAKEUP_LADDER: return (model_value(MAKEUP) + QUARTER_DB / 2) / QUARTER_DB;
    case THRESHOLD_LADDER: return (-model_value(THRESHOLD) + QUARTER_DB / 2) / QUARTER_DB;
    case ATTACK_LADDER: return nearest(ATTACKS, 16, model_value(ATTACK));
    case RELEASE_LADDER: return nearest(RELEASES, 16, model_value(RELEASE));
    case RATIO_LADDER: return nearest(RATIOS, 8, model_value(RATIO));
    default: return (model_value(MIX) * 7L + 500) / 1000;
  }
}

uint32_t wiring_word(void) {
  uint32_t word = 0;
  for (uint8_t l = 0; l < LADDERS; l++) word |= (uint32_t)position(l) << pgm_read_byte(&WIRING[l].shift);
  if (!model_value(BYPASS)) word |= PROCESS;
  if (!model_value(MUTE)) word |= WIRING_UNMUTE;
  return word;
}

bool wiring_is_step(uint32_t from, uint32_t to) {
  if ((from ^ to) & (PROCESS | WIRING_UNMUTE)) return false;
  for (uint8_t l = 0; l < LADDERS; l++) {
    uint8_t shift = pgm_read_byte(&WIRING[l].shift);
    uint8_t mask = (1 << pgm_read_byte(&WIRING[l].width)) - 1;
    int16_t by = (int16_t)((from >> shift) & mask) - (int16_t)((to >> shift) & mask);
    if (by < -1 || by > 1) return false;
  }
  return true;
}

/* Makeup is quieter with fewer coils, everything else with more: more of the side chain, more ratio, more of the mix. */
uint32_t wiring_quieter(uint32_t a, uint32_t b) { return (a & b & MAKEUP_COILS) | ((a | b) & ~MAKEUP_COILS); }

/* Hybridge reference unit: the model
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#include "model.h"

#include <avr/pgmspace.h>
#include <string.h>

#include "store.h"

enum { CONTINUOUS, STEPPED, CHOICE, SWITCH };
enum { NO_UNIT, DB, HZ, MS, S, PERCENT, TO_ONE };
enum { LINEAR, LOGARITHMIC };
enum { SAFE, LEVEL, MUTES, ROUTE, PHANTOM, POWER, STORE, DANGER };
#define FLAG_READ_ONLY 1

/* One row of the table, which is also what 05 answers. Numbers are those of the wire; scale divides them. */
struct parameter {
  uint8_t id, kind, unit, law, safety, flags;
  int16_t smallest, largest, first, step;
  uint16_t scale;
  char name[12];
  const char *choices; /* in flash, with a space between two, or NULL */
};

static const struct parameter TABLE[PARAMETERS] PROGMEM = {
    [THRESHOLD] = {0x01, CONTINUOUS, DB, LINEAR, LEVEL, 0, -6000, 0, 0, 0, 100, "threshold", NULL},
    [RATIO] = {0x02, CONTINUOUS, TO_ONE, LOGARITHMIC, SAFE, 0, 100, 2000, 200, 0, 100, "ratio", NULL},
    [ATTACK] = {0x03, CONTINUOUS, MS, LOGARITHMIC, SAFE, 0, 1, 2000, 100, 0, 10, "attack", NULL},
    [RELEASE] = {0x04, CONTINUOUS, MS, LOGARITHMIC, SAFE, 0, 5, 3000, 150, 0, 1, "release", NULL},
    [MAKEUP] = {0x05, CONTINUOUS, DB, LINEAR, LEVEL, 0, 0, 2400, 0, 0, 100, "makeup", NULL},
    [MIX] = {0x06, CONTINUOUS, PERCENT, LINEAR, SAFE, 0, 0, 1000, 1000, 0, 10, "mix", NULL},
    [BYPASS] = {0x7E, SWITCH, NO_UNIT, LINEAR, LEVEL, 0, 0, 1, 1, 0, 1, "bypass", NULL},
    [MUTE] = {0x7F, SWITCH, NO_UNIT, LINEAR, MUTES, 0, 0, 1, 1, 0, 1, "mute", NULL},
};

static int16_t values[PARAMETERS], staged[PARAMETERS];
static bool is_staged[PARAMETERS], by_hand[PARAMETERS];
static uint16_t changed[PARAMETERS]; /* the mark that its last change made */
static uint16_t mark;
static bool moved;

#define ROW(parameter, member) (&TABLE[parameter].member)

uint8_t model_id(uint8_t p) { return pgm_read_byte(ROW(p, id)); }
int16_t model_smallest(uint8_t p) { return pgm_read_word(ROW(p, smallest)); }
int16_t model_largest(uint8_t p) { return pgm_read_word(ROW(p, largest)); }
int16_t model_value(uint8_t p) { return values[p]; }

void model_start(void) {
  for (uint8_t p = 0; p < PARAMETERS; p++) values[p] = pgm_read_word(ROW(p, first));
}

uint8_t model_find(uint8_t id) {
  for (uint8_t p = 0; p < PARAMETERS; p++) {
    if (model_id(p) == id) return p;
  }
  return NO_PARAMETER;
}

enum refusal model_check(uint8_t p, int16_t *value) {
  if (pgm_read_byte(ROW(p, flags)) & FLAG_READ_ONLY) return READ_ONLY;
  int16_t smallest = model_smallest(p), largest = model_largest(p);
  if (*value < smallest || *value > largest) return OUT_OF_RANGE;
  int16_t step = pgm_read_word(ROW(p, step));
  if (step) {
    int32_t steps = ((int32_t)*value - smallest + step / 2) / step;
    int32_t nearest = smallest + steps * step;
    *value = nearest > largest ? nearest - step : nearest;
  }
  return TAKEN;
}

void model_set(uint8_t p, int16_t value) {
  if (values[p] == value) return;
  values[p] = value;
  if (mark == 0xFFFF) { /* marks are used up: another epoch tells every host to read anew */
    store_next_epoch();
    mark = 0;
    memset(changed, 0, sizeof changed);
  }
  changed[p] = mark + 1;
  moved = true;
}

void model_done(void) {
  if (!moved) return;
  moved = false;
  mark++;
  store_soon();
}

void model_by_hand(uint8_t p) { by_hand[p] = true; }

bool model_take_by_hand(uint8_t p) {
  bool was = by_hand[p];
  by_hand[p] = false;
  return was;
}

void model_stage(uint8_t p, int16_t value) {
  staged[p] = value;
  is_staged[p] = true;
}

void model_unstage(void) { memset(is_staged, 0, sizeof is_staged); }

bool model_commit(void) {
  bool any = false;
  for (uint8_t p = 0; p < PARAMETERS; p++) {
    if (is_staged[p]) {
      any = true;
      model_set(p, staged[p]);
    }
  }
  model_unstage();
  model_done();
  return any;
}

uint16_t model_mark(void) { return mark; }

bool model_changed_since(uint8_t p, uint16_t since) { return changed[p] > since; }

void model_describe(uint8_t p, struct frame *into) {
  const uint8_t *row = (const uint8_t *)ROW(p, id);
  for (uint8_t i = 0; i < 6; i++) frame_byte(into, pgm_read_byte(row + i));
  for (uint8_t i = 0; i < 5; i++) frame_word(into, pgm_read_word(ROW(p, smallest) + i));
  frame_text(into, TABLE[p].name);
  const char *choices = pgm_read_ptr(ROW(p, choices));
  if (!choices) return;
  frame_byte(into, 0);
  uint8_t letter;
  while ((letter = pgm_read_byte(choices++))) frame_byte(into, letter == ' ' ? 0 : letter);
}

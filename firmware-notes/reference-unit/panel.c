/* Hybridge reference unit: the panel
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#include "panel.h"

#include <avr/io.h>
#include <avr/pgmspace.h>
#include <stdbool.h>
#include <util/atomic.h>

#include "board.h"
#include "clock.h"
#include "model.h"
#include "store.h"

#define DETENT 25 /* a quarter of a dB: one position of the ladder */
#define KEY_MS 20
#define FLASH_MS 250

/* From the last two bits to the next two, a quarter of a detent one way or the other; two at once is a bounce. */
static const int8_t QUARTERS[16] PROGMEM = {0, 1, -1, 0, -1, 0, 0, 1, 1, 0, 0, -1, 0, -1, 1, 0};

static volatile int8_t quarters; /* not yet given to the model */
static volatile uint8_t key_ms;  /* how long it has been down; KEY_MS: long enough */
static uint8_t contacts;
static uint32_t locate_until;
static bool locating, key_used;

void panel_start(void) {
  DDRB |= _BV(LAMP);
  PORTD |= _BV(ENCODER_A) | _BV(ENCODER_B) | _BV(RECALL_KEY);
  contacts = 3;
}

void panel_tick(void) {
  uint8_t pins = PIND;
  uint8_t now = (pins & _BV(ENCODER_A) ? 2 : 0) | (pins & _BV(ENCODER_B) ? 1 : 0);
  quarters += (int8_t)pgm_read_byte(&QUARTERS[contacts << 2 | now]);
  contacts = now;
  if (pins & _BV(RECALL_KEY)) {
    key_ms = 0;
  } else if (key_ms < KEY_MS) {
    key_ms++;
  }
}

static void by_hand(uint8_t parameter, int16_t value) {
  if (model_value(parameter) == value) return;
  model_set(parameter, value);
  model_by_hand(parameter);
}

static void turn(int8_t detents) {
  int16_t value = model_value(THRESHOLD) + DETENT * detents;
  if (value < model_smallest(THRESHOLD)) value = model_smallest(THRESHOLD);
  if (value > model_largest(THRESHOLD)) value = model_largest(THRESHOLD);
  by_hand(THRESHOLD, value);
}

/* Brings back what was last committed; the mute stays as it is, because only a host takes it off. */
static void recall(void) {
  for (uint8_t p = 0; p < PARAMETERS; p++) {
    int16_t value;
    if (p != MUTE && store_last(p, &value)) by_hand(p, value);
  }
}

static void flash(void) {
  uint32_t now = clock_ms();
  if (locating && (int32_t)(now - locate_until) >= 0) locating = false;
  /* On first and off at the end, whatever the number of seconds. */
  if (locating && (locate_until - now - 1) / FLASH_MS & 1) {
    PORTB |= _BV(LAMP);
  } else {
    PORTB &= ~_BV(LAMP);
  }
}

void panel_work(void) {
  int8_t detents;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    detents = quarters / 4;
    quarters -= 4 * detents;
  }
  if (detents) turn(detents);
  bool key = key_ms == KEY_MS;
  if (key && !key_used) recall();
  key_used = key;
  model_done();
  flash();
}

void panel_locate(uint8_t seconds) {
  locate_until = clock_ms() + 1000UL * seconds;
  locating = seconds > 0;
}

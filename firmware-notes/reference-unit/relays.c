/* Hybridge reference unit: the relays
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#include "relays.h"

#include <avr/io.h>
#include <stdbool.h>

#include "board.h"
#include "clock.h"
#include "model.h"
#include "wiring.h"

static uint32_t coils; /* which have current */
static uint32_t step_to; /* where the second half of a step leads; 0: no step is half done */
static uint32_t since, moves;
static uint32_t wanted; /* by the model as it was at this mark */
static uint16_t wanted_mark;
static bool moving; /* contacts have been told to move, less than RELAY_MS ago */

uint32_t relays_moves(void) { return moves; }
void relays_had_moved(uint32_t before) { moves += before; }

static void latch(uint32_t word) {
  for (int8_t shift = 24; shift >= 0; shift -= 8) {
    SPDR = word >> shift;
    while (!(SPSR & _BV(SPIF))) continue;
  }
  PORTB |= _BV(LATCH); /* the outputs change here */
  PORTB &= ~_BV(LATCH);
  for (uint32_t bits = word ^ coils; bits; bits &= bits - 1) moves++;
  coils = word;
}

static void go(uint32_t word) {
  latch(word);
  moving = true;
  since = clock_ms();
}

void relays_start(void) {
  PORTB |= _BV(RELAYS_OFF); /* high before it is an output: no blink */
  DDRB |= _BV(RELAYS_OFF) | _BV(LATCH) | _BV(SHIFT_DATA) | _BV(SHIFT_CLOCK);
  SPCR = _BV(SPE) | _BV(MSTR);
  wanted = wiring_word();
  latch(wanted & ~WIRING_UNMUTE);
  PORTB &= ~_BV(RELAYS_OFF);
}

/* Half a step: all coils that make it quieter first, so that on the way it is never louder than before and after. */
static void step(void) {
  uint32_t between = wiring_quieter(coils, wanted);
  if (between == coils || between == wanted) {
    go(wanted);
  } else {
    step_to = wanted;
    go(between);
  }
}

/* Worked out where something changed, and not each time: the round is short, and so is the time between two bytes. */
static void look(void) {
  if (wanted_mark == model_mark()) return;
  wanted_mark = model_mark();
  wanted = wiring_word();
}

/* One move of some contacts; the next follows when they are at rest. What is wanted is looked at anew each time: of what
   changed meanwhile only the last counts. */
void relays_work(void) {
  if (moving && clock_ms() - since <= RELAY_MS) return; /* the first millisecond may have been short */
  moving = false;
  look();
  uint32_t muted = wanted & ~WIRING_UNMUTE;
  bool half = step_to != 0 && step_to == wanted;
  step_to = 0;
  if (coils == wanted) return;
  if (half || coils == muted) {
    go(wanted); /* the rest of a step, or everything stands and the mute may open */
  } else if (!(coils & WIRING_UNMUTE)) {
    go(muted); /* everything in one latch, behind the mute */
  } else if (wiring_is_step(coils, wanted)) {
    step();
  } else {
    go(coils & ~WIRING_UNMUTE);
  }
}

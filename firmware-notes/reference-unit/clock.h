/* Hybridge reference unit: time since the start, and why it started
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#ifndef CLOCK_H
#define CLOCK_H
#include <stdbool.h>
#include <stdint.h>

void clock_start(void);

/* Milliseconds since the start. */
uint32_t clock_ms(void);

/* 01 power, 02 reset pin, 04 brown-out, 08 watchdog; a sum where several came together. */
uint8_t clock_cause(void);

/* Has a millisecond begun since the last time this was asked? */
bool clock_ticked(void);

/* Sleeps until an interrupt, a millisecond at most. */
void clock_rest(void);
#endif

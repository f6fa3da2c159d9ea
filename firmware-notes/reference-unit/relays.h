/* Hybridge reference unit: the relays move in an order that nobody hears
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#ifndef RELAYS_H
#define RELAYS_H
#include <stdint.h>

/* First of all: the relays stand where the model's first values want them, muted. */
void relays_start(void);

/* Goes on towards what the model wants. */
void relays_work(void);

/* How often a coil has changed in the life of this unit. */
uint32_t relays_moves(void);
void relays_had_moved(uint32_t moves);
#endif

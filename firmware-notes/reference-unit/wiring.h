/* Hybridge reference unit: which relay does what
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#ifndef WIRING_H
#define WIRING_H
#include <stdbool.h>
#include <stdint.h>

/* One bit for each coil, 1: it has current. All 0 is what a unit without power does: muted, least makeup, least
   threshold sensitivity, bypassed by its contacts. */
#define WIRING_UNMUTE 0x00000001UL

/* Where the coils have to be for the values of the model. */
uint32_t wiring_word(void);

/* Is it a step of one unit: each ladder stays or goes one position, and nothing else moves? */
bool wiring_is_step(uint32_t from, uint32_t to);

/* What stands between two words while some contacts have moved and others have not, and is louder than neither. */
uint32_t wiring_quieter(uint32_t a, uint32_t b);
#endif

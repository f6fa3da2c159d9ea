/* Hybridge reference unit: what a hand does, and the lamp
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#ifndef PANEL_H
#define PANEL_H
#include <stdint.h>

void panel_start(void);

/* Each millisecond, from the interrupt. */
void panel_tick(void);

/* Gives the model what a hand did. */
void panel_work(void);

/* The lamp flashes so long; 0: no more. */
void panel_locate(uint8_t seconds);
#endif

/* Hybridge reference unit: what lies in EEPROM
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#ifndef STORE_H
#define STORE_H
#include <stdbool.h>
#include <stdint.h>

/* Counts this start, and writes that down before anything is said. A tenth of a second at most. */
void store_start(void);

/* Something moved: it is written when all has been quiet for QUIET_MS. */
void store_soon(void);
void store_work(void);

/* Never 0; another one after each start. */
uint8_t store_epoch(void);
void store_next_epoch(void);

uint16_t store_starts(void);
uint32_t store_serial(void);

/* A value as last written; false where there is none. Never used by the unit itself: a hand or a host asks for it. */
bool store_last(uint8_t parameter, int16_t *value);
#endif

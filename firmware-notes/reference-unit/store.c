/* Hybridge reference unit: what lies in EEPROM
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#include "store.h"

#include <avr/eeprom.h>
#include <avr/wdt.h>
#include <string.h>

#include "board.h"
#include "clock.h"
#include "frame.h"
#include "model.h"
#include "relays.h"

/* Two slots are written in turn: where power ends in the middle of one, the other still has its right CRC. */
struct record {
  uint16_t sequence;
  uint8_t epoch;
  uint8_t kept; /* are the values somebody's? */
  uint16_t starts;
  uint32_t moves;
  int16_t values[PARAMETERS];
  uint16_t crc;
};
#define SUMMED (sizeof(struct record) - sizeof(uint16_t))

struct {
  uint32_t serial;
  struct record slots[2];
} stored EEMEM = {.serial = SERIAL_NUMBER};

static struct record last;  /* as written, or being written */
static uint8_t place;       /* the slot that it is in */
static uint8_t written = sizeof(struct record);
static bool due;
static uint32_t since;

static uint16_t sum(const struct record *r) { return frame_crc(0xFFFF, (const uint8_t *)r, SUMMED); }

static bool load(uint8_t slot, struct record *into) {
  eeprom_read_block(into, &stored.slots[slot], sizeof *into);
  return into->crc == sum(into);
}

static void begin(void) {
  place ^= 1;
  last.sequence++;
  last.moves = relays_moves();
  last.crc = sum(&last);
  written = 0;
}

/* One byte if EEPROM is ready; bytes that are right already take no time and no wear. */
static void write_on(void) {
  while (written < sizeof last && eeprom_is_ready()) {
    uint8_t *where = (uint8_t *)&stored.slots[place] + written;
    uint8_t byte = ((uint8_t *)&last)[written++];
    if (eeprom_read_byte(where) != byte) {
      eeprom_write_byte(where, byte);
      return;
    }
  }
}

void store_start(void) {
  struct record other;
  bool first = load(0, &last), second = load(1, &other);
  if (second && (!first || (int16_t)(other.sequence - last.sequence) > 0)) {
    last = other;
    place = 1;
  } else if (!first) {
    memset(&last, 0, sizeof last);
  }
  relays_had_moved(last.moves);
  if (last.starts != 0xFFFF) last.starts++;
  store_next_epoch();
  due = false;
  begin();
  while (written < sizeof last) {
    wdt_reset();
    write_on();
  }
  eeprom_busy_wait();
}

void store_soon(void) {
  due = true;
  since = clock_ms();
}

void store_work(void) {
  write_on();
  if (!due || clock_ms() - since < QUIET_MS || written < sizeof last) return;
  due = false;
  last.kept = true;
  for (uint8_t p = 0; p < PARAMETERS; p++) last.values[p] = model_value(p);
  begin();
}

uint8_t store_epoch(void) { return last.epoch; }

void store_next_epoch(void) {
  if (++last.epoch == 0) last.epoch = 1;
  store_soon();
}

uint16_t store_starts(void) { return last.starts; }

uint32_t store_serial(void) { return eeprom_read_dword(&stored.serial); }

bool store_last(uint8_t p, int16_t *value) {
  *value = last.values[p];
  return last.kept && model_check(p, value) == TAKEN;
}

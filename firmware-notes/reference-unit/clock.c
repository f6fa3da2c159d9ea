/* Hybridge reference unit: time, watchdog and sleep
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#include "clock.h"

#include <avr/interrupt.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <util/atomic.h>

#include "panel.h"
#include "uart.h"

static volatile uint32_t ticks;
static volatile bool ticked;

/* Before RAM is cleared: after a watchdog reset the watchdog runs on with its shortest time. */
static uint8_t cause __attribute__((section(".noinit")));

void clock_first(void) __attribute__((naked, used, section(".init3")));
void clock_first(void) {
  cause = MCUSR;
  MCUSR = 0;
  wdt_disable();
}

ISR(TIMER0_COMPA_vect) {
  ticks++;
  ticked = true;
  panel_tick();
}

void clock_start(void) {
  wdt_enable(WDTO_250MS);
  TCCR0A = _BV(WGM01);
  TCCR0B = _BV(CS01) | _BV(CS00);
  OCR0A = F_CPU / 64 / 1000 - 1;
  TIMSK0 = _BV(OCIE0A);
  set_sleep_mode(SLEEP_MODE_IDLE);
}

uint32_t clock_ms(void) {
  uint32_t now;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { now = ticks; }
  return now;
}

uint8_t clock_cause(void) { return cause; }

bool clock_ticked(void) {
  if (!ticked) return false;
  ticked = false;
  return true;
}

void clock_rest(void) {
  cli();
  if (!ticked && !uart_waiting()) {
    sleep_enable();
    sei(); /* the instruction after sei still runs before any interrupt: none is slept through */
    sleep_cpu();
    sleep_disable();
  }
  sei();
}

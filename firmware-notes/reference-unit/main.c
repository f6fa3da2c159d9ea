/* Hybridge reference unit: the start and the round
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#include <avr/interrupt.h>
#include <avr/wdt.h>

#include "clock.h"
#include "model.h"
#include "panel.h"
#include "protocol.h"
#include "relays.h"
#include "store.h"
#include "uart.h"

int main(void) {
  model_start();
  relays_start(); /* before anything that takes time */
  panel_start();
  uart_start();
  clock_start();
  sei();
  store_start();
  protocol_start();
  for (;;) {
    wdt_reset();
    protocol_work();
    if (clock_ticked()) {
      panel_work();
      relays_work();
      store_work();
    }
    clock_rest();
  }
}

/* Hybridge reference unit: bytes in and out, each through a ring and an interrupt
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#ifndef UART_H
#define UART_H
#include <stdbool.h>
#include <stdint.h>

void uart_start(void);

/* Is there a byte that nobody has read? */
bool uart_waiting(void);

/* The next byte that came in, or -1. */
int16_t uart_read(void);

/* Waits only where the ring is full. */
void uart_write(uint8_t byte);
#endif

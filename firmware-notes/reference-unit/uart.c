/* Hybridge reference unit: bytes in and out
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#include "uart.h"

#include <avr/interrupt.h>
#include <avr/io.h>

#include "board.h"

#define RING 128 /* a power of two; 33 ms of the wire */

struct ring {
  volatile uint8_t head, tail;
  uint8_t bytes[RING];
};

static struct ring in, out;

static uint8_t after(uint8_t place) { return (place + 1) & (RING - 1); }

/* A byte for which there is no room is lost, and with it its frame: the CRC says so and the host asks again. */
ISR(USART_RX_vect) {
  uint8_t byte = UDR0;
  uint8_t next = after(in.head);
  if (next != in.tail) {
    in.bytes[in.head] = byte;
    in.head = next;
  }
}

ISR(USART_UDRE_vect) {
  if (out.head == out.tail) {
    UCSR0B &= ~_BV(UDRIE0);
    return;
  }
  UDR0 = out.bytes[out.tail];
  out.tail = after(out.tail);
}

void uart_start(void) {
  UBRR0 = (F_CPU + 8 * BAUD_RATE) / (16 * BAUD_RATE) - 1;
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
  UCSR0B = _BV(RXCIE0) | _BV(RXEN0) | _BV(TXEN0);
}

bool uart_waiting(void) { return in.head != in.tail; }

int16_t uart_read(void) {
  if (in.head == in.tail) return -1;
  uint8_t byte = in.bytes[in.tail];
  in.tail = after(in.tail);
  return byte;
}

void uart_write(uint8_t byte) {
  uint8_t next = after(out.head);
  while (next == out.tail) continue; /* the interrupt makes room; the watchdog waits longer than the whole ring */
  out.bytes[out.head] = byte;
  out.head = next;
  UCSR0B |= _BV(UDRIE0);
}

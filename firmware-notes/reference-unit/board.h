/* Hybridge reference unit: which pin does what, and how long things take
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#ifndef BOARD_H
#define BOARD_H
#include <avr/io.h>

/* Port B: the chain of four 74HC595 and the lamp. SS is the latch: it has to be an output for the SPI to stay master. */
#define RELAYS_OFF PB0 /* OE of all four, pulled up: while the controller starts, no coil has current */
#define LAMP PB1
#define LATCH PB2
#define SHIFT_DATA PB3
#define SHIFT_CLOCK PB5

/* Port D: serial on PD0 and PD1; the panel closes to ground. */
#define ENCODER_A PD2
#define ENCODER_B PD3
#define RECALL_KEY PD4

#define BAUD_RATE 38400UL

/* The slowest relay's operate or release time with its bounces. */
#define RELAY_MS 6

/* The store is written when nothing has moved for so long. */
#define QUIET_MS 2000

/* A turning hand is reported no more often. */
#define REPORT_MS 20

/* What is not another number of this unit: compile with -DSERIAL_NUMBER=… for each one built. */
#ifndef SERIAL_NUMBER
#define SERIAL_NUMBER 1
#endif
#endif

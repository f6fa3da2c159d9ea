/* avr FIRMWARE.elf
   Runs the firmware of the reference unit (firmware-notes/reference-unit) in simavr, in real time: an ATmega328P at 16 MHz,
   its serial line on a pseudo-terminal, four 74HC595 on its SPI, a lamp, an encoder and a key. Links libsimavr, which is
   GPL-3: for tests only, shipped with nothing. Says, each with the milliseconds of the simulated clock:
     pty PATH                where the line is (first, without a time)
     relays MS WORD          which coils have current, all 32 in hexadecimal, each time some change
     lamp MS 0|1
   and obeys lines on its standard input:
     turn N                  the encoder goes N detents, to the left when negative
     key                     the key is down for 50 ms
     hang                    the program counter goes astray, into an endless loop
     power                   off and on again, EEPROM keeps what it has
     spoil ADDRESS           one bit of EEPROM falls over
     fast, real              as fast as it can, and in real time again
     skip MS                 as fast as it can for so long by the simulated clock, then says "skipped MS"
     quit                    as does the end of the input */
#define _GNU_SOURCE
#include <fcntl.h>
#include <simavr/avr_eeprom.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_spi.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define MHZ 16
#define MS (MHZ * 1000)
#define BYTE_CYCLES (MHZ * 1000000 * 10 / 38400)
#define POLL_CYCLES (BYTE_CYCLES / 4)
#define QUARTER_CYCLES (2 * MS) /* between two edges of the encoder */
#define KEY_CYCLES (50 * MS)

/* Addresses in data memory of the ATmega328P, and bits: firmware-notes/reference-unit/board.h. */
enum { DDRB = 0x24, PORTB = 0x25, PIND = 0x29, MCUSR = 0x54 };
enum { OE = 1 << 0, LAMP = 1 << 1, ENCODER_A = 1 << 2, ENCODER_B = 1 << 3, KEY = 1 << 4, POWER_ON = 1 << 0 };
#define LATCH_PIN 2

static avr_t *avr;
static avr_irq_t *serial_in;
static int terminal, fast;
static uint32_t shifted, latched, shown;
static int lamp;
static avr_cycle_count_t next_poll, next_byte, next_quarter, key_until, skip_until;
static int quarters, phase; /* of the encoder: still to go, and where it stands */
static int64_t clock_offset;
static unsigned char waiting[4096];
static size_t waiting_from, waiting_to;

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static double now(void) { return avr->cycle / (double)MS; }

static int64_t wall(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int64_t simulated(void) { return (int64_t)(avr->cycle * 1000 / MHZ); }

/* The simulated clock waits for the real one, and never the other way round. */
static void rest(avr_t *a, avr_cycle_count_t cycles) {
  (void)a;
  int64_t early = simulated() + (int64_t)(cycles * 1000 / MHZ) + clock_offset - wall();
  if (!fast && early > 100000) usleep(early / 1000);
}

/* --- four 74HC595: they shift with each byte and show it at the rising edge of the latch ------------------------------- */

static void on_spi(avr_irq_t *irq, uint32_t value, void *unused) {
  (void)irq;
  (void)unused;
  shifted = shifted << 8 | (value & 0xFF);
}

static void on_latch(avr_irq_t *irq, uint32_t value, void *unused) {
  (void)unused;
  if (value && !irq->value) latched = shifted;
}

/* OE is pulled up: no coil has current while the pin is no output. */
static void show(void) {
  int off = !(avr->data[DDRB] & OE) || (avr->data[PORTB] & OE);
  uint32_t coils = off ? 0 : latched;
  int lit = (avr->data[DDRB] & LAMP) && (avr->data[PORTB] & LAMP);
  if (coils != shown) printf("relays %.3f %08x\n", now(), shown = coils);
  if (lit != lamp) printf("lamp %.3f %d\n", now(), lamp = lit);
}

/* --- the line ---------------------------------------------------------------------------------------------------------- */

static void on_serial_out(avr_irq_t *irq, uint32_t value, void *unused) {
  (void)irq;
  (void)unused;
  unsigned char byte = value;
  if (write(terminal, &byte, 1) != 1) return; /* nobody reads: lost, as on a wire */
}

static void open_terminal(void) {
  struct termios raw;
  terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0 || grantpt(terminal) || unlockpt(terminal)) fail("no pseudo-terminal");
  int end = open(ptsname(terminal), O_RDWR | O_NOCTTY); /* stays open: others come and go */
  if (end < 0 || tcgetattr(end, &raw)) fail("no far end of the pseudo-terminal");
  cfmakeraw(&raw);
  tcsetattr(end, TCSANOW, &raw);
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  printf("pty %s\n", ptsname(terminal));
}

static void feed(void) {
  if (avr->cycle < next_byte) return;
  if (waiting_from == waiting_to) {
    ssize_t n = read(terminal, waiting, sizeof waiting);
    if (n <= 0) return;
    waiting_from = 0;
    waiting_to = n;
  }
  avr_raise_irq(serial_in, waiting[waiting_from++]);
  next_byte = avr->cycle + BYTE_CYCLES;
}

/* --- hands and accidents ----------------------------------------------------------------------------------------------- */

static void panel(void) {
  static const int CONTACTS[] = {ENCODER_A | ENCODER_B, ENCODER_A, 0, ENCODER_B};
  if (quarters && avr->cycle >= next_quarter) {
    int way = quarters > 0 ? 1 : -1;
    phase = (phase + way) & 3;
    quarters -= way;
    next_quarter = avr->cycle + QUARTER_CYCLES;
  }
  int pins = CONTACTS[phase] | (avr->cycle < key_until ? 0 : KEY);
  avr->data[PIND] = (avr->data[PIND] & ~(ENCODER_A | ENCODER_B | KEY)) | pins;
}

/* The C library ends every program with a jump to itself; that is where a lost one stays. */
static void hang(void) {
  for (uint32_t at = 0; at < avr->codeend; at += 2) {
    if (avr->flash[at] == 0xFF && avr->flash[at + 1] == 0xCF) {
      avr->pc = at;
      return;
    }
  }
  fail("no endless loop in the firmware");
}

static void power(void) {
  avr_reset(avr);
  avr->data[MCUSR] = POWER_ON; /* simavr leaves that to us */
  latched = 0;
  show();
}

static void spoil(int address) {
  uint8_t byte;
  avr_eeprom_desc_t one = {.ee = &byte, .offset = address, .size = 1};
  avr_ioctl(avr, AVR_IOCTL_EEPROM_GET, &one);
  byte ^= 1;
  avr_ioctl(avr, AVR_IOCTL_EEPROM_SET, &one);
}

static void in_real_time(void) {
  fast = 0;
  clock_offset = wall() - simulated();
}

static void skip(int ms) {
  fast = 1;
  skip_until = avr->cycle + (avr_cycle_count_t)ms * MS;
}

static void skipped(void) {
  if (!skip_until || avr->cycle < skip_until) return;
  skip_until = 0;
  in_real_time();
  printf("skipped %.3f\n", now());
}

static void obey(char *line) {
  int number;
  if (sscanf(line, "turn %d", &number) == 1) quarters += 4 * number;
  else if (sscanf(line, "spoil %d", &number) == 1) spoil(number);
  else if (sscanf(line, "skip %d", &number) == 1) skip(number);
  else if (!strcmp(line, "key")) key_until = avr->cycle + KEY_CYCLES;
  else if (!strcmp(line, "hang")) hang();
  else if (!strcmp(line, "power")) power();
  else if (!strcmp(line, "fast")) fast = 1;
  else if (!strcmp(line, "real")) in_real_time();
  else if (!strcmp(line, "quit")) exit(0);
  else fail("no such command");
}

static void listen_to_input(void) {
  static char line[80];
  static size_t length;
  char c;
  ssize_t n;
  while ((n = read(STDIN_FILENO, &c, 1)) == 1) {
    if (c == '\n') {
      line[length] = 0;
      length = 0;
      obey(line);
    } else if (length < sizeof line - 1) {
      line[length++] = c;
    }
  }
  if (n == 0) exit(0);
}

static void silent_log(avr_t *a, const int level, const char *format, va_list arguments) {
  (void)a;
  if (level <= LOG_ERROR) vfprintf(stderr, format, arguments);
}

static void build(const char *file) {
  static elf_firmware_t firmware;
  avr_global_logger_set(silent_log);
  if (elf_read_firmware(file, &firmware)) fail("no firmware");
  avr = avr_make_mcu_by_name("atmega328p");
  if (!avr) fail("simavr knows no ATmega328P");
  avr_init(avr);
  firmware.frequency = MHZ * 1000000;
  avr_load_firmware(avr, &firmware);
  avr->frequency = MHZ * 1000000;
  avr->run_cycle_limit = POLL_CYCLES;
  avr->sleep = rest;
  avr->data[MCUSR] = POWER_ON;
  uint32_t flags = 0; /* what it says is not ours to print, and waiting for bytes is no reason to sleep */
  avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  serial_in = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), on_serial_out, NULL);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_SPI_GETIRQ(0), SPI_IRQ_OUTPUT), on_spi, NULL);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('B'), LATCH_PIN), on_latch, NULL);
}

int main(int argc, char **argv) {
  if (argc != 2) fail("usage: avr FIRMWARE.elf");
  setvbuf(stdout, NULL, _IOLBF, 0);
  build(argv[1]);
  open_terminal();
  fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
  in_real_time();
  for (;;) {
    int state = avr_run(avr);
    show();
    if (state == cpu_Done || state == cpu_Crashed) fail("the controller has stopped");
    if (avr->cycle < next_poll) continue;
    next_poll = avr->cycle + POLL_CYCLES;
    panel();
    feed();
    listen_to_input();
    skipped();
  }
}

/* jmidi NAME SEND_TO RECV_FROM
   A MIDI client: each line of hex bytes on standard input is sent as one event, "wait MS" pauses; each event that comes in
   is printed as "<microseconds> 90 3C 7F". "-" for a port to leave a side alone. Prints "ready" when connected. */
#include "common.h"
#include <ctype.h>
#include <jack/midiport.h>
#include <jack/ringbuffer.h>

static jack_port_t *in, *out;
static jack_ringbuffer_t *to_send, *received;

static int process(jack_nframes_t frames, void *unused) {
  (void)unused;
  void *from = jack_port_get_buffer(in, frames);
  for (uint32_t i = 0; i < jack_midi_get_event_count(from); i++) {
    jack_midi_event_t event;
    if (jack_midi_event_get(&event, from, i)) continue;
    uint64_t micros = jack_frames_to_time(client, jack_last_frame_time(client) + event.time);
    uint32_t length = event.size;
    if (jack_ringbuffer_write_space(received) < 12 + length) continue;
    jack_ringbuffer_write(received, (char *)&micros, 8);
    jack_ringbuffer_write(received, (char *)&length, 4);
    jack_ringbuffer_write(received, (char *)event.buffer, length);
  }
  void *to = jack_port_get_buffer(out, frames);
  jack_midi_clear_buffer(to);
  uint32_t length;
  while (jack_ringbuffer_peek(to_send, (char *)&length, 4) == 4 &&
         jack_ringbuffer_read_space(to_send) >= 4 + length) {
    jack_midi_data_t *at = jack_midi_event_reserve(to, 0, length);
    if (!at) break;
    jack_ringbuffer_read_advance(to_send, 4);
    jack_ringbuffer_read(to_send, (char *)at, length);
  }
  return 0;
}

static void *print(void *unused) {
  (void)unused;
  static unsigned char bytes[1 << 16];
  for (;;) {
    uint64_t micros;
    uint32_t length;
    char head[12];
    while (jack_ringbuffer_peek(received, head, 12) == 12) {
      memcpy(&micros, head, 8);
      memcpy(&length, head + 8, 4);
      if (jack_ringbuffer_read_space(received) < 12 + length) break;
      jack_ringbuffer_read_advance(received, 12);
      jack_ringbuffer_read(received, (char *)bytes, length);
      printf("%llu", (unsigned long long)micros);
      for (uint32_t i = 0; i < length; i++) printf(" %02X", bytes[i]);
      printf("\n");
    }
    usleep(500);
  }
  return NULL;
}

int main(int count, char **arguments) {
  if (count != 4) fail("jmidi NAME SEND_TO RECV_FROM");
  to_send = jack_ringbuffer_create(1 << 20);
  received = jack_ringbuffer_create(1 << 20);
  join(arguments[1]);
  in = port("in", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput);
  out = port("out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput);
  jack_set_process_callback(client, process, NULL);
  cable(own("out"), arguments[2]);
  cable(arguments[3], own("in"));
  run();
  pthread_t thread;
  pthread_create(&thread, NULL, print, NULL);
  printf("ready\n");
  static char line[1 << 18];
  static unsigned char bytes[1 << 16];
  while (fgets(line, sizeof line, stdin)) {
    if (!strncmp(line, "wait ", 5)) {
      usleep(1000 * atoi(line + 5));
      continue;
    }
    uint32_t length = 0;
    char *at = line;
    for (;;) {
      while (isspace((unsigned char)*at)) at++;
      char *end;
      long value = strtol(at, &end, 16);
      if (end == at) break;
      bytes[length++] = value;
      at = end;
    }
    if (!length) continue;
    while (jack_ringbuffer_write_space(to_send) < 4 + length) usleep(1000);
    jack_ringbuffer_write(to_send, (char *)&length, 4);
    jack_ringbuffer_write(to_send, (char *)bytes, length);
  }
  while (jack_ringbuffer_read_space(to_send)) usleep(1000);
  usleep(20000); /* let the last block's events be read */
  jack_client_close(client);
  return 0;
}

/* ride MOVES SKIP
   Rides the first two faders of hybridge:desk by pitch bend and listens to hybridge:out_1 and out_2 for the sound that
   changes. Two clients, so that the graph has no loop: "hands" sends MIDI and constant sound before hybridge's turn in a
   cycle, "ears" hears after it. in_1 and in_2 carry a little for each fader, in_3 most of the level: a move is then some
   dozens of steps of a float and soon at rest. Prints "ready" when both faders were sent to their places, then for how many
   moves the sound changed how many cycles after the one with the bytes ("cycles 1 990"), "xruns N" for moves that an
   xrun or a missed cycle fell into, "lost N", and "end". The first SKIP moves are left out. */
#include "common.h"
#include <jack/midiport.h>

#define MOST 32
#define LITTLE 1.5e-5f
#define MUCH 0.7f
#define CALM 2
#define GIVE_UP 400

static jack_client_t *ears;
static jack_port_t *bytes_out, *bytes_in, *sound[3], *heard[2];
static volatile int placed, moves, skip, counted, lost, disturbed, xruns, go;
static int seen[2], distribution[MOST + 1], total;

static struct {
  volatile int waiting; /* bytes are out, sound has not changed yet */
  jack_nframes_t since;
  int xruns_then, position, pause;
  volatile int calm;
  float still;
} ear[2];

static unsigned int state = 12345;
static int dice(int sides) {
  state = state * 1103515245u + 12345u;
  return (state >> 16) % sides;
}

static int on_xrun(void *unused) {
  (void)unused;
  xruns++;
  return 0;
}

static int send_process(jack_nframes_t frames, void *unused) {
  (void)unused;
  for (int c = 0; c < 3; c++) {
    float *to = jack_port_get_buffer(sound[c], frames);
    for (jack_nframes_t i = 0; i < frames; i++) to[i] = c == 2 ? MUCH : LITTLE;
  }
  void *from = jack_port_get_buffer(bytes_in, frames);
  for (uint32_t i = 0; i < jack_midi_get_event_count(from); i++) {
    jack_midi_event_t event;
    if (jack_midi_event_get(&event, from, i) || event.size != 3) continue;
    if (event.buffer[0] == 0xE0) seen[0] = 1;
    if (event.buffer[0] == 0xE1) seen[1] = 1;
  }
  placed = seen[0] && seen[1];
  void *to = jack_port_get_buffer(bytes_out, frames);
  jack_midi_clear_buffer(to);
  for (int e = 0; e < 2 && go; e++) {
    if (ear[e].waiting || ear[e].calm < CALM + ear[e].pause) continue;
    int next = ear[e].position > 9000 ? 3000 + dice(2000) : 10600 + dice(1600);
    unsigned char *m = jack_midi_event_reserve(to, 0, 3);
    if (!m) continue;
    m[0] = 0xE0 + e;
    m[1] = next & 0x7F;
    m[2] = next >> 7;
    ear[e].position = next;
    ear[e].pause = dice(5);
    ear[e].calm = 0;
    ear[e].xruns_then = xruns;
    ear[e].since = jack_last_frame_time(client);
    __sync_synchronize();
    ear[e].waiting = 1;
  }
  return 0;
}

static int hear_process(jack_nframes_t frames, void *unused) {
  (void)unused;
  static jack_nframes_t last;
  jack_nframes_t now = jack_last_frame_time(ears);
  if (last && now - last != frames) xruns++;
  last = now;
  for (int e = 0; e < 2; e++) {
    const float *y = jack_port_get_buffer(heard[e], frames);
    int differs = 0;
    for (jack_nframes_t i = 0; i < frames; i++) differs |= y[i] != ear[e].still;
    ear[e].still = y[frames - 1];
    int cycles = (now - ear[e].since) / frames;
    if (ear[e].waiting && (differs || cycles > GIVE_UP)) {
      if (++total > skip && counted < moves) {
        counted++;
        if (ear[e].xruns_then != xruns) disturbed++;
        else if (!differs) lost++;
        else distribution[cycles > MOST ? MOST : cycles]++;
      }
      ear[e].calm = 0;
      __sync_synchronize();
      ear[e].waiting = 0;
    } else {
      ear[e].calm = differs ? 0 : ear[e].calm + 1;
    }
  }
  return 0;
}

int main(int count, char **arguments) {
  if (count != 3) fail("ride MOVES SKIP");
  moves = atoi(arguments[1]);
  skip = atoi(arguments[2]);
  ear[0].position = ear[1].position = 12276;
  join("ears");
  ears = client;
  heard[0] = port("left", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput);
  heard[1] = port("right", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput);
  join("hands");
  bytes_in = port("in", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput);
  bytes_out = port("out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput);
  for (int c = 0; c < 3; c++) {
    char name[16], target[32];
    sprintf(name, "sound_%d", c + 1);
    sprintf(target, "hybridge:in_%d", c + 1);
    sound[c] = port(name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput);
    cable(own(name), strdup(target));
  }
  jack_set_process_callback(client, send_process, NULL);
  jack_set_process_callback(ears, hear_process, NULL);
  jack_set_xrun_callback(ears, on_xrun, NULL);
  if (jack_activate(ears)) fail("not activated");
  cable("hybridge:out_1", "ears:left");
  cable("hybridge:out_2", "ears:right");
  cable(own("out"), "hybridge:desk_in");
  /* Ours first the other way round: the console sends faders to their places when it finds us. */
  cable("hybridge:desk_out", own("in"));
  run();
  while (!placed) usleep(1000);
  printf("ready\n");
  usleep(300000); /* the rest is painted, and the sound rests */
  go = 1;
  while (counted < moves) usleep(1000);
  go = 0;
  for (int i = 0; i <= MOST; i++)
    if (distribution[i]) printf("cycles %d %d\n", i, distribution[i]);
  printf("xruns %d\nlost %d\nend\n", disturbed, lost);
  fflush(stdout);
  until_eof();
  jack_client_close(client);
  jack_client_close(ears);
  return 0;
}

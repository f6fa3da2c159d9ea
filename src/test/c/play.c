/* play NAME SOURCE FROM_FRAME TARGET...
   Plays into each TARGET port: SOURCE is a raw float32 file (one channel, the same for all targets), sine:FREQ:AMP or
   dc:VALUE. It starts at the JACK frame time FROM_FRAME, or as soon as possible if that is 0 or past, and prints
   "start <frame>" with the frame of its first sample; a file prints "end" when all of it was played. */
#include "common.h"
#include <math.h>

static jack_port_t *outs[MAX_CABLES];
static int channels;
static float *samples;
static long length;
static double step, amplitude, constant;
static jack_nframes_t from;
static volatile jack_nframes_t started;
static volatile int running, ended;
static long position;

static float sample(long n) {
  if (samples) return n < length ? samples[n] : 0;
  return constant + amplitude * sin(step * n);
}

static int process(jack_nframes_t frames, void *unused) {
  (void)unused;
  jack_nframes_t now = jack_last_frame_time(client);
  jack_nframes_t skip = 0;
  if (!running) {
    int32_t ahead = from - now;
    if (from && ahead > 0) skip = ahead < (int32_t)frames ? (jack_nframes_t)ahead : frames;
    if (skip < frames) {
      started = now + skip;
      running = 1;
    }
  }
  for (int c = 0; c < channels; c++) {
    float *to = jack_port_get_buffer(outs[c], frames);
    memset(to, 0, skip * sizeof *to);
    for (jack_nframes_t i = skip; i < frames; i++) to[i] = sample(position + i - skip);
  }
  position += frames - skip;
  if (samples && position >= length) ended = 1;
  return 0;
}

int main(int count, char **arguments) {
  if (count < 5) fail("play NAME SOURCE FROM_FRAME TARGET...");
  join(arguments[1]);
  double frequency;
  if (sscanf(arguments[2], "sine:%lf:%lf", &frequency, &amplitude) == 2) {
    step = 2 * M_PI * frequency / jack_get_sample_rate(client);
  } else if (sscanf(arguments[2], "dc:%lf", &constant) != 1) {
    FILE *file = fopen(arguments[2], "rb");
    if (!file) fail("no such file");
    fseek(file, 0, SEEK_END);
    length = ftell(file) / sizeof *samples;
    rewind(file);
    samples = malloc((length + 1) * sizeof *samples);
    if (fread(samples, sizeof *samples, length, file) != (size_t)length) fail("short file");
    fclose(file);
  }
  from = strtoul(arguments[3], NULL, 10);
  channels = count - 4;
  if (channels > MAX_CABLES) fail("too many targets");
  for (int c = 0; c < channels; c++) {
    char name[32];
    sprintf(name, "out_%d", c + 1);
    outs[c] = port(name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput);
    cable(own(name), arguments[4 + c]);
  }
  if (jack_set_process_callback(client, process, NULL)) fail("no callback");
  /* Connected before the first sample: a silent start would be lost otherwise. */
  jack_nframes_t wanted = from;
  from = wanted ? wanted : 0x7fffffff + jack_frame_time(client);
  run();
  if (!wanted) from = 0;
  while (!running) usleep(1000);
  printf("start %u\n", started);
  if (samples) {
    while (!ended) usleep(1000);
    printf("end\n");
  }
  until_eof();
  jack_client_close(client);
  return 0;
}

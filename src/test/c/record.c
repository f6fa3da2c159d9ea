/* record NAME FILE FRAMES FROM_FRAME SOURCE...
   Records FRAMES frames of each SOURCE port, interleaved, as raw float32. It starts at the JACK frame time FROM_FRAME, or
   as soon as possible if that is 0, and prints "start <frame>" with the frame of its first sample, and when the file is
   written "end <frames>" with the capture latency that JACK tells of its first port then; "late" instead of both when FROM_FRAME
   was past. */
#include "common.h"

static jack_port_t *ins[MAX_CABLES];
static int channels;
static float *samples;
static long length, position;
static jack_nframes_t from;
static volatile jack_nframes_t started;
static volatile int running, ended, late, armed;

static int process(jack_nframes_t frames, void *unused) {
  (void)unused;
  jack_nframes_t now = jack_last_frame_time(client);
  jack_nframes_t skip = 0;
  if (!armed || ended || late) return 0;
  if (!running) {
    int32_t ahead = from - now;
    if (from && ahead < 0) {
      late = 1;
      return 0;
    }
    if (from) skip = ahead < (int32_t)frames ? (jack_nframes_t)ahead : frames;
    if (skip == frames) return 0;
    started = now + skip;
    running = 1;
  } else {
    position = (jack_nframes_t)(now - started); /* blocks that were lost stay silent */
    if (position >= length) {
      ended = 1;
      return 0;
    }
  }
  jack_nframes_t some = frames - skip;
  if (some > length - position) some = length - position;
  for (int c = 0; c < channels; c++) {
    float *in = jack_port_get_buffer(ins[c], frames);
    for (jack_nframes_t i = 0; i < some; i++)
      samples[(position + i) * channels + c] = in[skip + i];
  }
  position += some;
  if (position == length) ended = 1;
  return 0;
}

int main(int count, char **arguments) {
  if (count < 6) fail("record NAME FILE FRAMES FROM_FRAME SOURCE...");
  join(arguments[1]);
  length = atol(arguments[3]);
  from = strtoul(arguments[4], NULL, 10);
  channels = count - 5;
  if (channels > MAX_CABLES) fail("too many sources");
  samples = calloc(length * channels + 1, sizeof *samples);
  for (int c = 0; c < channels; c++) {
    char name[32];
    sprintf(name, "in_%d", c + 1);
    ins[c] = port(name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput);
    cable(arguments[5 + c], own(name));
  }
  jack_set_process_callback(client, process, NULL);
  run();
  armed = 1;
  while (!running && !late) usleep(1000);
  if (late) {
    printf("late\n");
    return 1;
  }
  printf("start %u\n", started);
  while (!ended) usleep(1000);
  FILE *file = fopen(arguments[2], "wb");
  if (!file || fwrite(samples, sizeof *samples * channels, length, file) != (size_t)length)
    fail("file not written");
  fclose(file);
  jack_latency_range_t latency;
  jack_port_get_latency_range(ins[0], JackCaptureLatency, &latency);
  printf("end %u\n", latency.max);
  jack_client_close(client);
  return 0;
}

/* loop NAME DELAY GAIN[,invert][,noise=RMS][,tanh=DRIVE] FROM>TO...
   A box on a pair of cables for each FROM>TO: reads what port FROM gives, delays it by DELAY frames (a fraction is done by
   a Kaiser-windowed sinc, 64 taps, beta 10; then DELAY is at least 32), scales it by GAIN and gives it to port TO. With tanh,
   y = tanh(DRIVE x) / DRIVE before the gain; the noise is white, gaussian and the same in each run.
   Between one client's output and the same client's input JACK adds one period to DELAY, because such a loop has to be cut
   somewhere. Prints "ready" when connected. */
#include "common.h"
#include <math.h>

#define HISTORY (1 << 17)
#define TAPS 64

static jack_port_t *ins[MAX_CABLES], *outs[MAX_CABLES];
static int channels, whole;
static double taps[TAPS], gain, drive, noise;
static int fractional;
static float history[MAX_CABLES][HISTORY];
static uint32_t position;
static uint64_t seed = 88172645463325252ULL;

static double uniform(void) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return ((seed >> 11) + 0.5) / 9007199254740992.0;
}

static double gaussian(void) {
  return sqrt(-2 * log(uniform())) * cos(2 * M_PI * uniform());
}

static double bessel0(double x) {
  double sum = 1, term = 1;
  for (int k = 1; k < 60; k++) {
    term *= x / (2 * k) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

/* taps[k] weighs the sample k frames ago; their centre is (TAPS / 2 - 1) + fraction. */
static void design(double fraction) {
  double sum = 0;
  for (int k = 0; k < TAPS; k++) {
    double t = k - (TAPS / 2 - 1) - fraction;
    double r = t / (TAPS / 2);
    double window = fabs(r) < 1 ? bessel0(10 * sqrt(1 - r * r)) / bessel0(10) : 0;
    taps[k] = window * (t == 0 ? 1 : sin(M_PI * t) / (M_PI * t));
    sum += taps[k];
  }
  for (int k = 0; k < TAPS; k++) taps[k] /= sum;
}

static int process(jack_nframes_t frames, void *unused) {
  (void)unused;
  for (int c = 0; c < channels; c++) {
    const float *in = jack_port_get_buffer(ins[c], frames);
    float *out = jack_port_get_buffer(outs[c], frames);
    float *past = history[c];
    for (jack_nframes_t i = 0; i < frames; i++) {
      uint32_t now = position + i;
      past[now % HISTORY] = in[i];
      double y = 0;
      if (fractional) {
        uint32_t start = now - (whole - (TAPS / 2 - 1));
        for (int k = 0; k < TAPS; k++) y += taps[k] * past[(start - k) % HISTORY];
      } else {
        y = past[(now - whole) % HISTORY];
      }
      if (drive > 0) y = tanh(drive * y) / drive;
      y *= gain;
      if (noise > 0) y += noise * gaussian();
      out[i] = y;
    }
  }
  position += frames;
  return 0;
}

int main(int count, char **arguments) {
  if (count < 5) fail("loop NAME DELAY GAIN[,invert][,noise=RMS][,tanh=DRIVE] FROM>TO...");
  join(arguments[1]);
  double delay = atof(arguments[2]);
  whole = (int)floor(delay);
  fractional = delay != whole;
  if (delay < 0 || delay > HISTORY - 10000 || (fractional && whole < TAPS / 2))
    fail("delay out of range");
  design(delay - whole);
  for (char *part = strtok(arguments[3], ","); part; part = strtok(NULL, ",")) {
    if (!strcmp(part, "invert")) gain = -gain;
    else if (!strncmp(part, "noise=", 6)) noise = atof(part + 6);
    else if (!strncmp(part, "tanh=", 5)) drive = atof(part + 5);
    else gain = atof(part);
  }
  channels = count - 4;
  if (channels > MAX_CABLES / 2) fail("too many cables");
  for (int c = 0; c < channels; c++) {
    char name[32];
    char *to = strchr(arguments[4 + c], '>');
    if (!to) fail("a pair is FROM>TO");
    *to++ = 0;
    sprintf(name, "in_%d", c + 1);
    ins[c] = port(name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput);
    cable(arguments[4 + c], own(name));
    sprintf(name, "out_%d", c + 1);
    outs[c] = port(name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput);
    cable(own(name), to);
  }
  jack_set_process_callback(client, process, NULL);
  run();
  printf("ready\n");
  until_eof();
  jack_client_close(client);
  return 0;
}

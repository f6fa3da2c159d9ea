/* What the helper clients share: joining the server, keeping cables plugged, ending.
   The server comes from JACK_DEFAULT_SERVER; none is ever started. A client ends at the end of its standard input and on
   SIGTERM, with exit code 0. */
#ifndef HYBRIDGE_TEST_COMMON_H
#define HYBRIDGE_TEST_COMMON_H
#include <jack/jack.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_CABLES 64

static jack_client_t *client;
static const char *cable_from[MAX_CABLES], *cable_to[MAX_CABLES];
static int cables;

static void quiet(const char *message) { (void)message; }
static void on_term(int number) { (void)number; _exit(0); }
static void on_shutdown(void *unused) { (void)unused; _exit(0); }

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

/* port: "input" or "output"; type: JACK_DEFAULT_AUDIO_TYPE or JACK_DEFAULT_MIDI_TYPE */
static jack_port_t *port(const char *name, const char *type, unsigned long flags) {
  jack_port_t *made = jack_port_register(client, name, type, flags, 0);
  if (!made) fail("port refused");
  return made;
}

static void join(const char *name) {
  signal(SIGTERM, on_term);
  jack_set_error_function(quiet);
  jack_set_info_function(quiet);
  setvbuf(stdout, NULL, _IOLBF, 0);
  jack_status_t status = 0;
  client = jack_client_open(name, JackNoStartServer | JackUseExactName, &status);
  if (!client) {
    fprintf(stderr, "%s: no JACK server, or the name is taken (status 0x%x)\n", name, status);
    exit(1);
  }
  jack_on_shutdown(client, on_shutdown, NULL);
}

static const char *own(const char *port) {
  char *full = malloc(strlen(jack_get_client_name(client)) + strlen(port) + 2);
  sprintf(full, "%s:%s", jack_get_client_name(client), port);
  return full;
}

/* "-" for either end means no cable */
static void cable(const char *from, const char *to) {
  if (!strcmp(from, "-") || !strcmp(to, "-")) return;
  if (cables == MAX_CABLES) fail("too many cables");
  cable_from[cables] = from;
  cable_to[cables++] = to;
}

static int plug_all(void) {
  int all = 1;
  for (int i = 0; i < cables; i++) {
    jack_port_t *ours = jack_port_by_name(client, cable_from[i]);
    jack_port_t *to = jack_port_by_name(client, cable_to[i]);
    if (ours && to && jack_port_connected_to(ours, cable_to[i])) continue;
    if (!ours || !to || jack_connect(client, cable_from[i], cable_to[i])) all = 0;
  }
  return all;
}

/* The far side may restart: its ports are plugged in again when they are back. */
static void *keep_plugged(void *unused) {
  (void)unused;
  for (;;) {
    plug_all();
    usleep(100000);
  }
  return NULL;
}

/* Starts audio and waits for all cables, ten seconds at most. */
static void run(void) {
  if (jack_activate(client)) fail("not activated");
  for (int i = 0; !plug_all(); i++) {
    if (i == 1000) fail("a port to connect to did not appear");
    usleep(10000);
  }
  pthread_t thread;
  pthread_create(&thread, NULL, keep_plugged, NULL);
}

static inline void until_eof(void) {
  char buffer[256];
  while (fgets(buffer, sizeof buffer, stdin)) {
  }
}
#endif

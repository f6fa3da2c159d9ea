/* Hybridge reference unit: the protocol
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#include "protocol.h"

#include <avr/pgmspace.h>

#include "board.h"
#include "clock.h"
#include "frame.h"
#include "model.h"
#include "panel.h"
#include "relays.h"
#include "store.h"

enum {
  IDENTIFY = 0x01,
  READ_ALL,
  SET,
  COMMIT,
  DESCRIBE,
  CHANGED_SINCE,
  SUBSCRIBE,
  LOCATE,
  ABOUT,
  COUNTERS,
  REFUSED = 0x7F
};
#define ANSWER 0x80
#define BY_ITSELF 0x40
#define LAST_NUMBER 0x3F
#define AT_ONCE 1 /* flag of SET */
#define PROTOCOL_MAJOR 1
#define PROTOCOL_MINOR 0
#define PAIR 3 /* bytes of an id and a value */

static const char MODEL[] PROGMEM = MODEL_NAME;
static const char FIRMWARE[] PROGMEM = MODEL_FIRMWARE;
static const char SYNTAX[] PROGMEM = "syntax";
static const char RANGE[] PROGMEM = "range";
static const char READONLY[] PROGMEM = "readonly";
static const char NO_SUCH_PARAMETER[] PROGMEM = "no such parameter";
static const char NO_SUCH_OPERATION[] PROGMEM = "no such operation";
static const char NOTHING_STAGED[] PROGMEM = "nothing staged";

static struct frame heard[2]; /* the last one that was obeyed, and the one that comes in */
static uint8_t incoming;
static struct frame answer, report;
static bool subscribed;
static uint32_t reported_at;

static const uint8_t *body(void) { return heard[incoming].bytes + 2; }
static uint8_t body_length(void) { return heard[incoming].length - 2; }

static void begin(uint8_t operation) {
  frame_begin(&answer, heard[incoming].bytes[0] | ANSWER, operation);
  if (operation != REFUSED) frame_byte(&answer, 0);
}

static void refuse(const char *why) {
  begin(REFUSED);
  frame_text(&answer, why);
}

static void value(struct frame *f, uint8_t parameter, int16_t value) {
  frame_byte(f, model_id(parameter));
  frame_word(f, value);
}

static void identity(struct frame *f) {
  frame_text(f, MODEL);
  frame_byte(f, 0);
  frame_text(f, FIRMWARE);
}

static void identify(void) {
  model_unstage();
  begin(IDENTIFY);
  identity(&answer);
}

static void read_all(void) {
  begin(READ_ALL);
  for (uint8_t p = 0; p < PARAMETERS; p++) value(&answer, p, model_value(p));
}

/* One (id, value) of the body; what is wrong with it, or NULL. */
static const char *pair(uint8_t at, uint8_t *parameter, int16_t *value) {
  const uint8_t *bytes = body() + at;
  *parameter = model_find(bytes[0]);
  *value = (int16_t)((uint16_t)bytes[1] << 8 | bytes[2]);
  if (*parameter == NO_PARAMETER) return NO_SUCH_PARAMETER;
  switch (model_check(*parameter, value)) {
    case OUT_OF_RANGE: return RANGE;
    case READ_ONLY: return READONLY;
    default: return NULL;
  }
}

/* Every value of the frame is looked at before the first is taken. */
static const char *wrong_pairs(void) {
  uint8_t length = body_length(), parameter;
  int16_t ignored;
  if (length < 1 + PAIR || (length - 1) % PAIR || body()[0] & ~AT_ONCE) return SYNTAX;
  for (uint8_t at = 1; at < length; at += PAIR) {
    const char *why = pair(at, &parameter, &ignored);
    if (why) return why;
  }
  return NULL;
}

static void set(void) {
  const char *why = wrong_pairs();
  if (why) {
    model_unstage();
    refuse(why);
    return;
  }
  begin(SET);
  for (uint8_t at = 1; at < body_length(); at += PAIR) {
    uint8_t parameter;
    int16_t wanted;
    pair(at, &parameter, &wanted);
    if (body()[0] & AT_ONCE) {
      model_set(parameter, wanted);
    } else {
      model_stage(parameter, wanted);
    }
    value(&answer, parameter, wanted);
  }
  model_done();
}

static void commit(void) {
  if (model_commit()) {
    begin(COMMIT);
  } else {
    refuse(NOTHING_STAGED);
  }
}

static void describe(void) {
  uint8_t parameter = body()[0];
  if (parameter >= PARAMETERS) {
    refuse(NO_SUCH_PARAMETER);
    return;
  }
  begin(DESCRIBE);
  model_describe(parameter, &answer);
}

static void changed_since(void) {
  uint16_t mark = (uint16_t)body()[1] << 8 | body()[2];
  bool known = body()[0] == store_epoch() && mark <= model_mark();
  begin(CHANGED_SINCE);
  frame_byte(&answer, store_epoch());
  frame_word(&answer, model_mark());
  for (uint8_t p = 0; p < PARAMETERS; p++) {
    if (!known || model_changed_since(p, mark)) value(&answer, p, model_value(p));
  }
}

static void subscribe(void) {
  if (body()[0] > 1) {
    refuse(RANGE);
    return;
  }
  subscribed = body()[0];
  begin(SUBSCRIBE);
}

static void locate(void) {
  panel_locate(body()[0]);
  begin(LOCATE);
}

/* The sum is made of one description after the other, each in the place where the answer comes afterwards. */
static void about(void) {
  uint16_t sum = 0xFFFF;
  for (uint8_t p = 0; p < PARAMETERS; p++) {
    answer.length = 0;
    model_describe(p, &answer);
    sum = frame_crc(sum, answer.bytes, answer.length);
  }
  begin(ABOUT);
  frame_byte(&answer, PROTOCOL_MAJOR);
  frame_byte(&answer, PROTOCOL_MINOR);
  frame_long(&answer, store_serial());
  frame_byte(&answer, PARAMETERS);
  frame_word(&answer, sum);
}

static void counters(void) {
  begin(COUNTERS);
  frame_byte(&answer, clock_cause());
  frame_word(&answer, frame_wrong());
  frame_word(&answer, store_starts());
  frame_long(&answer, relays_moves());
}

/* How long its body is, and what it does. SET looks at its length itself. */
static const struct {
  uint8_t length;
  void (*obey)(void);
} OPERATIONS[] PROGMEM = {
    [IDENTIFY] = {0, identify},   [READ_ALL] = {0, read_all},           [SET] = {0xFF, set},
    [COMMIT] = {0, commit},       [DESCRIBE] = {1, describe},           [CHANGED_SINCE] = {3, changed_since},
    [SUBSCRIBE] = {1, subscribe}, [LOCATE] = {1, locate},               [ABOUT] = {0, about},
    [COUNTERS] = {0, counters},
};

static void obey(void) {
  uint8_t operation = heard[incoming].bytes[1];
  if (operation < IDENTIFY || operation > COUNTERS) {
    refuse(NO_SUCH_OPERATION);
    return;
  }
  uint8_t length = pgm_read_byte(&OPERATIONS[operation].length);
  if (length != 0xFF && length != body_length()) {
    refuse(SYNTAX);
    return;
  }
  void (*does)(void) = (void (*)(void))pgm_read_ptr(&OPERATIONS[operation].obey);
  does();
}

void protocol_start(void) {
  frame_begin(&report, BY_ITSELF | ANSWER, IDENTIFY);
  frame_byte(&report, 0);
  identity(&report);
  frame_end(&report);
  frame_send(&report);
}

static void listen(void) {
  struct frame *frame = &heard[incoming];
  if (!frame_receive(frame)) return;
  uint8_t number = frame->bytes[0];
  if (number == 0 || number > LAST_NUMBER) return; /* no host's */
  if (!frame_same(frame, &heard[incoming ^ 1])) {
    obey();
    frame_end(&answer);
    incoming ^= 1;
  }
  frame_send(&answer); /* the same again for a host that did not hear it */
}

static void tell(void) {
  if (clock_ms() - reported_at < REPORT_MS) return;
  frame_begin(&report, BY_ITSELF, SUBSCRIBE);
  for (uint8_t p = 0; p < PARAMETERS; p++) {
    if (model_take_by_hand(p) && subscribed) value(&report, p, model_value(p));
  }
  if (report.length == 2) return;
  frame_end(&report);
  frame_send(&report);
  reported_at = clock_ms();
}

void protocol_work(void) {
  listen();
  tell();
}

/* Hybridge reference unit: the model: what can be set, and where it stands
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#ifndef MODEL_H
#define MODEL_H
#include <stdbool.h>
#include <stdint.h>

#include "frame.h"

/* To port: these, the table in model.c, and what stands in wiring.c. */
enum { THRESHOLD, RATIO, ATTACK, RELEASE, MAKEUP, MIX, BYPASS, MUTE, PARAMETERS };
#define MODEL_NAME "reference-compressor"
#define MODEL_FIRMWARE "1.0"

#define NO_PARAMETER 0xFF

enum refusal { TAKEN, OUT_OF_RANGE, READ_ONLY };

/* Everything to its first value: muted and bypassed. */
void model_start(void);

/* The place in the table of an id of the wire, or NO_PARAMETER. */
uint8_t model_find(uint8_t id);
uint8_t model_id(uint8_t parameter);
int16_t model_value(uint8_t parameter);
int16_t model_smallest(uint8_t parameter);
int16_t model_largest(uint8_t parameter);

/* Could it be set to this? Where the parameter has steps, the value is moved to the nearest. */
enum refusal model_check(uint8_t parameter, int16_t *value);

/* Sets what was checked. All that is set before model_done() has one mark; relays look only afterwards. */
void model_set(uint8_t parameter, int16_t value);
void model_done(void);

/* A value was set by a hand: it is reported. */
void model_by_hand(uint8_t parameter);
bool model_take_by_hand(uint8_t parameter);

/* What is staged lies here until it is committed or forgotten. */
void model_stage(uint8_t parameter, int16_t value);
void model_unstage(void);
bool model_commit(void);

/* Rises with each change; starts again at 0 with another epoch. */
uint16_t model_mark(void);
bool model_changed_since(uint8_t parameter, uint16_t mark);

/* The description, from the id on. */
void model_describe(uint8_t parameter, struct frame *into);
#endif

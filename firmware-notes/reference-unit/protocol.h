/* Hybridge reference unit: what the host asks and what it is answered
   Copyright the authors of Hybridge. Free software: GPL-3.0-or-later, without any warranty; see LICENSE. */
#ifndef PROTOCOL_H
#define PROTOCOL_H

/* Says who it is, once. */
void protocol_start(void);

/* Answers what has come in, and reports what a hand did. */
void protocol_work(void);
#endif

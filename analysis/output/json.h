/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing JSON, in the order of the calls, indented by one tab a level; an object or array can be put on one line. The
 * names json_ are jansson's, with which this is linked.
 */
#ifndef ANALYSIS_JSON_H
#define ANALYSIS_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct json {
	FILE *out;
	unsigned int depth;
	unsigned int flat;  /* depth from which on all stands on one line; 0: none */
	bool has_member;    /* something stands in the innermost object or array */
};

/* key is NULL in an array and at the top. */
void emit_open(struct json *j, const char *key, char bracket); /* '{' or '[' */
void emit_open_flat(struct json *j, const char *key, char bracket);
void emit_close(struct json *j, char bracket);                 /* '}' or ']' */
void emit_text(struct json *j, const char *key, const char *text); /* NULL: null */
void emit_count(struct json *j, const char *key, uint64_t value);
void emit_flag(struct json *j, const char *key, bool value);
void emit_null(struct json *j, const char *key);

/* 12 significant digits, a whole number below 2^53 with all of its own; null if it is not finite. */
void emit_real(struct json *j, const char *key, double value);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes JSON in the order of the calls, indented by one tab a level; an object or array can be put on one line. The
 * prefix json_ belongs to jansson, which is linked too.
 */
#ifndef ANALYSIS_JSON_H
#define ANALYSIS_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct json {
	FILE *out;
	unsigned int depth;
	unsigned int flat;  /* depth from which on values share a line; 0: none do */
	bool has_member;    /* the innermost object or array is not empty */
};

/* Write one value. key is NULL in an array and at the top. */
void emit_open(struct json *j, const char *key, char bracket); /* '{' or '[' */
void emit_open_flat(struct json *j, const char *key, char bracket);
void emit_close(struct json *j, char bracket);                 /* '}' or ']' */
void emit_text(struct json *j, const char *key, const char *text); /* NULL: null */
void emit_count(struct json *j, const char *key, uint64_t value);
void emit_flag(struct json *j, const char *key, bool value);
void emit_null(struct json *j, const char *key);

/* Write 12 significant digits, all digits of a whole number below 2^53, or null if value is not finite. */
void emit_real(struct json *j, const char *key, double value);

#endif

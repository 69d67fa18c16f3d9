/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parses and archives the values of options that are not just a text, a number or a flag. */
#ifndef HOST_OPTIONS_TAKE_H
#define HOST_OPTIONS_TAKE_H

#include "host/options/table.h"

/* Prints "cmobench: VERB: --NAME VALUE: WHY", without VALUE if that is "". Returns STATUS_USAGE. */
enum status take_refuse(const struct options *o, const char *name, const char *value, const char *why);

/* Reads a decimal or 0x number; returns false if text is none, or not in [min, max]. */
bool take_number(const char *text, uint64_t min, uint64_t max, uint64_t *value);

/* Each is the take() of a row. */
enum status take_suite(struct options *o, char *value);
enum status take_filter(struct options *o, char *value);
enum status take_policies(struct options *o, char *value);
enum status take_batch(struct options *o, char *value);
enum status take_precision(struct options *o, char *value);
enum status take_seed(struct options *o, char *value);
enum status take_cpus(struct options *o, char *value);
enum status take_allow(struct options *o, char *value);
enum status take_allow_virtual(struct options *o, char *value);
enum status take_rom_bytes(struct options *o, char *value);
enum status take_emulated(struct options *o, char *value);
enum status take_kernel(struct options *o, char *value);
enum status take_modes(struct options *o, char *value);
enum status take_user(struct options *o, char *value);
enum status take_inside(struct options *o, char *value);

/* Offers the modes of KVM, as items of a list: the offer() of a row. */
void offer_modes(const struct complete *c);

/* Each is the get() of a row. */
struct option_value get_suite(const struct options *o);
struct option_value get_batch(const struct options *o);
struct option_value get_seconds(const struct options *o);
struct option_value get_precision(const struct options *o);
struct option_value get_passes(const struct options *o);
struct option_value get_seed(const struct options *o);
struct option_value get_order(const struct options *o);
struct option_value get_rom_bytes(const struct options *o);
struct option_value get_allow(const struct options *o);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/archive/personal.h"

#include <ctype.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

/*
 * Parameters whose values name a disk, an address, a host or a user (Linux 6.12, Documentation/admin-guide/kernel-parameters.txt;
 * dracut.cmdline(7); kernel-command-line(7) of systemd; cloud-init's ds=; the Raspberry Pi firmware's smsc95xx.macaddr). A "*"
 * at an end stands for anything.
 */
static const char *const parameters[] = {
	"root", "resume", "nfsroot", "nfsaddrs", "ip", "ifname", "vlan", "bond", "bridge", "team", "nameserver", "netroot", "BOOTIF",
	"netconsole", "rd.luks*", "luks*", "rd.lvm*", "rd.md*", "rd.dm*", "rd.iscsi*", "rd.zfcp*", "iscsi_*", "cryptdevice",
	"cryptopts", "zfs", "hostname", "systemd.hostname", "systemd.machine_id", "systemd.set_credential*", "ds", "url", "ks",
	"inst.ks", "inst.repo", "preseed/url", "*.macaddr", "*.serial", "*mac_addr",
};

/* Is a key of this size the parameter, which may have a "*" at one end? */
static bool is_parameter(const char *parameter, const char *key, size_t size)
{
	size_t length = strlen(parameter);

	if (parameter[length - 1] == '*')
		return size >= length - 1 && !memcmp(parameter, key, length - 1);
	if (*parameter == '*')
		return size >= length - 1 && !memcmp(parameter + 1, key + size - (length - 1), length - 1);
	return size == length && !memcmp(parameter, key, size);
}

/* The text up to size, of which byte i is looked at. */
struct place {
	const char *text;
	size_t size, i;
};

static char at(const struct place *p, size_t i)
{
	return i < p->size ? p->text[i] : '\0';
}

static bool is_here(const struct place *p, const char *word)
{
	size_t length = strlen(word);

	return length <= p->size - p->i && !memcmp(p->text + p->i, word, length);
}

/* Can the byte be part of a word? */
static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* Return the number of bytes up to the first of these, or to the end. */
static size_t span_to(const struct place *p, size_t from, const char *ends)
{
	size_t size = 0;

	while (from + size < p->size && !strchr(ends, p->text[from + size]))
		size++;
	return size;
}

/* "/dev/mmcblk0p2" names no particular machine; "/dev/mapper/NAME" and "/dev/GROUP/VOLUME" do. */
static bool is_plain_device(const char *value, size_t size)
{
	return size > 5 && !memcmp(value, "/dev/", 5) && !memchr(value + 5, '/', size - 5);
}

/* KEY=VALUE, begun at a blank, at a quotation mark or at the beginning, with a key that is in parameters. */
static bool find_parameter(const struct place *p, struct personal *found)
{
	size_t key, value, size;
	bool known = false;

	if (p->i && !strchr(" \"\n", p->text[p->i - 1]))
		return false;
	key = span_to(p, p->i, "= \"\\\n");
	value = p->i + key + 1;
	if (at(p, p->i + key) != '=')
		return false;
	for (size_t i = 0; i < COUNT_OF(parameters) && !known; i++)
		known = is_parameter(parameters[i], p->text + p->i, key);
	size = span_to(p, value, " \"\\\n");
	if (!known || !size || is_plain_device(p->text + value, size) ||
	    (size == strlen(PERSONAL_REMOVED) && !memcmp(p->text + value, PERSONAL_REMOVED, size)))
		return false;
	*found = (struct personal){ value, size, "a parameter that names a disk, an address or a host" };
	return true;
}

/* Is there a pattern, in which x stands for a hexadecimal digit, with no such digit and no separator beside it? */
static bool is_pattern(const struct place *p, const char *pattern, char separator)
{
	size_t length = strlen(pattern);
	char before = p->i ? p->text[p->i - 1] : '\0', after = at(p, p->i + length);

	if (isxdigit((unsigned char)before) || before == separator || isxdigit((unsigned char)after) || after == separator)
		return false;
	for (size_t i = 0; i < length; i++)
		if (pattern[i] == 'x' ? !isxdigit((unsigned char)at(p, p->i + i)) : at(p, p->i + i) != pattern[i])
			return false;
	return true;
}

static bool find_pattern(const struct place *p, struct personal *found)
{
	static const struct {
		const char *pattern, *what;
		char separator;
	} patterns[] = {
		{ "xx:xx:xx:xx:xx:xx", "a network card's address", ':' },
		{ "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "a UUID", '-' },
	};

	for (size_t i = 0; i < COUNT_OF(patterns); i++)
		if (is_pattern(p, patterns[i].pattern, patterns[i].separator)) {
			*found = (struct personal){ p->i, strlen(patterns[i].pattern), patterns[i].what };
			return true;
		}
	return false;
}

/* "/home/NAME", with the name. */
static bool find_home(const struct place *p, struct personal *found)
{
	static const char *const homes[] = { "/home/", "/Users/" };

	for (size_t i = 0; i < COUNT_OF(homes); i++) {
		size_t begin = p->i + strlen(homes[i]), size;

		if (!is_here(p, homes[i]))
			continue;
		size = span_to(p, begin, "/ \"'\\:;,)\n");
		if (!size || (size == strlen(PERSONAL_REMOVED) && !memcmp(p->text + begin, PERSONAL_REMOVED, size)))
			continue;
		*found = (struct personal){ begin, size, "a user's name, in a path" };
		return true;
	}
	return false;
}

/* Is byte i inside what begins with a key and ends with a bracket or, unless escaped, a quotation mark? */
static bool is_inside(const struct place *p, const char *key, char end)
{
	const char *begin = memmem(p->text, p->size, key, strlen(key));
	size_t i = begin ? (size_t)(begin - p->text) + strlen(key) : p->size;

	for (; i < p->i; i++)
		if (p->text[i] == end && p->text[i - 1] != '\\')
			return false;
	return i == p->i;
}

static bool find_name(const struct place *p, const char *name, struct personal *found)
{
	size_t length = name ? strlen(name) : 0;

	if (!length || !is_here(p, name) || (p->i && in_word(p->text[p->i - 1])) || in_word(at(p, p->i + length)))
		return false;
	if (!is_inside(p, "\"cmdline\":\"", '"') && !is_inside(p, "\"argv\":[", ']'))
		return false;
	*found = (struct personal){ p->i, length, "this machine's name" };
	return true;
}

bool personal_find(const char *text, size_t size, size_t from, const char *name, struct personal *found)
{
	for (struct place p = { text, size, from }; p.i < size; p.i++)
		if (find_parameter(&p, found) || find_pattern(&p, found) || find_home(&p, found) || find_name(&p, name, found))
			return true;
	return false;
}

size_t personal_write(const char *text, size_t size, const char *name, FILE *out)
{
	struct personal found;
	size_t from = 0, count = 0;

	for (; personal_find(text, size, from, name, &found); count++) {
		fwrite(text + from, 1, found.at - from, out);
		fputs(PERSONAL_REMOVED, out);
		from = found.at + found.size;
	}
	fwrite(text + from, 1, size - from, out);
	return count;
}

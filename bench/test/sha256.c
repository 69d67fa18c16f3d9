/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Vectors: NIST, "Secure Hash Standard" examples (SHA256.pdf) and the byte-oriented SHAVS short messages. */
#include "bench/archive/sha256.h"

#include "bench/array.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vector {
	const char *name, *message;
	size_t repeat; /* how many times the text is repeated in the message */
	const char *hex;
};

static const struct vector vector_table[] = {
	{ "empty", "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "one block", "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "896 bits", "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
	  "mnopqrstnopqrstu", 1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
	{ "one byte", "\xbd", 1, "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b" },
	{ "a million a", "a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

/* Compute the digest of a vector, with sha256_update() called for part bytes at a time. */
static void digest(const struct vector *v, size_t part, char hex[static SHA256_HEX_SIZE])
{
	size_t length = strlen(v->message), size = length * v->repeat;
	char *bytes = malloc(size + 1);
	struct sha256 s;

	for (size_t i = 0; bytes && i < v->repeat; i++)
		memcpy(bytes + i * length, v->message, length);
	sha256_init(&s);
	for (size_t done = 0; bytes && done < size; done += part)
		sha256_update(&s, bytes + done, part < size - done ? part : size - done);
	sha256_hex(&s, hex);
	free(bytes);
}

int main(void)
{
	static const size_t parts[] = { SIZE_MAX / 2, 1, 63, 64, 65 };
	size_t part_count = ARRAY_SIZE(parts), count = ARRAY_SIZE(vector_table);
	int number = 0, failures = 0;

	printf("1..%zu\n", count * part_count);
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < part_count; j++) {
			char hex[SHA256_HEX_SIZE];
			int differs;

			digest(&vector_table[i], parts[j], hex);
			differs = strcmp(hex, vector_table[i].hex) != 0;
			failures += differs;
			printf("%sok %d - %s, %s %zu\n", differs ? "not " : "", ++number, vector_table[i].name,
			       j ? "in parts of" : "at once", j ? parts[j] : strlen(vector_table[i].message));
			if (differs)
				printf("# got  %s\n# want %s\n", hex, vector_table[i].hex);
		}
	}
	return failures != 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SHA-256 (FIPS 180-4, section 6.2), incremental: the digest in an archive's footer. */
#ifndef BENCH_SHA256_H
#define BENCH_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES       32
#define SHA256_HEX_SIZE    (2 * SHA256_BYTES + 1)
#define SHA256_BLOCK_BYTES 64

struct sha256 {
	uint32_t state[8];
	uint64_t byte_count;                /* length of the message so far; below 2^61 */
	uint8_t block[SHA256_BLOCK_BYTES];  /* its first byte_count % SHA256_BLOCK_BYTES bytes are not digested yet */
};

void sha256_init(struct sha256 *s);

/* Append size bytes to the message. */
void sha256_update(struct sha256 *s, const void *data, size_t size);

/* Write the digest of the message so far into hex, in lower-case hexadecimal, NUL-terminated. s does not change. */
void sha256_hex(const struct sha256 *s, char hex[static SHA256_HEX_SIZE]);

#endif

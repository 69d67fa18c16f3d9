/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/image/image.h"

#include "bench/array.h"
#include "host/os/err.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define WRAPPINGS_MAX 3 /* a compressed zboot image with its payload, and one to spare */

/* The header of an arm64 Image (Documentation/arch/arm64/booting.rst, 6.12), which is also a PE file's. */
#define ARM64_MAGIC_AT 56
#define ARM64_MAGIC    "ARM\x64"
#define PE_OFFSET_AT   60
#define HEADER_BYTES   64

/* The header of an EFI zboot image (drivers/firmware/efi/libstub/zboot-header.S, 6.12). */
#define ZBOOT_MAGIC_AT   4
#define ZBOOT_MAGIC      "zimg"
#define ZBOOT_OFFSET_AT  8
#define ZBOOT_SIZE_AT    12
#define ZBOOT_PACKING_AT 24
#define ZBOOT_PACKING_BYTES 32

/* A PE file: after "PE\0\0" the COFF header, the optional header, the section table (PE/COFF specification). */
#define PE_SECTIONS_AT      6
#define PE_OPTIONAL_SIZE_AT 20
#define PE_OPTIONAL_AT      24
#define SECTION_BYTES       40
#define SECTION_SIZE_AT     16
#define SECTION_OFFSET_AT   20

static bool has(const struct blob *blob, size_t at, const char *text)
{
	size_t length = strlen(text);

	return blob->size >= at + length && !memcmp(blob->bytes + at, text, length);
}

/* Little-endian numbers; 0 behind the end. */
static uint32_t get16(const struct blob *blob, size_t at)
{
	return at + 2 > blob->size ? 0 : blob->bytes[at] | (uint32_t)blob->bytes[at + 1] << 8;
}

static uint32_t get32(const struct blob *blob, size_t at)
{
	return get16(blob, at) | get16(blob, at + 2) << 16;
}

/* Return what a file is that is no arm64 kernel. */
static const char *identify(const struct blob *blob)
{
	static const struct {
		size_t at;
		const char *magic, *name;
	} known[] = {
		{ 0x202, "HdrS", "a kernel for x86 (a bzImage), not for arm64" },
		{ 56, "RSC\x05", "a kernel for RISC-V, not for arm64" },
		{ 0x24, "\x18\x28\x6f\x01", "a kernel for 32-bit Arm, not for arm64" },
		{ 0, "\x7f" "ELF", "an ELF file: give the arm64 Image, arch/arm64/boot/Image where it was built" },
		{ 0, "\x27\x05\x19\x56", "a U-Boot image: give the arm64 Image that is in it" },
		{ 0, "070701", "an initramfs, not a kernel" },
		{ 0, "MZ", "an EFI program, but no arm64 kernel" },
	};

	if (!blob->size)
		return "empty";
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (has(blob, known[i].at, known[i].magic))
			return known[i].name;
	return "not an arm64 kernel: neither an Image, compressed or not, nor an EFI zboot image, nor a .deb";
}

/* Return how many bytes an Image must have, by its sections: 0 if it does not tell (without CONFIG_EFI). */
static uint64_t expected_bytes(const struct blob *image)
{
	size_t pe = get32(image, PE_OFFSET_AT), section;
	uint64_t most = 0;

	if (!has(image, 0, "MZ") || pe > image->size || memcmp(image->bytes + pe, "PE\0", image->size - pe < 4 ? 1 : 4))
		return 0;
	section = pe + PE_OPTIONAL_AT + get16(image, pe + PE_OPTIONAL_SIZE_AT);
	for (uint32_t i = 0; i < get16(image, pe + PE_SECTIONS_AT); i++, section += SECTION_BYTES) {
		uint64_t end = (uint64_t)get32(image, section + SECTION_OFFSET_AT) + get32(image, section + SECTION_SIZE_AT);

		most = end > most ? end : most;
	}
	return most;
}

static int check(const struct blob *image, const char *what)
{
	uint64_t expected;

	if (image->size < HEADER_BYTES || !has(image, ARM64_MAGIC_AT, ARM64_MAGIC))
		return fail(0, "%s: %s", what, identify(image));
	expected = expected_bytes(image);
	if (image->size < expected)
		return fail(0, "%s: cut short: %zu bytes of %llu", what, image->size, (unsigned long long)expected);
	return 0;
}

static int unpack_zboot(struct blob *out, const struct blob *zboot, const char *what)
{
	/* The names are those of the kernel's build: drivers/firmware/efi/libstub/Makefile.zboot, 6.12. */
	static const char *const packings[][2] = {
		{ "gzip", "gzip" }, { "zstd", "zstd" }, { "xz", "xz" }, { "lzma", "lzma" }, { "lz4", "lz4" }, { "lzo", "lzop" },
	};
	size_t at = get32(zboot, ZBOOT_OFFSET_AT), size = get32(zboot, ZBOOT_SIZE_AT);
	char packing[ZBOOT_PACKING_BYTES + 1] = "";

	if (zboot->size < HEADER_BYTES || at > zboot->size || size > zboot->size - at)
		return fail(0, "%s: an EFI zboot image that is cut short", what);
	memcpy(packing, zboot->bytes + ZBOOT_PACKING_AT, ZBOOT_PACKING_BYTES);
	for (size_t i = 0; i < ARRAY_SIZE(packings); i++)
		if (!strncmp(packing, packings[i][0], strlen(packings[i][0])))
			return unpack(out, zboot->bytes + at, size, packings[i][1], what);
	return fail(0, "%s: an EFI zboot image, packed with \"%.32s\", which we cannot unpack", what, packing);
}

int image_unpack(struct blob *image, const char *what)
{
	struct blob now = *image;
	int err = 0;

	for (int i = 0; i < WRAPPINGS_MAX && !err; i++) {
		const char *program = packed_with(now.bytes, now.size);
		struct blob next = { .bytes = NULL };

		if (!program && !(has(&now, 0, "MZ") && has(&now, ZBOOT_MAGIC_AT, ZBOOT_MAGIC)))
			break;
		err = program ? unpack(&next, now.bytes, now.size, program, what) : unpack_zboot(&next, &now, what);
		if (now.bytes != image->bytes)
			blob_free(&now);
		now = next;
	}
	if (!err)
		err = check(&now, what);
	if (now.bytes != image->bytes) {
		blob_free(err ? &now : image);
		if (!err)
			*image = now;
	}
	return err;
}

/* Return where text stands in the Image, NULL if nowhere. */
static const unsigned char *find(const struct blob *image, const unsigned char *from, const char *text)
{
	return memmem(from, image->size - (size_t)(from - image->bytes), text, strlen(text));
}

bool image_release(const struct blob *image, char release[static RELEASE_BYTES])
{
	static const char banner[] = "Linux version ";
	const unsigned char *at = image->bytes, *end = image->bytes + image->size;

	release[0] = '\0';
	/* The same words stand in a format string, too. */
	while ((at = find(image, at, banner))) {
		size_t length = 0;

		at += strlen(banner);
		while (at + length < end && isgraph(at[length]))
			length++;
		if (at + length < end && isdigit(at[0]) && length < RELEASE_BYTES) {
			snprintf(release, RELEASE_BYTES, "%.*s", (int)length, (const char *)at);
			return true;
		}
	}
	return false;
}

int image_config(const struct blob *image, struct blob *config, const char *what)
{
	static const char begin[] = "IKCFG_ST", end[] = "IKCFG_ED"; /* kernel/configs.c, 6.12 */
	const unsigned char *at = find(image, image->bytes, begin), *behind = at ? find(image, at, end) : NULL;

	*config = (struct blob){ .bytes = NULL };
	if (!behind)
		return 0;
	at += strlen(begin);
	return unpack(config, at, (size_t)(behind - at), "gzip", what);
}

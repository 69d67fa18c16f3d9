/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/os/version.h"

#include <stddef.h>

/* Only programs that run VMs have a guest (host/vm/guest_image.S). */
#pragma weak guest_image
#pragma weak guest_image_end
extern const uint8_t guest_image[], guest_image_end[];

bool version_guest(char hex[static SHA256_HEX_SIZE])
{
	struct sha256 sha256;

	if (!guest_image)
		return false;
	sha256_init(&sha256);
	sha256_update(&sha256, guest_image, (size_t)(guest_image_end - guest_image));
	sha256_hex(&sha256, hex);
	return true;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be told from the bytes of a kernel. */
#ifndef HOST_IMAGE_IMAGE_H
#define HOST_IMAGE_IMAGE_H

#include "host/image/unpack.h"

#include <stdbool.h>

#define RELEASE_BYTES 128

/*
 * Leave an arm64 Image, as QEMU loads it, in *image, which is one, or one that is compressed, alone or as an EFI zboot
 * image. Messages call it what. 0 or -errno (fail_text(): what it is instead); *image changes hands only if 0.
 */
int image_unpack(struct blob *image, const char *what);

/* Write what uname -r will say into release. Return false, and "", if the Image does not have Linux's banner. */
bool image_release(const struct blob *image, char release[static RELEASE_BYTES]);

/*
 * Unpack the configuration that a kernel with CONFIG_IKCONFIG holds. Return 0, with no bytes if it holds none, or -errno
 * (fail_text()); blob_free() it.
 */
int image_config(const struct blob *image, struct blob *config, const char *what);

#endif

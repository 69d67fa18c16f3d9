/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads Debian's packages with dpkg-deb. */
#ifndef HOST_IMAGE_DEB_H
#define HOST_IMAGE_DEB_H

#include "host/image/unpack.h"

/* True if these bytes begin a .deb. */
bool deb_is(const struct blob *file);

/*
 * Read the package's files in its order. keep(), called with the name, without a leading "./", says whether take()
 * shall have the bytes, which it then owns; if that does not return 0 (it has fail_text()), reading ends. Return 0 or
 * -errno (fail_text()).
 */
int deb_read(const char *path, bool (*keep)(const char *name),
	     int (*take)(void *context, const char *name, struct blob *bytes), void *context);

/* Print the package's field, such as Depends, into text, cut to fit. Return false, and "", if it has none. */
bool deb_field(const char *path, const char *field, char *text, size_t size);

#endif

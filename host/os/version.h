/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_VERSION_H
#define HOST_VERSION_H

#define CMOBENCH_VERSION "0.1.0"

/* The commit that this program was built from, or NULL outside a git checkout; generated (host/Dir.mk). */
extern const char *const build_commit;

#endif

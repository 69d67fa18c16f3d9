/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernels that have a name, for verb list. */
#ifndef HOST_IMAGE_OFFERED_H
#define HOST_IMAGE_OFFERED_H

/* Print those that are there, with what they can do, and those that can be fetched. */
void offered_list(void);

#endif

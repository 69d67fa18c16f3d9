/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vm/kvm.h"

#include <errno.h>

int kvm_ioctl_raw(int fd, unsigned long request, void *argument)
{
	int result = ioctl(fd, request, argument);

	return result < 0 ? -errno : result;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Call KVM's ioctls with the size of their argument checked at compile time. */
#ifndef HOST_KVM_H
#define HOST_KVM_H

#include <linux/kvm.h>
#include <sys/ioctl.h>

/* Call ioctl(). Returns its result, or -errno. */
int kvm_ioctl_raw(int fd, unsigned long request, void *argument);

/* Call a request that takes a pointer to its structure. Result >= 0, or -errno. */
#define kvm_do(fd, request, argument)                                                                                  \
	({                                                                                                             \
		_Static_assert(sizeof(*(argument)) == _IOC_SIZE(request), #request ": wrong argument");                \
		kvm_ioctl_raw((fd), (request), (argument));                                                            \
	})

/* Call a request that takes an integer, or nothing. Result >= 0, or -errno. */
#define kvm_do_value(fd, request, value)                                                                               \
	({                                                                                                             \
		_Static_assert(_IOC_SIZE(request) == 0, #request ": takes a pointer");                                 \
		kvm_ioctl_raw((fd), (request), (void *)(unsigned long)(value));                                        \
	})

#endif

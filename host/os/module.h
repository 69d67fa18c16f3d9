/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Load and unload kernel modules. A file of its own, so that tests can put another in its place. */
#ifndef HOST_OS_MODULE_H
#define HOST_OS_MODULE_H

/*
 * Load the module in the file at path with these parameters, "NAME=VALUE NAME=VALUE". The kernel decompresses it if its
 * name does not end in ".ko". 0; -errno: of open(2) or finit_module(2), EOPNOTSUPP or EINVAL if the kernel cannot
 * decompress such a file (6.12 init_module_from_file(), kernel/module/decompress.c; EINVAL before 5.17).
 */
int os_load_module(const char *path, const char *parameters);

/* Unload a module. 0; -ENOENT: it is not loaded; -EAGAIN: it is in use; another -errno of delete_module(2). */
int os_delete_module(const char *name);

#endif

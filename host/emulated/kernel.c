/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/emulated/kernel.h"

#include "bench/array.h"
#include "host/emulated/deb.h"
#include "host/os/err.h"
#include "host/os/os.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What an emulated host needs of a kernel's configuration. */
static const struct need {
	const char *option, *what;
	const char *module; /* that gives it if the option is "m"; NULL: it must be built in */
} needs[] = {
	{ "CONFIG_KVM", "VMs", NULL },
	{ "CONFIG_BLK_DEV_INITRD", "the initramfs", NULL },
	{ "CONFIG_DEVTMPFS", "/dev", NULL },
	{ "CONFIG_SERIAL_AMBA_PL011_CONSOLE", "the console", NULL },
	{ "CONFIG_VIRTIO_MMIO", "the ports that results come out of", "virtio_mmio" },
	{ "CONFIG_VIRTIO_CONSOLE", "the ports that results come out of", "virtio_console" },
};

/* All modules of a package, from which those that are needed are taken. */
struct found {
	struct kernel *kernel;
	struct blob image, config;
	struct kernel_module *module;
	size_t modules, room;
};

/* Return the value of a module's .modinfo field, which is "KEY=VALUE" and a NUL; NULL if it has none. */
static const char *modinfo(const struct blob *module, const char *key)
{
	size_t length = strlen(key);
	const char *at = (const char *)module->bytes, *end = at + module->size, *found;

	/* The field begins behind the NUL of another, or at the start of its section. */
	while ((found = memmem(at, (size_t)(end - at), key, length))) {
		at = found + length;
		if (found > (const char *)module->bytes && !found[-1] && at < end && *at == '=' &&
		    memchr(at, '\0', (size_t)(end - at)))
			return at + 1;
	}
	return NULL;
}

int kernel_check_module(const struct kernel *kernel, const struct blob *module, const char *what)
{
	const char *vermagic = module->size ? modinfo(module, "vermagic") : NULL;
	size_t length = vermagic ? strcspn(vermagic, " ") : 0;

	if (!vermagic)
		return fail(0, "%s: not a kernel module", what);
	if (kernel->release[0] && (strlen(kernel->release) != length || strncmp(kernel->release, vermagic, length)))
		return fail(0, "%s: a module for Linux %.*s, but the kernel is Linux %s", what, (int)length, vermagic,
			    kernel->release);
	return 0;
}

/* True if name is that of a module's file, compressed or not. */
static bool is_module(const char *name)
{
	const char *suffix = strstr(name, ".ko");

	return suffix && (!suffix[3] || !strcmp(suffix, ".ko.xz") || !strcmp(suffix, ".ko.zst") ||
			  !strcmp(suffix, ".ko.gz"));
}

/* Append a module, which is unpacked if need be; what is its path. The kernel owns *blob from now on. 0 or -errno. */
static int add_module(struct kernel *kernel, const char *what, struct blob *blob)
{
	const char *name = strrchr(what, '/') ? strrchr(what, '/') + 1 : what;
	const char *program = packed_with(blob->bytes, blob->size), *suffix = strstr(name, ".ko");
	struct kernel_module *bigger = realloc(kernel->module, (kernel->modules + 1) * sizeof(*bigger)), *module;
	int err = 0;

	if (bigger)
		kernel->module = bigger;
	if (!bigger || !suffix) {
		blob_free(blob);
		return bigger ? fail(0, "%s: not called NAME.ko", what) : fail(ENOMEM, "%s", what);
	}
	module = &bigger[kernel->modules++];
	*module = (struct kernel_module){ .file = strndup(name, (size_t)(suffix - name) + strlen(".ko")), .blob = *blob };
	if (program) {
		struct blob packed = module->blob;

		err = unpack(&module->blob, packed.bytes, packed.size, program, what);
		blob_free(&packed);
	}
	if (!module->file)
		return fail(ENOMEM, "%s", what);
	return err ? err : kernel_check_module(kernel, &module->blob, what);
}

/* Return the value of an option in a configuration, NULL if it is not set. */
static const char *option_value(const struct blob *config, const char *option)
{
	const char *at = (const char *)config->bytes, *end = at + config->size;
	size_t length = strlen(option);

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		if ((size_t)(end - at) > length + 1 && !strncmp(at, option, length) && at[length] == '=')
			return at + length + 1;
		at = newline ? newline + 1 : end;
	}
	return NULL;
}

/* True if a module's path is that of the module name; "-" and "_" are the same there. */
static bool is_called(const char *path, const char *name, size_t length)
{
	const char *file = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

	for (size_t i = 0; i < length; i++)
		if (file[i] != name[i] && !((file[i] == '-' || file[i] == '_') && (name[i] == '-' || name[i] == '_')))
			return false;
	return !strncmp(file + length, ".ko", 3);
}

static bool has_module(const struct kernel *kernel, const char *name)
{
	for (size_t i = 0; i < kernel->modules; i++)
		if (is_called(kernel->module[i].file, name, strlen(name)))
			return true;
	return false;
}

/* Check a configuration, if there is one. 0 or -errno (fail_text()). */
static int check_config(const struct kernel *kernel, const struct blob *config, const char *what)
{
	if (!config->size)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(needs); i++) {
		const struct need *need = &needs[i];
		const char *value = option_value(config, need->option);

		if (!value)
			return fail(0, "%s: this kernel lacks %s, which an emulated host needs for %s", what, need->option,
				    need->what);
		if (*value != 'm' || (need->module && has_module(kernel, need->module)))
			continue;
		return fail(0, "%s: this kernel has %s=m, which an emulated host needs for %s, but the module is not there: give "
			    "a .deb or a directory with Image, modules/*.ko and modules/order", what, need->option,
			    need->what);
	}
	return 0;
}

/* Keep an Image that was unpacked for QEMU. */
static int keep_image(struct kernel *kernel, const struct blob *image, const char *what)
{
	int err;

	kernel->fd = memfd_create("Image", 0);
	if (kernel->fd < 0) {
		kernel->fd = 0;
		return fail(errno, "%s", what);
	}
	err = os_write(kernel->fd, image->bytes, image->size);
	if (err)
		return fail(-err, "%s", what);
	return asprintf(&kernel->image, "/dev/fd/%d", kernel->fd) < 0 ? fail(ENOMEM, "%s", what) : 0;
}

/* Take the Image, *file, which it frees, and its release. Sets *config if the Image holds that. 0 or -errno. */
static int take_image(struct kernel *kernel, struct blob *file, struct blob *config, const char *what)
{
	struct blob image = *file;
	int err = image_unpack(&image, what);

	if (!err) {
		*file = (struct blob){ .bytes = NULL };
		image_release(&image, kernel->release);
		if (image.mapped)
			kernel->image = strdup(what);
		else
			err = keep_image(kernel, &image, what);
		if (!err && config)
			err = image_config(&image, config, what);
		blob_free(&image);
	}
	blob_free(file);
	if (!err && !kernel->image)
		return fail(ENOMEM, "%s", what);
	return err;
}

/* Formats a path, which the caller frees; NULL without memory, with fail_text(). */
__attribute__((format(printf, 1, 2))) static char *path_of(const char *format, ...)
{
	char *path = NULL;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&path, format, args);
	va_end(args);
	if (length < 0)
		fail(ENOMEM, "a kernel directory");
	return length < 0 ? NULL : path;
}

/* Add the modules that a directory's modules/order names. */
static int add_ordered(struct kernel *kernel, const char *dir, FILE *order)
{
	char name[256];
	int err = 0;

	while (!err && fgets(name, sizeof(name), order)) {
		struct blob blob;
		char *path;

		name[strcspn(name, "\n")] = '\0';
		if (!name[0])
			continue;
		path = path_of("%s/modules/%s", dir, name);
		err = path ? blob_map(&blob, path) : -ENOMEM;
		if (!err)
			err = add_module(kernel, path, &blob);
		free(path);
	}
	return err;
}

static int add_modules(struct kernel *kernel, const char *dir)
{
	char *path = path_of("%s/modules/order", dir);
	FILE *order = path ? fopen(path, "re") : NULL;
	int err = path ? 0 : -ENOMEM;

	if (order) {
		err = add_ordered(kernel, dir, order);
		fclose(order);
	}
	free(path);
	return err;
}

static int find_in_directory(struct kernel *kernel, const char *dir)
{
	char *image = path_of("%s/Image", dir), *config_path = path_of("%s/config", dir);
	struct blob file = { .bytes = NULL }, config = { .bytes = NULL };
	int err = image && config_path ? 0 : -ENOMEM;

	if (!err && access(image, F_OK))
		err = fail(0, "%s: a directory without a file Image", dir);
	if (!err)
		err = blob_map(&file, image);
	if (!err)
		err = take_image(kernel, &file, NULL, image);
	if (!err)
		err = add_modules(kernel, dir);
	if (!err && !access(config_path, R_OK))
		err = blob_map(&config, config_path);
	if (!err)
		err = check_config(kernel, &config, dir);
	blob_free(&config);
	free(config_path);
	free(image);
	return err;
}

static bool is_wanted(const char *name)
{
	return !strncmp(name, "boot/vmlinuz-", 13) || !strncmp(name, "boot/config-", 12) || is_module(name);
}

static int take_file(void *context, const char *name, struct blob *bytes)
{
	struct found *found = context;

	if (!strncmp(name, "boot/vmlinuz-", 13)) {
		blob_free(&found->image);
		found->image = *bytes;
	} else if (!strncmp(name, "boot/config-", 12)) {
		blob_free(&found->config);
		found->config = *bytes;
	} else {
		if (found->modules == found->room) {
			size_t room = found->room ? 2 * found->room : 64;
			struct kernel_module *bigger = realloc(found->module, room * sizeof(*bigger));

			if (!bigger) {
				blob_free(bytes);
				return fail(ENOMEM, "%s", name);
			}
			found->module = bigger;
			found->room = room;
		}
		found->module[found->modules++] = (struct kernel_module){ .file = strdup(name), .blob = *bytes };
	}
	return 0;
}

/* Add a package's module behind those that it depends on. One that the package does not have may be built in. */
static int add_with_dependencies(struct found *found, const char *name, size_t length)
{
	struct kernel *kernel = found->kernel;
	struct kernel_module *module = found->module, *end = module + found->modules;
	const char *depends;
	size_t added;
	int err;

	while (module < end && !(module->file && is_called(module->file, name, length)))
		module++;
	if (module == end)
		return 0;
	added = kernel->modules;
	err = add_module(kernel, module->file, &module->blob);
	module->blob = (struct blob){ .bytes = NULL };
	free(module->file);
	module->file = NULL;
	if (err)
		return err;
	for (depends = modinfo(&kernel->module[added].blob, "depends"); !err && depends && *depends;) {
		length = strcspn(depends, ",");
		err = add_with_dependencies(found, depends, length);
		depends = depends[length] ? depends + length + 1 : NULL;
	}
	/* It was added first, so that it is not added twice; it is loaded last. */
	if (!err) {
		struct kernel_module own = kernel->module[added];
		size_t behind = kernel->modules - added - 1;

		memmove(&kernel->module[added], &kernel->module[added + 1], behind * sizeof(own));
		kernel->module[added + behind] = own;
	}
	return err;
}

/* Say why a package without a kernel is none, and which one to take. */
static int refuse_package(const char *path)
{
	char name[128], depends[1024];
	const char *other;

	deb_field(path, "Package", name, sizeof(name));
	deb_field(path, "Depends", depends, sizeof(depends));
	other = strstr(depends, "linux-image-");
	if (!other)
		other = strstr(depends, "linux-modules-");
	if (other)
		return fail(0, "%s: package %s has no kernel (boot/vmlinuz-*) in it: take %.*s, on which it depends", path,
			    name, (int)strcspn(other, " ,("), other);
	return fail(0, "%s: package %s has no kernel (boot/vmlinuz-*) in it", path, name);
}

static int find_in_package(struct kernel *kernel, const char *path)
{
	struct found found = { .kernel = kernel };
	int err = deb_read(path, is_wanted, take_file, &found);

	if (!err && !found.image.size)
		err = refuse_package(path);
	if (!err)
		err = take_image(kernel, &found.image, NULL, path);
	for (size_t i = 0; !err && i < ARRAY_SIZE(needs); i++)
		if (needs[i].module)
			err = add_with_dependencies(&found, needs[i].module, strlen(needs[i].module));
	if (!err)
		err = check_config(kernel, &found.config, path);
	for (size_t i = 0; i < found.modules; i++) {
		free(found.module[i].file);
		blob_free(&found.module[i].blob);
	}
	free(found.module);
	blob_free(&found.image);
	blob_free(&found.config);
	return err;
}

static int find_in_file(struct kernel *kernel, struct blob *file, const char *path)
{
	struct blob config = { .bytes = NULL };
	int err = take_image(kernel, file, &config, path);

	if (!err)
		err = check_config(kernel, &config, path);
	blob_free(&config);
	return err;
}

int kernel_find(struct kernel *kernel, const char *path)
{
	struct blob file;
	struct stat st;
	int err;

	*kernel = (struct kernel){ .image = NULL };
	if (stat(path, &st))
		return fail(errno, "%s", path);
	if (S_ISDIR(st.st_mode))
		return find_in_directory(kernel, path);
	err = blob_map(&file, path);
	if (err)
		return err;
	if (!deb_is(&file))
		return find_in_file(kernel, &file, path);
	blob_free(&file);
	return find_in_package(kernel, path);
}

void kernel_free(struct kernel *kernel)
{
	for (size_t i = 0; i < kernel->modules; i++) {
		free(kernel->module[i].file);
		blob_free(&kernel->module[i].blob);
	}
	free(kernel->module);
	free(kernel->image);
	if (kernel->fd)
		close(kernel->fd);
	*kernel = (struct kernel){ .image = NULL };
}

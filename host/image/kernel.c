/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/image/kernel.h"

#include "bench/array.h"
#include "host/image/built.h"
#include "host/image/deb.h"
#include "host/image/needs.h"
#include "host/os/err.h"
#include "host/os/os.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * All modules of a package or build tree, from which those that are needed are taken: their paths, and bytes. Those of
 * a tree have no bytes until they are needed.
 */
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

/* True if a module's path is that of the module name; "-" and "_" are the same there. */
static bool is_called(const char *path, const char *name, size_t length)
{
	const char *file = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

	for (size_t i = 0; i < length; i++)
		if (file[i] != name[i] && !((file[i] == '-' || file[i] == '_') && (name[i] == '-' || name[i] == '_')))
			return false;
	return !strncmp(file + length, ".ko", 3);
}

/* Is the kernel's module of this name there? */
static bool has_module(const void *context, const char *name)
{
	const struct kernel *kernel = context;

	for (size_t i = 0; i < kernel->modules; i++)
		if (is_called(kernel->module[i].file, name, strlen(name)))
			return true;
	return false;
}

#define GIVE_MODULES "give a .deb or a directory with Image, modules/*.ko and modules/order"

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
		path = os_text("%s/modules/%s", dir, name);
		err = path ? blob_map(&blob, path) : -ENOMEM;
		if (!err)
			err = add_module(kernel, path, &blob);
		free(path);
	}
	return err;
}

static int add_modules(struct kernel *kernel, const char *dir)
{
	char *path = os_text("%s/modules/order", dir);
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
	char *image = os_text("%s/Image", dir), *config_path = os_text("%s/config", dir);
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
		err = needs_check(&config, has_module, kernel, dir, GIVE_MODULES);
	blob_free(&config);
	free(config_path);
	free(image);
	return err;
}

static bool is_wanted(const char *name)
{
	return !strncmp(name, "boot/vmlinuz-", 13) || !strncmp(name, "boot/config-", 12) || is_module(name);
}

/* Note that there is a module. path and *bytes belong to *found from now on. 0 or -errno. */
static int note_module(struct found *found, char *path, struct blob *bytes)
{
	if (found->modules == found->room) {
		size_t room = found->room ? 2 * found->room : 64;
		struct kernel_module *bigger = realloc(found->module, room * sizeof(*bigger));

		if (bigger) {
			found->module = bigger;
			found->room = room;
		}
	}
	if (!path || found->modules == found->room) {
		free(path);
		blob_free(bytes);
		return fail(ENOMEM, "a list of modules");
	}
	found->module[found->modules++] = (struct kernel_module){ .file = path, .blob = *bytes };
	return 0;
}

static void forget_modules(struct found *found)
{
	for (size_t i = 0; i < found->modules; i++) {
		free(found->module[i].file);
		blob_free(&found->module[i].blob);
	}
	free(found->module);
	found->module = NULL;
	found->modules = found->room = 0;
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
		return note_module(found, strdup(name), bytes);
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
	err = module->blob.bytes ? 0 : blob_map(&module->blob, module->file);
	if (!err)
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

/* Add the modules that an emulated host needs. */
static int add_needed(struct found *found)
{
	int err = 0;

	for (size_t i = 0; !err && i < need_count; i++)
		if (need_table[i].module)
			err = add_with_dependencies(found, need_table[i].module, strlen(need_table[i].module));
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
	if (!err)
		err = add_needed(&found);
	if (!err)
		err = needs_check(&found.config, has_module, kernel, path, GIVE_MODULES);
	forget_modules(&found);
	blob_free(&found.image);
	blob_free(&found.config);
	return err;
}

/*
 * A build tree. modules.order names the modules, one a line: DIR/NAME.o since Linux 6.2, DIR/NAME.ko before, also
 * behind "kernel/" (scripts/Makefile.build, cmd_modules_order).
 */
static int list_tree(struct found *found, const char *tree)
{
	char *path = os_text("%s/modules.order", tree), *line = NULL;
	FILE *order = path ? fopen(path, "re") : NULL;
	size_t room = 0;
	ssize_t size;
	int err = 0;

	while (!err && order && (size = getline(&line, &room, order)) > 0) {
		const char *name = line + (strncmp(line, "kernel/", 7) ? 0 : 7);
		struct blob later = { .bytes = NULL };

		line[strcspn(line, "\n")] = '\0';
		if (strrchr(name, '.'))
			*strrchr(name, '.') = '\0';
		err = note_module(found, os_text("%s/%s.ko", tree, name), &later);
	}
	free(line);
	if (order)
		fclose(order);
	free(path);
	return err;
}

/* Is this directory a tree in which a kernel is configured or built? */
static bool is_tree(const char *dir)
{
	char *image = os_text("%s/Image", dir), *config = os_text("%s/.config", dir), *arch = os_text("%s/arch", dir);
	bool found = image && config && arch && access(image, F_OK) && (!access(config, F_OK) || !access(arch, F_OK));

	free(image);
	free(config);
	free(arch);
	return found;
}

/* Return the Image of a tree, in the packing that there is; NULL (fail_text()). The caller frees it. */
static char *find_tree_image(const char *tree)
{
	static const char *const names[] = { "Image", "vmlinuz.efi", "Image.gz" };
	char *path;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		path = os_text("%s/arch/arm64/boot/%s", tree, names[i]);
		if (!path || !access(path, F_OK))
			return path;
		free(path);
	}
	fail(0, "%s: a kernel tree without arch/arm64/boot/Image: build it there, make ARCH=arm64 Image modules", tree);
	return NULL;
}

/* Does an emulated host need modules of a kernel with this configuration? Without one, it may. */
static bool needs_modules(const struct blob *config)
{
	for (size_t i = 0; i < need_count; i++) {
		const char *value = config->size ? needs_value(config, need_table[i].option) : "m";

		if (need_table[i].module && value && *value == 'm')
			return true;
	}
	return false;
}

static int find_in_tree(struct kernel *kernel, const char *tree)
{
	struct found found = { .kernel = kernel };
	char *image = find_tree_image(tree), *config = os_text("%s/.config", tree);
	int err = image && config ? blob_map(&found.image, image) : -ENOENT;

	if (!err)
		err = take_image(kernel, &found.image, NULL, image);
	if (!err && !access(config, R_OK))
		err = blob_map(&found.config, config);
	if (!err)
		err = list_tree(&found, tree);
	if (!err && needs_modules(&found.config))
		err = add_needed(&found);
	if (!err)
		err = needs_check(&found.config, has_module, kernel, tree, "make ARCH=arm64 modules builds it");
	forget_modules(&found);
	blob_free(&found.config);
	blob_free(&found.image);
	free(config);
	free(image);
	return err;
}

/*
 * The configuration that lies beside a kernel's file, if one does: config-RELEASE beside vmlinuz-RELEASE, config beside
 * Image, the tree's .config.
 */
static int find_beside(const char *path, struct blob *config)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *release = strchr(name, '-');
	int dir = (int)(name - path);
	char *places[] = {
		release ? os_text("%.*sconfig%s", dir, path, release) : NULL,
		os_text("%.*sconfig", dir, path),
		os_text("%.*s../../../.config", dir, path),
	};
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		if (!config->size && places[i] && !access(places[i], R_OK))
			err = blob_map(config, places[i]);
		free(places[i]);
	}
	return err;
}

static int find_in_file(struct kernel *kernel, struct blob *file, const char *path)
{
	struct blob config = { .bytes = NULL };
	int err = take_image(kernel, file, &config, path);

	if (!err && !config.size)
		err = find_beside(path, &config);
	if (!err)
		err = needs_check(&config, has_module, kernel, path, GIVE_MODULES);
	blob_free(&config);
	return err;
}

static int find_at(struct kernel *kernel, const char *path)
{
	struct blob file;
	struct stat st;
	int err;

	if (stat(path, &st))
		return fail(errno, "%s", path);
	if (S_ISDIR(st.st_mode))
		return is_tree(path) ? find_in_tree(kernel, path) : find_in_directory(kernel, path);
	err = blob_map(&file, path);
	if (err)
		return err;
	if (!deb_is(&file))
		return find_in_file(kernel, &file, path);
	blob_free(&file);
	return find_in_package(kernel, path);
}

int kernel_find(struct kernel *kernel, const char *given)
{
	char *dir;
	int err;

	*kernel = (struct kernel){ .image = NULL };
	err = built_find(given, &dir);
	if (!err)
		err = find_at(kernel, dir ? dir : given);
	free(dir);
	return err;
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

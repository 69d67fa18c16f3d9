#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# initramfs.sh BUSYBOX KERNEL OUT [JOB]: make the initramfs with which KERNEL (an entry linux-debian+SERIES-system of the
# cache) boots the system on the first disk. It brings the kernel's modules there, and the directory JOB, whose job.sh the
# system runs as root when it is up. What that prints goes to the virtio-serial port "job".
set -eu
busybox=$1 kernel=$2 out=$(realpath "$3") job=${4:-}
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir "$tree/bin" "$tree/modules"
cp "$busybox" "$tree/bin/busybox"
cp -r "$kernel/lib" "$tree/lib"
# Later ones need earlier ones; some kernels have some of them built in.
for module in crc16 crc32c_generic crc32c-cryptoapi libcrc32c mbcache jbd2 ext4 virtio virtio_ring virtio_mmio virtio_blk; do
	find "$kernel/lib" -name "$module.ko*" | while read -r file; do
		case $file in *.xz) xz -dc "$file" ;; *) cat "$file" ;; esac >"$tree/modules/$module.ko"
		echo "$module.ko" >>"$tree/modules/order"
	done
done
[ -z "$job" ] || cp -r "$job" "$tree/job"
cat >"$tree/job.service" <<'END'
[Unit]
Description=the job of a rehearsal
After=multi-user.target

[Service]
Type=oneshot
ExecStart=/bin/sh -c 'until [ -e /dev/virtio-ports/job ]; do sleep 1; done; sh /job/job.sh >/dev/virtio-ports/job 2>&1; poweroff'
END
cat >"$tree/init" <<'END'
#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /disk
/bin/busybox --install -s /bin
PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module; do
	insmod "/modules/$module" || echo "initramfs: no $module"
done </modules/order
until [ -e /dev/vda ]; do sleep 1; done
mount -t ext4 /dev/vda /disk
modules=lib/modules/$(uname -r)
if [ ! -e "/disk/$modules/modules.dep" ]; then
	mkdir -p /disk/lib/modules
	cp -r "/$modules" /disk/lib/modules/
	chroot /disk /sbin/depmod
fi
if [ -e /job ]; then
	cp -r /job /disk/job
	cp /job.service /disk/etc/systemd/system/
	mkdir -p /disk/etc/systemd/system/graphical.target.wants
	ln -s ../job.service /disk/etc/systemd/system/graphical.target.wants/
fi
init=/sbin/init
for word in $(cat /proc/cmdline); do
	case $word in init=*) init=${word#init=} ;; esac
done
mount --move /dev /disk/dev
umount /sys
umount /proc
exec switch_root /disk "$init"
END
chmod 755 "$tree/init"
(cd "$tree" && find . | cpio -o -H newc -R 0:0 --quiet) >"$out"

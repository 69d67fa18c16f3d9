# SPDX-License-Identifier: GPL-2.0-or-later
#
# Devices of the emulated host: configs/devices/aarch64-softmmu/cmobench.mak,
# used with --without-default-devices --with-devices-aarch64=cmobench.
# The board brings PL011, GICv2/GICv3 and virtio-mmio; the archive comes out
# of the emulated host through a virtio-serial port. tests/rehearsal boots
# whole systems, which have a disk.

CONFIG_ARM_VIRT=y
CONFIG_VIRTIO_SERIAL=y
CONFIG_VIRTIO_BLK=y

import type { DiskCase, DiskGroup } from './disk-case.ts';

const shape = (name: string, make: string, says: RegExp, given = '$D'): DiskCase => ({
  name,
  make,
  given,
  code: 'DM023',
  says,
});

const noDevice = (name: string, make: string, says: RegExp, given: string): DiskCase => ({
  name,
  make,
  given,
  code: 'DM024',
  says,
});

export const shapes: DiskGroup = {
  name: 'devices that are no whole, writable disk of 1 GiB',
  cases: [
    shape('read-only', 'blockdev --setro $D', /it is read-only$/),
    shape(
      'an extended partition',
      `printf 'label: dos\\n,,E\\n' | sfdisk -q $D; udevadm settle`,
      /it is an extended partition, which only holds others$/,
      '${D}1',
    ),
    shape(
      'a logical volume',
      'pvcreate -q $D; vgcreate -q lvs $D; lvcreate -q -W n -l 100%FREE -n lv lvs',
      /it is of type lvm$/,
      '/dev/lvs/lv',
    ),
    shape(
      'a loop device of 1023 MiB',
      'truncate -s 1023M /root/small; losetup /dev/loop3 /root/small',
      /it has 1023 MiB; the minimum is 1 GiB$/,
      '/dev/loop3',
    ),
    shape('a loop device without a file', ': >/dev/loop4', /it has no size/, '/dev/loop4'),
    shape(
      'a RAM disk',
      'modprobe zram; echo 2G >/sys/block/zram0/disksize',
      /zram0 is not a disk$/,
      '/dev/zram0',
    ),
  ],
};

export const noDevices: DiskGroup = {
  name: 'names that lead to no block device, or to one disk twice',
  cases: [
    noDevice('nothing', '', /\/dev\/nothing does not exist$/, '/dev/nothing'),
    noDevice('a directory', '', /\/dev\/disk .* a directory$/, '/dev/disk'),
    noDevice('a FIFO', 'mkfifo /root/fifo', /\/root\/fifo .* a FIFO$/, '/root/fifo'),
    noDevice('a character device', '', /\/dev\/zero .* a character device$/, '/dev/zero'),
    noDevice('a file', 'truncate -s 2G /root/file', /\/root\/file .* a file$/, '/root/file'),
    noDevice(
      'a dangling link',
      'ln -s /dev/nothing /root/dangling',
      /\/root\/dangling is a dangling symbolic link$/,
      '/root/dangling',
    ),
    {
      name: 'one disk by two names',
      make: 'ln -s $D /root/alias',
      given: '$D /root/alias',
      code: 'DM025',
      says: /^\/dev\/xvd\w and \/root\/alias are the same disk/,
    },
  ],
};

import type { DiskCase, DiskGroup } from './disk-case.ts';

/** No flag overrides any of these. */
const FLAGS = '--wipe-signatures --confirm $D';

const inUse = (name: string, make: string, says: RegExp): DiskCase => ({
  name,
  make,
  flags: FLAGS,
  code: 'DM021',
  says,
});

const PARTITIONED = `printf 'label: gpt\\n,400M\\n,\\n' | sfdisk -q $D; udevadm settle`;

/** Leaves a command running, and waits until it has said so on descriptor 3. */
const background = (command: string): string =>
  `rm -f /run/ready; mkfifo /run/ready
   ${command} 3>/run/ready >/dev/null 2>&1 &
   read -r </run/ready`;

const IN_ANOTHER_NAMESPACE = background(`unshare -m sh -c '
  mount --make-rprivate / && mount -o ro,noload "$1" /mnt && echo >&3 && exec sleep infinity' - $D`);

/** As mount(2) opens a device. */
const EXCLUSIVELY = background(`node -e '
  const { openSync, writeSync, constants } = require("fs");
  openSync(process.argv[1], constants.O_RDONLY | constants.O_EXCL);
  writeSync(3, "\\n");
  setInterval(() => 0, 1e9);' $D`);

export const mounted: DiskGroup = {
  name: 'disks that are mounted, swap, or shown by a loop device',
  cases: [
    inUse(
      'mounted',
      'mkfs.ext4 -q $D; mkdir -p /mnt/a; mount -o ro,noload $D /mnt/a',
      /is in use: it is mounted on \/mnt\/a$/,
    ),
    inUse(
      'a mounted partition',
      `${PARTITIONED}; mkfs.ext4 -q \${D}2; mkdir -p /mnt/b; mount -o ro,noload \${D}2 /mnt/b`,
      /is in use: it is mounted on \/mnt\/b$/,
    ),
    inUse('active swap', 'mkswap $D; swapon $D', /is in use: it is in use as swap$/),
    inUse(
      'active swap on a partition',
      `${PARTITIONED}; mkswap \${D}1; swapon \${D}1`,
      /is in use: it is in use as swap$/,
    ),
    inUse('a loop device on top', 'losetup /dev/loop0 $D', /is in use: device loop0 uses it$/),
    inUse(
      'a loop device on a partition',
      `${PARTITIONED}; losetup /dev/loop1 \${D}2`,
      /is in use: device loop1 uses it$/,
    ),
    inUse(
      'mounted in another mount namespace alone',
      `mkfs.ext4 -q $D; ${IN_ANOTHER_NAMESPACE}; ! grep -q ' /mnt ' /proc/self/mountinfo`,
      /is in use: .*exclusively$/,
    ),
  ],
};

const linear = (name: string, below: string, uuid = ''): string =>
  `dmsetup create ${name} ${uuid} --table "0 $(blockdev --getsz ${below}) linear ${below} 0"`;

export const held: DiskGroup = {
  name: 'disks that another device or a program holds',
  cases: [
    inUse(
      'a device-mapper device on top',
      linear('above', '$D'),
      /\/dev\/mapper\/above is a device on top/,
    ),
    inUse(
      'a device-mapper device on a partition',
      `${PARTITIONED}; ${linear('onpart', '${D}2')}`,
      /\/dev\/mapper\/onpart is a device on top/,
    ),
    inUse(
      'a path of a multipath device',
      linear('mpatha', '$D', '--uuid mpath-3600000000000000001'),
      /\/dev\/mapper\/mpatha is a device on top/,
    ),
    inUse(
      'a member of a running array',
      `modprobe raid1
       mdadm --create /dev/md/run --run --level=1 --raid-devices=2 --metadata=1.2 $D missing \\
         </dev/null 2>/dev/null`,
      /\/dev\/md\S+ is a device on top/,
    ),
    inUse(
      'an open encrypted volume',
      `modprobe algif_skcipher; modprobe xts; modprobe dm-crypt
       printf secret | cryptsetup luksFormat -q --type luks1 --pbkdf-force-iterations 1000 $D -
       printf secret | cryptsetup open $D secret -`,
      /\/dev\/mapper\/secret is a device on top/,
    ),
    inUse(
      'the disk of an active logical volume',
      'pvcreate -q $D; vgcreate -q busy $D; lvcreate -q -W n -L 100M -n lv busy',
      /\/dev\/mapper\/busy-lv is a device on top/,
    ),
    inUse('held open exclusively', EXCLUSIVELY, /is in use: .*exclusively$/),
  ],
};

const ofLvm = (name: string, make: string, says: RegExp): DiskCase => ({
  name,
  make,
  flags: FLAGS,
  code: 'DM022',
  says,
});

export const volumeGroups: DiskGroup = {
  name: "disks of somebody's volume group",
  cases: [
    ofLvm('the original of a copy', 'pvcreate -q $D; vgcreate -q twin $D', /twin|does not report/),
    ofLvm(
      'a copy of a physical volume',
      `original=$(vgs --noheadings -o pv_name twin | tr -d ' ')
       dd if=$original of=$D bs=1M count=4 conv=notrunc status=none`,
      /twin|does not report/,
    ),
    ofLvm(
      'a member',
      'pvcreate -q $D; vgcreate -q other $D',
      /physical volume of volume group other:/,
    ),
    ofLvm(
      'a member of an exported group',
      'pvcreate -q $D; vgcreate -q away $D; vgexport -q away',
      /of volume group away, which is exported/,
    ),
    ofLvm(
      'a member of the group of another host',
      'pvcreate -q $D; vgcreate -q --systemid stranger theirs $D',
      /of volume group theirs, which carries the system ID of a host/,
    ),
    ofLvm(
      'a member by a partition',
      `${PARTITIONED}; pvcreate -q \${D}2; vgcreate -q half \${D}2`,
      /has a partition that is a physical volume of volume group half:/,
    ),
    ofLvm(
      'an LVM label with a bad checksum',
      `pvcreate -q $D
       printf '\\377\\377' | dd of=$D bs=1 seek=528 conv=notrunc status=none
       wipefs $D | grep -q LVM2_member; ! pvs $D 2>/dev/null`,
      /physical volume that LVM does not report: .*damaged/,
    ),
  ],
};

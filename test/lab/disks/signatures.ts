import type { DiskCase, DiskGroup } from './disk-case.ts';
import { rawData } from './raw-data.ts';

/** What wipefs names it and where, which the script checks as well: the case proves itself. */
const signed = (name: string, make: string, type: string, offset: string): DiskCase => ({
  name,
  make: `${make}\nwipefs --noheadings --output TYPE,OFFSET $D | grep -Eq '^${type} +${offset}$'`,
  code: 'DM020',
  says: new RegExp(`carries .*${type}.* at ${offset}`),
});

/** Bytes at an offset, as printf(1) writes them. */
const put = (bytes: string, offset: number | string): string =>
  `printf '${bytes}' | dd of=$D bs=1 seek=$((${String(offset)})) conv=notrunc status=none`;

/** zpool(8) is in no Debian main: what libblkid looks for, magic numbers of four uberblocks or more. */
const ZFS = `for slot in {0..7}; do
  ${put('\\014\\261\\272\\000\\000\\000\\000\\000', '131072 + slot * 1024')}
done`;

const luks = (type: 'luks1' | 'luks2'): string =>
  `modprobe algif_skcipher; modprobe xts; modprobe dm-crypt
   printf secret | cryptsetup luksFormat -q --type ${type} --pbkdf pbkdf2 \\
     --pbkdf-force-iterations 1000 $D -`;

const md = (metadata: string): string =>
  `modprobe raid1; echo 'AUTO -all' >/etc/mdadm/mdadm.conf
   mdadm --create /dev/md/case --run --level=1 --raid-devices=2 --metadata=${metadata} $D missing \\
     </dev/null 2>/dev/null
   mdadm --stop /dev/md/case 2>/dev/null`;

const GPT = `printf 'label: gpt\\n,400M\\n,\\n' | sfdisk -q $D; udevadm settle`;
const IN_LAST_MIB = '0x3ff[0-9a-f]{5}';

export const fileSystems: DiskGroup = {
  name: 'file systems, swap, encrypted and foreign volumes',
  cases: [
    {
      ...signed('ext4', 'mkfs.ext4 -q -L data $D', 'ext4', '0x438'),
      says: /carries ext4 \("data"\) at 0x438/,
    },
    signed('xfs', 'mkfs.xfs -q $D', 'xfs', '0x0'),
    signed('btrfs', 'mkfs.btrfs -q $D', 'btrfs', '0x10040'),
    signed('swap', 'mkswap $D', 'swap', '0xff6'),
    signed('LUKS 1', luks('luks1'), 'crypto_LUKS', '0x0'),
    signed('LUKS 2', luks('luks2'), 'crypto_LUKS', '0x0'),
    signed('a ZFS label', ZFS, 'zfs_member', '0x2[0-9a-f]{4}'),
  ],
};

export const tablesAndRaid: DiskGroup = {
  name: 'partition tables and RAID members',
  cases: [
    {
      ...signed('GPT with partitions', `${GPT}; mkswap \${D}1`, 'gpt', '0x200'),
      says: /gpt at 0x200, gpt at 0x3ffffe00.*swap at 0xff6 of \/dev\/ubd.1/,
    },
    signed('GPT without partitions', "echo 'label: gpt' | sfdisk -q $D", 'gpt', '0x200'),
    signed(
      'the backup of a GPT alone',
      `${GPT}; dd if=/dev/zero of=$D bs=1M count=1 conv=notrunc status=none
       udevadm settle; partx -d $D 2>/dev/null || :`,
      'gpt',
      '0x3ffffe00',
    ),
    signed('MBR', "echo 'label: dos' | sfdisk -q $D", 'dos', '0x1fe'),
    signed('md 0.90', md('0.90'), 'linux_raid_member', IN_LAST_MIB),
    signed('md 1.0', md('1.0'), 'linux_raid_member', IN_LAST_MIB),
    signed('md 1.2', md('1.2'), 'linux_raid_member', '0x1000'),
  ],
};

const unsigned = (name: string, make: string, at: string): DiskCase => ({
  name,
  make: `${make}\n[ -z "$(wipefs $D)" ]`,
  code: 'DM026',
  says: new RegExp(`is not blank: data at byte ${at}:`),
});

const raw = (size: string, seek: number): string =>
  `${rawData(size)} | dd of=$D bs=4k seek=${String(seek)} iflag=fullblock conv=notrunc status=none`;

export const leftovers: DiskGroup = {
  name: 'what has no file system, or no signature at all',
  cases: [
    signed('bluestore', put('bluestore block device', 0), 'ceph_bluestore', '0x0'),
    signed('an orphan PV', 'pvcreate -q $D', 'LVM2_member', '0x218'),
    {
      ...signed('an MBR with a partition', 'echo , | sfdisk -q -X dos $D', 'dos', '0x1fe'),
      says: /dos at 0x1fe/,
    },
    unsigned('raw data at the start', raw('64K', 0), '0'),
    unsigned('bytes in the middle of the first MiB', put('x', 524288), '524288'),
    unsigned('raw data in the last MiB', raw('1M', 262144 - 256), '1072693248'),
    unsigned('one byte at the very end', put('x', 2 ** 30 - 1), '1073741823'),
  ],
};

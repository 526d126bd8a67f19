/** The hosts that fixtures are recorded from, as data: what is done by hand, then looked at. */

export interface State {
  readonly name: string;
  /** A bash script that leads here from the state before; it runs as root and must succeed. */
  readonly script: string;
  /** The disks that a set-up would be asked for. */
  readonly devices: readonly string[];
}

const DIRECT_LVM_JSON = `{"iptables": false, "bridge": "none", "storage-driver": "devicemapper",
 "storage-opts": ["dm.thinpooldev=/dev/mapper/docker-thinpool",
  "dm.use_deferred_removal=true", "dm.use_deferred_deletion=true"]}`;

const PROFILE = (threshold: string): string => `activation {
  ${threshold}=80
  thin_pool_autoextend_percent=20
}`;

const write = (path: string, text: string): string =>
  `mkdir -p "$(dirname ${path})"; cat >${path} <<'END'\n${text}\nEND\n`;

const PROFILE_PATH = '/etc/lvm/profile/docker-thinpool.profile';
const ONE = ['/dev/xvdf'];
const TWO = ['/dev/xvdf', '/dev/xvdg'];

const disks: readonly State[] = [
  { name: 'blank', script: 'systemctl start docker', devices: ONE },
  {
    name: 'mounted-disk',
    script: 'mkfs.ext4 -q -L data /dev/xvdg; mkdir -p /mnt/x; mount /dev/xvdg /mnt/x',
    devices: TWO,
  },
  { name: 'signed-disk', script: 'umount /mnt/x', devices: TWO },
  {
    name: 'partitioned-disk',
    script: `wipefs -aq /dev/xvdg; printf 'label: gpt\\n,\\n' | sfdisk -q /dev/xvdg
      udevadm settle; mkswap /dev/xvdg1 >/dev/null`,
    devices: TWO,
  },
];

/** The documented steps one by one: every half-way state of a set-up by hand. */
const directLvm: readonly State[] = [
  { name: 'half-pvcreate', script: 'pvcreate -q /dev/xvdf', devices: ONE },
  { name: 'half-vgcreate', script: 'vgcreate -q docker /dev/xvdf', devices: ONE },
  {
    name: 'half-lvcreate-data',
    script: 'lvcreate -q --wipesignatures y -n thinpool docker -l 95%VG',
    devices: ONE,
  },
  {
    name: 'half-lvcreate',
    script: 'lvcreate -q --wipesignatures y -n thinpoolmeta docker -l 1%VG',
    devices: ONE,
  },
  {
    name: 'half-lvconvert',
    script: `lvconvert -q -y --zero n -c 512K --thinpool docker/thinpool \\
      --poolmetadata docker/thinpoolmeta`,
    devices: ONE,
  },
  {
    name: 'direct-running',
    script: `${write(PROFILE_PATH, PROFILE('thin_pool_autoextend_threshold'))}
      lvchange -q --metadataprofile docker-thinpool docker/thinpool
      lvchange -q --monitor y docker/thinpool
      ${write('/etc/docker/daemon.json', DIRECT_LVM_JSON)}
      systemctl start docker
      docker import /opt/lab/bb.tar bb
      docker run -d --net=none bb sleep 1000`,
    devices: ONE,
  },
  {
    name: 'direct-stopped',
    script: 'docker rm -f $(docker ps -q); systemctl stop docker.socket docker.service',
    devices: ONE,
  },
  { name: 'direct-suspended', script: 'dmsetup suspend docker-thinpool', devices: ONE },
  {
    name: 'direct-inactive',
    script: 'dmsetup resume docker-thinpool; lvchange -q -an docker/thinpool',
    devices: ONE,
  },
  {
    name: 'bad-profile',
    script: `${write(PROFILE_PATH, PROFILE('thin_pool_autoextend_treshold'))}
      lvchange -q -ay docker/thinpool`,
    devices: ONE,
  },
];

/** Two images, one made from the other, and two containers, of which one runs. */
const layers: readonly State[] = [
  {
    name: 'direct-layers',
    script: `${directLvm
      .slice(0, 6)
      .map(({ script }) => script)
      .join('\n')}
      docker rm -f $(docker ps -q)
      docker run --name made --net=none bb sh -c 'echo hello >/hello'
      docker commit made web:1
      docker run -d --name runs --net=none web:1 sleep 1000`,
    devices: ONE,
  },
];

const loopLvm: readonly State[] = [
  {
    name: 'loop-running',
    script: `${write(
      '/etc/docker/daemon.json',
      '{"iptables": false, "bridge": "none", "storage-driver": "devicemapper"}',
    )}
      systemctl start docker`,
    devices: ONE,
  },
  {
    name: 'loop-stopped',
    script: 'systemctl stop docker.socket docker.service',
    devices: ONE,
  },
];

/** A pool on loop files that is being grown, and its files once Docker is stopped. */
const growingLoop: readonly State[] = [
  {
    name: 'loop-half-loaded',
    script: `${loopLvm[0]?.script ?? ''}
      truncate -s 200G /var/lib/docker/devicemapper/devicemapper/data
      losetup -c /dev/loop0
      pool=$(dmsetup ls --target thin-pool | cut -f1)
      dmsetup reload "$pool" --table "$(dmsetup table "$pool" | sed 's/^0 209715200 /0 419430400 /')"`,
    devices: ONE,
  },
  {
    name: 'loop-files',
    script: 'systemctl stop docker.socket docker.service',
    devices: ONE,
  },
];

/** A pool with one thin device of 100 GiB that was made past LVM, as Docker does. */
export const poolWithFiller = (data: string, metadata: string, disk = '/dev/xvdf'): string => `
  pvcreate -q ${disk}; vgcreate -q -s 1M docker ${disk}
  lvcreate -q --type thin-pool -L ${data} --poolmetadatasize ${metadata} -c 64K -Zn \\
    -n thinpool docker
  dmsetup message docker-thinpool 0 'create_thin 1'
  dmsetup create filler --table '0 209715200 thin /dev/mapper/docker-thinpool 1'`;

/** One block into each chunk: every chunk is mapped, and little is written. */
export const fill = `perl -e 'open(F, "+<", "/dev/mapper/filler"); for my $i (0 .. 140000) {
    sysseek(F, $i * 65536, 0); syswrite(F, "x" x 4096); }'`;

const full: readonly State[] = [
  {
    name: 'data-full',
    // The writer hangs, as any would, until the kernel gives up after a minute.
    script: `${poolWithFiller('128M', '16M')}
      (${fill}; sync) >/dev/null 2>&1 &
      while :; do
        events=$(dmsetup info -c --noheadings -o events docker-thinpool)
        dmsetup status --noflush docker-thinpool | grep -q out_of_data_space && break
        dmsetup wait docker-thinpool "$events" >/dev/null
      done`,
    devices: ONE,
  },
];

const failed: readonly State[] = [
  {
    name: 'pool-failed',
    // More mappings than the metadata has room for.
    script: `${poolWithFiller('9G', '2M')}
      ${fill}; sync
      dmsetup status --noflush docker-thinpool | grep 'thin-pool Fail'`,
    devices: ONE,
  },
];

const needsCheck: readonly State[] = [
  {
    name: 'needs-check',
    // The kernel sets the flag when a change of metadata fails and it can still write; which of
    // the two comes of an error is chance, so the flag is written here as the kernel would.
    script: `${poolWithFiller('128M', '16M')}
      dmsetup remove --retry filler
      table=$(dmsetup table docker-thinpool_tmeta)
      lvchange -q -an docker/thinpool
      dmsetup create metadata --table "$table"
      thin_dump /dev/mapper/metadata | sed '/<superblock/s/flags="0"/flags="1"/' >/tmp/dump
      thin_restore -i /tmp/dump -o /dev/mapper/metadata
      dmsetup remove --retry metadata
      lvchange -q -ay --config 'global/thin_check_executable=""' docker/thinpool
      dmsetup status --noflush docker-thinpool | grep needs_check`,
    devices: ONE,
  },
];

/** Each list begins on a clean guest and goes on from state to state. */
export const SEQUENCES: readonly (readonly State[])[] = [
  disks,
  directLvm,
  layers,
  loopLvm,
  growingLoop,
  full,
  failed,
  needsCheck,
];

/**
 * Docker there has no devicemapper driver, so most states cannot be. It stays stopped: the client
 * that a recording asks is not installed there.
 */
export const TRIXIE_SEQUENCES: readonly (readonly State[])[] = [
  [{ name: 'blank', script: '! systemctl is-active docker', devices: ONE }],
];

/** A simulated machine as plain data: a copy of it is what a death leaves behind. */

export type Entry =
  | {
      readonly kind: 'file';
      readonly text: string;
      readonly mode: number;
      readonly inode: number;
      /** Written without fsync(2): a power cut leaves it empty. */
      readonly unsynced?: boolean;
      /** A loop file of Docker's: its content is not looked into. */
      readonly sparse?: Sparse;
    }
  | { readonly kind: 'directory'; readonly mode: number; readonly inode: number }
  /** A symbolic link to a full path. */
  | {
      readonly kind: 'symlink';
      readonly target: string;
      readonly mode: number;
      readonly inode: number;
    };

export interface Sparse {
  size: number;
  /** What a power cut leaves of it. */
  synced: number;
  /** In a file with a pool's metadata, once the kernel has made them. */
  thin: ThinMetadata | null;
}

/** What the kernel keeps in a thin pool's metadata. */
export interface ThinMetadata {
  transactionId: number;
  dataUsedBlocks: number;
  /** What it counts, which no table may fall short of. */
  dataBlocks: number;
  metadataBlocks: number;
}

export interface Loop {
  readonly number: number;
  /** Of the file it shows. */
  readonly inode: number;
  size: number;
}

/** The pool that Docker makes on two loop devices. */
export interface LoopPool {
  readonly name: string;
  readonly data: number;
  readonly metadata: number;
  /** Of the live table, in sectors. */
  length: number;
  /** Of the table that waits. */
  waiting: number | null;
  suspended: boolean;
}

export interface Signature {
  readonly type: string;
  readonly offset: number;
  readonly label: string | null;
  readonly uuid: string | null;
}

export interface Pv {
  readonly uuid: string;
  /** Bytes of the disk when LVM last looked at its size; undefined: all that it has. */
  size?: number;
  /** The flag in its header (PV_EXT_USED): it says it belongs to some volume group. */
  used: boolean;
}

export interface Disk {
  /** What people and LVM call it. */
  readonly path: string;
  readonly kernelName: string;
  readonly majorMinor: string;
  readonly size: number;
  signatures: Signature[];
  /** Other data begins here, and lies up to the end of the first MiB; null: there is none. */
  residue: number | null;
  /** What that data is made of. */
  readonly fill: number;
  /** Between its first and last MiB there is data. */
  middle: boolean;
  /** Texts in LVM's metadata area; null: there is no area. */
  area: string | null;
  pv: Pv | null;
}

export interface Pool {
  readonly dataLv: string;
  readonly metadataLv: string;
  readonly chunkSize: number;
  /** The kernel's, which Docker moves; LVM's own stays 0. */
  transactionId: number;
  dataUsedBlocks: number;
}

export interface Lv {
  name: string;
  readonly uuid: string;
  tags: string[];
  /** Seconds since 1970. */
  readonly created: number;
  hidden: boolean;
  extents: number;
  /** Extents of the table in the kernel, while it is active. */
  live: number;
  active: boolean;
  profile: string | null;
  monitored: boolean;
  pool: Pool | null;
}

export interface Vg {
  readonly name: string;
  readonly uuid: string;
  readonly tags: readonly string[];
  readonly extentSize: number;
  pvUuids: readonly string[];
  lvs: Lv[];
}

export type Active = 'active' | 'inactive' | 'failed';

export interface Unit {
  active: Active;
  enabled: boolean;
}

export interface Daemon {
  driver: string;
  pool: string | null;
  root: string;
}

/** A device that dmctl opened for a thin device of Docker's pool. */
export interface LayerDevice {
  readonly name: string;
  readonly pool: string;
  readonly deviceId: number;
  readonly readOnly: boolean;
}

/** Docker's layers on thin devices of its pool, and what dmctl has open of them. */
export interface Layers {
  /** What each thin device holds, by its id; of a container's, what it wrote last: `web P3`. */
  thins: Map<number, string>;
  nextDevice: number;
  /** Thin devices whose file system has a log to be replayed. */
  unclean: number[];
  devices: LayerDevice[];
  mounts: { readonly name: string; readonly at: string }[];
  /** So often has each container written on overlay2, by its mount id, since it last wrote on the pool. */
  writtenOnOverlay: Map<string, number>;
  /** What the thin devices held when a migration that is now undone was made; else null. */
  readonly atSwitch: ReadonlyMap<number, string> | null;
  /** A boot on the pool has had people pull an image, create a container and remove an image. */
  busy: boolean;
  /** Starts of dockerd, and boots. */
  starts: number;
  boots: number;
  /** The pool and its records may go: the migration is being accepted. */
  mayGo: boolean;
}

/** A volume with a file system of its own. */
export interface Carrier {
  /** `/dev/mapper/NAME`. */
  readonly node: string;
  /** mkfs has come to its end. */
  whole: boolean;
  /** Where it is mounted; null: nowhere. */
  at: string | null;
  /** While it is not mounted; by their paths below its root, `/l`. */
  files: Map<string, Entry>;
}

/** containerd, installed beside Docker. */
export interface Containerd {
  /** The pool that the files named when the daemon started; null: none. */
  read: string | null;
  /** How its devmapper plugin came up, by the recording that shows it so. */
  plugin: 'not-configured' | 'pool-absent' | 'configured' | 'stale';
  /** Devices of its snapshots that are active in the kernel. */
  devices: readonly string[];
  /** UUID of the pool that its latest device was made in. */
  madeOn: string | null;
}

export interface State {
  /** undefined: it is not installed. */
  containerd?: Containerd;
  /** The volume that carries the layers of overlay2, if there is one. */
  carrier?: Carrier;
  /** Texts of the mounts in docker.service.requires, as systemd has read them. */
  loadedRequires?: string;
  /** null: Docker's pool holds no layers that matter. */
  layers: Layers | null;
  /** Moves on with every question; ISO 8601 of it is unique and rising. */
  clock: number;
  nextInode: number;
  nextUuid: number;
  files: Map<string, Entry>;
  /** Folders that are mount points, beside /. */
  readonly mounts: readonly string[];
  disks: Disk[];
  vgs: Vg[];
  /** auto_activation_volume_list: the groups that LVM activates by itself at boot; null: all. */
  readonly activatedAtBoot: readonly string[] | null;
  units: Record<string, Unit>;
  /** The texts of the boot units that systemd has loaded, by their names. */
  loadedUnits: Map<string, string>;
  /** dockerd, while docker.service is active. */
  daemon: Daemon | null;
  loops: Loop[];
  loopPool: LoopPool | null;
  /** A boot gives a loop device to this file before Docker has its own; null: to none. */
  readonly shownAtBoot: string | null;
  /** Journal lines and files of dmctl's own that still fit on its disk; null: as many as it writes. */
  ownRoom: number | null;
  /** Bytes that the file system has free; loop files take none until they are written to. */
  readonly free: number;
  /** So many resumes of Docker's pool fail after the swap, which leaves it suspended. */
  failingResumes: number;
  /** Device of Docker's base image, where it is active: on which pool (device-mapper name). */
  baseDevice: string | null;
  /** systemd refuses to start docker.service until reset-failed. */
  startLimitHit: boolean;
  /** dockerd cannot start on a pool here: each try ends as failed. */
  readonly brokenOnPool: boolean;
  /** What was done that was done already, and what a program had to refuse. */
  faults: string[];
}

/** A disk of 10 GiB, as the lab's are. */
export function disk(letter: string, change: Partial<Disk> = {}): Disk {
  const index = letter.charCodeAt(0) - 'e'.charCodeAt(0);
  return {
    path: `/dev/xvd${letter}`,
    kernelName: `ubd${String.fromCharCode('a'.charCodeAt(0) + index)}`,
    majorMinor: `98:${String(16 * index)}`,
    size: 10 * 2 ** 30,
    signatures: [],
    residue: null,
    fill: 0xa5,
    middle: false,
    area: null,
    pv: null,
    ...change,
  };
}

/** An LVM UUID that nobody else has. */
export function newUuid(state: State): string {
  state.nextUuid += 1;
  const digits = String(state.nextUuid).padStart(6, '0');
  return `simLVM-0000-0000-0000-0000-0000-${digits}`;
}

/** One step done twice, or a program asked for what it must refuse. */
export function fault(state: State, what: string): void {
  state.faults.push(what);
}

export const findVg = (state: State, name: string): Vg | undefined =>
  state.vgs.find((vg) => vg.name === name);

/** The group that claims the PV, if any does. */
export const vgOfPv = (state: State, uuid: string): Vg | undefined =>
  state.vgs.find(({ pvUuids }) => pvUuids.includes(uuid));

const MIB = 2 ** 20;

/** The disk of that name, or of that node that the name leads to. */
export const diskAt = (state: State, path: string): Disk | undefined =>
  state.disks.find((disk) => path === disk.path || path === `/dev/${disk.kernelName}`);

/** Extents on a PV of this disk: its data area begins at 1 MiB. */
export const extentsOf = (disk_: Disk, extentSize: number): number =>
  Math.floor(((disk_.pv?.size ?? disk_.size) - MIB) / extentSize);

export const totalExtents = (state: State, vg: Vg): number =>
  disksOf(state, vg).reduce((sum, one) => sum + extentsOf(one, vg.extentSize), 0);

export const disksOf = (state: State, vg: Vg): readonly Disk[] =>
  state.disks.filter(({ pv }) => pv !== null && vg.pvUuids.includes(pv.uuid));

/** Extents that volumes take; a pool has none but those of its parts. */
export const usedExtents = (vg: Vg): number =>
  vg.lvs.reduce((sum, lv) => sum + (lv.pool === null ? lv.extents : 0), 0);

/** Free extents of one PV: volumes fill the disks of a group from the first on. */
export function freeOn(state: State, vg: Vg, disk: Disk): number {
  let used = usedExtents(vg);
  for (const one of disksOf(state, vg)) {
    const own = extentsOf(one, vg.extentSize);
    const taken = Math.min(own, used);
    if (one === disk) return own - taken;
    used -= taken;
  }
  return 0;
}

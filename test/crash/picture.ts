import { OWN } from './files.ts';
import { vgOfPv, type Lv, type Pool, type State } from './state.ts';

/** What people would compare of a machine: all but clocks, UUIDs and the numbers of new files. */
export type Picture = Readonly<Record<string, unknown>>;

/** @param first the machine at first: its folders are known by their inodes */
export function picture(state: State, first: State): Picture {
  return {
    disks: state.disks.map((disk) => ({
      ...{ path: disk.path, residue: disk.residue },
      signatures: disk.signatures.map(({ type, offset, label }) => ({ type, offset, label })),
      pv: disk.pv && { used: disk.pv.used, vg: vgOfPv(state, disk.pv.uuid)?.name ?? null },
    })),
    vgs: state.vgs
      .map(({ name, tags, extentSize, lvs }) => ({ name, tags, extentSize, lvs: volumes(lvs) }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    files: filesOf(state, first),
    units: state.units,
    daemon: state.daemon,
    baseDevice: state.baseDevice,
    startLimitHit: state.startLimitHit,
  };
}

/** How many transactions Docker needed to make its base device is its own. */
const poolOf = ({ transactionId, ...pool }: Pool) => ({ ...pool, taken: transactionId > 0 });

const volumes = (lvs: readonly Lv[]) =>
  lvs
    .map((lv) => ({ ...lv, uuid: null, pool: lv.pool && poolOf(lv.pool) }))
    .sort((a, b) => a.name.localeCompare(b.name));

/**
 * Files with their content. What Docker put into a data root that was not there at first is its own,
 * and so is what it put into one from which all was moved aside.
 */
function filesOf(state: State, first: State): Readonly<Record<string, unknown>> {
  const known = (inode: number): number | string => (inode <= first.nextInode ? inode : 'new');
  const root = state.files.get('/var/lib/docker');
  const isNew = root !== undefined && known(root.inode) === 'new';
  const backup = '/var/lib/docker/docker.bk';
  const isDockers = (path: string): boolean => {
    if (!path.startsWith('/var/lib/docker/')) return false;
    return isNew || (state.files.has(backup) && !path.startsWith(backup));
  };
  const shown = [...state.files]
    .filter(([path]) => !OWN.test(path) && !isDockers(path))
    .map(([path, entry]): [string, unknown] =>
      entry.kind === 'file'
        ? [path, { text: entry.text, mode: entry.mode }]
        : [path, { folder: known(entry.inode), mode: entry.mode }],
    );
  return Object.fromEntries(shown.sort(([a], [b]) => a.localeCompare(b)));
}

const BYSTANDING_DISKS = /^\/dev\/xvd[wyz]$/;

/** What is none of dmctl's business. */
export function bystanders(state: State): string {
  const files = ['/etc/lvm/profile/other.profile', '/etc/docker/key.json', '/var/lib/other/file'];
  return JSON.stringify({
    disks: state.disks.filter(({ path }) => BYSTANDING_DISKS.test(path)),
    vgs: state.vgs.filter(({ name }) => name === 'other'),
    files: files.map((path) => state.files.get(path)),
  });
}

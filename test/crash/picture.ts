import { isDeepStrictEqual } from 'node:util';
import { OWN } from './files.ts';
import { sparseOf } from './loop.ts';
import { thinMetadata } from './loop-pool.ts';
import { isStale } from './systemd.ts';
import { listed } from './docker-layers.ts';
import { vgOfPv, type Layers, type Lv, type Pool, type State, type ThinMetadata } from './state.ts';

/** What people would compare of a machine: all but clocks, UUIDs and the numbers of new files. */
export type Picture = Readonly<Record<string, unknown>>;

/** @param first the machine at first: its folders are known by their inodes */
export function picture(state: State, first: State): Picture {
  return {
    disks: state.disks.map((disk) => ({
      ...{ path: disk.path, residue: disk.residue, fill: disk.fill },
      ...{ middle: disk.middle, area: disk.area !== null },
      signatures: disk.signatures.map(({ type, offset, label }) => ({ type, offset, label })),
      pv: disk.pv && { used: disk.pv.used, vg: vgOfPv(state, disk.pv.uuid)?.name ?? null },
    })),
    vgs: state.vgs
      .map(({ name, tags, extentSize, lvs }) => ({ name, tags, extentSize, lvs: volumes(lvs) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en')),
    files: filesOf(state, first),
    units: state.units,
    ...(isStale(state) && { staleUnit: true }),
    ...(state.carrier && { carrier: { ...state.carrier, files: state.carrier.files.size } }),
    daemon: state.daemon && { ...state.daemon, pool: named(state.daemon.pool, first) },
    baseDevice: named(state.baseDevice, first),
    ...(state.containerd && { containerd: { ...state.containerd, madeOn: null } }),
    loops: state.loops.map(({ number, inode, size }) => ({
      ...{ number, size, file: sparseOf(state, inode)?.path },
    })),
    loopPool: poolOnLoopFiles(state, first),
    startLimitHit: state.startLimitHit,
    ...(state.layers && { layers: layersSeen(state, state.layers) }),
  };
}

/** Docker names its own devices after a folder, which is another one in each new data root. */
const named = (name: string | null, { nextInode }: State): string | null =>
  name?.replace(/-98:0-(\d+)-/, (whole, inode) => (inode > nextInode ? '-new-' : whole)) ?? null;

function poolOnLoopFiles(state: State, first: State) {
  if (state.loopPool === null) return null;
  const { name, ...pool } = state.loopPool;
  const thin = thinMetadata(state, state.loopPool);
  return { ...pool, name: named(name, first), thin: thin && poolOf(thin) };
}

/** How many transactions Docker needed to make its base device is its own. */
const poolOf = ({ transactionId, ...pool }: Pool | ThinMetadata) => ({
  ...pool,
  taken: transactionId > 0,
});

const volumes = (lvs: readonly Lv[]) =>
  lvs
    .map((lv) => ({ ...lv, uuid: null, created: null, pool: lv.pool && poolOf(lv.pool) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));

/**
 * Files with their content. What Docker put into a data root that was not there at first is its own,
 * and so is what it put into one from which all was moved aside. Of the folder for what is moved
 * aside in a mount point only the content counts: a way back makes it anew.
 */
function filesOf(state: State, first: State): Readonly<Record<string, unknown>> {
  const known = (inode: number): number | string => (inode <= first.nextInode ? inode : 'new');
  const root = state.files.get('/var/lib/docker');
  const isNew = root !== undefined && known(root.inode) === 'new';
  const backup = '/var/lib/docker/docker.bk';
  const isDockers = (path: string): boolean => {
    if (!path.startsWith('/var/lib/docker/')) return false;
    if (isNew) return true;
    const wasThere = first.files.has(backup) && first.files.has(path);
    return state.files.has(backup) && !path.startsWith(backup) && !wasThere;
  };
  const shown = [...state.files]
    .filter(([path]) => !OWN.test(path) && !isDockers(path) && !MOUNT_POINTS.test(path))
    .map(([path, entry]): [string, unknown] => {
      if (entry.kind === 'directory') {
        const isMadeAnew =
          path === backup || CONF_D.test(path) || (first.carrier && FOR_A_MOUNT.has(path));
        return [path, { folder: isMadeAnew === true || known(entry.inode), mode: entry.mode }];
      }
      if (entry.kind === 'symlink') return [path, { target: entry.target }];
      const text = versionSeen(
        state,
        entry.text.replaceAll(PV_DEVICE, '$1').replace(DEVICE_IDS, ''),
      );
      const unsynced = state.layers !== null && entry.unsynced === true && { unsynced: true };
      return [path, { text, mode: entry.mode, size: entry.sparse?.size, ...unsynced }];
    });
  return Object.fromEntries(shown.sort(([a], [b]) => a.localeCompare(b, 'en')));
}

/** The directories of containerd's files: a rollback of a teardown makes them anew. */
const CONF_D = /^\/etc\/containerd(\/conf\.d)?$/;

/** The mount point of a volume, and the directory that has it mounted at boot: a way back makes them anew. */
const FOR_A_MOUNT: ReadonlySet<string> = new Set([
  '/var/lib/docker/overlay2',
  '/etc/systemd/system/docker.service.requires',
]);

/** Empty directories that the next boot removes. */
const MOUNT_POINTS = /^\/run\/\.?dmctl/;

/** A copy of a container's layer: is it what the container wrote last on the pool? */
function versionSeen({ layers }: State, text: string): string {
  const [, name, version, since] = /^(\S+ P)(\d+)(?: O(\d+))?$/.exec(text) ?? [];
  if (layers === null || name === undefined) return text;
  const isCurrent = [...(layers.atSwitch ?? layers.thins).values()].includes(
    `${name}${version ?? ''}`,
  );
  return `${name}, ${isCurrent ? 'current' : 'stale'}${since === undefined ? '' : ', in use'}`;
}

/** A unit names physical volumes by their UUIDs. */
const PV_DEVICE = /(lvm\\x2dpv\\x2duuid)[^.]*/g;

/** How many thin devices containerd has ever numbered in its database is its own. */
const DEVICE_IDS = /(?<=^bolt )\{"device_ids":\{[^}]*\}/;

/** Thin devices by number, what dmctl has open, and what Docker lists. */
const layersSeen = (state: State, { thins, devices, mounts }: Layers) => ({
  thins: [...thins].map(([id, content]) => [id, content.replace(VERSION, ' P')]),
  ...{ devices, mounts },
  listed: state.daemon && listed(state),
});

/** How often a container has written on the pool, and on overlay2 since. */
const VERSION = / P\d+$/;

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

/** The parts in which two pictures differ, path by path. */
export function difference(wanted: unknown, found: unknown, at = ''): string {
  if (isDeepStrictEqual(wanted, found)) return '';
  const both = [wanted, found].every((one) => typeof one === 'object' && one !== null);
  if (!both) return `${at}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}; `;
  const [left, right] = [wanted, found] as [Picture, Picture];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].map((key) => difference(left[key], right[key], `${at}/${key}`)).join('');
}

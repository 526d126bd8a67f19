import { poolNamed } from './device-mapper.ts';
import { file, folders, type Moment } from './files.ts';
import { lvchange, lvconvert, lvcreate } from './lv.ts';
import { pvcreate, vgcreate } from './pv-vg.ts';
import { findVg, totalExtents, type State } from './state.ts';
import type { Answer } from './answer.ts';
import { splitStorageOption } from '../../src/docker/storage-options.ts';

/** The options of Docker's own setup; null: there are none, and Docker makes loop files. */
export interface ManagedOptions {
  readonly device: string;
  /** As Docker writes them into its record. */
  readonly record: string;
  readonly data: number;
  readonly metadata: number;
  readonly threshold: number;
  readonly percent: number;
}

export function managedOptionsOf(options: readonly string[]): ManagedOptions | null {
  const read = options.map(splitStorageOption);
  const value = (key: string): string =>
    read.flatMap((one) => (one.ok && one.value.key === key ? [one.value.value] : [])).at(-1) ?? '';
  const device = value('dm.directlvm_device');
  if (device === '') return null;
  const [data, metadata] = [value('dm.thinp_percent'), value('dm.thinp_metapercent')].map(Number);
  const threshold = Number(value('dm.thinp_autoextend_threshold'));
  const percent = Number(value('dm.thinp_autoextend_percent'));
  const record = JSON.stringify({
    Device: device,
    ThinpPercent: data,
    ThinpMetaPercent: metadata,
    AutoExtendPercent: percent,
    AutoExtendThreshold: threshold,
  });
  return { device, record, data: data ?? 0, metadata: metadata ?? 0, threshold, percent };
}

const PROFILE = '/etc/lvm/profile/docker-thinpool.profile';

/**
 * moby, device_setup.go: what it has set up it goes on with; a device that carries anything, or is in a
 * group, it does not take, and what it made before it failed stays.
 */
export function setUpManaged(
  state: State,
  moment: Moment,
  root: string,
  options: ManagedOptions,
): boolean {
  const path = `${root}/devicemapper/setup-config.json`;
  const entry = state.files.get(path);
  const known = entry?.kind === 'file' ? entry.text : '';
  if (known !== '') return known === options.record && poolNamed(state, 'docker-thinpool') !== null;
  const disk = state.disks.find((one) => one.path === options.device);
  if (disk === undefined || disk.signatures.length > 0) return false;
  const done = steps(state, moment, options).every((step) => step().exitCode === 0);
  if (done) writeUnsynced(state, moment, path, options.record);
  return done;
}

/** Its programs one after another; each has moments inside, and one at its end. */
function steps(state: State, moment: Moment, options: ManagedOptions): readonly (() => Answer)[] {
  const { device, data, metadata } = options;
  const ended = (name: string, answer: Answer): Answer => {
    moment(`dockerd's ${name} ended`);
    return answer;
  };
  const create = (name: string, share: number) => () => {
    const vg = findVg(state, 'docker');
    const extents = Math.floor(((vg ? totalExtents(state, vg) : 0) * share) / 100);
    return ended(name, lvcreate(state, moment, ['-l', String(extents), '-n', name, 'docker']));
  };
  const pool = ['--thinpool', 'docker/thinpool', '--poolmetadata', 'docker/thinpoolmeta'];
  return [
    () => ended('pvcreate', pvcreate(state, moment, ['-f', device])),
    () => ended('vgcreate', vgcreate(state, moment, ['docker', device])),
    create('thinpool', data),
    create('thinpoolmeta', metadata),
    () => ended('lvconvert', lvconvert(state, moment, ['--zero', 'n', '-c', '524288', ...pool])),
    () => {
      folders(state, '/etc/lvm/profile');
      writeUnsynced(state, moment, PROFILE, profileOf(options));
      const words = ['--metadataprofile', 'docker-thinpool', 'docker/thinpool'];
      return ended('lvchange', lvchange(state, moment, words));
    },
  ];
}

const profileOf = ({ threshold, percent }: ManagedOptions): string =>
  `activation{\nthin_pool_autoextend_threshold=${String(threshold)}\n` +
  `thin_pool_autoextend_percent=${String(percent)}\n}`;

/** Go's os.WriteFile: emptied, written, never synced. */
function writeUnsynced(state: State, moment: Moment, path: string, text: string): void {
  const unsynced = { ...file(state, '', 0o600), unsynced: true } as const;
  state.files.set(path, unsynced);
  moment(`${path} still empty`);
  state.files.set(path, { ...unsynced, kind: 'file', text });
  moment(`${path} not synced`);
}

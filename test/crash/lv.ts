import { failure, success, type Answer } from './answer.ts';
import { read } from './argv.ts';
import { above, dmDevices, lvNamed } from './device-mapper.ts';
import type { Moment } from './files.ts';
import { dmName } from '../../src/model/names.ts';
import {
  fault,
  findVg,
  newUuid,
  totalExtents,
  usedExtents,
  type Lv,
  type State,
  type Vg,
} from './state.ts';

const refused = (words: string): Answer => failure(5, `  ${words}`);

const linear = (state: State, name: string, extents: number, tags: readonly string[]): Lv => ({
  name,
  uuid: newUuid(state),
  tags: [...tags],
  created: Math.floor(state.clock / 1000),
  hidden: false,
  extents,
  live: extents,
  active: false,
  profile: null,
  monitored: false,
  pool: null,
});

const free = (state: State, vg: Vg): number => totalExtents(state, vg) - usedExtents(vg);

const noRoom = (vg: Vg, has: number, wants: number): Answer =>
  refused(
    `Volume group "${vg.name}" has insufficient free space (${String(has)} extents): ${String(wants)} required.`,
  );

/** `lvcreate -y --wipesignatures y [--addtag T] -l N -n LV VG`. */
export function lvcreate(state: State, moment: Moment, args: readonly string[]): Answer {
  const { options, rest } = read(args, ['--wipesignatures', '--addtag', '-l', '-n']);
  const [group = ''] = rest;
  const vg = findVg(state, group);
  const name = options.get('-n') ?? '';
  const extents = Number(options.get('-l'));
  if (vg === undefined) return refused(`Volume group "${group}" not found`);
  if (vg.lvs.some((lv) => lv.name === name))
    return refused(`Logical Volume "${name}" already exists in volume group "${group}"`);
  if (free(state, vg) < extents) return noRoom(vg, free(state, vg), extents);
  const tag = options.get('--addtag');
  const lv = linear(state, name, extents, tag === undefined ? [] : [tag]);
  vg.lvs.push(lv);
  moment('volume not active');
  lv.active = true;
  return success(`  Logical volume "${name}" created.\n`);
}

/**
 * `lvconvert -y --zero n -c Nb --thinpool VG/LV --poolmetadata VG/META`: the metadata volume is
 * wiped, a spare made, and the two become one pool, which is then activated and watched.
 */
export function lvconvert(state: State, moment: Moment, args: readonly string[]): Answer {
  const { options } = read(args, ['--zero', '-c', '--thinpool', '--poolmetadata']);
  const data = lvNamed(state, options.get('--thinpool') ?? '');
  const metadata = lvNamed(state, options.get('--poolmetadata') ?? '');
  if (data === null)
    return refused(`Failed to find logical volume "${options.get('--thinpool') ?? ''}"`);
  if (metadata === null)
    return refused(`Failed to find logical volume "${options.get('--poolmetadata') ?? ''}"`);
  if (data.lv.pool !== null)
    return refused(`Command on LV ${data.lv.name} is invalid on thin-pool.`);
  const { vg } = data;
  const room = free(state, vg);
  if (room < metadata.lv.extents) return noRoom(vg, room, metadata.lv.extents);
  data.lv.active = false;
  metadata.lv.active = false;
  moment('metadata wiped, both volumes not active');
  const name = ['lvol0', 'lvol1'].find((one) => vg.lvs.every((lv) => lv.name !== one)) ?? 'lvol2';
  const spare = linear(state, name, metadata.lv.extents, []);
  spare.active = true;
  vg.lvs.push(spare);
  moment('stray spare, active');
  spare.active = false;
  moment('stray spare');
  const pool = toPool(
    state,
    vg,
    { data: data.lv, metadata: metadata.lv, spare },
    options.get('-c') ?? '',
  );
  moment('pool not active');
  activate(vg, pool);
  return success(
    `  Converted ${vg.name}/${pool.name} and ${vg.name}/${metadata.lv.name} to thin pool.\n`,
  );
}

interface Parts {
  readonly data: Lv;
  readonly metadata: Lv;
  readonly spare: Lv;
}

/** One commit: the pool takes the name of the data volume, which goes into hiding with the rest. */
function toPool(state: State, vg: Vg, { data, metadata, spare }: Parts, chunk: string): Lv {
  const { name } = data;
  Object.assign(data, { name: `${name}_tdata`, hidden: true });
  Object.assign(metadata, { name: `${name}_tmeta`, hidden: true });
  Object.assign(spare, { name: `${spare.name}_pmspare`, hidden: true });
  const pool: Lv = {
    ...linear(state, name, data.extents, []),
    pool: {
      dataLv: data.name,
      metadataLv: metadata.name,
      chunkSize: Number.parseInt(chunk, 10),
      transactionId: 0,
      dataUsedBlocks: 0,
    },
  };
  vg.lvs.push(pool);
  return pool;
}

/** Activates a volume with all that it stands on; dmeventd watches a pool from then on. */
export function activate(vg: Vg, lv: Lv): void {
  for (const one of partsOf(vg, lv)) Object.assign(one, { active: true, live: one.extents });
  lv.monitored = lv.pool !== null;
}

/** A volume and, for a pool, what it stands on. */
const partsOf = (vg: Vg, lv: Lv): readonly Lv[] =>
  vg.lvs.filter(
    (one) => one === lv || one.name === lv.pool?.dataLv || one.name === lv.pool?.metadataLv,
  );

function deactivate(vg: Vg, lv: Lv): void {
  for (const one of partsOf(vg, lv)) one.active = false;
  lv.monitored = false;
}

/** `lvremove -y VG/LV`: a pool goes with its parts and, as the last one, with the spare. */
export function lvremove(state: State, moment: Moment, args: readonly string[]): Answer {
  const [path = ''] = read(args, []).rest;
  const found = lvNamed(state, path);
  if (found === null) return refused(`Failed to find logical volume "${path}"`);
  const { vg, lv } = found;
  if (lv.hidden) return refused(`Can't remove logical volume ${lv.name} used by a pool.`);
  if (above(dmDevices(state), dmName(vg.name, lv.name)).length > 0)
    return refused(`Logical volume ${path} in use.`);
  const isCarrier = state.carrier?.node === `/dev/mapper/${dmName(vg.name, lv.name)}`;
  if (isCarrier && state.carrier?.at !== null)
    return refused(`${path} contains a filesystem in use.`);
  const { containerd } = state;
  if (containerd?.plugin === 'configured' && containerd.read === dmName(vg.name, lv.name))
    fault(state, `${path} removed while containerd runs on it`);
  deactivate(vg, lv);
  moment('volume not active, not removed yet');
  if (isCarrier) delete state.carrier;
  const gone = new Set(
    lv.pool === null ? [lv.name] : [lv.name, lv.pool.dataLv, lv.pool.metadataLv],
  );
  vg.lvs = vg.lvs.filter(
    (one) => !gone.has(one.name) && !(lv.pool !== null && one.name.endsWith('_pmspare')),
  );
  return success(`  Logical volume "${lv.name}" successfully removed.\n`);
}

/** `lvchange` with --metadataprofile, --monitor y or -ay. */
export function lvchange(state: State, moment: Moment, args: readonly string[]): Answer {
  const { options, rest } = read(args, ['--metadataprofile', '--addtag', '--monitor']);
  const [path = ''] = rest;
  const found = lvNamed(state, path);
  if (found === null) return refused(`Failed to find logical volume "${path}"`);
  const { vg, lv } = found;
  if (options.has('-an')) {
    deactivate(vg, lv);
    return success();
  }
  if (options.has('-ay')) {
    if (lv.active) fault(state, `lvchange -ay of ${path}, which is active`);
    activate(vg, lv);
    return success();
  }
  if (options.has('--refresh')) {
    if (!lv.active) return refused(`${path} is not active.`);
    activate(vg, lv);
    return success();
  }
  if (options.has('--detachprofile')) {
    if (lv.profile === null) fault(state, `lvchange --detachprofile of ${path}, which has none`);
    lv.profile = null;
    return success();
  }
  const profile = options.get('--metadataprofile');
  if (profile !== undefined) return attach(state, lv, path, profile, options.get('--addtag'));
  if (options.get('--monitor') !== 'y') return refused('No supported change of a logical volume.');
  if (!lv.active) return refused(`Monitoring of ${path} failed: not active.`);
  if (lv.monitored) fault(state, `lvchange --monitor y of ${path}, which is watched`);
  moment('not watched yet');
  lv.monitored = true;
  return success();
}

/** `lvextend -l N VG/POOL` and `--poolmetadatasize Nb`, to a size in all. */
export function lvextend(state: State, moment: Moment, args: readonly string[]): Answer {
  const { options, rest } = read(args, ['-l', '--poolmetadatasize']);
  const [path = ''] = rest;
  const found = lvNamed(state, path);
  if (found?.lv.pool == null) return refused(`Failed to find thin pool "${path}"`);
  const { vg, lv } = found;
  const metadata = options.get('--poolmetadatasize');
  const to =
    metadata === undefined
      ? Number(options.get('-l'))
      : Number.parseInt(metadata, 10) / vg.extentSize;
  const isPart = (one: Lv): boolean =>
    metadata === undefined
      ? one === lv || one.name === lv.pool?.dataLv
      : one.name === lv.pool?.metadataLv || one.name.endsWith('_pmspare');
  const parts = vg.lvs.filter(isPart);
  const now = parts[0]?.extents ?? 0;
  if (to <= now) return refused(`New size (${String(to)} extents) matches existing size.`);
  const wanted = parts.reduce((sum, one) => sum + (one.pool === null ? to - one.extents : 0), 0);
  if (free(state, vg) < wanted) return noRoom(vg, free(state, vg), wanted);
  for (const one of parts) one.extents = to;
  moment('metadata committed, the kernel not told');
  activate(vg, lv);
  return success(`  Logical volume ${path} successfully resized.\n`);
}

function attach(state: State, lv: Lv, path: string, profile: string, tag?: string): Answer {
  if (!state.files.has(`/etc/lvm/profile/${profile}.profile`))
    return refused(`Failed to read config/profile_dir profile ${profile}`);
  if (lv.profile === profile) fault(state, `profile attached to ${path} a second time`);
  lv.profile = profile;
  if (tag !== undefined && !lv.tags.includes(tag)) lv.tags.push(tag);
  return success(`  Logical volume ${path} changed.\n`);
}

import type { ThinPoolStatus } from '../../model/facts/dm.ts';
import type { ToolName } from '../../model/facts/facts.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import { bytes, formatBytes } from '../../model/units.ts';
import { poolPath } from '../../pool/found-pool.ts';
import { plansOf } from '../engines.ts';
import { missingTools, rootRefusals } from '../steps/host-refusals.ts';
import { activationRefusals, changeRefusals } from '../steps/lvm-refusals.ts';
import { groupRefusals, no, poolOfLvm, type Grown } from '../steps/pool-in-use.ts';
import { firstRefusals, refusal, unseen, whenKnown } from '../steps/refusal.ts';
import type { RepairablePool, RepairSite } from './site.ts';

const TOOLS: readonly ToolName[] = ['lvm', 'dmsetup', 'thin_check'];

/** The pool as a repair needs it, or why LVM's side of it does not allow one. */
export function repairablePool(site: RepairSite): Grown<RepairablePool> {
  const { facts, pool } = site;
  if (pool.mode === 'loop-lvm') return no(onLoopFiles());
  const found = poolOfLvm(facts, pool);
  if (!found.ok) return found;
  const { volume, group } = found.value;
  const { metadataLv, metadataSize, chunkSize } = volume;
  if (metadataLv === null || metadataSize === null || chunkSize === null) {
    return no(unseen(`the metadata of ${poolPath(pool)}`, 'LVM does not report it'));
  }
  const unfit = [
    ...groupRefusals(group),
    ...changeRefusals(facts, group),
    ...activationRefusals(facts, { volume, group }),
  ];
  if (unfit.length > 0) return no(...unfit);
  return { ok: true, value: { volume, group, metadataLv, metadataSize, chunkSize } };
}

function onLoopFiles(): Notice {
  const why = 'Docker opens the file with its metadata itself, and LVM knows nothing of it';
  return refusal('DM305', 'dmctl repair does not handle pools on loop files', why, [
    'by hand: dmctl explain DM305',
  ]);
}

/** Lists why a pool is not repaired, whatever its metadata is like. */
export function repairRefusals(site: RepairSite, repairable: RepairablePool): readonly Notice[] {
  const { facts } = site;
  return firstRefusals(
    () => [...rootRefusals(facts), ...missingTools(facts, TOOLS)],
    () => plansOf(facts).unable(facts),
    () => diskRefusals(site),
    () => useRefusals(site, repairable),
    () => deviceRefusals(site),
    () => roomRefusals(site, repairable),
  );
}

function diskRefusals({ ground, pool }: RepairSite): readonly Notice[] {
  return whenKnown("the kernel's messages", ground.diskErrors, (said) => {
    if (said.length === 0) return [];
    const message = `a disk below ${poolPath(pool)} has errors`;
    return [
      refusal('DM301', message, `the kernel says: ${said.join(' / ')}`, [
        'replace the disk before anything else: dmctl explain DM301',
      ]),
    ];
  });
}

/** Nobody may be at work in the pool: what they do would be lost, or hinder. */
function useRefusals({ facts, ground, pool }: RepairSite, { volume }: RepairablePool) {
  const lvs = knownOr(facts.lvm, null)?.lvs ?? [];
  const thin = lvs.filter((one) => one.vg === volume.vg && one.poolLv === volume.name);
  const running = facts.engine.counts?.running ?? 0;
  const path = poolPath(pool);
  const strangers = whenKnown('the devices on the pool', ground.holders, (names) =>
    names
      .filter((name) => !plansOf(facts).isOwnDevice(name))
      .map((name) => inUse(path, `${name} is on it`, `dmsetup info ${name}; lsblk -f`)),
  );
  const open = whenKnown('the devices of the kernel', facts.dm, (devices) => {
    const mine = new Set(knownOr(ground.holders, []));
    const held = devices.find((one) => mine.has(one.name) && one.openCount > 0);
    if (running > 0 || held === undefined) return [];
    return [inUse(path, `${held.name} is open`, `lsblk -f; grep ${held.name} /proc/*/mountinfo`)];
  });
  return [
    ...thin.map(({ name }) =>
      inUse(path, `it holds the thin volume ${name} of LVM's`, 'lvconvert --repair, by hand'),
    ),
    ...(running > 0 ? [containersRun(facts.engine.engine, running, path)] : []),
    ...strangers,
    ...open,
  ];
}

const inUse = (path: string, why: string, fix: string): Notice =>
  refusal('DM305', `${path} is in use`, why, [fix]);

function containersRun(engine: string, count: number, path: string): Notice {
  const what = count === 1 ? 'container runs' : 'containers run';
  const stop =
    engine === 'docker'
      ? 'stop them: docker stop CONTAINER; those that hang end with systemctl stop docker.service docker.socket'
      : 'stop them: ctr --namespace NAMESPACE tasks ls, and what Kubernetes runs with it';
  const why = `${String(count)} ${what} on it, and would lose what they are about to write`;
  return refusal('DM305', `${path} is in use`, why, [stop]);
}

function deviceRefusals({ pool }: RepairSite): readonly Notice[] {
  return whenKnown("the pool's device", pool.device, (device) => {
    if (device === null) return [];
    if (device.suspended) {
      const fix = [`dmsetup resume ${device.name}, then rerun the command`];
      return [refusal('DM113', `the pool ${device.name} is suspended`, 'LVM would hang', fix)];
    }
    return whenKnown("the pool's status", pool.target, (target) =>
      target === null
        ? [refusal('DM112', `${device.name} is not the pool`, 'it is no thin pool', [])]
        : outOfData(device.name, target.status),
    );
  });
}

function outOfData(name: string, status: ThinPoolStatus): readonly Notice[] {
  if (isIll(status) || status.state !== 'running' || status.mode !== 'out_of_data_space') return [];
  const why = 'its data is full, and its metadata is sound: it needs space, and no repair';
  return [refusal('DM305', `${name} does not need a repair`, why, ['dmctl resize --add DEVICE'])];
}

/** True if the kernel says that the metadata has to be looked at. */
export const isIll = (status: ThinPoolStatus): boolean =>
  status.state !== 'running' || status.needsCheck || status.mode === 'ro';

/** The copy, the repaired copy, and one with a restored first block; they are sparse, so this is always enough. */
const COPIES = 3;

function roomRefusals({ ground }: RepairSite, { metadataSize }: RepairablePool) {
  return whenKnown('the free space for copies', ground.free, (free) => {
    const needed = bytes(metadataSize * COPIES);
    if (free >= needed) return [];
    const why = `copies of the metadata may take ${formatBytes(needed)}, and ${formatBytes(free)} are free`;
    return [
      refusal('DM303', 'there is no room for copies in /var/lib/dmctl', why, [
        'free space on that file system, or mount a larger one at /var/lib/dmctl/metadata',
      ]),
    ];
  });
}

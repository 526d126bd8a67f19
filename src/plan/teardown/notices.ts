import { unitPath } from '../../lvm/boot-unit.ts';
import { EXIT } from '../../model/exit-codes.ts';
import { knownOr } from '../../model/known.ts';
import { dmName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import { bytes, formatBytes } from '../../model/units.ts';
import { findPool } from '../../pool/found-pool.ts';
import { chunkBytes, kernelFigures } from '../../pool/usage.ts';
import { plansOf } from '../engines.ts';
import { holdingsWords } from '../steps/holdings.ts';
import { missingTools, rootRefusals, versionRefusals } from '../steps/host-refusals.ts';
import { TAG } from '../steps/names.ts';
import { changeRefusals } from '../steps/lvm-refusals.ts';
import { groupRefusals, identityRefusals } from '../steps/pool-in-use.ts';
import { notCreatedByDmctl, refusal, unseen, whenKnown } from '../steps/refusal.ts';
import { type OwnPvs, confirmWord, spanOf } from '../steps/setup-record.ts';
import {
  type TeardownSite,
  foreign,
  inUse,
  isEnginesPool,
  leftInPlace,
} from '../steps/teardown-site.ts';
import { isOwnUnit, unitOfPool } from '../steps/boot-unit-removal.ts';
import { disksLeft } from './disks-left.ts';
import { groupOf, isGroupOurs, otherVolumes, thinVolumes } from '../steps/pool-group.ts';

/** Lists every reason why the pool is not taken down. */
export function teardownRefusals(site: TeardownSite): readonly Notice[] {
  const { facts } = site;
  const basics = [
    ...rootRefusals(facts),
    ...missingTools(facts, ['lvm', 'dmsetup', 'wipefs', 'lsblk']),
    ...versionRefusals(facts),
  ];
  if (basics.length > 0) return basics;
  const found = findPool(facts);
  if (found.kind === 'unknown') return [unseen(`which pool ${facts.engine.title} uses`, found.why)];
  // Before anything that advises what to do with a group by its name.
  const group = groupOf(site);
  const identity = group === null ? [] : identityRefusals(group);
  if (identity.length > 0) return identity;
  const refusals = [
    ...ownerRefusals(site),
    ...lvmRefusals(site),
    ...holderRefusals(site),
    ...eraseRefusals(site),
    ...plansOf(facts).teardownRefusals(site),
  ];
  return refusals.length > 0 ? refusals : consentRefusals(site);
}

/** The pool must be named exactly, so that a typo destroys nothing. */
function consentRefusals({ record, request }: TeardownSite): readonly Notice[] {
  const word = confirmWord(record);
  const { confirm, dryRun } = request;
  if (confirm === word || (confirm === null && dryRun)) return [];
  const what = record.pool === null ? 'the pool on loop files' : `the pool ${word}`;
  const kept = record.engine === 'docker' ? '; volumes are kept' : '';
  const why = `its images and containers cannot be recovered${kept}`;
  const fix = [
    'see what it would do: dmctl teardown --dry-run',
    `dmctl teardown --confirm ${word}`,
  ];
  return [refusal('DM072', `taking down ${what} is not confirmed`, why, fix, EXIT.notConfirmed)];
}

/** Refuses --erase beforehand: the step could not be taken, and what is before it not be undone. */
function eraseRefusals({ record, request, ground }: TeardownSite): readonly Notice[] {
  if (!request.erase || record.pool === null) return [];
  if (record.inGroup === true) {
    const message = '--erase does not apply to a pool in a volume group of others';
    const why = 'it zeros whole disks, and theirs hold other volumes';
    return [refusal('DM036', message, why, ['omit --erase'])];
  }
  return whenKnown('whether blkdiscard can zero a disk', ground.canErase, (can) => {
    if (can) return [];
    const why = 'it has no option --zeroout, which came with util-linux 2.28';
    const fix = [
      'upgrade package util-linux',
      'or omit --erase, and zero each disk after the teardown: dd if=/dev/zero of=DEVICE bs=1M',
    ];
    const message = 'blkdiscard is too old for --erase';
    return [refusal('DM005', message, why, fix, EXIT.toolMissing)];
  });
}

function ownerRefusals(site: TeardownSite): readonly Notice[] {
  const { record } = site;
  if (!record.newRoot) {
    const why = 'Docker used these files before dmctl set anything up';
    const fix = 'stop Docker, set another storage-driver in daemon.json, and start it again';
    return [notCreatedByDmctl('the pool on loop files', why, fix)];
  }
  const group = groupOf(site);
  if (group === null || isGroupOurs(site, group)) return [];
  if (record.inGroup === true) {
    const name = confirmWord(record);
    const gone = `it does not have the tag ${TAG}: somebody made it anew`;
    return [notCreatedByDmctl(`pool ${name}`, gone, `lvremove ${name} removes it by hand`)];
  }
  const why =
    record.managed === null
      ? `it does not have the tag ${TAG}`
      : `run ${record.runId} had Docker create it on ${record.managed.device.path}, ${spanOf(record.managed)}; what exists is not from that time (the clock may have been set meanwhile), or not on that disk`;
  return [foreignGroup(group.name, why)];
}

const foreignGroup = (vg: string, why: string): Notice =>
  notCreatedByDmctl(`volume group ${vg}`, why, 'lvremove, vgremove and pvremove remove it by hand');

function lvmRefusals(site: TeardownSite): readonly Notice[] {
  const { facts, record, ownPvs } = site;
  if (record.pool === null) return [];
  if (!facts.lvm.known) return [unseen("LVM's state", facts.lvm.why)];
  const unseenDisks = facts.devices.flatMap((disk) =>
    disk.usable ? [] : [unseen(disk.path, disk.why)],
  );
  const group = groupOf(site);
  if (group === null) return unseenDisks;
  const { vg } = record.pool;
  return [
    ...groupRefusals(group),
    ...changeRefusals(facts, group),
    ...(record.inGroup === true ? thinVolumes : otherVolumes)(site).map((name) =>
      foreign(`${vg}/${name} does not belong to ${facts.engine.title}`, `lvremove ${vg}/${name}`),
    ),
    ...unseenDisks,
    ...(record.inGroup === true || hasOwnDisk(site, ownPvs)
      ? []
      : [foreignGroup(group.name, 'it created none of its disks')]),
  ];
}

function hasOwnDisk({ facts, record }: TeardownSite, ownPvs: OwnPvs): boolean {
  const pvs = knownOr(facts.lvm, null)?.pvs ?? [];
  return pvs.some(({ vg, uuid }) => vg === record.pool?.vg && ownPvs.has(uuid));
}

/** Refuses devices on the pool that are not Docker's, or that are open. */
function holderRefusals({ facts, ground, record }: TeardownSite): readonly Notice[] {
  if (record.pool === null) return [];
  const name = dmName(record.pool.vg, record.pool.lv);
  if (!ground.holders.known) return [unseen('the devices on the pool', ground.holders.why)];
  const { value: holders } = ground.holders;
  return whenKnown('the devices of the kernel', facts.dm, (devices) => {
    const pool = devices.find((device) => device.name === name);
    if (pool?.suspended === true) return [suspended(name)];
    const strangers = holders.filter((holder) => !plansOf(facts).isOwnDevice(holder));
    const isRunning = (facts.engine.counts?.running ?? 0) > 0;
    const open = devices.filter((one) => holders.includes(one.name) && one.openCount > 0);
    return [
      ...strangers.map((one) =>
        foreign(
          `${one} on the pool does not belong to ${facts.engine.title}`,
          `dmsetup remove ${one}`,
        ),
      ),
      ...(isRunning ? [] : open.slice(0, 1).map((device) => opened(device.name))),
    ];
  });
}

const suspended = (name: string): Notice =>
  refusal('DM113', `the pool ${name} is suspended`, 'LVM would hang on it', [
    `dmsetup resume ${name}, then rerun the command`,
  ]);

const opened = (name: string): Notice =>
  inUse(`${name} on the pool is in use`, 'a container or a mount has it open', [
    `lsblk -f and grep ${name} /proc/*/mountinfo show what uses it`,
  ]);

/** What is destroyed with a pool; null if unknown. */
export interface Destroyed {
  readonly images: number | null;
  readonly containers: number | null;
  /** Space that they use in the pool. */
  readonly bytes: number | null;
}

/** Counts images, containers and bytes in the pool from Docker, else from its data root. */
export function destroyed(site: TeardownSite): Destroyed {
  const counted = isEnginesPool(site) ? plansOf(site.facts).holds(site) : null;
  return {
    images: counted?.images ?? null,
    containers: counted?.containers ?? null,
    bytes: usedBytes(site),
  };
}

function usedBytes(site: TeardownSite): number | null {
  const pool = findPool(site.facts);
  if (pool.kind !== 'named' || !isEnginesPool(site)) return null;
  const figures = knownOr(kernelFigures(pool), null);
  const chunk = chunkBytes(pool);
  return figures === null || chunk === null ? null : figures.dataUsedBlocks * chunk;
}

/** Warns of what is destroyed, and of what is left in place. */
export function teardownWarnings(site: TeardownSite): readonly Notice[] {
  const engine = plansOf(site.facts);
  return [
    ...destroyedNotice(site),
    ...engine.keeps(site),
    ...engine.leaves(site),
    ...profileLeft(site),
    ...unitLeft(site),
    ...disksLeft(site),
  ];
}

/** Would --erase zero the disks? */
const isErasable = ({ record, request }: TeardownSite): boolean =>
  record.pool !== null && record.inGroup !== true && !request.erase;

function destroyedNotice(site: TeardownSite): readonly Notice[] {
  const isThere =
    site.record.pool === null
      ? plansOf(site.facts).keeps(site).length === 0
      : groupOf(site) !== null;
  if (!isThere) return [];
  const { images, containers, bytes: used } = destroyed(site);
  const none = { volumes: 0, plugins: 0, swarm: false };
  const held = holdingsWords({ ...none, images: images ?? 0, containers: containers ?? 0 });
  const size = used === null ? '' : ` (${formatBytes(bytes(used))})`;
  const what = images === null ? `everything that ${site.facts.engine.title} stores in it` : held;
  const name = site.record.pool === null ? 'the pool on loop files' : confirmWord(site.record);
  const fix = [
    site.facts.engine.engine === 'docker'
      ? 'save what you need: docker save IMAGE > FILE, docker export CONTAINER > FILE'
      : 'save what containers wrote; containerd keeps the images',
    ...(!isErasable(site)
      ? []
      : ['their bytes stay on the disks until they are overwritten; --erase does that']),
  ];
  const message =
    what === ''
      ? `${name} will be destroyed; it holds no image and no container`
      : `${name} will be destroyed with ${what}${size}`;
  return [refusal('DM220', message, 'the contents of the pool cannot be recovered', fix)];
}

function profileLeft({ record, ground }: TeardownSite): readonly Notice[] {
  const sha256 = knownOr(ground.profile, null);
  if (record.profile === null || sha256 === null || sha256 === record.profile.sha256) return [];
  const { path } = record.profile;
  return [
    leftInPlace(path, 'it was changed since dmctl wrote it', `if nobody needs it: rm ${path}`),
  ];
}

function unitLeft(site: TeardownSite): readonly Notice[] {
  const unit = unitOfPool(site);
  if (unit === null || isOwnUnit(unit, site)) return [];
  const why = 'it was changed since dmctl wrote it';
  const { bootUnit } = site.facts.engine.service;
  const path = unitPath(bootUnit);
  return [leftInPlace(path, why, `systemctl disable ${bootUnit}; rm ${path}`)];
}

import { EXIT } from '../../model/exit-codes.ts';
import { knownOr } from '../../model/known.ts';
import { dmName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import { findPool } from '../../pool/found-pool.ts';
import { plansOf } from '../engines.ts';
import { missingTools, rootRefusals } from '../steps/host-refusals.ts';
import { TAG } from '../steps/names.ts';
import { groupRefusals } from '../steps/pool-in-use.ts';
import { notCreatedByDmctl, refusal, unseen, whenKnown } from '../steps/refusal.ts';
import { confirmWord, type OwnPvs } from '../steps/setup-record.ts';
import { inUse, type TeardownSite } from '../steps/teardown-site.ts';
import { groupOf, isGroupOurs } from './site.ts';

/** Lists every reason why the pool is not taken down. */
export function teardownRefusals(site: TeardownSite): readonly Notice[] {
  const { facts } = site;
  const basics = [
    ...rootRefusals(facts),
    ...missingTools(facts, ['lvm', 'dmsetup', 'wipefs', 'lsblk']),
  ];
  if (basics.length > 0) return basics;
  const found = findPool(facts);
  if (found.kind === 'unknown') return [unseen('which pool Docker uses', found.why)];
  const refusals = [
    ...ownerRefusals(site),
    ...lvmRefusals(site),
    ...holderRefusals(site),
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
  const why = 'its images and containers cannot be recovered; volumes are kept';
  const fix = [
    'see what it would do: dmctl teardown --dry-run',
    `dmctl teardown --confirm ${word}`,
  ];
  return [refusal('DM072', `taking down ${what} is not confirmed`, why, fix, EXIT.notConfirmed)];
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
  const why =
    record.managed === null
      ? `it does not have the tag ${TAG}`
      : `what run ${record.runId} had Docker create on ${record.managed.device.path} no longer exists`;
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
  const { vg, lv } = record.pool;
  const others = facts.lvm.value.lvs.filter(
    (one) => one.vg === vg && !one.hidden && one.name !== lv,
  );
  return [
    ...groupRefusals(group),
    ...others.map(({ name }) =>
      foreign(`${vg}/${name} does not belong to Docker`, `lvremove ${vg}/${name}`),
    ),
    ...unseenDisks,
    ...(hasOwnDisk(site, ownPvs) ? [] : [foreignGroup(group.name, 'it created none of its disks')]),
  ];
}

function hasOwnDisk({ facts, record }: TeardownSite, ownPvs: OwnPvs): boolean {
  const pvs = knownOr(facts.lvm, null)?.pvs ?? [];
  return pvs.some(({ vg, uuid }) => vg === record.pool?.vg && ownPvs.has(uuid));
}

const foreign = (what: string, fix: string): Notice =>
  inUse(what, 'it would be destroyed with the pool', [`if nobody needs it: ${fix}`]);

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
        foreign(`${one} on the pool does not belong to Docker`, `dmsetup remove ${one}`),
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

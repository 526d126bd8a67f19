import { MAX_METADATA } from '../../lvm/thin-pool.ts';
import { EXIT } from '../../model/exit-codes.ts';
import { knownOr } from '../../model/known.ts';
import { dmName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import type { Plan, Step } from '../../model/plan/plan.ts';
import type { LayerToLookAt } from '../../model/plan/repair-action.ts';
import { bytes, extentsFor, type Bytes } from '../../model/units.ts';
import { poolPath } from '../../pool/found-pool.ts';
import { plansOf } from '../engines.ts';
import { monitorStep } from '../steps/auto-extension.ts';
import { makePlan, planNothing } from '../steps/make-plan.ts';
import { refusal, unseen } from '../steps/refusal.ts';
import { poolThere } from '../steps/thin-pool.ts';
import { lossesOf, type Loss } from './losses.ts';
import { isIll, repairablePool, repairRefusals } from './refusals.ts';
import type { ExaminedCopy, RepairablePool, RepairSite } from './site.ts';
import { removeOldStep, repairedName, swapSteps } from './swap.ts';
import {
  activateStep,
  checkLayersStep,
  deactivateStep,
  examineStep,
  privateFolder,
  releaseStep,
  saveStep,
} from './steps.ts';

const COMMAND = 'repair';

/**
 * Plans `dmctl repair` in two parts. The first stops the engine, copies the metadata away and examines the copy; it
 * changes nothing in the pool. The second does what the examination showed: the mildest that makes the pool sound.
 */
export function planRepair(site: RepairSite): Plan {
  const repairable = repairablePool(site);
  if (!repairable.ok) return planNothing(COMMAND, repairable.refusals);
  if (isHealthy(site)) return planNothing(COMMAND);
  const refusals = repairRefusals(site, repairable.value);
  if (refusals.length > 0) return planNothing(COMMAND, refusals);
  return site.examined === null || isActive(site)
    ? planExamination(site, repairable.value)
    : planRemedy(site, repairable.value, site.examined);
}

const isActive = ({ pool }: Pick<RepairSite, 'pool'>): boolean =>
  knownOr(pool.device, null) !== null;

/** An active pool that the kernel and LVM find sound. One that is inactive has to be looked at. */
function isHealthy({ pool }: RepairSite): boolean {
  const target = knownOr(pool.target, null);
  if (!isActive({ pool }) || target === null) return false;
  const isFlagged = knownOr(pool.volume, null)?.checkNeeded === true;
  const { status } = target;
  const isFull = status.state === 'running' && status.mode === 'out_of_data_space';
  return !isIll(status) && !isFlagged && !isFull;
}

/** The first part: nothing of it changes the pool. */
function planExamination(site: RepairSite, pool: RepairablePool): Plan {
  const { facts, ground } = site;
  const stop = plansOf(facts).stop(facts);
  if (!stop.ok) return planNothing(COMMAND, stop.refusals);
  if (!ground.transactionId.known)
    return planNothing(COMMAND, [unseen("the engine's records", ground.transactionId.why)]);
  const { folder } = ground;
  const steps: readonly Step[] = [
    stop.value,
    releaseStep(pool, facts),
    ...(pool.volume.active || isActive(site) ? [deactivateStep(pool, 'deactivate-pool')] : []),
    privateFolder(folder.slice(0, folder.lastIndexOf('/')), 'metadata-directory'),
    privateFolder(folder, 'copy-directory'),
    saveStep(pool, `${folder}/metadata.img`),
    examineStep(pool, {
      folder,
      ...sizesFor(pool),
      transactionId: ground.transactionId.value ?? kernelsId(site),
    }),
  ];
  return makePlan({ command: COMMAND, steps, warnings: whatComes(site, pool) });
}

/** The transaction id that the kernel has for a pool that is still running. */
function kernelsId({ pool }: RepairSite): { least: number; most: number } | null {
  const status = knownOr(pool.target, null)?.status;
  if (status?.state !== 'running') return null;
  return { least: status.transactionId, most: status.transactionId };
}

/** One extent more than the old metadata, so that their sizes tell the two apart; twice as much if it is full. */
function sizesFor({ metadataSize, group }: RepairablePool): {
  readonly repairedSize: Bytes;
  readonly sizeIfFull: Bytes | null;
} {
  const { extentSize, freeExtents } = group;
  const repairedSize = bytes(metadataSize + extentSize);
  const double = Math.min(metadataSize * 2, MAX_METADATA - (MAX_METADATA % extentSize));
  const larger = bytes(Math.max(double, repairedSize));
  const fits = extentsFor(larger, extentSize) <= freeExtents;
  return { repairedSize, sizeIfFull: fits ? larger : null };
}

/** A disk of 100 MB/s reads and writes the metadata three times; dmctl, LVM and the engine take the rest. */
const BYTES_PER_SECOND = 30_000_000;
const SECONDS_BESIDES = 20;

function whatComes({ facts, ground, pool }: RepairSite, part: RepairablePool): readonly Notice[] {
  const { title } = facts.engine;
  const seconds = Math.ceil(SECONDS_BESIDES + part.metadataSize / BYTES_PER_SECOND);
  const path = poolPath(pool);
  const message = `${title} stands still while ${path} is repaired, for about ${String(seconds)} s`;
  const room = extentsFor(sizesFor(part).repairedSize, part.group.extentSize);
  const lacks = room > part.group.freeExtents;
  return [
    refusal('DM304', message, 'its metadata can be read as a whole only while nothing changes it', [
      `${ground.folder}/metadata.img  becomes the copy of the metadata; it stays until you remove it`,
      'if the copy is sound, LVM clears the flag and activates the pool; if it is damaged, the repaired metadata is compared with it and swapped in',
      `if anything would be lost, dmctl stops before it changes anything, and lists it; ${title} then stays stopped`,
    ]),
    ...(lacks ? [noRoomInGroup(part, room)] : []),
  ];
}

const noRoomInGroup = ({ group, volume }: RepairablePool, extents: number): Notice =>
  refusal(
    'DM303',
    `volume group ${group.name} has no room for repaired metadata`,
    `${String(extents)} extents are needed beside the old one, and ${String(group.freeExtents)} are free`,
    [
      `lvremove ${volume.vg}/lvol0_pmspare  frees as much as the metadata takes (lvs -a ${volume.vg} has its name)`,
      `or add a disk: pvcreate DEVICE; vgextend ${volume.vg} DEVICE`,
    ],
  );

/** The second part. */
function planRemedy(site: RepairSite, pool: RepairablePool, examined: ExaminedCopy): Plan {
  const { found } = examined;
  const isSound = found.check.ok && found.before.superblock.valid && !found.superblockRestored;
  const isFull =
    found.repaired !== null && found.repaired.size > pool.metadataSize + pool.group.extentSize;
  if (isSound && !isFull) return remedy(site, pool, examined, []);
  const { repaired, after, old } = found;
  if (repaired === null || after === null)
    return planNothing(COMMAND, [beyondRepair(site, examined)]);
  const name = repairedName(pool.volume.name);
  const extents = extentsFor(repaired.size, pool.group.extentSize);
  if (extents > pool.group.freeExtents) return planNothing(COMMAND, [noRoomInGroup(pool, extents)]);
  if (isTaken(site, pool, name)) return planNothing(COMMAND, [taken(pool, name)]);
  const losses = lossesOf(found.before, after, site.ground.layers);
  const refusals = [...unreadRecords(site), ...consent(site, losses, examined)];
  if (refusals.length > 0) return planNothing(COMMAND, refusals);
  return remedy(site, pool, examined, swapSteps(pool, old, repaired), losses);
}

const isTaken = ({ facts }: RepairSite, { volume }: RepairablePool, name: string): boolean =>
  (knownOr(facts.lvm, null)?.lvs ?? []).some((lv) => lv.vg === volume.vg && lv.name === name);

const taken = ({ volume }: RepairablePool, name: string): Notice =>
  refusal('DM305', `${volume.vg}/${name} exists already`, 'a repair makes a volume of that name', [
    `if nobody needs it: lvremove ${volume.vg}/${name}`,
  ]);

/** Without the records of the engine, nobody knows which layers the pool should have. */
const unreadRecords = ({ ground }: RepairSite): readonly Notice[] =>
  ground.unread.slice(0, 1).map((why) => unseen("the engine's records of its layers", why));

function remedy(
  { facts, ground }: RepairSite,
  pool: RepairablePool,
  { found }: ExaminedCopy,
  swap: readonly Step[],
  losses: readonly Loss[] = [],
): Plan {
  const made = poolThere(pool.volume);
  const lost = new Set(losses.map(({ deviceId }) => deviceId));
  const has = new Set((found.after ?? found.before).devices.map(({ deviceId }) => deviceId));
  const layers = ground.layers.layers
    .filter(({ deviceId, deleted }) => !deleted && has.has(deviceId) && !lost.has(deviceId))
    .map(({ deviceId, virtualBytes, name }): LayerToLookAt => ({
      deviceId,
      size: virtualBytes,
      name,
    }));
  const steps: readonly Step[] = [
    ...swap,
    activateStep(pool),
    ...(layers.length === 0 ? [] : [checkLayersStep(pool, layers)]),
    monitorStep(made),
    startStep(facts, pool),
    ...(swap.length === 0 || found.repaired === null
      ? []
      : [removeOldStep(pool, found.old, found.repaired)]),
  ];
  return makePlan({
    command: COMMAND,
    steps,
    warnings: losses.length === 0 ? [] : [lossNotice(losses)],
  });
}

/** From its start on the engine writes: what is older than that is then no way back. */
function startStep(facts: RepairSite['facts'], { volume }: RepairablePool): Step {
  const start = plansOf(facts).start(facts, dmName(volume.vg, volume.name));
  return { ...start, documented: null, final: true };
}

function beyondRepair({ pool }: RepairSite, { folder, found }: ExaminedCopy): Notice {
  const said = found.repair.words === '' ? found.check.words : found.repair.words;
  const message = `the metadata of ${poolPath(pool)} cannot be repaired`;
  return refusal('DM302', message, `thin_repair: ${said}`, [
    `the pool is unchanged and inactive; ${folder}/metadata.img is a copy of its metadata`,
    'newer tools may read more: dmctl explain DM302',
  ]);
}

const MOST_NAMED = 12;

function lossWords(losses: readonly Loss[]): string {
  const words = losses.slice(0, MOST_NAMED).map(({ subject, kind, had, has, deviceId }) => {
    const chunks = had === null ? '' : `, ${String(has)} of ${String(had)} chunks are left`;
    const how = { missing: 'is gone', fewer: 'has lost data', unproven: 'may have lost data' }[
      kind
    ];
    return `${subject} (device ${String(deviceId)}) ${how}${kind === 'fewer' ? chunks : ''}`;
  });
  const more = losses.length > MOST_NAMED ? [`and ${String(losses.length - MOST_NAMED)} more`] : [];
  return [...words, ...more].join('; ');
}

const lossNotice = (losses: readonly Loss[]): Notice =>
  refusal('DM300', `${String(losses.length)} layers are not whole any more`, lossWords(losses), [
    'remove and pull these images again; recreate these containers',
  ]);

function consent(
  { request, pool }: RepairSite,
  losses: readonly Loss[],
  { folder }: ExaminedCopy,
): readonly Notice[] {
  const word = poolPath(pool);
  if (losses.length === 0 || request.confirm === word) return [];
  if (request.confirm === null && request.dryRun) return [];
  const message = `the repair of ${word} would lose something`;
  return [
    refusal(
      'DM300',
      message,
      lossWords(losses),
      [
        `the pool is unchanged and inactive; ${folder}/metadata.img is a copy of its metadata`,
        `dmctl repair --confirm ${word}  accepts this loss`,
      ],
      EXIT.notConfirmed,
    ),
  ];
}

import type { RunEnd } from '../apply/apply.ts';
import { listRuns } from '../apply/runs.ts';
import type { Facts } from '../model/facts/facts.ts';
import { knownOr, unknown, type Known } from '../model/known.ts';
import type { MappedThin } from '../model/facts/layers.ts';
import type { Host } from '../model/host.ts';
import type { Bytes } from '../model/units.ts';
import type { Run } from '../model/plan/journal.ts';
import type { Plan } from '../model/plan/plan.ts';
import { attempt } from '../observe/attempt.ts';
import { diskErrors } from '../observe/disk-errors.ts';
import { engineLayers, transactionIds } from '../observe/engines.ts';
import { readExamination } from '../observe/examination.ts';
import { namesOnPool } from '../observe/conditions/pool.ts';
import { planRepair } from '../plan/repair/repair.ts';
import {
  journaledRepair,
  type ExaminedCopy,
  type RepairGround,
  type RepairRequest,
} from '../plan/repair/site.ts';
import { poolPath, type NamedPool } from '../pool/found-pool.ts';
import type { Account, Job, Survey } from '../run/job.ts';
import { newNonce, type Parts } from '../run/context.ts';
import { observePool } from '../run/pools.ts';
import { mustHavePool } from '../run/preconditions.ts';
import { repairedLines } from '../views/changes/repair-text.ts';
import { seenData } from './setup-data.ts';

const COMMAND = 'repair';

/** `dmctl repair`. The first run examines, the second one repairs what the first has found. */
export const repair = (request: RepairRequest): Job => ({
  command: COMMAND,
  request: journaledRepair(request),
  survey: (parts) => survey(parts, request),
  twice: 'last',
  account: (parts, plan, end) => account(parts, request, plan, end),
});

async function survey(parts: Parts, request: RepairRequest): Promise<Survey> {
  const { reader } = parts;
  const facts = await observePool(reader, request.engine);
  const pool = mustHavePool(facts, COMMAND);
  const examined = await examinedCopy(parts, pool);
  const ground = await groundOf(parts, facts, pool);
  const plan = planRepair({ facts, pool, ground, request, examined });
  return {
    plan,
    data: repairData(facts, plan, null, examined),
    nothingToDo: (style) => [`${style.bold(poolPath(pool))} is active, and its metadata is sound`],
  };
}

/** Looks at all else that a repair needs to know; one process, dmesg. */
async function groundOf(
  { reader, stateDir }: Parts,
  facts: Facts,
  pool: NamedPool,
): Promise<RepairGround> {
  const { lvm, engine } = facts;
  const group = knownOr(pool.group, null);
  const pvs = knownOr(lvm, null)?.pvs.filter(({ vg }) => vg === group?.name) ?? [];
  const folder = `${stateDir}/metadata/${pool.name ?? 'pool'}-${newNonce().slice(0, 6)}`;
  const seen = await engineLayers(reader, engine, unknown('not needed'), NOT_ASKED);
  return {
    diskErrors: await diskErrors(
      reader,
      pvs.map(({ device }) => device),
    ),
    holders: await attempt(() => namesOnPool(reader, pool.name ?? '')),
    transactionId: await attempt(() => transactionIds(reader, engine)),
    free: await attempt(() => freeFor(reader, `${stateDir}/metadata`)),
    folder,
    layers: seen.picture,
    unread: seen.unread,
  };
}

/** Room in a directory, or in the nearest one above it that exists. @throws HostError */
async function freeFor(reader: Host, path: string): Promise<Bytes> {
  const isThere = (await reader.lstat(path)) !== null;
  return isThere
    ? reader.freeSpace(path)
    : freeFor(reader, path.slice(0, path.lastIndexOf('/')) || '/');
}

const NOT_ASKED: Known<readonly MappedThin[]> = unknown('not needed');

/** The last run on record examined this pool, and nothing was done since. */
async function examinedCopy(
  { reader, stateDir }: Parts,
  pool: NamedPool,
): Promise<ExaminedCopy | null> {
  const last = (await listRuns(reader, stateDir)).at(-1);
  const folder = last === undefined ? null : examinedFolder(last);
  if (folder === null) return null;
  const found = knownOr(await attempt(() => readExamination(reader, folder)), null);
  if (found === null || `${found.vg}/${found.pool}` !== poolPath(pool)) return null;
  return { folder, found };
}

function examinedFolder({ plan, closed }: Run): string | null {
  const action = plan.steps.find(({ id }) => id === 'examine-metadata')?.action;
  return action?.kind === 'examine-metadata' && closed?.end === 'done' ? action.folder : null;
}

const isExamination = ({ steps }: Plan): boolean =>
  steps.some(({ action }) => action.kind === 'examine-metadata');

async function account(
  parts: Parts,
  request: RepairRequest,
  plan: Plan,
  end: RunEnd,
): Promise<Account> {
  const facts = await observePool(parts.reader, request.engine);
  const pool = mustHavePool(facts, COMMAND);
  const examined = isExamination(plan) ? await examinedCopy(parts, pool) : null;
  return {
    data: repairData(facts, plan, end, examined),
    warnings: plan.warnings.filter(({ code }) => code !== 'DM304'),
    done: (style) =>
      repairedLines(
        {
          pool: poolPath(pool),
          engine: facts.engine.title,
          copy: copyOf(plan),
          swapped: swaps(plan),
        },
        isExamination(plan),
        style,
      ),
    ...(isExamination(plan) ? { next: 'dmctl repair goes on with what was found' } : {}),
  };
}

const swaps = ({ steps }: Plan): boolean => steps.some(({ id }) => id === 'swap-metadata');

/** Where the old metadata is. */
function copyOf({ steps }: Plan): string | null {
  for (const { action } of steps) {
    if (action.kind === 'save-metadata') return action.image;
    if (action.kind === 'swap-metadata') return action.image.path;
  }
  return null;
}

/** The contract's `data`, and what the examination found. */
function repairData(facts: Facts, plan: Plan, end: RunEnd | null, examined: ExaminedCopy | null) {
  const found = examined?.found ?? null;
  return {
    mode: 'direct-lvm',
    ...seenData(facts, plan, end),
    copy: copyOf(plan) ?? found?.old.path ?? null,
    examined:
      found === null
        ? null
        : {
            folder: examined?.folder ?? null,
            check: found.check,
            repair: found.repair,
            superblockRestored: found.superblockRestored,
            before: countsOf(found.before),
            after: found.after === null ? null : countsOf(found.after),
          },
  };
}

function countsOf({
  superblock,
  devices,
  brokenNodes,
}: NonNullable<ExaminedCopy['found']['after']>) {
  const { transactionId, metadataUsedBlocks, metadataBlocks, needsCheck } = superblock;
  const mapped = devices.reduce((sum, { found }) => sum + found, 0);
  return {
    transactionId,
    needsCheck,
    devices: devices.length,
    mappedChunks: mapped,
    brokenNodes,
    metadataUsedBlocks,
    metadataBlocks,
  };
}

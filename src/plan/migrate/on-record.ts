import { migrationPaths } from '../../docker/migration-paths.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { MigrationPaths } from '../../model/facts/migration.ts';
import { splitDmName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import type { LayerPool, LayerVolume } from '../../model/plan/conversion.ts';
import type { Run } from '../../model/plan/journal.ts';
import type { ActionOf, Action, Plan } from '../../model/plan/plan.ts';
import { refusal } from '../steps/refusal.ts';
import { confirmWord, type SetUpRecord } from '../steps/setup-record.ts';

/** A finished migration that was neither undone nor accepted. */
export interface MigrationOnRecord {
  readonly runId: string;
  readonly paths: MigrationPaths;
  readonly pool: LayerPool;
  /** The volume that carries the layers of overlay2, and whether it has a group of its own; null: none. */
  readonly carrier: { readonly volume: LayerVolume; readonly ownGroup: boolean } | null;
  /** Configuration files that were changed: the text before (null if there was none) and after. */
  readonly files: readonly {
    readonly path: string;
    readonly before: string | null;
    readonly after: string;
  }[];
}

/** Finds the last migration on record that can still be undone. @param runs oldest first */
export function migrationOnRecord(runs: readonly Run[]): MigrationOnRecord | null {
  const done = runs.filter(({ closed }) => closed?.end === 'done');
  const last = done.findLast(({ request }) => request.command.startsWith('migrate '));
  return last?.request.command === 'migrate overlay2' ? recordOf(last) : null;
}

/** Has this command, `migrate undo` or `migrate accept`, ended the last migration? @param runs oldest first */
export function endedBy(command: string, runs: readonly Run[]): boolean {
  const last = runs.findLast(({ request }) => request.command.startsWith('migrate '));
  return last?.request.command === command && last.closed?.end === 'done';
}

/** A volume, and where Docker needs it. */
export interface MountedVolume {
  readonly volume: LayerVolume;
  readonly at: string;
}

/**
 * The volume that carries Docker's layers since the last migration, accepted or not; null: there is none.
 * @param runs oldest first
 */
export function lastCarrier(runs: readonly Run[]): MountedVolume | null {
  const done = runs.filter(({ closed }) => closed?.end === 'done');
  const last = done.findLast(({ request }) =>
    ['migrate overlay2', 'migrate undo'].includes(request.command),
  );
  if (last?.request.command !== 'migrate overlay2') return null;
  const action = actionIn(last.plan, 'mount-volume');
  return action && { volume: action.volume, at: action.places.final };
}

/** The value that --confirm needs: `VG/POOL`, or `loop-lvm`. */
export function confirmWordOf({ pool }: Pick<MigrationOnRecord, 'pool'>): string {
  return confirmWord({ pool: volumeOf(pool) });
}

/** The logical volume of a pool; null: it is on loop files. */
export const volumeOf = (pool: LayerPool): SetUpRecord['pool'] =>
  pool.kind === 'lvm' ? splitDmName(pool.dmName) : null;

/** Reads the record of a migration from a run of `dmctl migrate overlay2`, finished or not; null: it is another run. */
export function recordOf({ runId, plan }: Pick<Run, 'runId' | 'plan'>): MigrationOnRecord | null {
  const records = actionIn(plan, 'copy-tree');
  const layer = actionIn(plan, 'convert-rest');
  if (records === null || layer === null) return null;
  const root = records.from.replace(/\/image\/devicemapper$/, '');
  const text = (sha256: string) => Buffer.from(plan.blobs[sha256] ?? '', 'base64').toString('utf8');
  const files = plan.steps.flatMap(({ id, action }) =>
    action.kind === 'write-file' && /^(daemon-json|options-\d+)$/.test(id) ? [action] : [],
  );
  const volume = actionIn(plan, 'mount-volume')?.volume;
  const ownGroup = plan.steps.some(({ id }) => id === 'vgcreate');
  return {
    runId,
    paths: migrationPaths(root),
    pool: layer.place.pool,
    carrier: volume === undefined ? null : { volume, ownGroup },
    files: files.map(({ path, replaces, sha256 }) => ({
      path,
      before: replaces === null ? null : text(replaces),
      after: text(sha256),
    })),
  };
}

function actionIn<K extends Action['kind']>({ steps }: Plan, kind: K): ActionOf<K> | null {
  const isIt = (one: Action): one is ActionOf<K> => one.kind === kind;
  return steps.map(({ action }) => action).find(isIt) ?? null;
}

/** Refuses to undo what was accepted. */
const accepted = (): Notice =>
  refusal(
    'DM258',
    'the migration was accepted and can no longer be undone',
    'the pool and the records of the devicemapper driver were removed with that',
    ['dmctl history lists all runs', 'dmctl status shows what Docker runs on'],
    EXIT.noPool,
  );

/** Refuses to undo or accept what is not on record. @param runs oldest first */
export function noMigration(what: 'undo' | 'accept', runs: readonly Run[]): Notice {
  if (what === 'undo' && endedBy('migrate accept', runs)) return accepted();
  return refusal(
    'DM258',
    `there is no migration to ${what}`,
    'no finished migration to overlay2 is on record, or it was undone or accepted since',
    ['dmctl history lists all runs', 'dmctl migrate overlay2 migrates this host'],
    EXIT.noPool,
  );
}

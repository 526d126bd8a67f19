import { isBootUnit } from '../../lvm/boot-unit.ts';
import type { EngineName } from '../../model/engine.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { MovedRoot, RootMark } from '../../model/facts/data-root.ts';
import type { Run } from '../../model/plan/journal.ts';
import type { ManagedOrigin } from '../../model/facts/managed.ts';
import type { Action, Plan, Step } from '../../model/plan/plan.ts';
import type { StepId } from '../../model/plan/step-ids.ts';

/** The parts of a finished setup that cleanup and teardown need. */
export interface SetUpRecord {
  readonly runId: string;
  /** null for a pool on loop files. */
  readonly pool: { readonly vg: string; readonly lv: string } | null;
  /** Set if the pool is in the free space of a group that others created. */
  readonly inGroup?: true;
  /** Set if Docker created the pool itself; null if dmctl did. */
  readonly managed: ManagedOrigin | null;
  /** daemon.json before (null if there was none) and after; null if it was not changed. */
  readonly daemonJson: {
    readonly path: string;
    readonly before: string | null;
    readonly after: string;
  } | null;
  /** Files of containerd that it wrote; null: the pool is not for containerd. */
  readonly containerd: {
    readonly dropIn: { readonly path: string };
    readonly config: {
      readonly path: string;
      readonly before: string | null;
      readonly after: string;
    } | null;
  } | null;
  readonly engine: EngineName;
  readonly profile: { readonly path: string; readonly sha256: string } | null;
  /** Directories that it or a later run created for those files and for the boot unit. */
  readonly folders: readonly string[];
  /** The previous data root; null if there was none, or an empty one. */
  readonly movedRoot: MovedRoot | null;
  /** True if everything in the current data root is newer than the setup. */
  readonly newRoot: boolean;
}

/** The value that `--confirm` needs: `VG/POOL`, or `loop-lvm`. */
export const confirmWord = ({ pool }: Pick<SetUpRecord, 'pool'>): string =>
  pool === null ? 'loop-lvm' : `${pool.vg}/${pool.lv}`;

/** Lists the finished setups that were not taken down since. @param runs oldest first */
export function setUpsOnRecord(runs: readonly Run[]): readonly SetUpRecord[] {
  const records = new Map<string, SetUpRecord>();
  for (const run of runs.filter(({ closed }) => closed?.end === 'done')) {
    if (run.request.command === 'teardown') records.delete(String(run.request.options['confirm']));
    const record = recordOf(run);
    if (record === null) {
      addFolders(records, foldersOf(actedSteps(run)));
      continue;
    }
    // The last setup of a pool counts, and comes last.
    records.delete(confirmWord(record));
    records.set(confirmWord(record), record);
  }
  return [...records.values()];
}

/** Directories of a boot unit that a later run installed. */
function addFolders(records: Map<string, SetUpRecord>, made: readonly string[]): void {
  for (const [word, record] of records) {
    records.set(word, { ...record, folders: [...new Set([...record.folders, ...made])] });
  }
}

/** Physical volumes by UUID; true if the disk was blank before. */
export type OwnPvs = ReadonlyMap<string, boolean>;

/** All physical volumes that dmctl has created on this host. */
export function ownPvsOf(runs: readonly Run[]): OwnPvs {
  const made = new Map<string, boolean>();
  for (const { before, after } of runs.flatMap(({ plan }) => plan.steps))
    for (const condition of after)
      if (condition.kind === 'pv-present')
        made.set(condition.uuid, made.get(condition.uuid) === true || before.some(isBlank));
  return made;
}

const isBlank = ({ kind }: Condition): boolean => kind === 'device-blank';

/** Hashes of all boot units that dmctl has written on this host. */
export function ownUnits(runs: readonly Run[]): ReadonlySet<string> {
  const actions = runs.flatMap(({ plan }) => plan.steps.map(({ action }) => action));
  const written = actions.filter((one) => one.kind === 'write-file' && isBootUnit(one.path));
  return new Set(written.flatMap((one) => ('sha256' in one ? [one.sha256] : [])));
}

/** The record of one run; null if it changed nothing. */
function recordOf(run: Run): SetUpRecord | null {
  const { command, options } = run.request;
  const steps = actedSteps(run);
  if (command === 'setup direct-lvm') {
    const managed = managedOrigin(run, steps);
    const inGroup = run.request.devices.length === 0;
    if (managed === null && !steps.has(inGroup ? 'lvconvert' : 'vgcreate')) return null;
    const pool = { vg: String(options['vg']), lv: String(options['pool']) };
    return { ...base(run, steps), pool, managed, newRoot: true, ...(inGroup && { inGroup }) };
  }
  if (command !== 'setup loop-lvm') return null;
  if (![...steps.keys()].some((id) => id !== 'start-docker')) return null;
  const undo = run.plan.steps.flatMap((step) => step.undo);
  const newRoot = undo.some(({ action }) => action.kind === 'remove-loop-pool');
  return { ...base(run, steps), pool: null, managed: null, newRoot };
}

/** The disk that Docker was told to set up; it was blank then. */
function managedOrigin({ plan, openedAt, closed }: Run, steps: Steps): ManagedOrigin | null {
  if (!steps.has('daemon-json') && !steps.has('start-docker')) return null;
  const undo = plan.steps.flatMap((step) => step.undo.flatMap(({ before }) => before));
  const made = undo.find((condition) => condition.kind === 'docker-made');
  if (made?.kind !== 'docker-made' || closed === null) return null;
  const seconds = (at: string): number => Math.floor(Date.parse(at) / 1000);
  const { device, wasBlank } = made;
  return { device, wasBlank, from: seconds(openedAt), to: seconds(closed.at) };
}

/** `from 2026-11-30T01:00:00.000Z to 2026-11-30T01:01:00.000Z`. */
export const spanOf = ({ from, to }: ManagedOrigin): string =>
  [`from ${isoTime(from)}`, `to ${isoTime(to)}`].join(' ');

const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString();

type Steps = ReadonlyMap<StepId, Step>;

/** The steps that the run took itself, not those that were already done. */
function actedSteps({ plan, progress }: Run): Steps {
  const acted = new Set(
    progress
      .filter(({ direction, how }) => direction === 'do' && how === 'acted')
      .map(({ step }) => step),
  );
  return new Map(plan.steps.filter(({ id }) => acted.has(id)).map((step) => [step.id, step]));
}

function base(
  { runId, plan, request }: Run,
  steps: Steps,
): Omit<SetUpRecord, 'pool' | 'managed' | 'newRoot'> {
  const profile = actionOf(steps, 'profile', 'write-file') ?? dockersProfile(steps);
  return {
    runId,
    daemonJson: fileChange(plan, steps, 'daemon-json'),
    engine: request.options['engine'] === 'containerd' ? 'containerd' : 'docker',
    containerd: containerdOf(plan, steps),
    profile: profile === null ? null : { path: profile.path, sha256: profile.sha256 },
    folders: foldersOf(steps),
    movedRoot: movedRootOf(steps),
  };
}

const FOLDERS = [
  'profile-directory',
  'unit-directory',
  'daemon-json-directory',
  'containerd-config-directory',
  'containerd-directory',
] as const;

const foldersOf = (steps: Steps): readonly string[] =>
  FOLDERS.flatMap((id) => actionOf(steps, id, 'make-directory')?.path ?? []);

/** The profile that Docker wrote: the undo has its bytes. */
function dockersProfile(steps: Steps): Extract<Action, { kind: 'remove-file' }> | null {
  const undo = [...steps.values()].flatMap((step) => step.undo);
  const action = undo.find(({ id }) => id === 'undo-profile')?.action;
  return action?.kind === 'remove-file' ? action : null;
}

function actionOf<K extends Action['kind']>(
  steps: Steps,
  id: StepId,
  kind: K,
): Extract<Action, { kind: K }> | null {
  const action = steps.get(id)?.action;
  const isIt = (one: Action): one is Extract<Action, { kind: K }> => one.kind === kind;
  return action !== undefined && isIt(action) ? action : null;
}

function containerdOf(plan: Plan, steps: Steps): SetUpRecord['containerd'] {
  const dropIn = actionOf(steps, 'containerd-drop-in', 'write-file');
  if (dropIn === null) return null;
  return { dropIn: { path: dropIn.path }, config: fileChange(plan, steps, 'containerd-config') };
}

/** A file that a step wrote, with its content before (null: there was none) and after. */
function fileChange(
  { blobs }: Plan,
  steps: Steps,
  id: 'daemon-json' | 'containerd-config',
): SetUpRecord['daemonJson'] {
  const action = actionOf(steps, id, 'write-file');
  if (action === null) return null;
  const text = (sha256: string): string => {
    const blob = blobs[sha256];
    if (blob === undefined) throw new Error(`the run has no content for ${sha256}`);
    return Buffer.from(blob, 'base64').toString('utf8');
  };
  const { path, sha256, replaces } = action;
  return { path, before: replaces === null ? null : text(replaces), after: text(sha256) };
}

function movedRootOf(steps: Steps): MovedRoot | null {
  const folder = actionOf(steps, 'move-data-root', 'rename-directory');
  if (folder !== null) return markedRoot(steps.get('move-data-root'), folder.from, folder.to);
  const entries = actionOf(steps, 'move-data-root', 'move-entries');
  const named = actionOf(steps, 'name-backup-directory', 'rename-directory');
  if (entries === null || named === null) return null;
  return markedRoot(steps.get('name-backup-directory'), entries.root.path, named.to);
}

/** null if the step that moved it did not record its identity. */
function markedRoot(last: Step | undefined, path: string, backup: string): MovedRoot | null {
  const [mark] = (last?.after ?? []).flatMap((condition): readonly RootMark[] => {
    if (condition.kind !== 'directory' || typeof condition.is === 'string') return [];
    return [{ below: condition.path.slice(backup.length), inode: condition.is.inode }];
  });
  return mark === undefined ? null : { path, backup, mark };
}

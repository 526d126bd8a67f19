import {
  afterRoundTrip,
  resetFailedContainerd,
  restartContainerd,
  roundTrip,
} from '../../containerd/commands.ts';
import { containerdFacts } from '../../containerd/engine.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { knownOr } from '../../model/known.ts';
import { dmName } from '../../model/names.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/journal.ts';
import { makeStep, type Action, type Step } from '../../model/plan/plan.ts';
import type { MendId } from '../../model/plan/step-ids.ts';
import type { HandOver } from '../steps/hand-over.ts';
import {
  contentOf,
  fileStep,
  folderStep,
  parentOf,
  removeFileStep,
  type NewFile,
} from '../steps/files.ts';
import type { Grown } from '../steps/pool-in-use.ts';
import { containerdFiles } from './configuration.ts';
import { snapshotterOf } from './request.ts';

const UNIT = 'containerd.service';
const RUNNING: Condition = { kind: 'units', names: [UNIT], active: true };

/**
 * Writes dmctl's own file, makes the main file import it, restarts containerd and tries the snapshotter.
 * What a restart would change beside the snapshotter is looked at on a copy, before the main file is
 * replaced.
 * @param before what is true once the pool is created and stays so
 */
export function handOverToContainerd(
  facts: Facts,
  request: SetupDirectLvmRequest,
  before: readonly Condition[],
): Grown<HandOver> {
  const planned = containerdFiles(facts, request);
  if (!planned.ok) return planned;
  const { dropIn, config } = planned.value;
  const pool = dmName(request.vg, request.pool);
  const { cri } = snapshotterOf(request);
  const copy = config?.old == null ? null : copyOf(config);
  const steps = [
    // A containerd that has no file of its own may have no directory for one.
    ...(config?.old === null
      ? [folderStep(parentOf(config.path), 'containerd-config-directory')]
      : []),
    folderStep(parentOf(dropIn.path), 'containerd-directory'),
    dropInStep(facts, pool, dropIn, before),
    ...(copy === null ? [] : [copyStep(copy)]),
    ...(config === null ? [] : [configStep(facts, { file: config, copy, cri })]),
    ...(copy === null ? [] : [removeCopy(copy)]),
    restartStep(pool, [contentOf(dropIn), ...(config === null ? [] : [contentOf(config)])]),
    tryStep(facts, pool),
  ];
  const files = [dropIn, ...(config === null ? [] : [config]), ...(copy === null ? [] : [copy])];
  return { ok: true, value: { steps, files } };
}

/** In the same folder, since containerd 2 reads relative imports from there. */
const copyOf = ({ path, text }: NewFile): NewFile => ({ path: `${path}.dmctl`, text, old: null });

/** Its undo is the last one of containerd's files: then containerd can be restarted without the pool. */
function dropInStep(facts: Facts, pool: string, file: NewFile, before: readonly Condition[]): Step {
  const step = fileStep(file, {
    id: 'containerd-drop-in',
    title: `Write the settings of the snapshotter into ${file.path}`,
    why: 'they stay apart from your own settings',
  });
  return {
    ...step,
    before: [...step.before, ...before],
    undo: [
      ...step.undo.map((one) => whileUnused(facts, one)),
      restartWithout(pool, {
        id: 'undo-restart-containerd',
        why: 'it still runs on the pool, which is about to be removed',
        mend: 'mend-undo-restart-containerd',
      }),
      removeRoot(facts),
    ],
  };
}

/** Somebody's snapshot in the pool keeps containerd on it. */
function whileUnused(facts: Facts, undo: Step): Step {
  const { root } = containerdFacts(facts);
  return { ...undo, before: [...undo.before, { kind: 'containerd-unused', root }] };
}

/** The main file may hold passwords of registries, and need not be readable by others. */
const OF_ROOT_ALONE = { uid: 0, gid: 0, mode: 0o600 };

const copyStep = (file: NewFile): Step =>
  fileStep(
    { ...file, fresh: OF_ROOT_ALONE },
    {
      id: 'containerd-copy',
      title: `Write the new main file as ${file.path}`,
      why: 'containerd reads this copy first, to show what it changes',
    },
  );

interface MainFile {
  readonly file: NewFile;
  /** null: there is no file yet, and nothing to compare with. */
  readonly copy: NewFile | null;
  readonly cri: boolean;
}

function configStep(facts: Facts, { file, copy, cri }: MainFile): Step {
  const { start } = containerdFacts(facts);
  const plain = knownOr(start, null);
  const step = fileStep(file, {
    id: 'containerd-config',
    title: `Let ${file.path} import that file`,
    why: 'one line is added, and no other byte changes',
  });
  const same: readonly Condition[] =
    copy === null || plain?.kind !== 'plain'
      ? []
      : [
          {
            kind: 'containerd-config-same',
            program: plain.program,
            config: file.path,
            copy: copy.path,
            cri,
          },
        ];
  return {
    ...step,
    before: [...step.before, ...same],
    undo: step.undo.map((one) => whileUnused(facts, one)),
  };
}

const removeCopy = ({ path, text }: NewFile): Step =>
  removeFileStep(
    { path, text, owner: OF_ROOT_ALONE },
    { id: 'remove-containerd-copy', title: `Remove ${path}`, why: 'it has served' },
  );

/** systemd refuses a unit that was started often: "start of the service was attempted too often". */
export const afterStartLimit = (id: MendId): readonly Step[] => [
  makeStep({
    id,
    title: "Clear systemd's failed state of containerd",
    why: 'its start limit would refuse the next start',
    risk: 'safe',
    before: [],
    action: { kind: 'run', command: resetFailedContainerd() },
    after: [{ kind: 'units-not-failed', names: [UNIT] }],
    proven: true,
  }),
];

/** Restarts containerd on a pool; containers go on meanwhile. */
export const restartStep = (pool: string, before: readonly Condition[]): Step =>
  makeStep({
    id: 'restart-containerd',
    title: 'Restart containerd on the pool',
    why: 'it reads its configuration only as it starts; containers go on meanwhile',
    risk: 'reversible',
    before,
    action: { kind: 'run', command: restartContainerd() },
    after: [RUNNING, { kind: 'containerd-on-pool', pool }],
    mend: afterStartLimit('mend-restart-containerd'),
  });

/** Restarts containerd once its files no longer lead it to the pool. */
export const restartWithout = (
  pool: string,
  { id, why, mend }: Pick<Step, 'id' | 'why'> & { readonly mend: MendId },
): Step =>
  makeStep({
    id,
    title: 'Restart containerd without the pool',
    why,
    risk: 'reversible',
    before: [],
    action: { kind: 'run', command: restartContainerd() },
    after: [RUNNING, { kind: 'containerd-off-pool', pool }],
    mend: afterStartLimit(mend),
  });

/** With databases of a pool that is gone, containerd fails on the next one. */
function removeRoot(facts: Facts): Step {
  const { root } = containerdFacts(facts);
  return makeStep({
    id: 'undo-snapshotter-root',
    title: `Remove ${root}`,
    why: 'it has records of this pool alone, and nothing is in them',
    risk: 'reversible',
    before: [{ kind: 'containerd-unused', root }],
    action: { kind: 'remove-tree', path: root },
    after: [{ kind: 'directory', path: root, is: 'absent' }],
  });
}

function tryOut(facts: Facts): Extract<Action, { kind: 'try-out' }> {
  const { settings, root } = containerdFacts(facts);
  const address = knownOr(settings, null)?.address ?? '';
  return { kind: 'try-out', commands: roundTrip(address), clear: afterRoundTrip(address), root };
}

/** The round trip for `dmctl verify --probe`; null while the plugin is not up. */
export const trialAction = (facts: Facts): Action | null =>
  knownOr(containerdFacts(facts).plugin, null)?.state === 'ok' ? tryOut(facts) : null;

/** The plugin says "ok" even where it can make nothing (mkfs missing, a size of 0). */
function tryStep(facts: Facts, pool: string): Step {
  return makeStep({
    id: 'try-snapshotter',
    title: 'Try the snapshotter',
    why: 'a snapshot is prepared, committed and removed in a namespace of its own',
    risk: 'safe',
    before: [{ kind: 'containerd-on-pool', pool }],
    action: tryOut(facts),
    after: [{ kind: 'containerd-tried' }],
    unseen: true,
    undo: [
      makeStep({
        id: 'undo-try-snapshotter',
        title: 'Remove what the trial of the snapshotter left',
        why: 'without the pool, containerd could not remove it any more',
        risk: 'safe',
        before: [],
        action: { ...tryOut(facts), commands: [] },
        after: [{ kind: 'containerd-tried' }],
      }),
    ],
  });
}

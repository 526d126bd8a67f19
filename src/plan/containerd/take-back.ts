import { DROP_IN_PATTERN, withoutImport } from '../../containerd/imports.ts';
import { containerdFacts, metaDbPath, snapshotCount } from '../../containerd/engine.ts';
import { removeSnapshot } from '../../containerd/commands.ts';
import type { EngineCounts } from '../../model/engine.ts';
import type { ConfigurationFile } from '../../model/facts/containerd-state.ts';
import { knownOr } from '../../model/known.ts';
import { dmName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { refusal, whenKnown } from '../steps/refusal.ts';
import {
  blobsOf,
  emptiedFolder,
  fileStep,
  parentOf,
  removeFileStep,
  removeFolderStep,
  type StepsWithBlobs,
} from '../steps/files.ts';
import { inUse, isEnginesPool, leftInPlace, type TeardownSite } from '../steps/teardown-site.ts';
import { afterStartLimit, restartStep, restartWithout } from './hand-over.ts';

const OWNER = { uid: 0, gid: 0, mode: 0o644 };

/**
 * Takes containerd off the pool: first its snapshots, through containerd itself, so that images can be
 * unpacked again into another pool; then its configuration.
 */
export function takeContainerdBack(site: TeardownSite): StepsWithBlobs {
  const files = [removeDropIn(site), removeImport(site)];
  const blobs = Object.assign({}, ...files.map((one) => one.blobs)) as StepsWithBlobs['blobs'];
  const steps = [
    ...(isEnginesPool(site) ? snapshotSteps(site) : []),
    ...files.flatMap((one) => one.steps),
    ...emptiedHome(
      site,
      files.flatMap((one) => one.steps),
    ),
    ...(isEnginesPool(site) ? restartSteps(site) : []),
  ];
  return { steps, blobs };
}

/** Removes the directory of both files, if setup created it and they are all that is in it. */
function emptiedHome(
  { facts, record, ground }: TeardownSite,
  taken: readonly Step[],
): readonly Step[] {
  const home = parentOf(containerdFacts(facts).config.path);
  const names = knownOr(ground.folders, new Map<string, readonly string[] | null>()).get(home);
  const removed = new Set(
    taken.flatMap(({ action }) =>
      action.kind === 'remove-file' || action.kind === 'remove-directory' ? [action.path] : [],
    ),
  );
  const isOnly = names?.every((name) => removed.has(`${home}/${name}`)) === true;
  if (!record.folders.includes(home) || !isOnly) return [];
  return [removeFolderStep(home, 'containerd-config-directory')];
}

const NOTHING: StepsWithBlobs = { steps: [], blobs: {} };

/** Without it, containerd would know snapshots that are gone, and never unpack their images again. */
function snapshotSteps({ facts }: TeardownSite): readonly Step[] {
  const { records, root, settings } = containerdFacts(facts);
  const daemon = metaDbPath(knownOr(settings, null)?.root ?? '');
  if (snapshotCount(knownOr(records, null)) === 0) return [];
  const address = knownOr(settings, null)?.address ?? '';
  return [
    makeStep({
      id: 'remove-snapshots',
      title: 'Remove all snapshots of the pool from containerd',
      why: 'an image whose snapshots vanish behind its back could never be unpacked again',
      risk: 'destroys-data',
      before: [{ kind: 'containerd-idle' }],
      action: {
        kind: 'remove-snapshots',
        databases: { snapshotter: root, daemon },
        remove: removeSnapshot(address),
      },
      after: [{ kind: 'containerd-unused', root }],
      final: true,
    }),
  ];
}

const textOf = (file: ConfigurationFile): { text: string; sha256: string } | null =>
  file.state === 'present' ? file : null;

function removeDropIn(site: TeardownSite): StepsWithBlobs {
  const { facts, record } = site;
  const { dropIn } = containerdFacts(facts);
  const found = textOf(dropIn);
  if (found === null || record.containerd?.dropIn.path !== dropIn.path) return NOTHING;
  const file = { path: dropIn.path, text: found.text, owner: OWNER };
  const step = removeFileStep(file, {
    id: 'remove-containerd-drop-in',
    title: `Remove ${dropIn.path}`,
    why: 'it has settings of this pool alone',
  });
  const again = { ...step, undo: [...step.undo, ...restartAgain(site)] };
  const steps = [again, ...emptiedFolder(site, dropIn.path, 'containerd-directory')];
  return { steps, blobs: blobsOf([{ ...file, old: null }]) };
}

/** Takes the one line out again; a file that setup created and nobody changed goes as a whole. */
function removeImport({ facts, record }: TeardownSite): StepsWithBlobs {
  const { config } = containerdFacts(facts);
  const [found, made] = [textOf(config), record.containerd?.config ?? null];
  if (found === null || made?.path !== config.path) return NOTHING;
  const words = {
    id: 'containerd-config',
    title: `Take the import out of ${config.path}`,
  } as const;
  if (found.text === made.after && made.before === null) {
    const file = { path: config.path, text: found.text, owner: OWNER };
    const step = removeFileStep(file, {
      ...words,
      title: `Remove ${config.path}`,
      why: 'it did not exist before setup',
    });
    return { steps: [step], blobs: blobsOf([{ ...file, old: null }]) };
  }
  const text = restored(found.text, made);
  if (text === null || text === found.text) return NOTHING;
  const file = { path: config.path, text, old: found };
  const step = fileStep(file, { ...words, why: 'no other byte changes' });
  return { steps: [step], blobs: blobsOf([file]) };
}

function restored(
  text: string,
  { before, after }: { readonly before: string | null; readonly after: string },
): string | null {
  if (text === after) return before;
  const without = withoutImport(text, DROP_IN_PATTERN);
  return without.ok ? without.value : null;
}

/** Its files are the last that an undo restores: then containerd has to read them again. */
function restartAgain(site: TeardownSite): readonly Step[] {
  const { pool } = site.record;
  if (pool === null || restartSteps(site).length === 0 || !isEnginesPool(site)) return [];
  const back = restartStep(dmName(pool.vg, pool.lv), []);
  const id = 'undo-restart-containerd';
  return [{ ...back, id, mend: afterStartLimit('mend-undo-restart-containerd') }];
}

function restartSteps({ facts, record }: TeardownSite): readonly Step[] {
  const { running } = facts.engine.service;
  if (record.pool === null || !knownOr(running, false)) return [];
  const pool = dmName(record.pool.vg, record.pool.lv);
  return [
    restartWithout(pool, {
      id: 'restart-containerd',
      why: 'it must not hold the pool while that is removed; other containers go on',
      mend: 'mend-restart-containerd',
    }),
  ];
}

/** Removes the databases of a pool that is gone: with them the next one would fail. */
export function spentSnapshotter(site: TeardownSite): readonly Step[] {
  const { root, records } = containerdFacts(site.facts);
  if (!isEnginesPool(site) || knownOr(records, null) === null) return [];
  return [
    makeStep({
      id: 'remove-snapshotter-root',
      title: `Remove ${root}`,
      why: 'it has records of the removed pool alone',
      risk: 'destroys-data',
      before: [{ kind: 'containerd-unused', root }],
      action: { kind: 'remove-tree', path: root },
      after: [{ kind: 'directory', path: root, is: 'absent' }],
      final: true,
    }),
  ];
}

/** Lists every reason of containerd's why the pool is not taken down. */
export function containerdTeardownRefusals(site: TeardownSite): readonly Notice[] {
  if (!isEnginesPool(site)) return [];
  const detail = containerdFacts(site.facts);
  const tasks = whenKnown('the containers of containerd', detail.content, ({ tasks: all }) => {
    if (all.length === 0) return [];
    const message = `${String(all.length)} ${all.length === 1 ? 'container runs' : 'containers run'} on the pool`;
    return [
      inUse(message, `what they write would be destroyed: ${all.slice(0, 3).join(', ')}`, [
        'ctr --namespace NAMESPACE tasks ls  lists them; stop what Kubernetes runs with it',
      ]),
    ];
  });
  const snapshots = whenKnown('the databases of the snapshotter', detail.records, (found) => {
    const count = snapshotCount(found);
    if (count === 0 || knownOr(detail.plugin, null)?.state === 'ok') return [];
    const why = `${String(count)} snapshots have to be removed through containerd, and its devmapper plugin is not up`;
    return [
      refusal('DM286', 'containerd cannot remove its snapshots', why, [
        'dmctl activate --engine containerd, then: systemctl restart containerd.service',
        'ctr plugins ls -d id==devmapper  says why it is not up',
      ]),
    ];
  });
  return [...tasks, ...snapshots];
}

/** Counts what containerd keeps in the pool; null: unknown. */
export const heldByContainerd = ({
  facts,
}: TeardownSite): Pick<EngineCounts, 'images' | 'containers'> | null => facts.engine.counts;

/** Says what of containerd a teardown leaves in place. */
export function containerdLeaves({ facts }: TeardownSite): readonly Notice[] {
  const { images } = knownOr(containerdFacts(facts).content, { images: 0 });
  if (images === 0) return [];
  const message = `the content of ${String(images)} ${images === 1 ? 'image' : 'images'}`;
  return [
    leftInPlace(
      message,
      'containerd keeps it outside the pool',
      'ctr --namespace NAMESPACE images rm IMAGE',
    ),
  ];
}

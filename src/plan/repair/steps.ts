import { removeDevice } from '../../lvm/dmsetup.ts';
import { deactivateVolume } from '../../lvm/logical-volume.ts';
import { activateAndClear } from '../../lvm/thin-metadata-tools.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { dmName } from '../../model/names.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import type {
  LayerToLookAt,
  MetadataVolume,
  TransactionIds,
} from '../../model/plan/repair-action.ts';
import type { PlanStepId } from '../../model/plan/step-ids.ts';
import type { Bytes } from '../../model/units.ts';
import { parentOf } from '../steps/files.ts';
import { activatePool, poolThere, type MadePool } from '../steps/thin-pool.ts';
import type { RepairablePool } from './site.ts';

export const inactive = (made: MadePool): Condition => ({ ...made, active: false });

export const volumeOf = ({ volume, metadataLv }: RepairablePool): MetadataVolume => ({
  vg: volume.vg,
  pool: volume.name,
  lv: metadataLv,
});

/** An engine leaves devices active that it could not deactivate, above all on a pool that has failed. */
export function releaseStep({ volume }: RepairablePool, { engine }: Facts): Step {
  const { vg, name: lv } = volume;
  return makeStep({
    id: 'release-pool',
    title: `Remove what is left active on ${vg}/${lv}`,
    why: 'an inactive pool has no devices on it; what is open stays, and stops the run',
    risk: 'safe',
    before: [{ kind: 'pool-holders', vg, lv, are: engine.engine }],
    action: {
      kind: 'remove-holders',
      device: `/dev/mapper/${dmName(vg, lv)}`,
      remove: removeDevice(),
    },
    after: [{ kind: 'pool-holders', vg, lv, are: 'none' }],
  });
}

/** The way back activates the pool if LVM still can: its metadata may not allow it. */
export function deactivateStep(pool: RepairablePool, id: 'deactivate-pool'): Step {
  const made = poolThere(pool.volume);
  const { vg, lv } = made;
  const up = activatePool(made, 'undo-deactivate-pool');
  return {
    ...deactivation(made, id),
    undo: [{ ...up, title: `Activate ${vg}/${lv}, if LVM can`, why: 'it was active', after: [] }],
  };
}

function deactivation(made: MadePool, id: Step['id']): Step {
  const { vg, lv } = made;
  return makeStep({
    id,
    title: `Deactivate ${vg}/${lv}`,
    why: 'its metadata can be read as a whole only while nothing changes it',
    risk: 'reversible',
    before: [
      { ...made, active: true },
      { kind: 'pool-holders', vg, lv, are: 'none' },
    ],
    action: { kind: 'run', command: deactivateVolume(vg, lv) },
    after: [inactive(made)],
  });
}

/** A boot in between activates the pool again. */
export const offAgain = (made: MadePool, id: `mend-${string}`): Step => ({
  ...deactivation(made, id),
  proven: true,
});

const PRIVATE = { uid: 0, gid: 0, mode: 0o700 };

/** Makes a directory that only root can read. */
export function privateFolder(path: string, id: 'metadata-directory' | 'copy-directory'): Step {
  const isNew = id === 'copy-directory';
  return makeStep({
    id,
    title: `Create directory ${path}`,
    why: isNew ? 'the copy of the metadata goes there' : 'copies of metadata are kept there',
    risk: 'safe',
    before: [{ kind: 'directory', path, is: 'absent' }],
    action: { kind: 'make-directory', path, owner: PRIVATE, likeLabelOf: parentOf(path) },
    after: [{ kind: 'directory', path, is: 'present' }],
    undo: isNew
      ? [
          makeStep({
            id: 'undo-copy-directory',
            title: `Remove ${path}`,
            why: 'this run created it, and the metadata is as it was',
            risk: 'safe',
            before: [{ kind: 'directory', path, is: 'present' }],
            action: { kind: 'remove-tree', path },
            after: [{ kind: 'directory', path, is: 'absent' }],
          }),
        ]
      : [],
  });
}

/** Copies the metadata away, before anything else is done with it. */
export function saveStep(pool: RepairablePool, image: string): Step {
  const made = poolThere(pool.volume);
  const volume = volumeOf(pool);
  const { vg, lv } = volume;
  return makeStep({
    id: 'save-metadata',
    title: `Copy the metadata of ${vg}/${made.lv} to ${image}`,
    why: 'whatever comes, this is the way back',
    risk: 'safe',
    before: [inactive(made)],
    action: { kind: 'save-metadata', volume, size: pool.metadataSize, image },
    after: [inactive(made), { kind: 'lv-inactive', vg, lv }],
    mend: [offAgain(made, 'mend-save-metadata')],
    undo: [
      makeStep({
        id: 'undo-save-metadata',
        title: `Deactivate ${vg}/${lv}`,
        why: 'LVM activates no pool while its metadata is active by itself',
        risk: 'safe',
        before: [],
        action: { kind: 'run', command: deactivateVolume(vg, lv) },
        after: [{ kind: 'lv-inactive', vg, lv }],
      }),
    ],
    unseen: true,
  });
}

/** How an examination is made. */
export interface Examining {
  readonly folder: string;
  readonly repairedSize: Bytes;
  readonly sizeIfFull: Bytes | null;
  readonly transactionId: TransactionIds | null;
}

/** Finds out on copies what can be repaired, and what would be lost. */
export const examineStep = (pool: RepairablePool, examining: Examining): Step =>
  makeStep({
    id: 'examine-metadata',
    title: 'Examine the copy, and repair a copy of it',
    why: 'what a repair would lose shows before anything is changed',
    risk: 'safe',
    before: [{ kind: 'directory', path: examining.folder, is: 'present' }],
    action: {
      kind: 'examine-metadata',
      volume: volumeOf(pool),
      size: pool.metadataSize,
      chunkSize: pool.chunkSize,
      dataBlocks: Math.floor(pool.volume.size / pool.chunkSize),
      ...examining,
    },
    after: [{ kind: 'metadata-examined', path: examining.folder }],
    unseen: true,
  });

/** LVM checks the metadata as it activates a pool, and clears the flag if it is sound. */
export function activateStep(pool: RepairablePool, id: PlanStepId = 'lvchange-activate'): Step {
  const made = poolThere(pool.volume);
  const { vg, lv } = made;
  return {
    ...activatePool(made, id),
    why: 'thin_check looks at its metadata once more, and clears needs_check if it is sound',
    action: { kind: 'run', command: activateAndClear(vg, lv) },
    mend: [
      {
        ...deactivation(made, `mend-${id}`),
        why: 'it came up with its flag, at a boot',
        proven: true,
      },
    ],
    after: [
      { ...made, active: true },
      { kind: 'pool-sound', pool: dmName(vg, lv) },
    ],
    undo: [{ ...deactivation(made, `undo-${id}`), why: 'it was not active when this run began' }],
  };
}

/** Shows for each layer that its file system can be read, before the engine writes to any. */
export function checkLayersStep(pool: RepairablePool, layers: readonly LayerToLookAt[]): Step {
  const made = poolThere(pool.volume);
  const name = dmName(made.vg, made.lv);
  const sound: Condition = { kind: 'pool-sound', pool: name };
  return makeStep({
    id: 'check-layers',
    title: `Look at the file systems of ${String(layers.length)} thin devices, read-only`,
    why: 'a mapping that leads elsewhere shows in them',
    risk: 'safe',
    before: [sound],
    action: { kind: 'check-layers', pool: name, layers },
    after: [sound],
    unseen: true,
    undo: [
      makeStep({
        id: 'undo-check-layers',
        title: 'Unmount and remove the read-only devices',
        why: 'this run opened them',
        risk: 'safe',
        before: [],
        action: { kind: 'release-layers', pool: { kind: 'lvm', dmName: name } },
        after: [{ kind: 'layers-released' }],
      }),
    ],
  });
}

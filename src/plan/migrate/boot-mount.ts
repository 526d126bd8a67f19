import { placesIn } from '../../docker/migration-paths.ts';
import {
  mountUnitName,
  mountUnitPath,
  mountUnitText,
  requiresFolder,
} from '../../lvm/layer-volume.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import type { SwitchGround } from '../../model/facts/migration.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { LayerVolume } from '../../model/plan/conversion.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { hasUnits, reloadStep } from '../steps/boot-unit.ts';
import {
  blobsOf,
  fileStep,
  folderStep,
  removeFileStep,
  removeFolderStep,
  type NewFile,
  type StepsWithBlobs,
} from '../steps/files.ts';
import { no, type Grown } from '../steps/pool-in-use.ts';
import { refusal, unseen } from '../steps/refusal.ts';
import { remountSteps } from './mount-steps.ts';

/** The volume that is mounted at overlay2 in the data root at every boot. */
export interface BootMount {
  readonly facts: Facts;
  readonly ground: Pick<SwitchGround, 'paths' | 'mountUnit' | 'requires'>;
  readonly volume: LayerVolume;
}

const NONE: StepsWithBlobs = { steps: [], blobs: {} };

const OWNER = { uid: 0, gid: 0, mode: 0o644 };

/** Has the volume mounted before Docker, whenever that starts. */
export function bootMountSteps(site: BootMount): Grown<StepsWithBlobs> {
  const { facts, ground, volume } = site;
  const at = ground.paths.layers;
  if (!hasUnits(facts)) return no(needsSystemd());
  if (!ground.mountUnit.known) return no(unseen('what is mounted at boot', ground.mountUnit.why));
  const found = ground.mountUnit.value;
  const path = mountUnitPath(at);
  if (found !== null) {
    const why = 'something is mounted there at boot already';
    return no(
      refusal('DM254', `${path} exists already`, why, [`see systemctl cat ${mountUnitName(at)}`]),
    );
  }
  const { unit } = facts.engine.service;
  const file: NewFile = { path, text: mountUnitText(volume, at, unit), old: null };
  const words = {
    id: 'mount-unit',
    title: `Write the unit ${path}`,
    why: 'it mounts the layers before Docker at every boot',
  } as const;
  const written = fileStep(file, words);
  const gone = { kind: 'file', path, sha256: null } as const;
  const back = reload(at, 'undo-reload-mount-units', [gone]);
  const enabled = enableStep(at, unit);
  const steps = [
    { ...written, undo: [...written.undo, back] },
    folderStep(requiresFolder(unit), 'mount-unit-directory'),
    enabled,
    reload(at, 'reload-mount-units', enabled.after),
  ];
  return { ok: true, value: { steps, blobs: blobsOf([file]) } };
}

const needsSystemd = (): Notice =>
  refusal(
    'DM253',
    'a volume for the layers needs systemd',
    'Docker unmounts overlay2 as it stops, and only systemd mounts it again before the next start',
    [
      'move the data root to a file system with room that overlay2 runs on: data-root in daemon.json',
    ],
  );

/** Takes the volume out of the boot again, and unmounts it; only what dmctl wrote is removed. */
export function noBootMountSteps(site: BootMount): Grown<StepsWithBlobs> {
  const { facts, ground, volume } = site;
  const at = ground.paths.layers;
  if (!ground.mountUnit.known) return no(unseen('what is mounted at boot', ground.mountUnit.why));
  const text = ground.mountUnit.value;
  if (text === null) return { ok: true, value: NONE };
  const { unit } = facts.engine.service;
  const path = mountUnitPath(at);
  if (text !== mountUnitText(volume, at, unit)) {
    const why = 'it is not as dmctl wrote it';
    const fix = [`systemctl disable ${mountUnitName(at)}, remove it, then rerun the command`];
    return no(refusal('DM254', `${path} cannot be removed`, why, fix));
  }
  const enabled = enableStep(at, unit);
  const folder = requiresFolder(unit);
  const isOurs = knownOr(ground.requires, null)?.join() === mountUnitName(at);
  const removal = { path, text, owner: OWNER };
  const steps = [
    withRemount(disableStep(enabled), site),
    ...(isOurs
      ? [{ ...removeFolderStep(folder, 'remove-mount-unit-directory'), why: 'it is empty' }]
      : []),
    removeFileStep(removal, {
      id: 'remove-mount-unit',
      title: `Remove the unit ${path}`,
      why: 'nothing is to be mounted there any more',
    }),
    reload(at, 'reload-mount-units', [{ kind: 'file', path, sha256: null }]),
  ];
  return { ok: true, value: { steps, blobs: blobsOf([{ path, text, old: null }]) } };
}

/** From then on a boot does not mount the volume, which a way back needs. */
const withRemount = (step: Step, { volume, ground: { paths } }: BootMount): Step => ({
  ...step,
  undo: [...step.undo, ...remountSteps(volume, placesIn(paths))],
});

/** systemd takes neither a mount without a unit nor a new link for stale: nobody sees whether it has read them. */
const reload = (at: string, id: Step['id'], before: Step['before']): Step => ({
  ...reloadStep(mountUnitName(at), id),
  before,
  unseen: true,
});

/** Creates the link that `systemctl enable` creates for RequiredBy=. */
function enableStep(at: string, dockerUnit: string): Step {
  const name = mountUnitName(at);
  const link = { path: `${requiresFolder(dockerUnit)}/${name}`, target: mountUnitPath(at) };
  return makeStep({
    id: 'enable-mount-unit',
    title: `Enable ${name}`,
    why: 'Docker requires it: on an empty directory it would start without any layer',
    risk: 'reversible',
    before: [{ kind: 'link', ...link, target: null }],
    action: { kind: 'make-link', ...link },
    after: [{ kind: 'link', ...link }],
    undo: [
      makeStep({
        id: 'undo-enable-mount-unit',
        title: `Disable ${name}`,
        why: 'this run enabled it',
        risk: 'reversible',
        before: [{ kind: 'link', ...link }],
        action: { kind: 'remove-link', ...link },
        after: [{ kind: 'link', ...link, target: null }],
      }),
    ],
  });
}

/** Removes that link; its undo creates it again. */
function disableStep(enabled: Step): Step {
  const [disabled = enabled] = enabled.undo;
  const why = 'it is about to be removed';
  const undo = { ...enabled, id: 'undo-disable-mount-unit', undo: [] } as const;
  return { ...disabled, id: 'disable-mount-unit', why, undo: [undo] };
}

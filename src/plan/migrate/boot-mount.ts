import {
  FSTAB,
  fstabLine,
  mountUnitName,
  mountUnitPath,
  mountUnitText,
  requiresFolder,
} from '../../lvm/layer-volume.ts';
import { knownOr } from '../../model/known.ts';
import type { SwitchGround } from '../../model/facts/migration.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { LayerPlaces } from '../../model/plan/condition.ts';
import type { LayerVolume } from '../../model/plan/conversion.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { sha256Of } from '../../model/sha256.ts';
import { hasUnits, reloadStep } from '../steps/boot-unit.ts';
import { activateStep } from './carrier.ts';
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

/** What is mounted where at every boot. */
export interface BootMount {
  readonly facts: Facts;
  readonly ground: Pick<SwitchGround, 'paths' | 'mountFile' | 'requires'>;
  readonly volume: LayerVolume;
  readonly at: string;
}

const NONE: StepsWithBlobs = { steps: [], blobs: {} };

const OWNER = { uid: 0, gid: 0, mode: 0o644 };

/** Has the volume mounted at every boot, before Docker: a unit of systemd, or a line in fstab. */
export function bootMountSteps(site: BootMount): Grown<StepsWithBlobs> {
  const { facts, ground, volume, at } = site;
  if (!ground.mountFile.known) return no(unseen('what is mounted at boot', ground.mountFile.why));
  const found = ground.mountFile.value;
  if (!hasUnits(facts)) return fstab(site, found);
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
  const reload = { ...reloadStep(mountUnitName(at), 'undo-reload-mount-units'), before: [gone] };
  const enabled = enableStep(at, unit);
  const steps = [
    { ...written, undo: [...written.undo, reload] },
    folderStep(requiresFolder(unit), 'mount-unit-directory'),
    enabled,
    // systemd knows of a mount before it knows of its unit, and takes neither for stale.
    { ...reloadStep(mountUnitName(at), 'reload-mount-units'), before: enabled.after },
  ];
  return { ok: true, value: { steps, blobs: blobsOf([file]) } };
}

function fstab({ volume, at }: BootMount, text: string | null): Grown<StepsWithBlobs> {
  const old = text === null ? null : { text, sha256: sha256Of(text) };
  const start = text === null || text === '' || text.endsWith('\n') ? (text ?? '') : `${text}\n`;
  const file: NewFile = { path: FSTAB, text: `${start}${fstabLine(volume, at)}\n`, old };
  const words = {
    id: 'fstab',
    title: `Add ${at} to ${FSTAB}`,
    why: 'it is mounted there at every boot, which has to come before Docker',
  } as const;
  return { ok: true, value: { steps: [fileStep(file, words)], blobs: blobsOf([file]) } };
}

/** Takes the volume out of the boot again, and unmounts it; only what dmctl wrote is removed. */
export function noBootMountSteps(site: BootMount): Grown<StepsWithBlobs> {
  const { facts, ground, volume, at } = site;
  if (!ground.mountFile.known) return no(unseen('what is mounted at boot', ground.mountFile.why));
  const text = ground.mountFile.value;
  if (!hasUnits(facts)) return withoutLine(site, text);
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
    {
      ...reloadStep(mountUnitName(at), 'reload-mount-units'),
      before: [{ kind: 'file', path, sha256: null } as const],
    },
  ];
  return { ok: true, value: { steps, blobs: blobsOf([{ path, text, old: null }]) } };
}

function withoutLine(site: BootMount, text: string | null): Grown<StepsWithBlobs> {
  const { volume, at } = site;
  const line = `${fstabLine(volume, at)}\n`;
  if (!text?.includes(line)) return { ok: true, value: NONE };
  const file = { path: FSTAB, text: text.replace(line, ''), old: { text, sha256: sha256Of(text) } };
  const words = {
    id: 'fstab',
    title: `Remove ${at} from ${FSTAB}`,
    why: 'it is not needed',
  } as const;
  return {
    ok: true,
    value: { steps: [withRemount(fileStep(file, words), site)], blobs: blobsOf([file]) },
  };
}

/** From then on a boot does not mount the volume, which a way back needs. */
function withRemount(step: Step, { volume, ground: { paths } }: BootMount): Step {
  const places = { building: paths.building, final: paths.layers };
  return { ...step, undo: [...step.undo, ...remountSteps(volume, places)] };
}

/** Mounts the volume again where Docker finds it; a removal that was cut off leaves it inactive. */
export const remountSteps = (volume: LayerVolume, places: LayerPlaces): readonly Step[] => [
  { ...activateStep(volume), id: 'undo-activate-layers' },
  makeStep({
    id: 'undo-mount-layers',
    title: `Mount ${volume.vg}/${volume.lv} at ${places.final} again`,
    why: 'Docker runs on overlay2 again',
    risk: 'safe',
    before: [],
    action: { kind: 'mount-volume', volume, places, at: 'final' },
    after: [{ kind: 'volume-mounted', volume, at: [places.final] }],
  }),
];

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

/** The same the other way round. */
function disableStep(enabled: Step): Step {
  const [disabled = enabled] = enabled.undo;
  const why = 'it is about to be removed';
  const undo = { ...enabled, id: 'undo-disable-mount-unit', undo: [] } as const;
  return { ...disabled, id: 'disable-mount-unit', why, undo: [undo] };
}

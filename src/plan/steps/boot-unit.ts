import { bootUnitLink, unitPath, wantsFolder } from '../../lvm/boot-unit.ts';
import type { EngineFacts } from '../../model/engine.ts';
import { reloadUnits } from '../../lvm/systemctl.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { wantedBootUnit, type PoolName } from '../../pool/boot-unit.ts';
import { fileStep, folderStep, type FilePlan, type NewFile } from './files.ts';
import { unseen } from './refusal.ts';

/** True if systemd starts the engine. Elsewhere there is no unit, and a notice says what to add. */
export const hasUnits = ({ engine }: Facts): boolean => engine.service.manager === 'systemd';

/** The unit for this pool on these physical volumes. An existing file is replaced. */
export function bootUnitFile(facts: Facts, pool: PoolName, pvUuids: readonly string[]): FilePlan {
  const { bootUnit } = facts;
  const path = unitPath(facts.engine.service.bootUnit);
  if (!bootUnit.known) return { ok: false, notice: unseen(path, bootUnit.why) };
  const text = wantedBootUnit(facts, pool, pvUuids);
  if (text === null) return { ok: false, notice: unseen(path, 'lvm or dmsetup is missing') };
  const { text: found, sha256 } = bootUnit.value;
  const old = found === null || sha256 === null ? null : { text: found, sha256 };
  return { ok: true, file: { path, text, old } };
}

/** Writes the unit and enables it. */
export const bootUnitSteps = (file: NewFile, facts: Facts): readonly Step[] => [
  withReload(writeUnit(file, facts.engine), facts.engine),
  folderStep(wantsFolder(facts.engine.service.unit), 'unit-directory'),
  enableStep(facts.engine),
  ...reloadSteps(facts),
];

const writeUnit = (file: NewFile, { title }: EngineFacts): Step =>
  fileStep(file, {
    id: 'unit',
    title: `Write the unit ${file.path}`,
    why: `it activates the pool before ${title} at every boot, even where LVM does not`,
  });

/** Writes the unit anew, with the disks that join, and leaves it enabled or not. */
export const rewriteUnitSteps = (file: NewFile, facts: Facts): readonly Step[] => [
  {
    ...withReload(writeUnit(file, facts.engine), facts.engine),
    title: `Rewrite the unit ${file.path}`,
    why: 'it must wait for the new disks at boot, too',
  },
  ...reloadSteps(facts),
];

/**
 * Makes systemd read the unit anew where it has it loaded: a start of the engine would wait for the disks of
 * the older text. A unit that systemd does not have is read when it is first wanted.
 */
export const reloadSteps = (facts: Facts): readonly Step[] =>
  isLoaded(facts) ? [reloadStep(facts.engine.service.bootUnit, 'reload-units')] : [];

/** Adds the reload to the undo of a step: a boot in between may have loaded what the run wrote. */
export const withReload = (step: Step, { service }: EngineFacts): Step => ({
  ...step,
  undo: [...step.undo, reloadStep(service.bootUnit, 'undo-reload-units')],
});

/** Makes systemd read its units anew, unless it has the unit's present text or none. */
export const reloadStep = (unit: string, id: Step['id']): Step =>
  makeStep({
    id,
    title: 'Reload the units of systemd',
    why: `systemd goes on with the ${unit} that it has loaded`,
    risk: 'safe',
    before: [],
    action: { kind: 'run', command: reloadUnits() },
    after: [{ kind: 'units-current', names: [unit] }],
  });

const isLoaded = ({ engine: { service } }: Facts): boolean =>
  knownOr(service.units, []).some(({ name, loaded }) => name === service.bootUnit && loaded);

/** Creates the link that `systemctl enable` creates. */
const enabling = ({ service, title }: EngineFacts, id: Step['id']) => {
  const link = { path: bootUnitLink(service), target: unitPath(service.bootUnit) };
  return {
    id,
    title: `Enable ${service.bootUnit}`,
    why: `${service.unit} wants it but does not require it: ${title} starts even if the unit fails`,
    risk: 'reversible',
    before: [{ kind: 'link', ...link, target: null }],
    action: { kind: 'make-link', ...link },
    after: [{ kind: 'link', ...link }],
  } as const;
};

/** Removes that link, as `systemctl disable` does. */
const disabling = (engine: EngineFacts, id: Step['id']) => {
  const { before, after, action } = enabling(engine, id);
  return {
    id,
    title: `Disable ${engine.service.bootUnit}`,
    why: 'it is about to be removed',
    risk: 'reversible',
    before: after,
    action: { ...action, kind: 'remove-link' },
    after: before,
  } as const;
};

const enableStep = (engine: EngineFacts): Step => {
  const undo = { ...disabling(engine, 'undo-enable-unit'), why: 'this run enabled it' };
  return makeStep({ ...enabling(engine, 'enable-unit'), undo: [makeStep(undo)] });
};

/** Disables the unit; its undo enables it again. */
export const disableStep = (engine: EngineFacts): Step =>
  makeStep({
    ...disabling(engine, 'disable-unit'),
    undo: [makeStep(enabling(engine, 'undo-disable-unit'))],
  });

/** Tells what to do where systemd does not start Docker. */
export function bootUnitWarnings(facts: Facts, { vg, lv }: PoolName): readonly Notice[] {
  if (hasUnits(facts)) return [];
  const { title } = facts.engine;
  const fix = [`run this before ${title} in the script that starts it: lvchange -ay ${vg}/${lv}`];
  return [
    {
      code: 'DM205',
      message: 'dmctl cannot activate the pool at boot on this host',
      why: `systemd does not start ${title} here, so there is no unit to install`,
      fix,
      exitCode: EXIT.done,
    },
  ];
}

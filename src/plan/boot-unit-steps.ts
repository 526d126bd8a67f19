import { BOOT_UNIT_LINK, BOOT_UNIT_PATH, DOCKER_WANTS } from '../docker/boot-unit.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Facts } from '../model/facts.ts';
import type { Notice } from '../model/notice.ts';
import type { Step } from '../model/plan.ts';
import { wantedBootUnit, type PoolName } from '../pool/boot-unit.ts';
import type { FilePlan } from './daemon-json-file.ts';
import { fileStep, folderStep, type NewFile } from './file-steps.ts';
import { unseen } from './refusal.ts';

/** Does systemd start Docker here? Elsewhere there is no unit, and a person is told what to add. */
export const hasUnits = ({ docker }: Facts): boolean => docker.manager === 'systemd';

/** The unit for this pool on these physical volumes. What lies in its place is replaced. */
export function bootUnitFile(facts: Facts, pool: PoolName, pvUuids: readonly string[]): FilePlan {
  const { bootUnit, tools } = facts;
  if (!bootUnit.known) return { ok: false, notice: unseen(BOOT_UNIT_PATH, bootUnit.why) };
  const text = wantedBootUnit(tools, pool, pvUuids);
  if (text === null)
    return { ok: false, notice: unseen(BOOT_UNIT_PATH, 'lvm or dmsetup is missing') };
  const { text: found, sha256 } = bootUnit.value;
  const old = found === null || sha256 === null ? null : { text: found, sha256 };
  return { ok: true, file: { path: BOOT_UNIT_PATH, text, old } };
}

/** The unit is written, and docker.service wants it. */
export const bootUnitSteps = (file: NewFile): readonly Step[] => [
  unitStep(file),
  folderStep(DOCKER_WANTS, 'unit-folder'),
  enableStep(),
];

/** Writes the unit alone. */
export const unitStep = (file: NewFile): Step =>
  fileStep(file, {
    id: 'unit',
    title: `Write the unit ${file.path}`,
    why: 'at every boot it activates the pool before Docker, also where LVM does not do so itself',
    documented: null,
  });

/**
 * What `systemctl enable` does, and no more: the link is on disk when the step is over, and the
 * running systemd, which has no use for the unit before the next boot, reads nothing anew.
 */
function enableStep(): Step {
  return {
    id: 'enable-unit',
    title: 'Enable it: docker.service wants it',
    why: 'wants, not requires: Docker starts whatever becomes of the unit',
    documented: null,
    risk: 'reversible',
    before: [{ kind: 'link', path: BOOT_UNIT_LINK, target: null }],
    action: { kind: 'make-link', path: BOOT_UNIT_LINK, target: BOOT_UNIT_PATH },
    after: [{ kind: 'link', path: BOOT_UNIT_LINK, target: BOOT_UNIT_PATH }],
    undo: [{ ...disableStep('undo-enable-unit'), why: 'this run enabled it', undo: [] }],
  };
}

/** The inverse, as `systemctl disable` does it. */
export function disableStep(id: string): Step {
  return {
    id,
    title: 'Disable the unit: docker.service no longer wants it',
    why: 'there will be no pool for it to activate',
    documented: null,
    risk: 'reversible',
    before: [{ kind: 'link', path: BOOT_UNIT_LINK, target: BOOT_UNIT_PATH }],
    action: { kind: 'remove-link', path: BOOT_UNIT_LINK, target: BOOT_UNIT_PATH },
    after: [{ kind: 'link', path: BOOT_UNIT_LINK, target: null }],
    undo: [{ ...enableStep(), id: `undo-${id}`, undo: [] }],
  };
}

/** Where systemd does not start Docker, a person has to see to it. */
export function bootUnitWarnings(facts: Facts, { vg, lv }: PoolName): readonly Notice[] {
  if (hasUnits(facts)) return [];
  const fix = [`add this to what starts Docker, before it: lvchange -ay ${vg}/${lv}`];
  return [
    {
      code: 'DM205',
      message: 'nothing of dmctl activates the pool at boot',
      why: 'systemd does not start Docker here, so there is no unit to install',
      fix,
      exitCode: EXIT.done,
    },
  ];
}

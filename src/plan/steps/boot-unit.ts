import { BOOT_UNIT_LINK, BOOT_UNIT_PATH, DOCKER_WANTS } from '../../lvm/boot-unit.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { Notice } from '../../model/notice.ts';
import type { Step } from '../../model/plan/plan.ts';
import { wantedBootUnit, type PoolName } from '../../pool/boot-unit.ts';
import type { FilePlan } from '../docker/daemon-json.ts';
import { fileStep, folderStep, type NewFile } from './files.ts';
import { unseen } from './refusal.ts';

/** Does systemd start Docker here? Elsewhere there is no unit, and a person is told what to add. */
export const hasUnits = ({ engine }: Facts): boolean => engine.service.manager === 'systemd';

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
  enableStep,
];

/** Writes the unit alone. */
export const unitStep = (file: NewFile): Step =>
  fileStep(file, {
    id: 'unit',
    title: `Write the unit ${file.path}`,
    why: 'at every boot it activates the pool before Docker, also where LVM does not do so itself',
    documented: null,
  });

const LINK = { path: BOOT_UNIT_LINK, target: BOOT_UNIT_PATH } as const;
const UNLINKED: Condition = { kind: 'link', path: BOOT_UNIT_LINK, target: null };
const LINKED: Condition = { kind: 'link', ...LINK };

/**
 * What `systemctl enable` does, and no more: the link is on disk when the step is over, and the
 * running systemd, which has no use for the unit before the next boot, reads nothing anew.
 */
const enabling: Omit<Step, 'id' | 'undo'> = {
  title: 'Enable it: docker.service wants it',
  why: 'wants, not requires: Docker starts whatever becomes of the unit',
  documented: null,
  risk: 'reversible',
  before: [UNLINKED],
  action: { kind: 'make-link', ...LINK },
  after: [LINKED],
};

/** The inverse, as `systemctl disable` does it. */
const disabling: Omit<Step, 'id' | 'undo'> = {
  title: 'Disable the unit: docker.service no longer wants it',
  why: 'it is about to be removed',
  documented: null,
  risk: 'reversible',
  before: [LINKED],
  action: { kind: 'remove-link', ...LINK },
  after: [UNLINKED],
};

const enableStep: Step = {
  ...enabling,
  id: 'enable-unit',
  undo: [{ ...disabling, id: 'undo-enable-unit', why: 'this run enabled it', undo: [] }],
};

/** Disables the unit; its undo enables it again. */
export const disableStep: Step = {
  ...disabling,
  id: 'disable-unit',
  undo: [{ ...enabling, id: 'undo-disable-unit', undo: [] }],
};

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

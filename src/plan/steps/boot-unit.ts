import {
  BOOT_UNIT_LINK,
  BOOT_UNIT_NAME,
  BOOT_UNIT_PATH,
  DOCKER_WANTS,
} from '../../lvm/boot-unit.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { Notice } from '../../model/notice.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { wantedBootUnit, type PoolName } from '../../pool/boot-unit.ts';
import { fileStep, folderStep, type FilePlan, type NewFile } from './files.ts';
import { unseen } from './refusal.ts';

/** True if systemd starts Docker. Elsewhere there is no unit, and a notice says what to add. */
export const hasUnits = ({ engine }: Facts): boolean => engine.service.manager === 'systemd';

/** The unit for this pool on these physical volumes. An existing file is replaced. */
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

/** Writes the unit and enables it. */
export const bootUnitSteps = (file: NewFile): readonly Step[] => [
  unitStep(file),
  folderStep(DOCKER_WANTS, 'unit-directory'),
  enableStep,
];

/** Writes the unit without enabling it. */
export const unitStep = (file: NewFile): Step =>
  fileStep(file, {
    id: 'unit',
    title: `Write the unit ${file.path}`,
    why: 'it activates the pool before Docker at every boot, even where LVM does not',
  });

const LINK = { path: BOOT_UNIT_LINK, target: BOOT_UNIT_PATH } as const;
const UNLINKED: Condition = { kind: 'link', path: BOOT_UNIT_LINK, target: null };
const LINKED: Condition = { kind: 'link', ...LINK };

/**
 * Creates the link that `systemctl enable` creates, and nothing else: the running systemd does not need
 * the unit before the next boot, so it reloads nothing.
 */
const enabling = {
  title: `Enable ${BOOT_UNIT_NAME}`,
  why: 'docker.service wants it but does not require it: Docker starts even if the unit fails',
  risk: 'reversible',
  before: [UNLINKED],
  action: { kind: 'make-link', ...LINK },
  after: [LINKED],
} as const;

/** Removes that link, as `systemctl disable` does. */
const disabling = {
  title: `Disable ${BOOT_UNIT_NAME}`,
  why: 'it is about to be removed',
  risk: 'reversible',
  before: [LINKED],
  action: { kind: 'remove-link', ...LINK },
  after: [UNLINKED],
} as const;

const enableStep = makeStep({
  ...enabling,
  id: 'enable-unit',
  undo: [makeStep({ ...disabling, id: 'undo-enable-unit', why: 'this run enabled it' })],
});

/** Disables the unit; its undo enables it again. */
export const disableStep = makeStep({
  ...disabling,
  id: 'disable-unit',
  undo: [makeStep({ ...enabling, id: 'undo-disable-unit' })],
});

/** Tells what to do where systemd does not start Docker. */
export function bootUnitWarnings(facts: Facts, { vg, lv }: PoolName): readonly Notice[] {
  if (hasUnits(facts)) return [];
  const fix = [`run this before Docker in the script that starts it: lvchange -ay ${vg}/${lv}`];
  return [
    {
      code: 'DM205',
      message: 'dmctl cannot activate the pool at boot on this host',
      why: 'systemd does not start Docker here, so there is no unit to install',
      fix,
      exitCode: EXIT.done,
    },
  ];
}

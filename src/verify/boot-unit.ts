import { BOOT_UNIT_NAME, BOOT_UNIT_PATH } from '../lvm/boot-unit.ts';
import { knownOr } from '../model/known.ts';
import { bootUnitState, type BootUnitState } from '../pool/boot-unit.ts';
import { note, ok, unsure, warning } from './examination.ts';
import type { ExaminedPool, Examination, Verdict } from './examination.ts';

/** LVM may activate the pool by itself, but only the unit guarantees it. */
export const bootUnit: Examination = {
  id: 'reboot-unit',
  code: 'DM175',
  title: 'the pool is active before Docker after a reboot',
  wanted: `${BOOT_UNIT_NAME} as dmctl writes it, enabled`,
  scope: 'pool',
  directLvmOnly: true,
  judge: (seen) => {
    const { engine, bootUnit } = seen.facts;
    const { manager } = engine.service;
    if (manager !== 'systemd')
      return note(`nothing activates the pool before Docker: ${MANAGERS[manager]}`, BY_HAND);
    if (!bootUnit.known) return unsure(bootUnit.why);
    if (!seen.pool.volume.known) return unsure(seen.pool.volume.why);
    return STANDS[unitState(seen)];
  },
};

/** The fix where LVM does not activate the pool by itself. */
export const INSTALL_UNIT = 'dmctl activate --install-unit';
export const UNIT_ACTIVATES = `${BOOT_UNIT_NAME} activates the pool`;
const BY_HAND = 'run lvchange -ay VG/POOL before Docker in the script that starts it';

const STANDS: Readonly<Record<BootUnitState, Verdict>> = {
  'in-place': ok(`${BOOT_UNIT_NAME} is enabled`),
  absent: note(
    `${BOOT_UNIT_NAME} is not installed: activation at boot is left to LVM's events`,
    `dmctl adopt, or: ${INSTALL_UNIT}`,
  ),
  disabled: warning(`${BOOT_UNIT_NAME} exists but is not enabled`, INSTALL_UNIT),
  other: warning(
    `${BOOT_UNIT_PATH} differs from what dmctl would write for this pool and its disks`,
    `${INSTALL_UNIT}; put your own changes into systemctl edit ${BOOT_UNIT_NAME}`,
  ),
  unknown: unsure('LVM was not read'),
};

function unitState({ facts, pool }: ExaminedPool): BootUnitState {
  const volume = knownOr(pool.volume, null);
  return volume === null ? 'unknown' : bootUnitState(facts, { vg: volume.vg, lv: volume.name });
}

/** True if the unit will activate the pool at the next boot. */
export const isUnitInPlace = (seen: ExaminedPool): boolean =>
  seen.facts.engine.service.manager === 'systemd' && unitState(seen) === 'in-place';

/** Describes hosts where systemd does not start Docker. */
export const MANAGERS = {
  sysv: 'an init script starts Docker',
  none: 'no service manager starts Docker',
};

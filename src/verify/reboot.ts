import { knownOr, type Known } from '../model/known.ts';
import type { LvmSettings } from '../model/facts/lvm-state.ts';
import { failed, note, ok, unsure, warning } from './examination.ts';
import type { ExaminedPool, Examination, Verdict } from './examination.ts';
import { poolPath } from '../pool/found-pool.ts';
import { BOOT_UNIT_NAME, BOOT_UNIT_PATH } from '../lvm/boot-unit.ts';
import { bootUnitState, type BootUnitState } from '../pool/boot-unit.ts';

export const REBOOT = [
  {
    id: 'reboot-event-activation',
    code: 'DM170',
    title: 'LVM activates volumes as disks appear',
    wanted: 'global/event_activation = 1',
    scope: 'pool',
    directLvmOnly: true,
    judge: (seen) => {
      const { lvmSettings } = seen.facts;
      if (!lvmSettings.known) return unsure(lvmSettings.why);
      if (lvmSettings.value.eventActivation) return ok('global/event_activation = 1');
      if (isUnitInPlace(seen)) return ok(`event_activation = 0; ${UNIT_ACTIVATES}`);
      return warning(
        'event_activation = 0: unless another service activates the pool, Docker starts without it',
        INSTALL_UNIT,
        'or set event_activation = 1 in the global section of /etc/lvm/lvm.conf',
      );
    },
  },
  {
    id: 'reboot-auto-activation-list',
    code: 'DM171',
    title: 'LVM may activate the pool automatically',
    wanted: 'activation/auto_activation_volume_list unset, or listing the pool',
    scope: 'pool',
    directLvmOnly: true,
    judge: (seen) => {
      const verdict = judgeList(seen, 'autoActivationVolumeList', 'auto_activation_volume_list');
      if (verdict.status === 'ok' || !seen.facts.lvmSettings.known) return verdict;
      // The list limits automatic activation only, not lvchange -ay (lvm.conf(5)).
      if (isUnitInPlace(seen)) return ok(`${verdict.found}; ${UNIT_ACTIVATES}`);
      return { ...verdict, fix: [INSTALL_UNIT, ...verdict.fix.map((line) => `or ${line}`)] };
    },
  },
  {
    id: 'reboot-volume-list',
    code: 'DM171',
    title: 'LVM may activate the pool at all',
    wanted: 'activation/volume_list unset, or listing the pool',
    scope: 'pool',
    directLvmOnly: true,
    judge: (seen) => judgeList(seen, 'volumeList', 'volume_list'),
  },
  {
    id: 'reboot-skip-flag',
    code: 'DM172',
    title: 'activation does not skip the pool',
    wanted: 'no activation skip flag',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ pool }) => {
      if (!pool.volume.known) return unsure(pool.volume.why);
      if (pool.volume.value === null) return unsure('LVM does not report the pool');
      if (!pool.volume.value.skipActivation) return ok('no skip flag');
      return failed(
        'the activation skip flag is set: LVM does not activate the pool',
        `lvchange --setactivationskip n ${poolPath(pool)}`,
      );
    },
  },
  /**
   * LVM runs thin_check before every activation of a pool. Without it older LVM does not activate the
   * pool; 2.03.16 warns and activates it.
   */
  {
    id: 'reboot-thin-check',
    code: 'DM173',
    title: 'thin_check is installed',
    wanted: 'the program that global/thin_check_executable names',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts: { lvmSettings, tools } }) => {
      if (!lvmSettings.known) return unsure(lvmSettings.why);
      const configured = lvmSettings.value.thinCheckExecutable;
      if (configured === '') {
        return note(
          'thin_check is disabled in lvm.conf: a damaged pool is activated without a check',
        );
      }
      const { path } = tools.thin_check;
      if (path !== null && samePlace(path, configured)) return ok(configured);
      if (path !== null) return unsure(`lvm.conf names ${configured}, but ${path} is installed`);
      return failed(
        `${configured} is missing: LVM does not activate the pool, or does so without a check`,
        'Debian, Ubuntu, SLES 15: install thin-provisioning-tools',
        'RHEL, CentOS, Fedora: install device-mapper-persistent-data',
      );
    },
  },
  /** LVM may activate the pool by itself, but only the unit guarantees it. */
  {
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
  },
] as const satisfies readonly Examination[];

type ListField = keyof Pick<LvmSettings, 'autoActivationVolumeList' | 'volumeList'>;

function judgeList(seen: ExaminedPool, field: ListField, setting: string): Verdict {
  const { lvmSettings } = seen.facts;
  if (!lvmSettings.known) return unsure(lvmSettings.why);
  const list = lvmSettings.value[field];
  if (list === null) return ok('not set');
  const listed = isListed(list, seen);
  if (!listed.known) return unsure(listed.why);
  const words = list.length === 0 ? 'an empty list' : list.join(' ');
  if (listed.value) return ok(words);
  return failed(
    `the pool is not in activation/${setting}: ${words}`,
    `add "${poolPath(seen.pool).split('/')[0] ?? 'VG'}" to activation/${setting} in /etc/lvm/lvm.conf`,
  );
}

/** lvm.conf(5): an entry is VG, VG/LV, @TAG of either, or @* for the host's own tags. */
function isListed(list: readonly string[], { pool }: ExaminedPool): Known<boolean> {
  const volume = knownOr(pool.volume, null);
  if (volume === null) return { known: false, why: 'LVM does not report the pool' };
  const tags = [...volume.tags, ...(knownOr(pool.group, null)?.tags ?? [])];
  const names = [volume.vg, `${volume.vg}/${volume.name}`, ...tags.map((tag) => `@${tag}`)];
  if (list.some((entry) => names.includes(entry))) return { known: true, value: true };
  if (list.includes('@*')) return { known: false, why: "@* stands for this host's own tags" };
  return { known: true, value: false };
}

/** /sbin and /usr/sbin are one directory on merged systems, and packages name either. */
const samePlace = (a: string, b: string): boolean =>
  a.replace(/^\/usr\//, '/') === b.replace(/^\/usr\//, '/');

/** The fix where LVM does not activate the pool by itself. */
const INSTALL_UNIT = 'dmctl activate --install-unit';
const UNIT_ACTIVATES = `${BOOT_UNIT_NAME} activates the pool`;
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
const isUnitInPlace = (seen: ExaminedPool): boolean =>
  seen.facts.engine.service.manager === 'systemd' && unitState(seen) === 'in-place';

/** Describes hosts where systemd does not start Docker. */
export const MANAGERS = {
  sysv: 'an init script starts Docker',
  none: 'no service manager starts Docker',
};

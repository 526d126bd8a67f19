import type { LvmSettings } from '../model/facts/lvm-state.ts';
import { failed, note, ok, unsure, warning } from './examination.ts';
import type { ExaminedPool, Examination, Verdict } from './examination.ts';
import { CONF, listLimit } from '../pool/lvm-limits.ts';
import {
  INSTALL_UNIT,
  isUnitInPlace,
  judged,
  judgeWayUp,
  loadedUnit,
  noSkip,
  unitState,
  volumesOf,
} from './way-up.ts';
import type { EngineFacts } from '../model/engine.ts';
import { unitPath } from '../lvm/boot-unit.ts';
import type { BootUnitState } from '../pool/boot-unit.ts';

export const REBOOT = [
  {
    id: 'reboot-event-activation',
    code: 'DM170',
    title: 'LVM activates volumes as disks appear',
    wanted: 'global/event_activation = 1; before lvm2 2.03.02 global/use_lvmetad = 1',
    scope: 'pool',
    directLvmOnly: true,
    judge: (seen) => {
      const { lvmSettings } = seen.facts;
      if (!lvmSettings.known) return unsure(lvmSettings.why);
      const { setting, on } = lvmSettings.value.eventActivation;
      if (on) return ok(`global/${setting} = 1`);
      if (isUnitInPlace(seen))
        return ok(`${setting} = 0; ${seen.facts.engine.service.bootUnit} activates the pool`);
      return warning(
        `${setting} = 0: unless another service activates the pool, ${seen.facts.engine.title} starts without it`,
        INSTALL_UNIT,
        `or set ${setting} = 1 in the global section of /etc/lvm/lvm.conf${ALSO[setting]}`,
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
      const verdict = judgeList(seen, 'autoActivationVolumeList');
      if (verdict.status === 'ok' || !seen.facts.lvmSettings.known) return verdict;
      // The list limits automatic activation only, not lvchange -ay (lvm.conf(5)).
      if (isUnitInPlace(seen))
        return ok(`${verdict.found}; ${seen.facts.engine.service.bootUnit} activates the pool`);
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
    judge: (seen) => judgeList(seen, 'volumeList'),
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
        noSkip({ pool }),
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
    judge: ({ facts: { lvmSettings, lvmAccess } }) => {
      if (!lvmSettings.known) return unsure(lvmSettings.why);
      const configured = lvmSettings.value.thinCheckExecutable;
      if (configured === '') {
        return note(
          'thin_check is disabled in lvm.conf: a damaged pool is activated without a check',
        );
      }
      if (!lvmAccess.missingFiles.known) return unsure(lvmAccess.missingFiles.why);
      if (!lvmAccess.missingFiles.value.includes(configured)) return judgeCheck(lvmSettings.value);
      return failed(
        `${configured} is missing: LVM does not activate the pool, or does so without a check`,
        `correct global/thin_check_executable in ${CONF}, or install the program`,
        'Debian, Ubuntu, SLES 15: install thin-provisioning-tools',
        'RHEL, CentOS, Fedora: install device-mapper-persistent-data',
      );
    },
  },
  /** LVM may activate the pool by itself, but only the unit guarantees it. */
  {
    id: 'reboot-unit',
    code: 'DM175',
    title: 'the pool is active early enough after a reboot',
    wanted: "dmctl's boot unit as dmctl writes it, enabled",
    scope: 'pool',
    directLvmOnly: true,
    judge: (seen) => {
      const { engine, bootUnit } = seen.facts;
      const { title, service } = engine;
      const { manager } = service;
      if (manager !== 'systemd')
        return note(
          `nothing activates the pool before ${title}: ${managerWords(title, manager)}`,
          byHand(title),
        );
      if (!bootUnit.known) return unsure(bootUnit.why);
      if (!seen.pool.volume.known) return unsure(seen.pool.volume.why);
      const state = unitState(seen);
      const stands = standing(service.bootUnit)[state];
      if (state !== 'in-place') return stands;
      const loaded = loadedUnit(seen);
      if (loaded?.active === 'failed') return failedLast(engine);
      return loaded?.stale === true ? stale(service.bootUnit) : stands;
    },
  },
  /** Each way up may be closed for a reason that is harmless while the other is open. */
  {
    id: 'reboot-way-up',
    code: 'DM183',
    title: 'the pool comes up at the next boot',
    wanted: "LVM's automatic activation, or the boot unit",
    scope: 'pool',
    directLvmOnly: true,
    judge: judgeWayUp,
  },
] as const satisfies readonly Examination[];

function judgeList(seen: ExaminedPool, field: 'autoActivationVolumeList' | 'volumeList'): Verdict {
  const { lvmSettings } = seen.facts;
  if (!lvmSettings.known) return unsure(lvmSettings.why);
  const list = lvmSettings.value[field];
  if (list === null) return ok('not set');
  const volumes = volumesOf(seen);
  if (volumes === null) return unsure('LVM does not report the pool');
  return judged(listLimit(lvmSettings.value, field, volumes), list.join(' '));
}

/**
 * Options of thin_check that dmctl knows (thin_check(8)). With one that it does not know thin_check fails, and
 * then LVM does not activate the pool (seen with 2.03.16).
 */
const CHECK_OPTIONS = [
  '',
  '-q',
  '--quiet',
  '--clear-needs-check-flag',
  '--ignore-non-fatal-errors',
  '--skip-mappings',
  '--super-block-only',
  '--auto-repair',
];

function judgeCheck({ thinCheckExecutable: program, thinCheckOptions }: LvmSettings): Verdict {
  if (!program.endsWith('/thin_check')) {
    return warning(
      `global/thin_check_executable is ${program}, not thin_check: LVM activates the pool only if it exits with 0, and it may check nothing`,
      `remove thin_check_executable from the global section of ${CONF}`,
    );
  }
  const odd = thinCheckOptions.filter((option) => !CHECK_OPTIONS.includes(option));
  if (odd.length === 0) return ok(program);
  return warning(
    `global/thin_check_options has ${odd.join(' ')}: if ${program} does not accept that, LVM does not activate the pool`,
    `try it on a volume: ${program} ${thinCheckOptions.join(' ')} DEVICE`,
    `or remove thin_check_options from the global section of ${CONF}`,
  );
}

/** Advice about the unit that has to run for a setting to have its effect. */
const ALSO = {
  event_activation: '',
  use_lvmetad: ', and systemctl enable --now lvm2-lvmetad.socket',
} as const;

const byHand = (title: string): string =>
  `run lvchange -ay VG/POOL before ${title} in the script that starts it`;

const failedLast = ({ title, service: { bootUnit } }: EngineFacts): Verdict =>
  failed(
    `${bootUnit} failed at its last start: the pool may not be active before ${title}`,
    `journalctl -b -u ${bootUnit} shows why; then: systemctl restart ${bootUnit}`,
  );

/** The next boot reads the file; until then a start of Docker waits for the disks of the older text. */
const stale = (bootUnit: string): Verdict =>
  note(
    `${bootUnit} is enabled, but systemd still has an older version loaded`,
    'systemctl daemon-reload',
  );

const standing = (bootUnit: string): Readonly<Record<BootUnitState, Verdict>> => ({
  'in-place': ok(`${bootUnit} is enabled`),
  absent: note(
    `${bootUnit} is not installed: activation at boot is left to LVM's events`,
    `dmctl adopt, or: ${INSTALL_UNIT}`,
  ),
  disabled: warning(`${bootUnit} exists but is not enabled`, INSTALL_UNIT),
  other: warning(
    `${unitPath(bootUnit)} differs from what dmctl would write for this pool and its disks`,
    `${INSTALL_UNIT}; put your own changes into systemctl edit ${bootUnit}`,
  ),
  unknown: unsure('LVM was not read'),
});

/** Describes hosts where systemd does not start the engine. */
export const managerWords = (title: string, manager: 'sysv' | 'none'): string =>
  `${manager === 'sysv' ? 'an init script' : 'no service manager'} starts ${title}`;

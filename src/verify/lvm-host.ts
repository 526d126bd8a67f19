import type { LvmSettings } from '../model/facts/lvm-state.ts';
import type { Facts } from '../model/facts/facts.ts';
import { knownOr } from '../model/known.ts';
import {
  activationLimit,
  archiveLimit,
  changeLimit,
  CONF,
  sightLimit,
  type PoolVolumes,
} from '../pool/lvm-limits.ts';
import {
  ok,
  unsure,
  warning,
  type Examination,
  type ExaminedPool,
  type Verdict,
} from './examination.ts';
import { judged, volumesOf } from './way-up.ts';

/** LVM as the host has configured it (lvm.conf(5)): dmctl's own reading calls override some of it. */
export const LVM_HOST = [
  {
    id: 'lvm-sees-disks',
    code: 'DM176',
    title: "LVM sees the pool's disks",
    wanted: "all disks of the volume group in LVM's devices file, where one is used",
    wakes: 'always',
    scope: 'pool',
    directLvmOnly: true,
    judge: ofVolumes((facts, { group }) =>
      judged(sightLimit(facts, group), `all disks of volume group ${group.name}`),
    ),
  },
  {
    id: 'lvm-may-activate',
    code: 'DM177',
    title: 'LVM activates the pool for writing',
    wanted: 'global/activation = 1, and the pool not in activation/read_only_volume_list',
    wakes: 'always',
    scope: 'pool',
    directLvmOnly: true,
    judge: ofVolumes((facts, pool) => judged(activationLimit(facts, pool), 'nothing prevents it')),
  },
  {
    id: 'lvm-may-change',
    code: 'DM178',
    title: 'LVM may change the volume group',
    wanted: 'a volume group of this host alone',
    wakes: 'always',
    scope: 'pool',
    directLvmOnly: true,
    judge: ofVolumes((facts, { group }) =>
      judged(changeLimit(facts, group), 'nothing prevents it'),
    ),
  },
  {
    id: 'lvm-archive',
    code: 'DM179',
    title: 'LVM can write its archive',
    wanted: 'an archive directory that can be written to',
    wakes: 'always',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts }) =>
      judged(
        archiveLimit(facts),
        knownOr(facts.lvmSettings, null)?.archiveDir ?? 'backup/archive = 0',
      ),
  },
  {
    id: 'lvm-backup',
    code: 'DM179',
    title: 'LVM can back up its metadata',
    wanted: 'a backup directory that can be written to',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts: { lvmSettings, lvmAccess } }) => {
      if (!lvmSettings.known) return unsure(lvmSettings.why);
      if (!lvmAccess.blockedFolders.known) return unsure(lvmAccess.blockedFolders.why);
      const folder = lvmSettings.value.backupDir;
      const blocked = lvmAccess.blockedFolders.value.find(({ path }) => path === folder);
      if (blocked === undefined) return ok(folder ?? 'backup/backup = 0');
      return warning(
        `LVM cannot write its metadata backup to ${blocked.path}: ${blocked.why}`,
        `make ${blocked.path} writable, then: vgcfgbackup`,
      );
    },
  },
  {
    id: 'dmeventd-settings',
    code: 'DM181',
    title: 'dmeventd can extend the pool',
    wanted: "LVM's own thin plugin, and a command that exists",
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts: { lvmSettings, lvmAccess } }) => {
      if (!lvmSettings.known) return unsure(lvmSettings.why);
      if (!lvmAccess.missingFiles.known) return unsure(lvmAccess.missingFiles.why);
      return judgeDmeventd(lvmSettings.value, lvmAccess.missingFiles.value);
    },
  },
] as const satisfies readonly Examination[];

/** The plugin that extends thin pools, with or without its folder (lvm.conf(5), dmeventd/thin_library). */
const PLUGIN = /(^|\/)libdevmapper-event-lvm2thin\.so$/;

function judgeDmeventd({ dmeventd }: LvmSettings, missing: readonly string[]): Verdict {
  const { executable, thinLibrary, thinCommand } = dmeventd;
  const [program = ''] = thinCommand.split(' ');
  const gone = { executable, thin_library: thinLibrary, thin_command: program };
  for (const [setting, path] of Object.entries(gone)) {
    if (missing.includes(path)) {
      return warning(
        `dmeventd/${setting} names ${path}, which cannot be run: nothing extends the pool`,
        FIX_DMEVENTD,
      );
    }
  }
  if (thinLibrary !== '' && !PLUGIN.test(thinLibrary)) {
    return warning(
      `dmeventd/thin_library is ${thinLibrary}, not LVM's plugin for thin pools`,
      FIX_DMEVENTD,
    );
  }
  return ok(thinCommand === '' ? "LVM's defaults" : thinCommand);
}

const FIX_DMEVENTD = `remove the setting from the dmeventd section of ${CONF}`;

/** Judges a pool by what LVM reports of it; without that there is nothing to judge. */
function ofVolumes(judge: (facts: Facts, pool: PoolVolumes) => Verdict) {
  return (seen: ExaminedPool): Verdict => {
    if (!seen.pool.volume.known) return unsure(seen.pool.volume.why);
    const volumes = volumesOf(seen);
    return volumes === null ? unsure('LVM does not report the pool') : judge(seen.facts, volumes);
  };
}

import { describe } from 'vitest';
import type { LvmAccess } from '../../../src/model/facts/lvm-access.ts';
import { known, unknown } from '../../../src/model/known.ts';
import { host, withLvmSettings, withVolume } from '../../helpers/changed-facts.ts';
import { judges } from '../../helpers/check-of.ts';
import { healthy, lvm } from '../../helpers/facts.ts';
import { lvmAccess, lvmSettings } from '../../helpers/lvm-host.ts';

const access = (changes: Partial<LvmAccess>) => ({ lvmAccess: { ...lvmAccess, ...changes } });
const blocked = (path: string) =>
  access({ blockedFolders: known([{ path, why: 'its file system is full' }]) });
const blind = { lvmSettings: unknown('no lvmconfig') };

describe("the disks that LVM sees with the host's own devices file", () => {
  const foreign = lvm.pvs.map((pv) => ({ ...pv, vg: 'other', vgUuid: 'other' }));
  judges('lvm-sees-disks', [
    ['are all', healthy, 'ok', /all disks of volume group docker/],
    [
      'lack one of the pool',
      host(access({ hiddenPvs: known(lvm.pvs) })),
      'failed',
      /does not see \/dev\/xvdf.*system\.devices/,
    ],
    ["lack one of another group's", host(access({ hiddenPvs: known(foreign) })), 'ok', /all/],
    ['are not known', host(access({ hiddenPvs: unknown('no pvs') })), 'unknown', /no pvs/],
  ]);
});

describe('whether LVM activates the pool for writing', () => {
  const readOnly = (...readOnlyVolumeList: string[]) => withLvmSettings({ readOnlyVolumeList });
  judges('lvm-may-activate', [
    ['is so', healthy, 'ok', /nothing/],
    ['is not, by a list', host(readOnly('docker/thinpool')), 'failed', /read_only_volume_list/],
    ['is not, by a tag in a list', host(readOnly('@dmctl')), 'failed', /read_only_volume_list/],
    ['is so, with others in the list', host(readOnly('root')), 'ok', /nothing/],
    ["is unknown with the host's tags", host(readOnly('@*')), 'unknown', /own tags/],
    ['is not at all', host(withLvmSettings({ activation: false })), 'failed', /activation = 0/],
    [
      'is unknown where the host has tags',
      host(access({ hostTags: known(true) })),
      'unknown',
      /tags/,
    ],
    ['is unknown', host(blind), 'unknown', /lvmconfig/],
  ]);
});

describe('whether LVM may change the group', () => {
  judges('lvm-may-change', [
    ['is so', healthy, 'ok', /nothing/],
    ['is not, with locking_type 4', host(withLvmSettings({ lockingType: 4 })), 'failed', /= 4/],
    ['is so with another, which LVM ignores', host(withLvmSettings({ lockingType: 3 })), 'ok', /./],
    ['is not, in a shared group', host(withVolume({}, { lockType: 'dlm' })), 'failed', /dlm/],
    ['is unknown', host(blind), 'unknown', /lvmconfig/],
  ]);
});

describe("LVM's archive", () => {
  judges('lvm-archive', [
    ['can be written', healthy, 'ok', /etc\/lvm\/archive/],
    ['cannot be written', host(blocked('/etc/lvm/archive')), 'failed', /archive.*full/],
    [
      'is not kept',
      host(blocked('/etc/lvm/archive'), withLvmSettings({ archiveDir: null })),
      'ok',
      /= 0/,
    ],
    ['is unknown', host(access({ blockedFolders: unknown('no mounts') })), 'unknown', /no mounts/],
  ]);
});

describe("LVM's backup", () => {
  judges('lvm-backup', [
    ['can be written', healthy, 'ok', /etc\/lvm\/backup/],
    ['cannot be written', host(blocked('/etc/lvm/backup')), 'warning', /backup.*full/],
    ['is not kept', host(withLvmSettings({ backupDir: null })), 'ok', /= 0/],
    ['is unknown', host(blind), 'unknown', /lvmconfig/],
  ]);
});

describe('what dmeventd is told to do', () => {
  const told = (changes: Partial<typeof lvmSettings.dmeventd>) =>
    withLvmSettings({ dmeventd: { ...lvmSettings.dmeventd, ...changes } });
  const missing = (...paths: string[]) => access({ missingFiles: known(paths) });
  judges('dmeventd-settings', [
    ["is LVM's default", healthy, 'ok', /use-policies/],
    [
      'is a program that does not exist',
      host(told({ thinCommand: '/opt/extend now' }), missing('/opt/extend')),
      'warning',
      /thin_command names \/opt\/extend/,
    ],
    ['is a program that exists', host(told({ thinCommand: '/opt/extend now' })), 'ok', /opt/],
    ["is another plugin than LVM's", host(told({ thinLibrary: 'x.so' })), 'warning', /x\.so/],
    ['needs a daemon that is gone', host(missing('/sbin/dmeventd')), 'warning', /executable/],
    ['is unknown', host(access({ missingFiles: unknown('EIO') })), 'unknown', /EIO/],
  ]);
});

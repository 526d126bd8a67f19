import { describe } from 'vitest';
import { known, unknown } from '../../../src/model/known.ts';
import {
  host,
  NO_UNIT,
  withDocker,
  withLvmSettings,
  withUnit,
  withVolume,
} from '../../helpers/changed-facts.ts';
import { judges } from '../../helpers/check-of.ts';
import { healthy, lvm } from '../../helpers/facts.ts';

const blindSettings = { lvmSettings: unknown('no lvmconfig') };
const auto = (...list: string[]) => withLvmSettings({ autoActivationVolumeList: list });

const off = withLvmSettings({ eventActivation: false });

describe('event activation', () => {
  judges('reboot-event-activation', [
    ['is on', healthy, 'ok', /= 1/],
    ['is off', host(off, NO_UNIT), 'warning', /= 0/],
    ['is off, and the unit does it', host(off), 'ok', /dmctl-activate/],
    [
      'is off, and the unit is not enabled',
      host(off, withUnit({ enabled: false })),
      'warning',
      /= 0/,
    ],
    ['is not known', host(blindSettings), 'unknown', /lvmconfig/],
  ]);
});

describe('the list of volumes that are activated by themselves', () => {
  judges('reboot-auto-activation-list', [
    ['is not set', healthy, 'ok', /not set/],
    ['has the group', host(auto('root', 'docker')), 'ok', /root docker/],
    ['has the volume', host(auto('docker/thinpool')), 'ok', /docker/],
    ["has the group's tag", host(auto('@dmctl')), 'ok', /@dmctl/],
    ["has the volume's tag", host(withVolume({ tags: ['pool'] }), auto('@pool')), 'ok', /@pool/],
    ['has others only', host(auto('root', 'docker/other'), NO_UNIT), 'failed', /not in activation/],
    ['is empty, so nothing is', host(auto(), NO_UNIT), 'failed', /an empty list/],
    ['is empty, and the unit does it', host(auto()), 'ok', /an empty list.*dmctl-activate/],
    [
      "has the host's own tags, which nobody read",
      host(auto('@*'), NO_UNIT),
      'unknown',
      /own tags/,
    ],
    ['is not known', host(blindSettings), 'unknown', /lvmconfig/],
    ['is set, and LVM was not read', host(auto('a'), { lvm: unknown('x') }), 'unknown', /report/],
  ]);
});

describe('the list of volumes that may be activated', () => {
  judges('reboot-volume-list', [
    ['is not set', healthy, 'ok', /not set/],
    [
      'has others only',
      host(withLvmSettings({ volumeList: ['root'] })),
      'failed',
      /not in activation/,
    ],
    ['is not known', host(blindSettings), 'unknown', /lvmconfig/],
  ]);
});

describe('the unit that activates the pool before Docker', () => {
  const twoDisks = {
    lvm: known({ ...lvm, pvs: lvm.pvs.flatMap((pv) => [pv, { ...pv, uuid: 'another' }]) }),
  };
  judges('reboot-unit', [
    ['is in its place', healthy, 'ok', /enabled/],
    ['does not exist', host(NO_UNIT), 'note', /not installed/],
    ['is not enabled', host(withUnit({ enabled: false })), 'warning', /not enabled/],
    ['is another one', host(withUnit({ text: '[Unit]\n' })), 'warning', /differs from what dmctl/],
    ['does not wait for a disk that has joined', host(twoDisks), 'warning', /its disks/],
    ['cannot be read', host({ bootUnit: unknown('EIO') }), 'unknown', /EIO/],
    [
      'is no matter without systemd',
      host(NO_UNIT, withDocker({ manager: 'sysv' })),
      'note',
      /init/,
    ],
  ]);
});

describe('the skip flag', () => {
  judges('reboot-skip-flag', [
    ['does not exist', healthy, 'ok', /no skip/],
    ['is there', host(withVolume({ skipActivation: true })), 'failed', /is set/],
    ['is not known', host({ lvm: unknown('lvm failed') }), 'unknown', /lvm failed/],
  ]);
});

describe('thin_check', () => {
  const at = (path: string | null) => ({
    tools: { ...healthy.tools, thin_check: { path, version: unknown('not asked') } },
  });
  judges('reboot-thin-check', [
    ['is there', healthy, 'ok', /thin_check/],
    ['is there by its other name', host(at('/sbin/thin_check')), 'ok', /thin_check/],
    ['is missing', host(at(null)), 'failed', /is missing/],
    ['is somewhere else', host(at('/opt/bin/thin_check')), 'unknown', /opt/],
    [
      'is turned off',
      host(withLvmSettings({ thinCheckExecutable: '' })),
      'note',
      /disabled in lvm.conf/,
    ],
    ['is not known', host(blindSettings), 'unknown', /lvmconfig/],
  ]);
});

describe('Docker at boot', () => {
  const units = (service: string, socket: string) =>
    withDocker({
      units: known([
        { name: 'docker.service', loaded: true, active: 'active', enabled: service },
        { name: 'docker.socket', loaded: true, active: 'active', enabled: socket },
      ]),
    });
  judges('reboot-docker', [
    ['starts', healthy, 'ok', /docker.service/],
    ['starts when somebody asks it something', host(units('disabled', 'enabled')), 'ok', /socket/],
    ['stays down', host(units('disabled', 'disabled')), 'note', /will stay down/],
    ['is started by a script', host(withDocker({ manager: 'sysv' })), 'note', /init script/],
    ['is not known', host(withDocker({ units: unknown('no answer') })), 'unknown', /no answer/],
  ]);
});

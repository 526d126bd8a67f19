import { describe } from 'vitest';
import type { LvmAccess } from '../../../src/model/facts/lvm-access.ts';
import type { UnitState } from '../../../src/model/facts/docker-state.ts';
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
import { healthy, lvm, unit } from '../../helpers/facts.ts';
import { lvmAccess } from '../../helpers/lvm-host.ts';

const blindSettings = { lvmSettings: unknown('no lvmconfig') };
const access = (changes: Partial<LvmAccess>) => ({ lvmAccess: { ...lvmAccess, ...changes } });
const auto = (...list: string[]) => withLvmSettings({ autoActivationVolumeList: list });

/** The boot unit as systemd has it loaded. */
const loaded = (changes: Partial<UnitState>) =>
  withDocker({
    units: known([{ ...unit('dmctl-activate.service', 'active', 'enabled'), ...changes }]),
  });

const off = withLvmSettings({ eventActivation: { setting: 'event_activation', on: false } });

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
    ['failed at its last start', host(loaded({ active: 'failed' })), 'failed', /failed at its/],
    ['is loaded with an older text', host(loaded({ stale: true })), 'note', /older version/],
    [
      'is no matter without systemd',
      host(NO_UNIT, withDocker({ manager: 'sysv' })),
      'note',
      /init/,
    ],
  ]);
});

describe('the next boot', () => {
  const noAuto = withVolume({}, { autoActivation: false });
  judges('reboot-way-up', [
    ['has the unit', healthy, 'ok', /dmctl-activate/],
    ["has LVM's events", host(NO_UNIT), 'ok', /automatic/],
    ['has the unit where LVM is told not to', host(noAuto), 'ok', /dmctl-activate/],
    ['has nothing: the group', host(noAuto, NO_UNIT), 'failed', /not installed; autoactivation/],
    [
      'has nothing: the volume',
      host(withVolume({ autoActivation: false }), withUnit({ enabled: false })),
      'failed',
      /not enabled; .*docker\/thinpool/,
    ],
    ['has nothing: a list', host(auto('root'), NO_UNIT), 'failed', /auto_activation_volume_list/],
    [
      'has nothing: the unit failed',
      host(auto('root'), loaded({ active: 'failed' })),
      'failed',
      /failed/,
    ],
    [
      'has nothing, whatever the unit does: volume_list',
      host(withLvmSettings({ volumeList: [] })),
      'failed',
      /volume_list: an empty list/,
    ],
    ['has nothing: the flag', host(withVolume({ skipActivation: true })), 'failed', /skip flag/],
    ['has nothing: the disks', host(access({ hiddenPvs: known(lvm.pvs) })), 'failed', /xvdf/],
    ['has only another service', host(off, NO_UNIT), 'warning', /event_activation/],
    ['cannot be foretold', host(blindSettings), 'unknown', /lvmconfig/],
    [
      'is as before LVM 2.03.12',
      host(withVolume({}, { autoActivation: null }), NO_UNIT),
      'ok',
      /./,
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
  const gone = access({ missingFiles: known(['/usr/sbin/thin_check']) });
  const options = (...thinCheckOptions: string[]) => withLvmSettings({ thinCheckOptions });
  judges('reboot-thin-check', [
    ['is there', healthy, 'ok', /thin_check/],
    [
      'is at another place, which lvm.conf names',
      host(withLvmSettings({ thinCheckExecutable: '/opt/bin/thin_check' })),
      'ok',
      /opt/,
    ],
    ['is missing', host(gone), 'failed', /is missing/],
    ['has options it knows', host(options('-q', '--skip-mappings')), 'ok', /thin_check/],
    ['has options it may not know', host(options('-q', '--odd')), 'warning', /has --odd/],
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
        { name: 'docker.service', loaded: true, active: 'active', enabled: service, stale: false },
        { name: 'docker.socket', loaded: true, active: 'active', enabled: socket, stale: false },
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

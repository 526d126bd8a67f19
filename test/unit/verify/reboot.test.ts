import { describe } from 'vitest';
import { known, unknown } from '../../../src/model/known.ts';
import { host, withDocker, withLvmSettings, withVolume } from '../../helpers/changed-facts.ts';
import { judges } from '../../helpers/check-of.ts';
import { healthy } from '../../helpers/facts.ts';

const blindSettings = { lvmSettings: unknown('no lvmconfig') };
const auto = (...list: string[]) => withLvmSettings({ autoActivationVolumeList: list });

describe('event activation', () => {
  judges('reboot-event-activation', [
    ['is on', healthy, 'ok', /= 1/],
    ['is off', host(withLvmSettings({ eventActivation: false })), 'warning', /= 0/],
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
    ['has others only', host(auto('root', 'docker/other')), 'failed', /not in it/],
    ['is empty, so nothing is', host(auto()), 'failed', /an empty list/],
    ["has the host's own tags, which nobody read", host(auto('@*')), 'unknown', /own tags/],
    ['is not known', host(blindSettings), 'unknown', /lvmconfig/],
    ['is set, and LVM was not read', host(auto('a'), { lvm: unknown('x') }), 'unknown', /report/],
  ]);
});

describe('the list of volumes that may be activated', () => {
  judges('reboot-volume-list', [
    ['is not set', healthy, 'ok', /not set/],
    ['has others only', host(withLvmSettings({ volumeList: ['root'] })), 'failed', /not in it/],
    ['is not known', host(blindSettings), 'unknown', /lvmconfig/],
  ]);
});

describe('the skip flag', () => {
  judges('reboot-skip-flag', [
    ['is not there', healthy, 'ok', /no skip/],
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
    ['is turned off', host(withLvmSettings({ thinCheckExecutable: '' })), 'note', /turned off/],
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
    ['stays down', host(units('disabled', 'disabled')), 'note', /stays down/],
    ['is started by a script', host(withDocker({ manager: 'sysv' })), 'note', /init script/],
    ['is not known', host(withDocker({ units: unknown('no answer') })), 'unknown', /no answer/],
  ]);
});

/**
 * Runs on a host to be recorded, as root: looks at it in every way dmctl does and prints the
 * recording. Arguments: the devices that a setup would be asked for.
 */
import { createHost } from '../../src/host/create-host.ts';
import {
  lsblkVersion,
  lvmVersion,
  thinCheckVersion,
  wipefsVersion,
} from '../../src/lvm/version.ts';
import { lvmSettings, profileSettings, settingsWithProfile } from '../../src/lvm/settings.ts';
import { dockerdVersion } from '../../src/docker/version.ts';
import type { Condition } from '../../src/model/condition.ts';
import type { UsableDevice } from '../../src/model/device.ts';
import { checkConditions } from '../../src/observe/conditions.ts';
import { observe, observeForVerify } from '../../src/observe/host-facts.ts';
import { loopGround } from '../../src/observe/loop-ground.ts';
import { recordingHost } from './recording.ts';

const devices = process.argv.slice(2);
const { host, recording } = recordingHost(createHost());
const pool = { vg: 'docker', lv: 'thinpool' };

await observeForVerify(host);
const facts = await observe(host, { devices, pool, profile: 'docker-thinpool' });
await loopGround(host, facts.dataRoot.path);
await observe(host, { devices, pool: { vg: 'other', lv: 'pool' }, profile: 'no-such-profile' });

const usable = facts.devices.filter((device): device is UsableDevice => device.usable);
for (const { identity } of usable) {
  await checkConditions(host, [{ kind: 'device-blank', device: identity }]);
}
const units = ['docker.service', 'docker.socket'];
const conditions: readonly Condition[] = [
  { kind: 'units', names: units, active: true },
  { kind: 'docker-driver', driver: 'devicemapper', pool: null },
  { kind: 'directory', path: '/var/lib/docker', is: 'present' },
  { kind: 'data-root-bare', path: '/var/lib/docker' },
  { kind: 'file', path: '/etc/docker/daemon.json', sha256: null },
];
await checkConditions(host, conditions);

// Commands that one release answers and another need not: for the tests of their parsers.
for (const command of [
  lvmVersion(),
  thinCheckVersion(),
  lsblkVersion(),
  wipefsVersion(),
  dockerdVersion(),
  lvmSettings(),
  profileSettings('docker-thinpool'),
  settingsWithProfile('docker-thinpool'),
]) {
  await host.run(command).catch(() => undefined);
}
process.stdout.write(`${JSON.stringify(recording(), null, 1)}\n`);

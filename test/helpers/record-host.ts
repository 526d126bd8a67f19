/**
 * Runs on a host to be recorded, as root: looks at it in every way dmctl does and prints the
 * recording. Arguments: the devices that a setup would be asked for.
 */
import { releaseMetadataSnapshot, reserveMetadataSnapshot, thinLs } from '../../src/lvm/thin-ls.ts';
import { dockersRecord } from '../../src/observe/docker/layers.ts';
import { livePoolTables } from '../../src/observe/device-mapper.ts';
import { poolParts } from '../../src/observe/pool-parts.ts';
import { thinDevices } from '../../src/observe/thin-devices.ts';
import { isLoopPoolName } from '../../src/docker/pool-name.ts';
import type { ThinPoolTable } from '../../src/model/facts/dm.ts';
import type { LoopPool } from '../../src/model/facts/loop-pool.ts';
import { observeLoopPool } from '../../src/observe/docker/loop-lvm/pool.ts';
import { createHost } from '../../src/host/create-host.ts';
import { lvmVersion, thinCheckVersion, wipefsVersion } from '../../src/lvm/version.ts';
import { lvmSettings, profileSettings, settingsWithProfile } from '../../src/lvm/settings.ts';
import { creationTimes } from '../../src/lvm/creation.ts';
import { diskScan } from '../../src/lvm/visible-pvs.ts';
import { dockerdVersion } from '../../src/docker/version.ts';
import type { Condition } from '../../src/model/plan/condition.ts';
import type { UsableDevice } from '../../src/model/facts/device.ts';
import { checkConditions } from '../../src/observe/conditions/conditions.ts';
import { observe, observeForVerify } from '../../src/observe/host-facts.ts';
import { blockBytes, kernelName } from '../../src/observe/sys-block.ts';
import { namesDevmapper } from '../../src/observe/containerd/configured.ts';
import { loopGround } from '../../src/observe/docker/loop-lvm/ground.ts';
import { recordingHost } from './recording.ts';

const devices = process.argv.slice(2);
const real = createHost();
const { host, recording } = recordingHost(real);
const pool = { vg: 'docker', lv: 'thinpool' };

await namesDevmapper(host);
const verified = await observeForVerify(host, 'docker');
const facts = await observe(host, { devices, pool, profile: 'docker-thinpool', engine: 'docker' });
await loopGround(host, facts.engine.root);
await observe(host, {
  devices,
  pool: { vg: 'other', lv: 'pool' },
  profile: 'no-such-profile',
  engine: 'docker',
});

const usable = facts.devices.filter((device): device is UsableDevice => device.usable);
for (const { identity } of usable) {
  await checkConditions(host, [{ kind: 'device-blank', device: identity }]);
  await blockBytes(host, identity.majorMinor);
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

const pools = verified.dm.known ? verified.dm.value.map(({ name }) => name) : [];
const loopPool = pools.find((name) => isLoopPoolName(name)) ?? null;
const inLoopFiles = await observeLoopPool(host, loopPool, verified);
if (inLoopFiles.known && inLoopFiles.value.table !== null) {
  await checkConditions(host, conditionsOf(inLoopFiles.value, inLoopFiles.value.table));
}

await recordLayers('docker-thinpool');

// Commands that one release answers and another need not: for the tests of their parsers.
for (const command of [
  lvmVersion(),
  thinCheckVersion(),
  wipefsVersion(),
  dockerdVersion(),
  diskScan(),
  creationTimes(),
  lvmSettings(),
  profileSettings('docker-thinpool'),
  settingsWithProfile('docker-thinpool'),
]) {
  await host.run(command).catch(() => undefined);
}
process.stdout.write(`${JSON.stringify(recording(), null, 1)}\n`);

/** What inspect asks of a pool at work; the snapshot of its metadata is made past the recording. */
async function recordLayers(pool: string): Promise<void> {
  const { dm, lvm, engine } = verified;
  const device = dm.known ? dm.value.find(({ name }) => name === pool) : undefined;
  if (!device || device.suspended || !dm.known || !lvm.known) return;
  const table = (await livePoolTables(host)).find(({ name }) => name === pool);
  if (table === undefined) return;
  await dockersRecord(host, engine.root);
  await thinDevices(host, device, dm.value);
  await poolParts(host, table, dm.value, lvm.value.pvs);
  await real.run(reserveMetadataSnapshot(pool));
  await host.run(thinLs(`/dev/${await kernelName(host, table.metadataDevice)}`));
  await real.run(releaseMetadataSnapshot(pool));
}

function conditionsOf({ data }: LoopPool, table: ThinPoolTable): readonly Condition[] {
  const { name: pool, line } = table;
  const swap = { pool, saved: line, wanted: line, dataBlocks: 0, metadataBlocks: 0 };
  const states: readonly Condition[] = [{ kind: 'pool-table', swap, is: 'loaded' }];
  if (!data.ok || data.value.loop === null) return states;
  const { path: file, size, loop } = data.value;
  const { path, majorMinor } = loop;
  return [
    ...states,
    { kind: 'file-size', file: data.value, size },
    { kind: 'loop-size', loop: path, majorMinor, file, size },
  ];
}

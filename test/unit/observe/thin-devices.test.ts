import { describe, expect, test } from 'vitest';
import type { ThinPoolDevice } from '../../../src/model/facts/dm.ts';
import type { Host } from '../../../src/model/host.ts';
import { bytes, sectors } from '../../../src/model/units.ts';
import { dmDevices, livePoolTables, thinPools } from '../../../src/observe/device-mapper.ts';
import { mappedThins } from '../../../src/observe/thin-devices.ts';
import { readRecording, recordedHost, type Changes } from '../../helpers/recorded-host.ts';

const POOL = 'docker-thinpool';

/** Reads the sizes of the layers on a recorded host; `sent` are the changes it asked for. */
async function sizesOn(
  name: string,
  changes: Changes = {},
  end: 'released' | 'stays' = 'released',
) {
  const { host } = recordedHost(name, changes);
  const [target] = await thinPools(host);
  const device = (await dmDevices(host)).find((one) => one.name === POOL);
  if (!target || !device) throw new Error(`${name} has no pool`);
  const sent: string[] = [];
  const done = { exitCode: 0, signal: null, stdout: '', stderr: '', durationMs: 0 };
  let held = false;
  const machine: Host = {
    ...host,
    run: async (command) => {
      if (!command.writes) return afterwards(await host.run(command), held && end === 'stays');
      sent.push(command.args.at(-1) ?? '');
      held = true;
      return done;
    },
    runAtEnd: (command) =>
      Promise.resolve({
        now: () => {
          sent.push(command.args.at(-1) ?? '');
          return Promise.resolve(done);
        },
        never: () => Promise.resolve(),
      }),
  };
  const [table] = await livePoolTables(host).catch(() => [NO_TABLE]);
  return { sizes: mappedThins(machine, target, device, table ?? NO_TABLE), sent };
}

const NO_TABLE = {
  ...{ name: POOL, line: '', metadataDevice: '0:0', dataDevice: '0:0' },
  ...{ length: sectors(0), chunkSize: bytes(0) },
};

/** The status line of a pool whose metadata snapshot stays. */
function afterwards<T extends { readonly stdout: string }>(outcome: T, stays: boolean): T {
  return stays ? { ...outcome, stdout: outcome.stdout.replace(/ - (?=rw )/, ' 123 ') } : outcome;
}

const SNAPSHOT = ['reserve_metadata_snap', 'release_metadata_snap'];

describe('what the layers take', () => {
  test('is read from a snapshot of the metadata, which is released', async () => {
    const { sizes, sent } = await sizesOn('bookworm-direct-layers');
    expect((await sizes).length).toBe(7);
    expect(sent).toEqual(SNAPSHOT);
  });

  test('is not known when thin_ls fails, and the snapshot is released all the same', async () => {
    const outcome = {
      exitCode: 1,
      signal: null,
      stdout: '',
      stderr: 'bad checksum',
      durationMs: 0,
    };
    const [question] = Object.keys(readRecording('bookworm-direct-layers')).filter((one) =>
      one.startsWith('run thin_ls'),
    );
    const { sizes, sent } = await sizesOn('bookworm-direct-layers', {
      [question ?? '']: { value: outcome },
    });
    await expect(sizes).rejects.toThrow('bad checksum');
    expect(sent).toEqual(SNAPSHOT);
  });

  test('a snapshot that is still there at the end is told of, with what releases it', async () => {
    const { sizes } = await sizesOn('bookworm-direct-layers', {}, 'stays');
    await expect(sizes).rejects.toThrow(
      /still there: dmsetup message docker-thinpool 0 release_metadata_snap$/,
    );
  });

  test.each([
    ['bookworm-direct-suspended', 'suspended'],
    ['bookworm-pool-failed', 'given the pool up'],
    ['bookworm-needs-check', 'read-only'],
    ['bullseye-needs-check', 'read-only'],
  ])('%s: the pool is left in peace, since it is %s', async (name, why) => {
    const { sizes, sent } = await sizesOn(name);
    await expect(sizes).rejects.toThrow(why);
    expect(sent).toEqual([]);
  });

  test('a snapshot that is there already is somebody else’s', async () => {
    const { host } = recordedHost('bookworm-direct-layers');
    const [target] = await thinPools(host);
    const [device] = await dmDevices(host);
    if (target?.status.state !== 'running' || !device) throw new Error('no pool');
    const held: ThinPoolDevice = {
      ...target,
      status: { ...target.status, metadataSnapshot: true },
    };
    await expect(mappedThins(host, held, device, NO_TABLE)).rejects.toThrow('already');
  });
});

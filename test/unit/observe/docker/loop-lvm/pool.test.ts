import { describe, expect, test } from 'vitest';
import type { Condition, SwapState } from '../../../../../src/model/plan/condition.ts';
import type { LoopPool } from '../../../../../src/model/facts/loop-pool.ts';
import { bytes, GIB } from '../../../../../src/model/units.ts';
import { checkConditions } from '../../../../../src/observe/conditions/conditions.ts';
import { observeLoopPool } from '../../../../../src/observe/docker/loop-lvm/pool.ts';
import { blankHost } from '../../../../helpers/blank-host.ts';
import { readRecording, recordedHost, type Changes } from '../../../../helpers/recorded-host.ts';
import { outcomeOf } from '../../../../helpers/recorded-outcomes.ts';

const DATA = '/var/lib/docker/devicemapper/devicemapper/data';
const SAVED = '0 209715200 thin-pool 7:1 7:0 128 32768 1 skip_block_zeroing';
const WANTED = '0 419430400 thin-pool 7:1 7:0 128 32768 1 skip_block_zeroing';

const facts = blankHost({ dataRoot: { state: 'absent', path: '/var/lib/docker' } });

function poolNameOf(host: string): string {
  const { stdout } = outcomeOf(host, 'dmsetup table --target');
  return stdout.slice(0, stdout.indexOf(': '));
}

async function seen(host: string, change: Changes = {}): Promise<LoopPool> {
  const found = await observeLoopPool(recordedHost(host, change).host, poolNameOf(host), facts);
  if (!found.known) throw new Error(found.why);
  return found.value;
}

/** The recorded answer of that host with other words in it. */
function reworded(host: string, beginning: string, from: string, to: string): Changes {
  const [question] = Object.keys(readRecording(host)).filter((asked) =>
    asked.startsWith(beginning),
  );
  const answer = question === undefined ? undefined : readRecording(host)[question];
  const text = JSON.stringify(answer);
  if (question === undefined || !text.includes(from)) throw new Error(`nothing to change: ${from}`);
  return { [question]: JSON.parse(text.replace(from, to)) as Changes[string] };
}

describe.each(['bullseye', 'bookworm'])('a pool on loop files, %s', (suite) => {
  const host = `${suite}-loop-half-loaded`;

  test('leads to its files through its table, and costs two processes', async () => {
    const { host: recorded, started } = recordedHost(host);
    const pool = await observeLoopPool(recorded, poolNameOf(host), facts);
    expect(started.map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      'dmsetup table',
      'losetup --list',
    ]);
    expect(pool).toMatchObject({
      value: {
        ownName: poolNameOf(host),
        table: { line: SAVED },
        data: { value: { path: DATA, size: 200 * GIB, loop: { path: '/dev/loop0' } } },
        metadata: { value: { size: 2 * GIB, loop: { path: '/dev/loop1', size: 2 * GIB } } },
      },
    });
  });

  test('given Docker stopped, its files without loop devices', async () => {
    const recorded = recordedHost(`${suite}-loop-files`);
    const pool = await observeLoopPool(recorded.host, null, facts);
    expect(pool).toMatchObject({
      value: { table: null, data: { value: { path: DATA, loop: null } } },
    });
    expect(recorded.started).toEqual([]);
  });

  test.each([
    ['deleted', `${DATA}"`, `${DATA} (deleted)"`, 'docker save what you need'],
    [
      'not on that loop device',
      '  7:0  ',
      '  7:5  ',
      'device 7:0 of the pool is not a loop device',
    ],
  ])('given a file that is %s, says so', async (_, from, to, why) => {
    const escaped = (text: string) => text.replaceAll('"', '\\"');
    const { data } = await seen(host, reworded(host, 'run losetup', escaped(from), escaped(to)));
    expect(data.ok ? '' : data.why).toContain(why);
  });

  test.each([
    ['offset', 'begins at byte 4096'],
    ['sizelimit', 'is limited to 4096 bytes'],
  ])('given a loop device with an %s, says so', async (field, why) => {
    const { stdout } = outcomeOf(host, 'losetup --list');
    const blank = stdout.includes(`"${field}": 0`) ? ' ' : '';
    const words = (value: string) => `\\"${field}\\":${blank}${value}`;
    const pool = await seen(host, reworded(host, 'run losetup', words('0'), words('4096')));
    expect(JSON.stringify([pool.data, pool.metadata])).toContain(why);
  });

  test('given a file that was moved away or replaced, says so', async () => {
    const moved = await seen(host, reworded(host, `stat ${DATA}`, '"inode":', '"inode":9'));
    expect(moved.data).toMatchObject({ ok: false });
    const replaced = await seen(host, reworded(host, `lstat ${DATA}`, '"inode":', '"inode":9'));
    expect(JSON.stringify(replaced.data)).toContain('was replaced by a different file');
  });

  test('tells how far the change of its table is', async () => {
    const swap = { pool: poolNameOf(host), saved: SAVED, wanted: WANTED };
    const blocks = { dataBlocks: 3276800, metadataBlocks: 524288 };
    const states: readonly SwapState[] = [
      ...(['untouched', 'waits', 'loaded', 'loaded-or-swapped', 'swapped'] as const),
      'nothing-waits',
    ];
    const verdicts = async (change: Changes) => {
      const conditions = states.map((is): Condition => {
        return { kind: 'pool-table', swap: { ...swap, ...blocks }, is };
      });
      const checked = await checkConditions(recordedHost(host, change).host, conditions);
      return states.filter((_, i) => checked[i]?.finding.verdict === 'holds');
    };
    const noneWaits = reworded(
      host,
      'run dmsetup table --inactive',
      `${swap.pool}: ${WANTED} \\n`,
      '',
    );
    const swapped = {
      ...noneWaits,
      ...reworded(host, 'run dmsetup table --target', '209715200', '419430400'),
      ...reworded(host, 'run dmsetup status', '/1638400', '/3276800'),
    };
    const suspended = reworded(host, 'readText /sys/block/dm-0/dm/suspended', '0', '1');
    const waits = ['waits', 'loaded', 'loaded-or-swapped'];
    expect(await verdicts({})).toEqual(waits);
    expect(await verdicts(suspended)).toEqual(waits);
    expect(await verdicts(noneWaits)).toEqual(['untouched', 'nothing-waits']);
    const stuck = ['loaded', 'loaded-or-swapped'];
    expect(await verdicts({ ...noneWaits, ...suspended })).toEqual(stuck);
    const inTheEnd = ['loaded-or-swapped', 'swapped', 'nothing-waits'];
    expect(await verdicts(swapped)).toEqual(['untouched', ...inTheEnd]);
    expect(await verdicts({ ...swapped, ...suspended })).toEqual(stuck);
    const other = reworded(host, 'run dmsetup table --inactive', '419430400', '319430400');
    expect(await verdicts(other)).toEqual([]);
    expect(await verdicts({ ...other, ...suspended })).toEqual([]);
    const gone = { 'list /sys/block': { value: [] } };
    expect(await verdicts(gone)).toEqual(inTheEnd);
  });

  test('tells the size of a file and of a loop device', async () => {
    const { data } = await seen(host);
    if (!data.ok || data.value.loop === null) throw new Error('no data file');
    const { loop } = data.value;
    const device = { kind: 'loop-size', loop: loop.path, majorMinor: loop.majorMinor } as const;
    const checked = await checkConditions(recordedHost(host).host, [
      { kind: 'file-size', file: data.value, size: data.value.size },
      { kind: 'file-size', file: data.value, size: bytes(1) },
      { kind: 'file-size', file: { ...data.value, inode: 1 }, size: data.value.size },
      { ...device, file: DATA, size: loop.size },
      { ...device, file: DATA, size: bytes(512) },
      { ...device, file: `${DATA}.old`, size: loop.size },
      { ...device, file: DATA, size: bytes(512), pool: poolNameOf(host) },
      { ...device, file: DATA, size: bytes(512), pool: 'docker-98:0-1-pool' },
    ]);
    const verdicts = checked.map(({ finding }) => finding.verdict);
    const ofDevice = ['holds', 'fails', 'fails', 'fails', 'holds'];
    expect(verdicts).toEqual(['holds', 'fails', 'fails', ...ofDevice]);
  });
});

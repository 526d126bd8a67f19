import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { parseDmInfo, parseThinPoolStatus, parseThinPoolWords } from '../../../src/lvm/dmsetup.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { outcomeOf, outcomesOf } from '../../helpers/recorded-outcomes.ts';

const INFO = 'dmsetup info';
const STATUS = 'dmsetup status --noflush --target thin-pool';

describe('parseDmInfo', () => {
  it.each(outcomesOf(INFO))('understands $host', ({ outcome }) => {
    expect(() => parseDmInfo(outcome.stdout)).not.toThrow();
  });

  it('finds none on a blank host, where dmsetup says so in words', () => {
    expect(parseDmInfo(outcomeOf('bookworm-blank', INFO).stdout)).toEqual([]);
  });

  it('reads the pool', () => {
    const devices = parseDmInfo(outcomeOf('bookworm-direct-running', INFO).stdout);

    const pool = devices.find(({ name }) => name === 'docker-thinpool');
    expect(pool).toMatchObject({ suspended: false, liveTable: true, inactiveTable: false });
    expect(pool?.uuid).toMatch(/^LVM-\w{64}-tpool$/);
    expect(pool?.majorMinor).toMatch(/^\d+:\d+$/);
  });

  it('keeps the colons of the names Docker gives', () => {
    const names = parseDmInfo(outcomeOf('bookworm-loop-running', INFO).stdout).map((d) => d.name);

    expect(names).toContainEqual(expect.stringMatching(/^docker-\d+:\d+-\d+-pool$/));
  });

  it.each([
    'a|LVM-x|254|0|Sleeping|Live|0',
    'a|LVM-x|254|0|Active|Dead|0',
    'a|LVM-x|254|0|Active|Live|many',
    'a|LVM-x|254|0|Active|Live',
    'a|LVM-x|254|0|Active|Live|0|more',
    '|LVM-x|254|0|Active|Live|0',
  ])('refuses %s', (line) => {
    expect(() => parseDmInfo(`${line}\n`)).toThrow(ParseError);
  });

  it('knows both tables of a device that is being changed', () => {
    const [device] = parseDmInfo('a|LVM-x|254|0|Suspended|Both|1\n');

    expect(device).toMatchObject({ suspended: true, liveTable: true, inactiveTable: true });
  });
});

describe('parseThinPoolStatus', () => {
  it.each(outcomesOf(STATUS))('understands $host', ({ outcome }) => {
    expect(() => parseThinPoolStatus(outcome.stdout)).not.toThrow();
  });

  it('finds none on a blank host', () => {
    expect(parseThinPoolStatus(outcomeOf('bookworm-blank', STATUS).stdout)).toEqual([]);
  });

  it('reads the pool that Docker runs on', () => {
    const [pool, ...more] = parseThinPoolStatus(
      outcomeOf('bookworm-direct-running', STATUS).stdout,
    );

    expect(more).toEqual([]);
    expect(pool?.name).toBe('docker-thinpool');
    expect(pool?.status).toMatchObject({ state: 'running', mode: 'rw', needsCheck: false });
    if (pool?.status.state !== 'running') throw new Error('not running');
    expect(pool.status.dataBlocks * 1024).toBe(pool.length);
    expect(pool.status.transactionId).toBeGreaterThan(0);
  });

  it('takes a name with colons whole', () => {
    const [pool] = parseThinPoolStatus(outcomeOf('bookworm-loop-running', STATUS).stdout);

    expect(pool?.name).toMatch(/^docker-\d+:\d+-\d+-pool$/);
  });

  it('refuses a line that is cut off within a word', () => {
    const line = outcomeOf('bookworm-direct-running', STATUS).stdout.trimEnd();
    const end = line.indexOf('discard_passdown');

    fc.assert(
      fc.property(fc.integer({ min: 1, max: end }), (length) => {
        expect(() => parseThinPoolStatus(line.slice(0, length))).toThrow(ParseError);
      }),
    );
  });
});

describe('parseThinPoolWords', () => {
  it('knows a pool that failed or cannot be asked', () => {
    expect(parseThinPoolWords('Fail')).toEqual({ state: 'fail' });
    expect(parseThinPoolWords('Error')).toEqual({ state: 'error' });
  });

  it('does without the words that old kernels leave out', () => {
    expect(parseThinPoolWords('0 1/2 3/4 - rw discard_passdown')).toMatchObject({
      whenFull: null,
      needsCheck: false,
    });
  });

  it('reads every state', () => {
    const words = '7 10/20 30/40 99 ro no_discard_passdown error_if_no_space needs_check 1024';

    expect(parseThinPoolWords(words)).toEqual({
      state: 'running',
      transactionId: 7,
      metadataUsedBlocks: 10,
      metadataBlocks: 20,
      dataUsedBlocks: 30,
      metadataSnapshot: true,
      dataBlocks: 40,
      mode: 'ro',
      discardPassdown: false,
      whenFull: 'error',
      needsCheck: true,
    });
    expect(
      parseThinPoolWords('0 1/2 4/4 - out_of_data_space discard_passdown queue_if_no_space - 0'),
    ).toMatchObject({ mode: 'out_of_data_space', whenFull: 'queue' });
  });

  it('refuses any word that the kernel does not document', () => {
    const good = '0 1/2 3/4 - rw discard_passdown queue_if_no_space - 1024'.split(' ');

    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.stringMatching(/^[a-z]{1,9}$/), (at, word) => {
        const words = good.with(at, word === 'ro' || word === 'rw' ? 'r' : word);
        expect(() => parseThinPoolWords(words.join(' '))).toThrow(ParseError);
      }),
    );
    expect(() => parseThinPoolWords([...good, 'more'].join(' '))).toThrow(ParseError);
  });
});

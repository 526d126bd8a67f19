import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../../src/model/plan/condition.ts';
import type { DiskProof, Signature } from '../../../../src/model/facts/device.ts';
import { parseSignatures, probeSignatures } from '../../../../src/lvm/wipefs.ts';
import { bytes, MIB } from '../../../../src/model/units.ts';
import { checkConditions } from '../../../../src/observe/conditions/conditions.ts';
import { sha256Of } from '../../../../src/model/sha256.ts';
import { sampleOf } from '../../../../src/observe/devices.ts';
import { leftover, OWN_UUID } from '../../../helpers/leftovers.ts';
import { recordedHost, recordedOutcome, type Changes } from '../../../helpers/recorded-host.ts';
import { questionOf } from '../../../helpers/recording.ts';

const BLANK = 'bookworm-blank';

async function check(name: string, condition: Condition, changes: Changes = {}) {
  const [checked] = await checkConditions(recordedHost(name, changes).host, [condition]);
  return checked?.finding;
}

/** What wipefs prints where there is nothing. */
const silence = {
  exitCode: 0,
  signal: null,
  stdout: '{"signatures": []}',
  stderr: '',
  durationMs: 0,
};

const holds = { verdict: 'holds' };
const fails = { verdict: 'fails' };
const unknown = { verdict: 'unknown' };

const xvdf = { path: '/dev/xvdf', majorMinor: '98:16', size: bytes(10 * 2 ** 30), serial: null };
const xvdg = { ...xvdf, path: '/dev/xvdg', majorMinor: '98:32' };

/** As recorded on the signed disk. */
const ext4: Signature = {
  device: '/dev/ubdc',
  offset: bytes(0x438),
  type: 'ext4',
  label: 'data',
  uuid: uuidOnDisk(),
};

/** mkfs gives each disk one of its own. */
function uuidOnDisk(): string | null {
  const probe = probeSignatures(['/dev/ubdc']);
  const [found] = parseSignatures(recordedOutcome('bookworm-signed-disk', probe));
  if (found === undefined) throw new Error('no signature was recorded');
  return found.uuid;
}

/** Of that disk, as dmctl takes it when it plans. */
const sample = await sampleOf(recordedHost('bookworm-signed-disk').host, '/dev/ubdc');

const seenWith = (...signatures: readonly Signature[]): Condition => ({
  kind: 'device-as-seen',
  device: xvdg,
  signatures,
  sample,
});

/** The answer to a look at bytes of a disk. */
const holding = (bytes: Uint8Array): Changes[string] => ({
  value: { base64: Buffer.from(bytes).toString('base64') },
});

describe('conditions on a disk', () => {
  it('a blank disk is blank', async () => {
    expect(await check(BLANK, { kind: 'device-blank', device: xvdf })).toEqual(holds);
  });

  it('another disk under the same name is not the one planned', async () => {
    for (const device of [
      { ...xvdf, majorMinor: '98:48' },
      { ...xvdf, size: bytes(5) },
      { ...xvdf, serial: 'S1' },
    ]) {
      const condition = { kind: 'device-as-seen', device, signatures: [], sample } as const;
      expect(await check(BLANK, condition)).toMatchObject(fails);
    }
  });

  it('a disk whose name leads to another node of that number is not the one planned', async () => {
    const linked = { ...xvdf, realPath: '/dev/ubdb' };
    const condition = { kind: 'device-blank', device: linked } as const;
    expect(await check(BLANK, condition)).toEqual(holds);
    const device = { ...linked, realPath: '/dev/ubdq' };
    for (const kind of ['device-blank', 'pv-absent'] as const) {
      const found = expect.stringContaining('it leads to /dev/ubdb now') as string;
      expect(await check(BLANK, { kind, device })).toEqual({ verdict: 'fails', found });
    }
  });

  it('a disk with a file system is as it was seen, but neither unsigned nor blank', async () => {
    const name = 'bookworm-signed-disk';

    expect(await check(name, seenWith(ext4))).toEqual(holds);
    expect(await check(name, { kind: 'device-unsigned', device: xvdg, sample })).toMatchObject({
      found: 'it has ext4 at byte 1080',
    });
    expect(await check(name, { kind: 'device-blank', device: xvdg })).toMatchObject(fails);
  });

  it('a disk whose signatures are not those that were seen is another one', async () => {
    for (const seen of [
      [],
      [{ ...ext4, uuid: 'another' }],
      [{ ...ext4, offset: bytes(0x1438) }],
      [{ ...ext4, type: 'xfs' }],
    ]) {
      expect(await check('bookworm-signed-disk', seenWith(...seen))).toMatchObject({
        found: 'it has ext4 at byte 1080, which it did not have before',
      });
    }
  });

  it('a disk that has lost some of what was seen on it is the same', async () => {
    const more = { ...ext4, offset: bytes(0x1fe), type: 'dos' };

    expect(await check('bookworm-signed-disk', seenWith(ext4, more))).toEqual(holds);
  });

  it('a disk whose signatures are gone is told from another one by its sample', async () => {
    const name = 'bookworm-signed-disk';
    const wiped = {
      [questionOf('run', [probeSignatures(['/dev/ubdc'])])]: { value: silence },
    };
    const other = { ...wiped, 'readRange /dev/ubdc 655360 16384': holding(Buffer.alloc(16384, 9)) };

    for (const condition of [
      seenWith(ext4),
      { kind: 'device-unsigned', device: xvdg, sample } as const,
    ]) {
      expect(await check(name, condition, wiped)).toEqual(holds);
      expect(await check(name, condition, other)).toMatchObject({
        found: 'it holds different data than before',
      });
    }
  });

  it('a disk holds what LVM left there, or somebody else’s data', async () => {
    const proof: DiskProof = { kind: 'leftover', uuid: OWN_UUID, wasBlank: true };
    const condition = { kind: 'device-leftover', device: xvdf, proof } as const;
    const firstMiB = (content: Uint8Array): Changes => ({
      'readRange /dev/ubdb 0 1048576': holding(content),
    });

    const left = leftover('bookworm-setup-undone');
    expect(await check(BLANK, condition, firstMiB(left))).toEqual(holds);
    expect(await check(BLANK, condition, firstMiB(Buffer.alloc(MIB, 1)))).toMatchObject({
      found: "byte 0 is neither zero nor part of LVM's metadata",
    });
    const another = { ...condition, device: { ...xvdf, serial: 'S1' } };
    expect(await check(BLANK, another, firstMiB(left))).toMatchObject({
      found: 'its serial number is null now',
    });
    const unread: Changes = {
      'readRange /dev/ubdb 0 1048576': { error: { kind: 'cannot-read', message: 'EIO' } },
    };
    expect(await check(BLANK, condition, unread)).toMatchObject(unknown);
  });

  it('a mounted disk is in use', async () => {
    expect(await check('bookworm-mounted-disk', seenWith(ext4))).toMatchObject({
      found: 'it is mounted on /mnt/x',
    });
  });

  it('a disk that a loop device shows is in use', async () => {
    const shown = {
      'list /sys/block': { value: ['loop0', 'loop1', 'ubda', 'ubdb', 'ubdc'] },
      'readText /sys/block/loop0/loop/backing_file': { value: null },
      'readText /sys/block/loop1/loop/backing_file': { value: '/dev/ubdb\n' },
    };

    expect(await check(BLANK, { kind: 'device-blank', device: xvdf }, shown)).toMatchObject({
      found: 'loop1 uses it',
    });
  });

  it('a disk with a partition is not blank', async () => {
    expect(
      await check('bookworm-partitioned-disk', { kind: 'device-blank', device: xvdg }),
    ).toMatchObject({ found: 'it has a partition, /dev/ubdc1' });
  });

  it('a disk that holds bytes without a signature is unsigned and not blank', async () => {
    const data = {
      'firstNonZero /dev/ubdb 0 1048576': { value: 4096 },
      'firstNonZero /dev/ubdb 0 8388608': { value: 4096 },
      'readRange /dev/ubdb 655360 16384': holding(Buffer.alloc(16384, 1)),
    };
    const condition = {
      kind: 'device-unsigned',
      device: xvdf,
      sample: sha256Of(Buffer.alloc(16384, 1)),
    } as const;

    expect(await check(BLANK, condition, data)).toEqual(holds);
    expect(await check(BLANK, { kind: 'device-blank', device: xvdf }, data)).toMatchObject({
      found: 'byte 4096 is not zero',
    });
  });

  it('a disk that is gone is neither blank nor not', async () => {
    const gone = { 'realPath /dev/xvdf': { value: null }, 'lstat /dev/xvdf': { value: null } };

    expect(await check(BLANK, { kind: 'device-blank', device: xvdf }, gone)).toMatchObject(unknown);
  });
});

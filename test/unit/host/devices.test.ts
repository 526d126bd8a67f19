import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { bytes, MIB } from '../../../src/model/units.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const host = createHost();

async function imageHolding(content: Uint8Array) {
  const path = join(await temporaryFolder(), 'disk');
  await writeFile(path, content);
  return path;
}

describe('looking for data', () => {
  it('finds the first byte that is not zero, across blocks', async () => {
    const size = 300_000;
    const path = join(await temporaryFolder(), 'disk');
    await fc.assert(
      fc.asyncProperty(fc.nat(size - 1), fc.nat(size - 1), async (at, from) => {
        const content = new Uint8Array(size);
        content[at] = 1;
        await writeFile(path, content);

        const found = await host.firstNonZero(path, bytes(from), bytes(size - from));

        expect(found).toBe(at >= from ? at : null);
      }),
      { numRuns: 25 },
    );
  });

  it('does not take the end of the device for zeros', async () => {
    const path = await imageHolding(new Uint8Array(1000));

    await expect(host.firstNonZero(path, bytes(0), bytes(1001))).rejects.toMatchObject({
      kind: 'cannot-read',
    });
  });
});

describe('reading a range', () => {
  it('gives those bytes and no others', async () => {
    const content = Uint8Array.from({ length: 10_000 }, (_, at) => at % 251);
    const path = await imageHolding(content);

    const range = await host.readRange(path, bytes(4096), bytes(5000));

    expect(Buffer.compare(range, content.subarray(4096, 9096))).toBe(0);
  });

  it('is no shorter range where the device ends', async () => {
    const path = await imageHolding(new Uint8Array(1000));

    await expect(host.readRange(path, bytes(500), bytes(501))).rejects.toMatchObject({
      kind: 'cannot-read',
    });
  });
});

describe('writing zeros', () => {
  /** Of a file, which stands for no device. */
  const majorMinor = '0:0';
  const range = { offset: bytes(1024), length: bytes(2_500_096) };

  it('zeroes the range and nothing else', async () => {
    const path = await imageHolding(new Uint8Array(3_000_000).fill(7));

    await host.zeroRange({ path, majorMinor }, range, () => null);

    const content = await readFile(path);
    expect(content.indexOf(0)).toBe(1024);
    expect(content.lastIndexOf(0)).toBe(2_501_119);
    expect(content.subarray(1024, 2_501_120).every((byte) => byte === 0)).toBe(true);
    expect(content).toHaveLength(3_000_000);
  });

  it('leaves no byte of a range that begins or ends with zeros', async () => {
    const content = new Uint8Array(3_000_000);
    content.fill(7, 700_000, 800_000);
    const path = await imageHolding(content);

    await host.zeroRange({ path, majorMinor }, range, () => null);

    expect((await readFile(path)).every((byte) => byte === 0)).toBe(true);
  });

  it('asks about the first MiB of what was opened, and writes nothing where that has a fault', async () => {
    const content = Uint8Array.from({ length: 3_000_000 }, (_, at) => at % 251);
    const path = await imageHolding(content);
    const asked: Uint8Array[] = [];

    const refused = host.zeroRange({ path, majorMinor }, range, (firstMiB) => {
      asked.push(firstMiB);
      return 'byte 7 is not ours';
    });

    await expect(refused).rejects.toMatchObject({
      kind: 'changed',
      message: `${path}: byte 7 is not ours`,
    });
    expect(asked.map((firstMiB) => Buffer.compare(firstMiB, content.subarray(0, MIB)))).toEqual([
      0,
    ]);
    expect(Buffer.compare(await readFile(path), content)).toBe(0);
  });

  it('writes nothing to another device than the one that was looked at', async () => {
    const content = new Uint8Array(3_000_000).fill(7);
    const path = await imageHolding(content);

    await expect(
      host.zeroRange({ path, majorMinor: '98:16' }, range, () => null),
    ).rejects.toMatchObject({ kind: 'changed', message: `${path}: it is device 0:0 now` });
    expect(Buffer.compare(await readFile(path), content)).toBe(0);
  });
});

describe('opening exclusively', () => {
  it('succeeds on what nobody holds, and does not take "not there" for "free"', async () => {
    const path = await imageHolding(new Uint8Array(1));

    expect(await host.canOpenExclusively(path)).toBe(true);
    await expect(host.canOpenExclusively(`${path}-gone`)).rejects.toMatchObject({
      kind: 'cannot-read',
    });
  });
});

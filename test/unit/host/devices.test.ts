import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { bytes } from '../../../src/model/units.ts';
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

describe('writing zeros', () => {
  it('zeroes the range and nothing else', async () => {
    const path = await imageHolding(new Uint8Array(3_000_000).fill(7));

    await host.zeroRange(path, bytes(100), bytes(2_500_000));

    const content = await readFile(path);
    expect(content.indexOf(0)).toBe(100);
    expect(content.lastIndexOf(0)).toBe(2_500_099);
    expect(content.subarray(100, 2_500_100).every((byte) => byte === 0)).toBe(true);
    expect(content).toHaveLength(3_000_000);
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

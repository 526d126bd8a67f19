import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { sha256Of } from '../../../src/model/sha256.ts';
import { bytes, MIB } from '../../../src/model/units.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const host = createHost();

/** Data, two MiB of zeros, and data that ends within a piece. */
const CONTENT = Buffer.concat([Buffer.alloc(MIB, 7), Buffer.alloc(2 * MIB), Buffer.alloc(999, 9)]);

describe('images of devices', () => {
  it('are copied to the byte into a file of root alone, with holes where there are zeros', async () => {
    const folder = await temporaryFolder();
    const [from, to] = [join(folder, 'device'), join(folder, 'copy')];
    await writeFile(from, CONTENT);

    const sha256 = await host.copyToFile(from, to, bytes(CONTENT.length));

    const found = await stat(to);
    expect(sha256).toBe(sha256Of(CONTENT));
    expect((await readFile(to)).equals(CONTENT)).toBe(true);
    expect(found.mode & 0o777).toBe(0o600);
    expect(found.blocks * 512).toBeLessThan(2 * MIB);
    expect(await host.digestOf(to, bytes(CONTENT.length))).toBe(sha256);
  });

  it('are written over all that a device held, zeros included', async () => {
    const folder = await temporaryFolder();
    const [from, to] = [join(folder, 'copy'), join(folder, 'device')];
    await writeFile(from, CONTENT);
    await writeFile(to, Buffer.alloc(CONTENT.length + 10, 255));

    await host.copyToDevice(from, to, bytes(CONTENT.length));

    const written = await readFile(to);
    expect(written.subarray(0, CONTENT.length).equals(CONTENT)).toBe(true);
    expect(written.subarray(CONTENT.length).every((byte) => byte === 255)).toBe(true);
  });

  it('are not taken for whole if the device is shorter', async () => {
    const from = join(await temporaryFolder(), 'device');
    await writeFile(from, CONTENT);
    const more = bytes(CONTENT.length + 1);

    await expect(host.digestOf(from, more)).rejects.toMatchObject({ kind: 'cannot-read' });
    await expect(host.copyToFile(from, `${from}.copy`, more)).rejects.toMatchObject({
      kind: 'cannot-read',
    });
    await expect(stat(`${from}.copy`)).rejects.toThrow('ENOENT');
  });
});

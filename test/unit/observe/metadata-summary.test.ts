import { describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import type { MetadataSummary } from '../../../src/model/facts/metadata.ts';
import { bytes } from '../../../src/model/units.ts';
import { metadataSummary } from '../../../src/observe/metadata-summary.ts';
import {
  BLOCK,
  flip,
  imageIn,
  rootsOf,
  threeDevices,
  threeDevicesDump,
} from '../../helpers/metadata-image.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const IMAGE = threeDevices();

async function summaryOf(image: Buffer): Promise<MetadataSummary> {
  const path = imageIn(await temporaryFolder(), image);
  return metadataSummary(createHost(), path, bytes(image.length));
}

describe('the summary of metadata of a real kernel', () => {
  it('has the devices, chunks and transaction id that thin_dump printed', async () => {
    const { superblock, brokenNodes, devices } = await summaryOf(IMAGE);

    const dump = threeDevicesDump();
    const dumped = [...dump.matchAll(/dev_id="(\d+)" mapped_blocks="(\d+)"/g)].map(
      ([, deviceId, mapped]) => ({ deviceId: Number(deviceId), mapped: Number(mapped) }),
    );
    expect(dumped).toHaveLength(3);
    expect(devices.map(({ deviceId, mapped }) => ({ deviceId, mapped }))).toEqual(dumped);
    expect(devices.every(({ whole, mapped, found }) => whole && mapped === found)).toBe(true);
    expect(brokenNodes).toBe(0);
    expect(dump).toContain(`transaction="${String(superblock.transactionId)}"`);
    expect(dump).toContain(`nr_data_blocks="${String(superblock.dataBlocks)}"`);
    expect(superblock).toMatchObject({ valid: true, needsCheck: false, chunkSize: 64 * 1024 });
  });

  it('tells a snapshot that was written to from its origin with as many chunks', async () => {
    const { devices } = await summaryOf(IMAGE);

    const [origin, snapshot] = devices;
    expect(snapshot?.found).toBe(origin?.found);
    expect(snapshot?.sum).not.toBe(origin?.sum);
  });
});

describe('the summary of damaged metadata', () => {
  it('does not take a first block with a flipped bit for valid, and still reads what it leads to', async () => {
    const { superblock, brokenNodes, devices } = await summaryOf(flip(IMAGE, 0, 20));

    expect(superblock.valid).toBe(false);
    expect(brokenNodes).toBe(0);
    expect(devices).toEqual((await summaryOf(IMAGE)).devices);
  });

  it('counts the chunks of every device without its details, if those are damaged', async () => {
    const { details } = rootsOf(IMAGE);
    const { brokenNodes, devices } = await summaryOf(flip(IMAGE, details, 40));

    expect(brokenNodes).toBe(1);
    expect(devices.map(({ mapped, found, whole }) => ({ mapped, found, whole }))).toEqual([
      { mapped: null, found: 800, whole: true },
      { mapped: null, found: 800, whole: true },
      { mapped: null, found: 0, whole: true },
    ]);
  });

  it('knows from their details how many chunks the devices had whose mappings are damaged', async () => {
    const { mapping } = rootsOf(IMAGE);
    const { devices } = await summaryOf(flip(IMAGE, mapping, 40));

    expect(devices.map(({ mapped, found, whole }) => ({ mapped, found, whole }))).toEqual([
      { mapped: 800, found: 0, whole: false },
      { mapped: 800, found: 0, whole: false },
      { mapped: 0, found: 0, whole: false },
    ]);
  });

  it('ends where every block points at itself, is zeros, or lies behind the end', async () => {
    const zeros = Buffer.concat([IMAGE.subarray(0, BLOCK), Buffer.alloc(IMAGE.length - BLOCK)]);
    const cut = IMAGE.subarray(0, BLOCK);

    expect((await summaryOf(zeros)).brokenNodes).toBe(2);
    expect((await summaryOf(Buffer.from(cut))).brokenNodes).toBe(2);
  });
});

import { describe, expect, it } from 'vitest';
import { parseLvmReport } from '../../../../src/lvm/report.ts';
import type { WrittenLvm, WrittenVolume } from '../../../../src/model/facts/lvm-state.ts';
import { writtenLvm } from '../../../../src/observe/conditions/written-lvm.ts';
import { isOfTheHost } from '../../../../src/observe/attempt.ts';
import { lvmDisk } from '../../../helpers/lvm-disk.ts';
import {
  hostWithDisks,
  recordedDisks,
  recordedDiskStates,
  type Disks,
} from '../../../helpers/recorded-disks.ts';

/** States of a set-up, on one disk and on two; the second disk of the guest stays out of the first. */
const SETUP = /-(pvcreate|vgcreate|lvcreate-data|lvcreate-metadata|lvconvert|lvchange-profile)/;
const states = recordedDiskStates().filter((name) => SETUP.test(name));

const usedDisks = (name: string): number => (name.endsWith('-two') ? 2 : 1);

const read = (disks: Disks): Promise<WrittenLvm> =>
  writtenLvm(hostWithDisks(disks).host, disks.devices);

/** What LVM does not write down is left out, and the order is nobody's business. */
function comparable({ pvs, vgs, lvs }: WrittenLvm) {
  const part = ({ vg, name, uuid, hidden, tags, segmentType, ...rest }: WrittenVolume) => {
    const { size, active, profile, chunkSize } = rest;
    // LVM prints 0 for volumes that have no chunks.
    const chunk = segmentType === 'thin-pool' ? chunkSize : null;
    return { vg, name, uuid, hidden, tags, segmentType, size, active, profile, chunk };
  };
  return {
    pvs: pvs.toSorted((a, b) => a.uuid.localeCompare(b.uuid, 'en')),
    vgs,
    lvs: lvs.map(part).sort((a, b) => a.uuid.localeCompare(b.uuid, 'en')),
  };
}

describe("LVM's metadata, read from the disks", () => {
  it.each(states)('says what LVM reported at that moment: %s', async (name) => {
    const disks = recordedDisks(name, usedDisks(name));
    expect(comparable(await read(disks))).toEqual(comparable(parseLvmReport(disks.report)));
  });

  it('has been recorded of two releases, on one disk and on two', () => {
    expect(states).toHaveLength(24);
  });

  it.each(['two-copies', 'no-copy', 'exported', 'thin-volume'])(
    'is refused where a set-up does not lead: %s',
    async (state) => {
      for (const suite of ['bookworm', 'bullseye']) {
        for (const count of [1, 2]) {
          const disks = recordedDisks(`${suite}-${state}`, count);
          const error = await read(disks).catch((thrown: unknown) => thrown);
          expect(isOfTheHost(error)).toBe(true);
        }
      }
    },
  );
});

describe('a group of two disks', () => {
  it.each(['bookworm', 'bullseye'])('is refused unless both were read: %s', async (suite) => {
    const name = `${suite}-vgcreate-two`;
    const { heads, ...both } = recordedDisks(name, 2);
    const [first = Buffer.alloc(0)] = heads;
    const blank = Buffer.alloc(first.length);
    await expect(read(recordedDisks(name, 1))).rejects.toThrow(/one disk for each/);
    await expect(read({ ...both, heads: [first, blank] })).rejects.toThrow(/one disk for each/);
  });
});

describe('bytes that are not those LVM wrote', () => {
  const whole = recordedDisks('bookworm-lvchange-profile', 1);
  const head = whole.heads[0] ?? Buffer.alloc(0);
  /** Or there is no label, and so no physical volume. */
  const isRefused = async (bytes: Buffer): Promise<boolean> => {
    try {
      return (await read({ ...whole, heads: [bytes] })).pvs.length === 0;
    } catch (error) {
      return isOfTheHost(error);
    }
  };
  const area = 4096;
  const text = area + Number(head.readBigUInt64LE(area + 40));
  const textEnd = text + Number(head.readBigUInt64LE(area + 48));

  it.each([
    ['the label', 512, 1024],
    ['the header of the metadata area', area, area + 512],
    ['the metadata', text, textEnd],
  ])('are refused, whichever of %s is another one', async (_, from, to) => {
    const accepted: number[] = [];
    for (let at = from; at < to; at += 1) {
      const damaged = Buffer.from(head);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      if (!(await isRefused(damaged))) accepted.push(at);
    }
    expect(accepted).toEqual([]);
  });

  it.each([512, 600, 1024, area, area + 511, text, text + 100, textEnd - 1])(
    'are refused where the disk ends at byte %i',
    async (end) => {
      expect(await isRefused(head.subarray(0, end))).toBe(true);
    },
  );

  it('are the only thing that matters: where the text lies does not, and it may go on at the beginning', async () => {
    const size = Number(head.readBigUInt64LE(544 + 32));
    const disk = {
      ...{ uuid: (await read(whole)).pvs[0]?.uuid ?? '', size, used: true },
      text: head.subarray(text, textEnd - 1).toString(),
    };
    for (const textAt of [text - area, 512, 2 ** 20 - area - 700, 2 ** 20 - area - 1]) {
      const made = lvmDisk({ ...disk, textAt });
      expect(await read({ ...whole, heads: [made] })).toEqual(await read(whole));
      // Made as LVM makes it: the crash tests stand on that.
      expect(made.subarray(512, 1024)).toEqual(head.subarray(512, 1024));
      const isSame = made.subarray(area, area + 512).equals(head.subarray(area, area + 512));
      expect(isSame).toBe(textAt === text - area);
    }
  });

  it('outside of these do not matter', async () => {
    const other = Buffer.from(head);
    for (const at of [0, 100, 2048, textEnd, head.length - 1]) other[at] = 255;
    expect(await isRefused(other)).toBe(false);
  });
});

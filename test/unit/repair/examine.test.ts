import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import type { Examination } from '../../../src/model/facts/metadata.ts';
import type { ActionOf } from '../../../src/model/plan/plan.ts';
import { bytes } from '../../../src/model/units.ts';
import { readExamination } from '../../../src/observe/examination.ts';
import { examineMetadata } from '../../../src/repair/examine.ts';
import { fakePrograms } from '../../helpers/fake-programs.ts';
import { BLOCK, flip, imageIn, rootsOf, threeDevices } from '../../helpers/metadata-image.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const IMAGE = threeDevices();

/** A thin_repair that copies what it is given, and writes down how it was called. */
const REPAIR = 'echo "$@" > "$(dirname "$4")/called"; dd if="$2" of="$4" conv=notrunc 2>/dev/null';

async function examined(
  image: Buffer,
  { repair = REPAIR, ids = { least: 6, most: 7 } } = {},
): Promise<{ readonly found: Examination; readonly called: string }> {
  const root = await temporaryFolder();
  const folder = join(root, 'copy');
  await mkdir(folder);
  imageIn(folder, image);
  const places = await fakePrograms(join(root, 'bin'), {
    thin_check: 'echo bad checksum >&2; exit 1',
    thin_repair: repair,
    truncate: 'exec /usr/bin/truncate "$@"',
  });
  const host = createHost({ places: { ...places, folders: places.folders } });
  const action: ActionOf<'examine-metadata'> = {
    kind: 'examine-metadata',
    volume: { vg: 'docker', pool: 'thinpool', lv: 'thinpool_tmeta' },
    folder,
    size: bytes(image.length),
    repairedSize: bytes(image.length + 1024 * BLOCK),
    sizeIfFull: null,
    chunkSize: bytes(65_536),
    dataBlocks: 4096,
    transactionId: ids,
  };
  await examineMetadata(host, action);
  const found = await readExamination(host, folder);
  if (found === null) throw new Error('nothing was written down');
  return { found, called: await readFile(join(folder, 'called'), 'utf8').catch(() => '') };
}

describe('the examination of a copy', () => {
  it('gives thin_repair the copy itself if its first block is right, and clears needs_check of the result', async () => {
    const { found, called } = await examined(flip(IMAGE, rootsOf(IMAGE).details, 40));

    expect(called).toContain('/metadata.img ');
    expect(found.superblockRestored).toBe(false);
    expect(found.check).toEqual({ ok: false, words: 'bad checksum' });
    expect(found.after?.superblock).toMatchObject({ valid: true, needsCheck: false });
  });

  it('restores a damaged first block that leads to whole trees, in another copy', async () => {
    const { found, called } = await examined(flip(IMAGE, 0, 20));

    expect(called).toContain('/restored.img ');
    expect(found.superblockRestored).toBe(true);
    expect(found.before.superblock).toMatchObject({ valid: true, transactionId: 7 });
    expect(found.after?.devices).toEqual(found.before.devices);
  });

  it("restores a transaction id that is not the engine's", async () => {
    const { found } = await examined(IMAGE, { ids: { least: 11, most: 12 } });

    expect(found.superblockRestored).toBe(true);
    expect(found.after?.superblock.transactionId).toBe(12);
  });

  it('restores no first block by which not everything can be reached, and tells thin_repair what is known', async () => {
    const lost = flip(flip(IMAGE, 0, 20), rootsOf(IMAGE).mapping, 40);
    const { found, called } = await examined(lost);

    expect(found.superblockRestored).toBe(false);
    expect(called).toContain('--transaction-id 7 --data-block-size 128 --nr-data-blocks 4096');
  });

  it('says what thin_repair said if that makes nothing of it', async () => {
    const { found } = await examined(IMAGE, { repair: 'echo no compatible roots >&2; exit 1' });

    expect(found).toMatchObject({ repaired: null, after: null });
    expect(found.repair).toEqual({ ok: false, words: 'no compatible roots' });
  });
});

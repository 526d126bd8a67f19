import { rm, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { migrationPaths } from '../../../../../src/docker/migration-paths.ts';
import { createHost } from '../../../../../src/host/create-host.ts';
import {
  driverRecord as read,
  layersOnRecord,
} from '../../../../../src/observe/docker/migration/record.ts';
import { driverRecord, writeDataRoot } from '../../../../helpers/driver-record.ts';
import { temporaryFolder } from '../../../../helpers/temporary-folder.ts';

const host = createHost();
const FIRST = `image/devicemapper/layerdb/sha256/${'a'.repeat(64)}`;

async function dataRoot() {
  const root = await temporaryFolder();
  await writeDataRoot(root);
  return { root, paths: migrationPaths(root) };
}

describe('the record of the devicemapper driver', () => {
  test('has layers with their proof and room, containers with their driver, and devices', async () => {
    const { root, paths } = await dataRoot();
    const record = await read(host, paths, 'count');
    expect(record?.unread).toEqual([]);
    expect(record?.layers.map(({ chainId, entries, room }) => [chainId, entries, room])).toEqual([
      [`sha256:${'a'.repeat(64)}`, 2, 8192],
      [`sha256:${'b'.repeat(64)}`, 2, 8192],
    ]);
    expect(record?.containers).toEqual(driverRecord.containers);
    expect(record?.devices.map(({ name }) => name).sort()).toEqual(
      driverRecord.devices.map(({ name }) => name).sort(),
    );
    expect(record?.fileSystem).toBe('xfs');
    expect(await layersOnRecord(host, root)).toBe(2);
  });

  test('is null where the driver was never used', async () => {
    const root = await temporaryFolder();
    expect(await read(host, migrationPaths(root), 'count')).toBeNull();
    expect(await layersOnRecord(host, root)).toBe(0);
  });

  test.each([
    ['a missing tar-split', (root: string) => rm(`${root}/${FIRST}/tar-split.json.gz`)],
    ['a truncated tar-split', (root: string) => truncate(`${root}/${FIRST}/tar-split.json.gz`, 40)],
    ['a diff that is no digest', (root: string) => writeFile(`${root}/${FIRST}/diff`, 'sha256:1')],
    [
      'a container without a readable configuration',
      (root: string) => writeFile(`${root}/containers/${'c'.repeat(64)}/config.v2.json`, '{'),
    ],
    [
      'a damaged device file',
      (root: string) => writeFile(`${root}/devicemapper/metadata/cache-a`, '{}'),
    ],
  ])('names %s', async (_, damage) => {
    const { root, paths } = await dataRoot();
    await damage(root);
    expect((await read(host, paths, 'count'))?.unread).toHaveLength(1);
  });
});

import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../../../../src/host/create-host.ts';
import {
  faultOfLayers,
  recordedLayers,
} from '../../../../../src/observe/docker/migration/complete.ts';
import { writeDataRoot } from '../../../../helpers/driver-record.ts';
import { temporaryFolder } from '../../../../helpers/temporary-folder.ts';

const host = createHost();

/** Layers as a finished conversion leaves them. */
async function converted() {
  const root = await temporaryFolder();
  await writeDataRoot(root);
  const due = await recordedLayers(host, root);
  const layers = `${root}/overlay2`;
  await mkdir(`${layers}/l`, { recursive: true });
  const lowers = new Map<string, string>();
  for (const [at, { layer }] of due.entries()) {
    const folder = `${layers}/${layer.id}`;
    await mkdir(`${folder}/diff`, { recursive: true });
    await writeFile(`${folder}/link`, `L${String(at)}`);
    await symlink(`../${layer.id}/diff`, `${layers}/l/L${String(at)}`);
    const under = layer.below === null ? '' : (lowers.get(layer.below.id) ?? '');
    if (under !== '') await writeFile(`${folder}/lower`, under);
    lowers.set(layer.id, `l/L${String(at)}${under === '' ? '' : `:${under}`}`);
  }
  const fault = (others: 'allowed' | 'refused' = 'refused') =>
    faultOfLayers(host, layers, due, others);
  return { root, layers, fault };
}

describe('a directory of converted layers', () => {
  test('is complete when every layer stands on the one below it', async () => {
    expect(await (await converted()).fault()).toBeNull();
  });

  test.each([
    [
      'lacks a layer',
      (at: string) => rm(`${at}/mount`, { recursive: true }),
      'layer mount is not converted',
    ],
    [
      'lost a short name',
      (at: string) => rm(`${at}/l/L1`),
      'the short name of layer cache-b leads elsewhere',
    ],
    [
      'has a layer on another one',
      (at: string) => writeFile(`${at}/mount/lower`, 'l/L0'),
      'layer mount does not stand on the layer below it',
    ],
    ['has a layer too many', (at: string) => mkdir(`${at}/gone`), 'is no layer'],
    ['does not exist', (at: string) => rm(at, { recursive: true }), 'does not exist'],
  ])('is at fault when it %s', async (_, change, words) => {
    const { layers, fault } = await converted();
    await change(layers);
    expect(await fault()).toContain(words);
  });

  test('may hold further layers once Docker uses it', async () => {
    const { layers, fault } = await converted();
    await mkdir(`${layers}/new`);
    expect(await fault('allowed')).toBeNull();
  });
});

test('a layer without a device is an error, not one layer less', async () => {
  const { root } = await converted();
  await rm(`${root}/devicemapper/metadata/cache-a`);
  await expect(recordedLayers(host, root)).rejects.toThrow('has no thin device on record');
});

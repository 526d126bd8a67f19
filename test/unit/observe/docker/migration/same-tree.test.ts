import { chmod, cp, rm, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../../../../src/host/create-host.ts';
import { treeDifference } from '../../../../../src/observe/docker/migration/same-tree.ts';
import { writeDataRoot } from '../../../../helpers/driver-record.ts';
import { temporaryFolder } from '../../../../helpers/temporary-folder.ts';

const host = createHost();
const FILE = 'image/devicemapper/repositories.json';

async function twoTrees() {
  const folder = await temporaryFolder();
  const [from, to] = [`${folder}/from`, `${folder}/to`];
  await writeDataRoot(from);
  await cp(from, to, { recursive: true, preserveTimestamps: true });
  return { from, to };
}

describe('two trees', () => {
  test('are the same after a copy', async () => {
    const { from, to } = await twoTrees();
    expect(await treeDifference(host, from, to)).toBeNull();
  });

  test.each([
    ['another byte', (at: string) => writeFile(`${at}/${FILE}`, 'x'), 'has other content'],
    ['a file less', (at: string) => rm(`${at}/${FILE}`), 'has other entries'],
    ['a file more', (at: string) => writeFile(`${at}/more`, ''), 'has other entries'],
    ['another mode', (at: string) => chmod(`${at}/${FILE}`, 0o600), 'is not as'],
    ['nothing at all', (at: string) => rm(at, { recursive: true }), 'does not exist'],
  ])('differ when the copy has %s', async (_, change, words) => {
    const { from, to } = await twoTrees();
    await change(to);
    expect(await treeDifference(host, from, to)).toContain(words);
  });

  test('are not compared through a link', async () => {
    const { from, to } = await twoTrees();
    for (const at of [from, to]) await symlink('/etc', `${at}/link`);
    expect(await treeDifference(host, from, to)).toContain('symlink');
  });
});

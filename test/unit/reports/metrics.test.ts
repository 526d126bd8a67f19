import { lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { showMetrics } from '../../../src/reports/metrics.ts';
import { changingParts } from '../../helpers/changing-parts.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('metrics --output', () => {
  test('is refused to other users than root before anything is looked at', async () => {
    const { host, ...others } = changingParts('/nowhere');
    const reader = new Proxy(host, {
      get: (_, name) => {
        throw new Error(`looked: ${String(name)}`);
      },
    });
    const nobody = { ...others, host: { ...host, euid: 65_534 }, reader };
    for (const file of [null, '/tmp/x.prom'])
      await expect(showMetrics(nobody, file)).rejects.toMatchObject({
        failure: { code: 'DM003', exitCode: 4, message: 'dmctl metrics needs root' },
      });
  });

  test('overwrites no link, directory or device, and nothing that a link points to', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'shadow'), 'of somebody else');
    await symlink('shadow', join(folder, 'link.prom'));
    await mkdir(join(folder, 'folder.prom'));
    for (const name of ['link.prom', 'folder.prom']) {
      await expect(showMetrics(changingParts(folder), join(folder, name))).rejects.toMatchObject({
        failure: { code: 'DM008', exitCode: 20, state: 'nothing was changed' },
      });
    }
    expect(await readFile(join(folder, 'shadow'), 'utf8')).toBe('of somebody else');
    expect((await lstat(join(folder, 'link.prom'))).isSymbolicLink()).toBe(true);
  });
});

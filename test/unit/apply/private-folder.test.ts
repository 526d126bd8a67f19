import { chmodSync, chownSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { listRuns } from '../../../src/apply/runs.ts';
import { RunLog } from '../../../src/run/run-log.ts';
import { createHost } from '../../../src/host/create-host.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const host = createHost();

/** Ways in which somebody else could come by the folder. */
const OPEN: readonly (readonly [string, (path: string) => void])[] = [
  [
    'writable for everybody',
    (path) => {
      chmodSync(path, 0o777);
    },
  ],
  [
    'writable for everybody, sticky',
    (path) => {
      chmodSync(path, 0o1777);
    },
  ],
  [
    'writable for a group',
    (path) => {
      chmodSync(path, 0o770);
    },
  ],
  [
    'readable for others',
    (path) => {
      chmodSync(path, 0o755);
    },
  ],
  [
    'a link',
    (path) => {
      renameSync(path, `${path}.real`);
      symlinkSync(`${path}.real`, path);
    },
  ],
];
const OTHERS: typeof OPEN = [
  [
    "somebody else's",
    (path) => {
      chownSync(path, 12, 34);
    },
  ],
];

async function stateFolder(): Promise<string> {
  const path = `${await temporaryFolder()}/dmctl`;
  mkdirSync(`${path}/runs`, { recursive: true });
  chmodSync(path, 0o700);
  chmodSync(`${path}/runs`, 0o700);
  return path;
}

describe.each([...OPEN, ...(process.getuid?.() === 0 ? OTHERS : [])])(
  'a folder that is %s',
  (_, open) => {
    test.each(['', '/runs'])('is no place for journals: DM058 (dmctl%s)', async (below) => {
      const path = await stateFolder();
      expect(await listRuns(host, path)).toEqual([]);
      open(`${path}${below}`);
      await expect(listRuns(host, path)).rejects.toMatchObject({
        failure: {
          code: 'DM058',
          exitCode: 20,
          message: `others than root can access ${path}${below}`,
        },
      });
    });

    test('is no place for logs, which are left out', async () => {
      const path = await stateFolder();
      const log = new RunLog(path, () => host.now());
      expect(await log.save(host, 'abc123', 'head')).toBe(`${path}/abc123.log`);
      open(path);
      expect(await log.save(host, 'def456', 'head')).toBeNull();
    });
  },
);

test('a file in the place of the folder is refused, and one that is not there is not', async () => {
  const path = `${await temporaryFolder()}/dmctl`;
  expect(await listRuns(host, path)).toEqual([]);
  writeFileSync(path, '');
  await expect(listRuns(host, path)).rejects.toMatchObject({
    failure: {
      code: 'DM058',
      why: `${path} is not a directory but a file`,
      fix: expect.not.arrayContaining([expect.stringContaining('chmod')]) as string[],
    },
  });
});

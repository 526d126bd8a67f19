import { describe, expect, test } from 'vitest';
import { WORK, inBash } from '../../helpers/in-bash.ts';
import { snapshot, startState } from '../../helpers/run-of-files.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function work(how: string, flags = '') {
  const root = await temporaryFolder();
  startState(root);
  const said = inBash(`${WORK} ${root} ${how} ${flags}`);
  return { ...said, root, files: snapshot(root) };
}

/** Node prints the line an error comes from, a mark below it, and its own version at the end. */
const SOURCE = /^ *\^+$|^Node\.js v|throw /m;

describe('an error that nobody catches', { timeout: 60_000 }, () => {
  test.for(['timer', 'rejection'])(
    'lets the run finish, and is reported afterwards as a bug with the log (%s)',
    async (how) => {
      const { status, stdout, stderr, root, files } = await work(how);
      expect(stdout).toBe('Done.\n');
      expect(stderr).toMatch(/3\/3 ok Write changed .*\nerror DM001: nobody catches this\n/);
      expect(stderr).toContain(`log:   ${root}/log/abc123.log\n`);
      expect(stderr).not.toMatch(SOURCE);
      expect(files[`${root}/log/abc123.log`]).toMatch(
        /a bug in dmctl: Error: nobody catches this\n +at [\s\S]*do changed: acted/,
      );
      expect(files[`${root}/etc/config`]).toBe('first\nmore\n');
      expect(files[`${root}/state/runs/abc123/journal.jsonl`]).toContain('"kind":"closed"');
      expect(status).toBe(1);
    },
  );

  test('is the error of the one JSON document', async () => {
    const { status, stdout, stderr } = await work('timer', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ ok: false, changed: true, exitCode: 1, runId: 'abc123' },
      error: { code: 'DM001', message: 'nobody catches this' },
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });

  test('ends a command that only reads, even if it would never end', async () => {
    const { status, stdout, stderr } = await work('look');
    expect(stderr).toMatch(/^error DM001: nobody catches this\n/);
    expect(stderr).not.toMatch(SOURCE);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });
});

test('an error of the run itself is reported as a bug, and names the log', async () => {
  const { status, stderr, root, files } = await work('throws', '--verbose');
  expect(stderr).toMatch(/^error DM001: nobody catches this\n/m);
  expect(stderr).toContain('dmctl history shows whether a run is unfinished');
  expect(stderr).toContain(`log:   ${root}/log/abc123.log\n`);
  expect(stderr).toMatch(/^Error: nobody catches this\n +at bug /m);
  expect(files[`${root}/log/abc123.log`]).toContain('a bug in dmctl: Error: nobody catches this');
  expect(status).toBe(1);
});

test('work that no longer waits for anything is a bug, and does not end with 0', async () => {
  const { status, stderr } = await work('lost');
  expect(stderr).toMatch(/^error DM001: the command stopped before its work was done/);
  expect(status).toBe(1);
});

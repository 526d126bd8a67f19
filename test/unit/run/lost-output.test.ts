import { statSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildDmctl, dmctl } from '../../helpers/built-dmctl.ts';
import { DMCTL, WORK, inBash } from '../../helpers/in-bash.ts';
import { snapshot, startState } from '../../helpers/run-of-files.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

beforeAll(buildDmctl, 120_000);

const FULL =
  /^error DM009: standard output could not be written: ENOSPC: no space left on device\n$/;

describe('an answer that cannot be written', () => {
  test.for(['explain DM001', 'explain DM001 --json', 'completion bash', 'help', 'help --json'])(
    '%s on a full disk ends with 74, and one line on standard error says why',
    (command) => {
      const { status, stderr } = inBash(`${DMCTL} ${command} >/dev/full`);
      expect(stderr).toMatch(FULL);
      expect(status).toBe(74);
    },
  );

  test('of which a disk took only a part ends with 74 too', async () => {
    const file = `${await temporaryFolder()}/answer`;
    const whole = dmctl(['help', '--json']);
    expect(whole.stdout.length).toBeGreaterThan(1024);
    const { status, stderr } = inBash(`ulimit -f 1; exec ${DMCTL} help --json >${file}`);
    expect(statSync(file).size).toBe(1024);
    expect(stderr).toBe(
      'error DM009: standard output could not be written: EFBIG: file too large\n',
    );
    expect(status).toBe(74);
  });

  test('to a descriptor that is open only for reading ends with 74', () => {
    const { status, stderr } = inBash(`${DMCTL} help 1</dev/null`);
    expect(stderr).toMatch(/^error DM009: standard output .*: EBADF: bad file descriptor\n$/);
    expect(status).toBe(74);
  });

  test('and whose error cannot be written either ends with 74 and prints nothing', () => {
    const { status, stdout, stderr } = inBash(`${DMCTL} help >/dev/full 2>/dev/full`);
    expect({ status, stdout, stderr }).toEqual({ status: 74, stdout: '', stderr: '' });
  });

  test('because its reader is gone ends as if it had been written', () => {
    const { status, stderr } = inBash(
      `${DMCTL} help --json | true; echo \${PIPESTATUS[0]} >&2; ${DMCTL} help | head -n 1 >/dev/null`,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '0\n' });
  });

  test('does not change the exit code of a failure', () => {
    const { status, stderr } = inBash(`${DMCTL} explain DM99999 --json >/dev/full`);
    expect(stderr).toMatch(FULL);
    expect(status).toBe(dmctl(['explain', 'DM99999']).status);
    expect(status).toBe(2);
  });

  test('of the plugin makes it exit with UNKNOWN', () => {
    const { status } = inBash(`${DMCTL} check >/dev/full`);
    expect(status).toBe(3);
  });
});

describe('an error that cannot be written', () => {
  test('keeps its exit code, and one line on standard output says so', () => {
    const { status, stdout } = inBash(`${DMCTL} nonsense 2>/dev/full`);
    expect(stdout).toBe(
      'error DM009: standard error could not be written: ENOSPC: no space left on device\n',
    );
    expect(status).toBe(2);
  });

  test('is nevertheless in the one document of --json', () => {
    const { status, stdout } = inBash(`${DMCTL} nonsense --json 2>/dev/full`);
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 2, error: { code: 'DM002' } });
    expect(status).toBe(2);
  });
});

describe('a run', { timeout: 60_000 }, () => {
  async function runOfFiles(redirect: string) {
    const root = await temporaryFolder();
    startState(root);
    const said = inBash(`${WORK} ${root} well ${redirect}`);
    const files = snapshot(root);
    expect(files[`${root}/etc/config`]).toBe('first\nmore\n');
    expect(files[`${root}/state/runs/abc123/journal.jsonl`]).toContain('"kind":"closed"');
    expect(files[`${root}/log/abc123.log`]).toContain('do changed: acted');
    return said;
  }

  test('whose progress cannot be written finishes with 0', async () => {
    const { status, stdout } = await runOfFiles('2>/dev/full');
    expect(stdout).toBe(
      'Done.\nerror DM009: standard error could not be written: ENOSPC: no space left on device; ' +
        'dmctl history shows how run abc123 ended\n',
    );
    expect(status).toBe(0);
  });

  test('whose answer cannot be written finishes with 74', async () => {
    const { status, stderr } = await runOfFiles('--json >/dev/full');
    expect(stderr).toBe(
      'error DM009: standard output could not be written: ENOSPC: no space left on device; ' +
        'dmctl history shows how run abc123 ended\n',
    );
    expect(status).toBe(74);
  });
});

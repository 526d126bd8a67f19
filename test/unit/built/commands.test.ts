import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { CODES } from '../../../src/model/codes/index.ts';
import { bash } from '../../helpers/bash.ts';
import { buildDmctl, dmctl, forbidChildren } from '../../helpers/built-dmctl.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const root = join(import.meta.dirname, '../../..');

beforeAll(buildDmctl, 120_000);

/** The one file in a dist folder with compiled code of the Node that runs this. */
function codeIn(dist: string): string {
  const names = readdirSync(dist).filter((name) => name.endsWith(`.${process.versions.v8}.code`));
  expect(names).toHaveLength(1);
  return join(dist, String(names[0]));
}

/** All that an installed dmctl has, in a folder of its own. */
async function installed(): Promise<string> {
  const folder = await temporaryFolder();
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  return folder;
}

function explainIn(folder: string): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'bin/run.js'), 'explain', 'DM020'],
    { encoding: 'utf8', cwd: folder },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('device is not blank');
}

const error = (stdout: string): unknown =>
  (JSON.parse(stdout) as { readonly error: unknown }).error;

describe('dmctl', () => {
  test('without words shows its commands and exits 0', () => {
    const { status, stdout } = dmctl([]);
    expect(status).toBe(0);
    for (const command of ['verify', 'history', 'resume', 'rollback', 'explain', 'setup']) {
      expect(stdout).toContain(command);
    }
  });

  test.each([['--version'], ['-V']])('%s says version, platform and Node', (flag) => {
    const { status, stdout } = dmctl([flag]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^dmctl\/\d+\.\d+\.\d+ linux-\w+ node-v\d+\.\d+\.\d+\n$/);
  });

  test('has a manifest of all its commands, so that none has to be loaded to find another', () => {
    const text = readFileSync(join(root, 'oclif.manifest.json'), 'utf8');
    const manifest = JSON.parse(text) as { readonly commands: Record<string, object> };
    expect(Object.keys(manifest.commands)).toEqual([
      ...['activate', 'adopt', 'check', 'cleanup', 'completion', 'explain', 'help', 'history'],
      ...['inspect', 'logs', 'metrics', 'migrate:accept', 'migrate:overlay2', 'migrate:undo'],
      ...['reclaim', 'repair', 'resize', 'resume', 'rollback', 'setup:direct-lvm'],
      ...['setup:loop-lvm', 'status', 'teardown', 'verify'],
    ]);
  });

  test('runs without node_modules', async () => {
    explainIn(await installed());
  });

  test('has compiled code that the Node which built it takes', () => {
    const source = readFileSync(join(root, 'dist/dmctl.cjs'), 'latin1');
    const cachedData = readFileSync(codeIn(join(root, 'dist')));
    expect(new Script(source, { cachedData }).cachedDataRejected).toBe(false);
  });

  test.each([
    ['is missing', rmSync],
    [
      'is of another Node',
      (path: string) => {
        writeFileSync(path, 'not what V8 made');
      },
    ],
    [
      'was cut short',
      (path: string) => {
        writeFileSync(path, readFileSync(path).subarray(0, 5000));
      },
    ],
  ])('runs when its compiled code %s', async (_, spoil) => {
    const folder = await installed();
    spoil(codeIn(join(folder, 'dist')));
    explainIn(folder);
  });

  test('that is not built tells how to build it', async () => {
    const folder = await temporaryFolder();
    for (const part of ['bin', 'package.json']) {
      cpSync(join(root, part), join(folder, part), { recursive: true });
    }
    const run = [join(folder, 'bin/run.js'), 'verify'];
    const { status, stderr } = spawnSync(process.execPath, run, { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('npm ci && npm run build');
  });

  test('reports nothing when its reader goes away', () => {
    const pipe = `set -o pipefail; '${process.execPath}' '${root}/bin/run.js' explain | head -n 1`;
    expect(bash(pipe)).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('help', () => {
  test.each([
    [['help', 'setup', 'direct-lvm']],
    [['setup', 'direct-lvm', '--help']],
    [['setup', 'direct-lvm', '/dev/xvdf', '-h']],
  ])('is shown for %j', (argv) => {
    const { status, stdout } = dmctl(argv);
    expect(status).toBe(0);
    for (const word of ['DEVICE...', '--reserve-step', '[default: 512K]', 'EXAMPLES']) {
      expect(stdout).toContain(word);
    }
    expect(stdout).not.toContain('--force');
  });

  test('for a command that does not exist is a usage error', () => {
    const { status, stderr } = dmctl(['help', 'nonsense']);
    expect(status).toBe(2);
    expect(stderr).toContain('nonsense');
  });

  test('for the first word of longer commands lists them', () => {
    const { status, stdout } = dmctl(['setup', '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('setup direct-lvm');
  });
});

describe('one JSON document', () => {
  test('is the answer to help and version too', () => {
    const help = JSON.parse(dmctl(['help', '--json']).stdout) as { data: { commands: object[] } };
    expect(help.data.commands).toContainEqual(
      expect.objectContaining({ command: 'setup direct-lvm', args: ['device'] }),
    );
    const version: unknown = JSON.parse(dmctl(['--version', '--json']).stdout);
    expect(version).toMatchObject({
      ok: true,
      data: { node: process.version, runtime: `node-${process.version}` },
    });
  });
});

describe('a command line that cannot be read', () => {
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [['nonsense'], /unknown command 'nonsense'/],
    [['setup'], /'dmctl setup' is not a complete command/],
    [['setup', 'loop'], /unknown command 'setup loop'/],
    [['-q', 'verify'], /-q comes before the command/],
    [['verify', 'extra'], /extra/],
    [['verify', '--nonsense'], /--nonsense/],
    [['verify', '--units', 'furlongs'], /furlongs/],
    [['setup', 'direct-lvm'], /device/i],
    [['setup', 'direct-lvm', '/dev/xvdf', '--force'], /--force/],
    [['setup', 'direct-lvm', '/dev/xvdf', '--script'], /dry-run/],
    [['setup', 'direct-lvm', '/dev/xvdf', '--vg', '-x'], /--vg/],
    [['setup', 'direct-lvm', '/dev/xvdf', '--pool', 'a_tmeta'], /_tmeta/],
    [['setup', 'direct-lvm', '/dev/xvdf', '--chunk-size', '512KB'], /two ways/],
    [['setup', 'direct-lvm', '/dev/xvdf', '--chunk-size', '1e3'], /1e3/],
    [['setup', 'direct-lvm', '/dev/xvdf', '--chunk-size=-1'], /-1/],
    [['setup', 'direct-lvm', '/dev/xvdf', '--data-percent', '101'], /101/],
    [['setup', 'direct-lvm', '/dev/xvdf', '--autoextend-threshold', '80.5'], /80\.5/],
    [['setup', 'direct-lvm', '/dev/xvdf', '--autoextend-percent', '0'], /'0'/],
    [['setup', 'direct-lvm', '/dev/xvdf', '--min-free-space', '10GB'], /10GB/],
    [['setup', 'direct-lvm', '/dev/xvdf', '--storage-opt', 'dm.nonsense=1'], /dm\.nonsense/],
    [['setup', 'direct-lvm', '/dev/xvdf', '--lock-timeout', 'soon'], /soon/],
    [['setup', 'loop-lvm', '/dev/xvdf'], /\/dev\/xvdf/],
    [['setup', 'loop-lvm', '--data-size', '0'], /'0' is too small/],
    [['setup', 'loop-lvm', '--data-size', '100GB'], /two ways/],
    [['setup', 'loop-lvm', '--min-free-space', '100'], /'100'/],
    [['setup', 'loop-lvm', '--storage-opt', 'dm.loopdatasize=5G'], /use --data-size/],
    [['resize'], /nothing to resize/],
    [['resize', '--keep-step'], /nothing to resize/],
    [['resize', '--size', '200GB'], /two ways/],
    [['resize', '--size', '-5G'], /'-5G' is not a size/],
    [['resize', '--size', '+0'], /'0' is too small/],
    [['resize', '--metadata-size', '0x10'], /0x10/],
    [['resize', '--size', '9P'], /9P/],
    [['resize', '--size', '20G', '--confirm', '/dev/xvdg'], /--add/],
    [['resize', '/dev/xvdg'], /xvdg/],
    [['explain', 'DM9999'], /invalid code 'DM9999'/],
    [['logs', '--since', 'last week'], /'last week' is not a time: write it like 2h/],
    [['logs', '--since', '10'], /'10' is not a time/],
    [['logs', '-f'], /--follow and --json cannot be used together/],
  ];

  test.each(wrong.slice(0, 8))('%j is exit 2, for people', (argv, message) => {
    const { status, stdout, stderr } = dmctl(argv);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error DM002: /);
    expect(stderr.split('\n')[0]).toMatch(message);
    expect(stderr).toMatch(/\n {2}fix: /);
    expect(stderr).toMatch(/\n {2}state: nothing was changed\n$/);
  });

  test.each(wrong)('%j is exit 2, in one JSON document', (argv, message) => {
    const { status, stdout, stderr } = dmctl([...argv, '--json']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(document).toMatchObject({ ok: false, exitCode: 2, changed: false, runId: null });
    expect(document['error']).toMatchObject({
      code: 'DM002',
      message: expect.stringMatching(message) as unknown,
    });
  });

  test('starts no program', async () => {
    const forbid = forbidChildren(await temporaryFolder());
    const argv = ['setup', 'direct-lvm', '/dev/xvdf', '--chunk-size', '200GB'];
    const { status, stderr } = dmctl(argv, { NODE_OPTIONS: `--require ${forbid}` });
    expect(status).toBe(2);
    expect(stderr).not.toContain('STARTED A PROGRAM');
  });
});

describe('explain', () => {
  test.each(['DM020', '20'])('takes %s', (code) => {
    const { status, stdout } = dmctl(['explain', code]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^DM020 {2}device is not blank\n/);
  });

  test('suggests the code that was probably meant', () => {
    const { stdout } = dmctl(['explain', 'DM02O', '--json']);
    expect(error(stdout)).toMatchObject({
      fix: expect.arrayContaining(['did you mean: dmctl explain DM020']) as unknown,
    });
  });

  test('lists every code', () => {
    const { stdout } = dmctl(['explain', '--json']);
    const { data } = JSON.parse(stdout) as { data: { codes: { code: string }[] } };
    expect(data.codes.map(({ code }) => code)).toEqual(Object.keys(CODES).sort());
  });
});

describe('colour', () => {
  const escape = String.fromCharCode(27);

  test('is off in a pipe, unless it is forced', () => {
    expect(dmctl(['explain', 'DM020']).stdout).not.toContain(escape);
    expect(dmctl(['explain', 'DM020', '--color', 'always']).stdout).toContain(escape);
    expect(dmctl(['explain', 'DM020'], { FORCE_COLOR: '1' }).stdout).toContain(escape);
  });

  test('never gets into JSON', () => {
    const { stdout } = dmctl(['explain', 'DM020', '--json'], { FORCE_COLOR: '1' });
    expect(stdout).not.toContain(escape);
  });
});

test('--quiet prints nothing but errors', () => {
  expect(dmctl(['explain', '-q'])).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(dmctl(['explain', '-q', 'DM999']).stderr).toContain('error DM002');
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import fc from '../../../helpers/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { backupOf, entriesAside } from '../../../../src/model/facts/data-root.ts';
import { known } from '../../../../src/model/known.ts';
import type { Plan, Step } from '../../../../src/model/plan/plan.ts';
import { bytes } from '../../../../src/model/units.ts';
import { startStep } from '../../../../src/plan/docker/service.ts';
import { blobsOf, fileStep } from '../../../../src/plan/steps/files.ts';
import { makePlan } from '../../../../src/plan/steps/make-plan.ts';
import { planSetupDirectLvm } from '../../../../src/plan/setup/direct-lvm.ts';
import { comment, quote } from '../../../../src/views/script/quote.ts';
import { planScript } from '../../../../src/views/script/script.ts';
import { bash, syntaxErrors } from '../../../helpers/bash.ts';
import { blankDisk, blankHost, documentedRequest } from '../../../helpers/blank-host.ts';
import { planOfFiles, snapshot, startState } from '../../../helpers/run-of-files.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';
import { stepId } from '../../../helpers/step-id.ts';

/** The script asks for root; its file steps need it only to chown to root. */
const asRoot = test.skipIf(process.getuid?.() !== 0);

function planOf(steps: readonly Step[], blobs: Plan['blobs']): Plan {
  const parts = { command: 'setup direct-lvm', steps, refusals: [], warnings: [], layout: null };
  return makePlan(parts, blobs);
}

function writing(path: string, text: string, old: string | null): Plan {
  const sha256 = (s: string): string =>
    execFileSync('sha256sum', { input: s, encoding: 'utf8' }).slice(0, 64);
  const file = { path, text, old: old === null ? null : { text: old, sha256: sha256(old) } };
  const words = { id: stepId('write'), title: `Write ${path}`, why: 'because' };
  return planOf([fileStep(file, words)], blobsOf([file]));
}

describe('a plan as a script', () => {
  test('of the whole setup is bash that can be read', () => {
    const plan = planSetupDirectLvm(blankHost(), documentedRequest(), {
      nonce: 'n',
      earlier: null,
    });
    const script = planScript(plan);
    expect(syntaxErrors(script)).toBe('');
    expect(script).toContain('set -eEuo pipefail');
    const guarded = script.indexOf('zeros_at_both_ends /dev/xvdf');
    expect(guarded).toBeGreaterThan(0);
    expect(script.indexOf('  pvcreate --uuid')).toBeGreaterThan(guarded);
    expect(script).toContain('docker_runs_on devicemapper docker-thinpool');
  });

  test('of a confirmed wipe stops at any signature that was not seen', () => {
    const seen = {
      device: '/dev/ubdb',
      offset: bytes(1080),
      type: 'ext4',
      label: 'data',
      uuid: '0-1',
    };
    const disk = blankDisk('/dev/xvdf', { signatures: known([seen]) });
    const asked = { wipeSignatures: true, confirmed: ['/dev/xvdf'] };
    const script = planScript(
      planSetupDirectLvm(blankHost({ devices: [disk] }), documentedRequest(asked), {
        nonce: 'n',
        earlier: null,
      }),
    );
    const guarded = script.indexOf('carries_only /dev/xvdf ubdb/0x438/ext4/0-1');
    expect(guarded).toBeGreaterThan(0);
    const calls = [
      'save_bytes /dev/xvdf 0 1048576 /var/lib/dmctl/wiped/xvdf-n-0.bak',
      'save_bytes /dev/xvdf 10736369664 1048576 /var/lib/dmctl/wiped/xvdf-n-10736369664.bak',
      'wipefs --all /dev/xvdf',
      'drop_partitions /dev/xvdf',
    ].map((call) => script.indexOf(`  ${call}\n`));
    expect(calls).toEqual(calls.toSorted((a, b) => a - b));
    expect(calls[0]).toBeGreaterThan(guarded);
  });

  asRoot.for([
    ['for its start limit alone', 1, 0],
    ['for good', 2, 1],
  ] as const)(
    'starts Docker once more where systemd refuses it %s',
    async ([, refusals, status]) => {
      const folder = await temporaryFolder();
      const stub = `
        systemctl() {
          echo "$*" >>${folder}/calls
          if [ "$1" = start ]; then [ "$(grep -c ^start ${folder}/calls)" -gt ${String(refusals)} ]; fi
        }
        docker() {
          case "$*" in *'{{.Driver}}') echo devicemapper ;; *) echo '[["Pool Name","pool"]]' ;; esac
        }
      `;
      const script = planScript(planOf([startStep('systemd', 'pool', [])], {}));
      expect(bash(stub + script)).toMatchObject({ status });
      expect(readFileSync(`${folder}/calls`, 'utf8').split('\n').slice(0, 3)).toEqual([
        'start docker.service',
        'reset-failed docker.service',
        'start docker.service',
      ]);
    },
  );

  test('is the same for the same plan', () => {
    const plan = () =>
      planSetupDirectLvm(blankHost(), documentedRequest(), { nonce: 'n', earlier: null });
    expect(planScript(plan())).toBe(planScript(plan()));
  });

  asRoot('leads to the files the plan describes, and run again leaves them so', async () => {
    const root = await temporaryFolder();
    startState(root);
    const script = planScript(planOfFiles(`${root}/etc`));
    expect(bash(script)).toMatchObject({ status: 0, stderr: '' });
    const files = {
      [`${root}/etc/new`]: 'folder',
      [`${root}/etc/new/profile`]: 'threshold=80\n',
      [`${root}/etc/config`]: 'first\nmore\n',
    };
    expect(snapshot(`${root}/etc`)).toEqual(files);
    expect(bash(script)).toMatchObject({ status: 0 });
    expect(snapshot(`${root}/etc`)).toEqual(files);
  });

  asRoot('stops before a file that has changed since, and says where', async () => {
    const root = await temporaryFolder();
    startState(root);
    const script = planScript(planOfFiles(`${root}/etc`));
    writeFileSync(`${root}/etc/config`, 'mine\n');
    const { status, stderr } = bash(script);
    expect(status).toBe(1);
    expect(stderr).toContain('stopped at: 3. Write changed');
    expect(readFileSync(`${root}/etc/config`, 'utf8')).toBe('mine\n');
  });

  asRoot('keeps the mode of a file it replaces', async () => {
    const root = await temporaryFolder();
    writeFileSync(`${root}/f`, 'old\n', { mode: 0o600 });
    expect(bash(planScript(writing(`${root}/f`, 'new\n', 'old\n')))).toMatchObject({ status: 0 });
    expect(readFileSync(`${root}/f`, 'utf8')).toBe('new\n');
    expect(statSync(`${root}/f`).mode & 0o777).toBe(0o600);
  });

  asRoot.each([
    ['quotes and dollars', `it's "$HOME" \\ \`id\`\n`],
    ['a line like the delimiter', 'END\nEND_\n'],
    ['no line end', 'no line end'],
    ['carriage returns and umlauts', 'zwölf\r\n'],
    ['nothing', ''],
    ['a long line', `${'x'.repeat(1000)}ß\n`],
  ])('writes %s byte for byte', async (_, text) => {
    const root = await temporaryFolder();
    const path = `${root}/it's a $(file)`;
    expect(bash(planScript(writing(path, text, null)))).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  asRoot('moves a folder aside only where nothing is in the way', async () => {
    const root = await temporaryFolder();
    mkdirSync(`${root}/a/inner`, { recursive: true });
    const move: Step = {
      id: stepId('move'),
      title: 'Move a aside',
      why: 'because',
      documented: null,
      risk: 'reversible',
      before: [{ kind: 'directory', path: `${root}/a`, is: 'present' }],
      action: { kind: 'rename-directory', from: `${root}/a`, to: `${root}/b` },
      after: [],
      undo: [],
    };
    const script = planScript(planOf([move], {}));
    mkdirSync(`${root}/b`);
    expect(bash(script)).toMatchObject({ status: 1 });
    expect(snapshot(root)).toHaveProperty([`${root}/a/inner`]);
    execFileSync('rmdir', [`${root}/b`]);
    expect(bash(script)).toMatchObject({ status: 0 });
    expect(snapshot(root)).toEqual({ [`${root}/b`]: 'folder', [`${root}/b/inner`]: 'folder' });
  });
});

asRoot(
  'a script moves what is in a data root aside, what has to stay left where it is',
  async () => {
    const path = `${await temporaryFolder()}/it's a root`;
    const root = entriesAside(path, backupOf(path, true));
    const entries = ['.hidden', 'containers', 'image', "odd 'name", 'volumes'];
    for (const name of [...entries, 'lost+found', "it's a root.bk.moving"])
      mkdirSync(`${path}/${name}`, { recursive: true });
    const move: Step = {
      ...{
        id: stepId('move'),
        title: 'Move',
        why: 'because',
        documented: null,
        risk: 'reversible',
      },
      before: [],
      action: { kind: 'move-entries', root, to: 'aside' },
      after: [],
      undo: [],
    };
    const script = planScript(planOf([move], {}));
    mkdirSync(`${root.aside}/image`);
    expect(bash(script)).toMatchObject({ status: 1 });
    execFileSync('rmdir', [`${root.aside}/image`]);
    expect(bash(script)).toMatchObject({ status: 0, stderr: '' });
    const names = Object.keys(snapshot(root.aside)).map((one) => one.slice(root.aside.length + 1));
    expect(names.sort()).toEqual(entries);
    expect(Object.keys(snapshot(path))).toContain(`${path}/lost+found`);
  },
);

describe('quoting for a shell', () => {
  test('leaves plain words as they are', () => {
    expect(quote('--poolmetadata')).toBe('--poolmetadata');
    expect(quote('/dev/mapper/docker-thinpool')).toBe('/dev/mapper/docker-thinpool');
    expect(quote('')).toBe("''");
    expect(quote("it's")).toBe(`'it'\\''s'`);
  });

  test('gives every word back from bash as it was', () => {
    const words = fc.array(
      fc.string({ unit: 'binary' }).map((s) => s.replaceAll('\0', '')),
      {
        minLength: 200,
        maxLength: 200,
      },
    );
    fc.assert(
      fc.property(words, (typed) => {
        const wellFormed = typed.map((word) => word.replaceAll(/\p{Surrogate}/gu, ''));
        const script = `printf '%s\\0' ${wellFormed.map(quote).join(' ')}`;
        const said = bash(script).stdout;
        expect(said.split('\0').slice(0, -1)).toEqual(wellFormed);
      }),
      { numRuns: 5 },
    );
  });

  test('keeps a comment on one line', () => {
    expect(comment('first\nrm -rf /')).toBe('# first rm -rf /');
  });
});

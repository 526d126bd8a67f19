import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyPlan } from '../../../src/apply/apply.ts';
import { walkRun, whileChanging } from '../../../src/run/session.ts';
import { editDaemonJson, readDaemonJson } from '../../../src/docker/daemon-json.ts';
import { parseServiceStart, parseUnits } from '../../../src/lvm/systemctl.ts';
import type { Step } from '../../../src/model/plan/plan.ts';
import { daemonJsonNow } from '../../../src/observe/docker/engine.ts';
import { blobsOf, fileStep } from '../../../src/plan/steps/files.ts';
import { makePlan } from '../../../src/plan/steps/make-plan.ts';
import { planSetupDirectLvm } from '../../../src/plan/setup/direct-lvm.ts';
import { planJson } from '../../../src/views/changes/plan-json.ts';
import { planText } from '../../../src/views/changes/plan-text.ts';
import { makeStyle } from '../../../src/views/style.ts';
import { blankHost, documentedRequest } from '../../helpers/blank-host.ts';
import { plainAnswer } from '../../../src/views/answer.ts';
import { changingParts } from '../../helpers/changing-parts.ts';
import fc from '../../helpers/fast-check.ts';
import { outcomesOf } from '../../helpers/recorded-outcomes.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { stepId } from '../../helpers/step-id.ts';

const SECRET = 'hunter2-tOkEn';

const CONTENT = `{
  "proxies": { "http-proxy": "http://me:${SECRET}@proxy:3128" },
  "authorization-plugins": ["vault-${SECRET}"],
  "log-opts": { "splunk-token": "${SECRET}" },
  "storage-driver": "overlay2"
}
`;

const WANTED = { storageDriver: 'devicemapper', storageOpts: ['dm.thinpooldev=/dev/mapper/a-b'] };

const QUIET = {
  ...({ json: true, colour: 'never', units: 'iec', quiet: true, verbose: false } as const),
  timings: false,
};

const impossible = (path: string): Step => ({
  ...{
    id: stepId('impossible'),
    title: 'Fail',
    why: 'to be put back',
    documented: null,
    risk: 'safe',
  },
  before: [],
  action: { kind: 'remove-directory', path },
  after: [{ kind: 'directory', path, is: 'absent' }],
  undo: [],
});

/** Edits a daemon.json in a run of its own, which then fails where that is wanted. */
async function runOn(root: string, fails: boolean): Promise<void> {
  const path = `${root}/etc/daemon.json`;
  mkdirSync(`${root}/etc`);
  writeFileSync(path, CONTENT);
  const parts = changingParts(root);
  const old = await daemonJsonNow(parts.reader, path);
  const next = editDaemonJson(CONTENT, WANTED);
  if (!next.ok || old.state !== 'present') throw new Error('the file was not read');
  const file = { path, text: next.value, old };
  const words = { id: stepId('daemon-json'), title: `Write ${path}`, why: 'because' };
  const steps = [fileStep(file, words), ...(fails ? [impossible(`${root}/etc`)] : [])];
  const some = { command: 'setup direct-lvm', refusals: [], warnings: [], layout: null };
  const plan = makePlan({ ...some, steps }, blobsOf([file]));
  const opening = {
    ...{ runId: 'abc123', user: 'tester', version: '0.0.0' },
    request: { command: 'setup direct-lvm', devices: [], options: {} },
  };
  const options = { command: 'setup', lockTimeoutSeconds: 0, output: QUIET };
  await whileChanging(parts, options, async (changing) => {
    const walked = await walkRun(changing, 'abc123', (apply) => applyPlan(apply, plan, opening));
    return { ...plainAnswer('setup'), failures: walked.failures };
  });
}

/** Every file and folder below, with its mode and content. */
function below(root: string) {
  return readdirSync(root, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = `${entry.parentPath}/${entry.name}`;
    const isFolder = entry.isDirectory();
    const mode = statSync(path).mode & 0o7777;
    return { path, isFolder, mode, text: isFolder ? '' : readFileSync(path, 'utf8') };
  });
}

/** What login(1) and systemd give. */
const USUAL = 0o022;
afterEach(() => process.umask(USUAL));

describe.runIf(process.getuid?.() === 0).each([
  ['that comes to its end', false, USUAL],
  ['that fails and is put back', true, USUAL],
  ['that hides nothing by its umask', false, 0],
])('a run %s', (_, fails, umask) => {
  beforeEach(() => process.umask(umask));

  it('keeps what stands in daemon.json out of its journal and its log', async () => {
    const root = await temporaryFolder();
    await runOn(root, fails);

    const kept = [...below(`${root}/state`), ...below(`${root}/log`)];
    const telling = kept.filter(({ text }) => text.includes(SECRET)).map(({ path }) => path);

    expect(kept.map(({ path }) => path)).toEqual(
      expect.arrayContaining([`${root}/log/abc123.log`, `${root}/state/runs/abc123/journal.jsonl`]),
    );
    // The old and the new bytes, which putting back needs.
    expect(telling).toHaveLength(2);
    expect(telling.every((path) => path.includes('/runs/abc123/blobs/'))).toBe(true);
  });

  it('leaves folders that are root’s alone, 0700, and files of 0600 in them', async () => {
    const root = await temporaryFolder();
    await runOn(root, fails);

    for (const folder of [`${root}/state`, `${root}/log`]) {
      expect(statSync(folder)).toMatchObject({ uid: 0, gid: 0 });
      expect(statSync(folder).mode & 0o7777).toBe(0o700);
      for (const { path, isFolder, mode } of below(folder)) {
        expect([path, mode.toString(8)]).toEqual([path, isFolder ? '700' : '600']);
      }
    }
    expect(statSync(`${root}/lock`).mode & 0o7777).toBe(0o600);
  });
});

describe('what is said of a text that is not understood', () => {
  it('of a broken daemon.json holds no value of it', () => {
    const broken = fc
      .tuple(fc.nat(CONTENT.length), fc.nat(2), fc.constantFrom('', ',', ':', '}', '{', '#', '\\'))
      .map(([at, cut, put]) => CONTENT.slice(0, at) + put + CONTENT.slice(at + cut));
    fc.assert(
      fc.property(broken, (text) => {
        const seen = readDaemonJson(text);
        if (!seen.ok) expect(seen.why).not.toContain(SECRET);
      }),
      { numRuns: 500 },
    );
  });

  it('of a unit holds nothing of its environment', () => {
    const [recorded] = outcomesOf('systemctl show');
    const text = recorded?.outcome.stdout ?? '';
    const secret = text.replace('Environment=\n', `Environment=HTTPS_PROXY=http://u:${SECRET}@p\n`);
    expect(secret).toContain(SECRET);

    for (const name of ['Id', 'LoadState', 'ActiveState']) {
      const without = secret.replace(new RegExp(`^${name}=.*\n`, 'm'), '');
      expect(() => parseUnits(without)).toThrow(name);
      expect(() => parseUnits(without)).not.toThrow(SECRET);
    }
    const odd = secret.replace('HTTPS_PROXY=', '');
    const start = (): unknown => parseServiceStart(odd, 'docker.service');
    expect(start).toThrow('NAME=value');
    expect(start).not.toThrow(SECRET);
  });
});

it('a plan is shown without what else stands in daemon.json: as text, as JSON, in its refusals', () => {
  const path = '/etc/docker/daemon.json';
  const onText = (text: string) => {
    const daemonJson = { state: 'present', path, target: path, text, sha256: 'x' } as const;
    const facts = blankHost({ daemonJson });
    return planSetupDirectLvm(facts, documentedRequest(), { nonce: 'n', earlier: null });
  };
  const plan = onText(CONTENT);
  expect(plan.refusals).toEqual([]);
  const shown = [
    planText(plan, makeStyle(false, 'iec')),
    JSON.stringify(planJson(plan, () => 'planned')),
  ];
  expect(shown.join('')).toContain('daemon-json');
  expect(shown.join('')).not.toContain(SECRET);

  const broken = onText(CONTENT.replace('"overlay2"', '"overlay2",'));
  expect(broken.refusals.map(({ code }) => code)).toEqual(['DM042']);
  expect(JSON.stringify(broken)).not.toContain(SECRET);
});

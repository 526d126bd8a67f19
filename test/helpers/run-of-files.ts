import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import type { ApplyParts, Moment } from '../../src/apply/parts.ts';
import { unfinishedRun } from '../../src/apply/runs.ts';
import { createHost } from '../../src/host/create-host.ts';
import type { ApplyEvent } from '../../src/model/plan/events.ts';
import type { Run } from '../../src/model/plan/journal.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import { checkConditions } from '../../src/observe/conditions/conditions.ts';
import { makePlan } from '../../src/plan/steps/make-plan.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { blobsOf, fileStep, folderStep } from '../../src/plan/steps/files.ts';
import { stepId } from './step-id.ts';

/** Thrown where a failpoint kills a run: nothing after it is carried out, as after kill -9. */
export class Death extends Error {}

/** A plan that needs no disk: a folder, a new file in it, and a change to a file that is there. */
export function planOfFiles(root: string): Plan {
  const old = readFileSync(`${root}/config`, 'utf8');
  const fresh = { path: `${root}/new/profile`, text: 'threshold=80\n', old: null };
  const changed = {
    path: `${root}/config`,
    text: `${old}more\n`,
    old: { text: old, sha256: createHash('sha256').update(old).digest('hex') },
  };
  const words = (id: string) => ({ id: stepId(id), title: `Write ${id}`, why: 'because' });
  const steps = [
    folderStep(`${root}/new`, stepId('folder')),
    fileStep(fresh, words('fresh')),
    fileStep(changed, words('changed')),
  ];
  return makePlan({ command: 'setup direct-lvm', steps }, blobsOf([fresh, changed]));
}

/** The folder a plan of files starts from. */
export function startState(root: string): void {
  mkdirSync(`${root}/etc`, { recursive: true });
  writeFileSync(`${root}/etc/config`, 'first\n');
}

/** Every path below a folder with its content: what a run may and may not have changed. */
export function snapshot(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries.map((entry) => {
      const path = `${entry.parentPath}/${entry.name}`;
      return [path, entry.isDirectory() ? 'folder' : readFileSync(path, 'utf8')];
    }),
  );
}

export interface PartsOptions {
  readonly stateDir: string;
  /** Dies at this moment of this step. */
  readonly die?: { readonly moment: Moment; readonly step: string };
}

/** The runner's parts on the real file system, with what it says kept in `events`. */
export function partsFor({ stateDir, die }: PartsOptions): {
  readonly parts: ApplyParts;
  readonly events: ApplyEvent[];
} {
  const host = createHost();
  const events: ApplyEvent[] = [];
  const parts: ApplyParts = {
    host,
    stateDir,
    look: (conditions) => checkConditions(host, conditions),
    listen: (event) => void events.push(event),
    stop: { requested: null },
    failpoint: (moment, step) => {
      if (die?.moment === moment && die.step === step) throw new Death();
    },
  };
  return { parts, events };
}

export const opening = {
  runId: 'abc123',
  request: { command: 'setup direct-lvm', devices: ['/dev/xvdf'], options: {} },
  user: 'root',
  version: '0.0.0',
} as const;

/** A fresh place for a run of files. */
export async function place(): Promise<{ root: string; etc: string; stateDir: string }> {
  const root = await temporaryFolder();
  startState(root);
  return { root, etc: `${root}/etc`, stateDir: `${root}/state` };
}

/** The unfinished run on record there. */
export async function cutOffRun(stateDir: string): Promise<Run> {
  const run = await unfinishedRun(partsFor({ stateDir }).parts.host, stateDir);
  if (run === null) throw new Error('there is no unfinished run');
  return run;
}

import { expect } from 'vitest';
import { applyPlan } from '../../src/apply/apply.ts';
import type { Parts } from '../../src/run/context.ts';
import { changingParts } from './changing-parts.ts';
import { Death, opening, partsFor, planOfFiles, startState } from './run-of-files.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A real folder that stands for a host, and the parts of a command that works in it. */
export interface Place {
  readonly root: string;
  readonly etc: string;
  readonly parts: Parts;
}

/** Makes a host of its own: the start state of `planOfFiles`, and no run on record. */
export async function freshPlace(): Promise<Place> {
  const root = await temporaryFolder();
  startState(root);
  return { root, etc: `${root}/etc`, parts: changingParts(root) };
}

/** Makes a host on which run abc123 died after its second step. */
export async function placeWithInterruptedRun(): Promise<Place> {
  const here = await freshPlace();
  const die = { moment: 'after-result', step: 'fresh' } as const;
  const { parts } = partsFor({ stateDir: here.parts.stateDir, die });
  await expect(applyPlan(parts, planOfFiles(here.etc), opening)).rejects.toThrow(Death);
  return here;
}

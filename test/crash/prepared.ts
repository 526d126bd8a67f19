import type { Job } from '../../src/run/job.ts';
import type { State } from './state.ts';
import { type } from './way-on.ts';

/** The machine after these commands, all of which come to their end. */
export async function after(state: State, jobs: readonly Job[]): Promise<State> {
  for (const job of jobs) {
    const end = await type('again', { name: 'before', state: () => state, job: () => job }, state);
    if (end.exitCode !== 0) throw new Error(end.said);
  }
  return { ...state, faults: [] };
}

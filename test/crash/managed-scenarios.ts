import type { Job } from '../../src/run/job.ts';
import { after } from './prepared.ts';
import type { Scenario } from './scenario.ts';
import { direct, ONE, signed, withImage } from './scenarios.ts';
import { startState } from './start.ts';

const managed = (change = {}): Job => direct(ONE, { managed: true, ...change });

/** The first of its two runs alone: what the second is for is let be. */
function once(change = {}): Job {
  const job = managed(change);
  const survey: Job['survey'] = async (parts) => {
    const seen = await job.survey(parts);
    const [first] = seen.plan.steps;
    return first?.id === 'unit' ? { ...seen, plan: { ...seen.plan, steps: [] } } : seen;
  };
  return { ...job, survey, twice: undefined };
}

/** Docker makes the pool: deaths in the middle of what it does. */
const FIRST_RUN: readonly Scenario[] = [
  { name: 'setup direct-lvm --managed', state: () => startState(), job: () => once() },
  {
    name: 'setup direct-lvm --managed, Docker not started at boot, no daemon.json',
    state: () => startState({ enabled: false, daemonJson: null }),
    job: () => once(),
  },
  {
    name: 'setup direct-lvm --managed, Docker never started',
    state: () => startState({ docker: null }),
    job: () => once(),
  },
  {
    name: 'setup direct-lvm --managed, an image to move in a data root on its own mount',
    state: () => withImage(startState({ mounts: ['/var/lib/docker'] })),
    job: () => once({ moveDataRoot: true }),
  },
  {
    name: 'setup direct-lvm --managed, a signed disk with --wipe-signatures',
    state: () => startState({ disks: [signed()] }),
    job: () => once({ wipeSignatures: true, confirmed: ONE }),
    wiped: ONE,
  },
  {
    name: 'setup direct-lvm --managed, dockerd that does not come up on the pool',
    state: () => startState({ brokenOnPool: true }),
    job: () => once(),
    failsWith: 30,
    refused: 'systemctl start',
  },
];

/** Set-ups by Docker, and the boot unit that follows one. */
export async function managedScenarios(): Promise<readonly Scenario[]> {
  const state = await after(startState(), [once()]);
  const second = {
    name: 'setup direct-lvm --managed, the boot unit afterwards',
    state: () => structuredClone(state),
    job: () => managed(),
  };
  return [...FIRST_RUN, second];
}

import type { DockerInfo } from '../../model/facts/docker-state.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { knownOr } from '../../model/known.ts';
import { attempt } from '../attempt.ts';
import type { Probes } from '../conditions/probes.ts';
import { dockerInfoOf } from './docker.ts';
import { askDockerd, DOCKERD, isInService } from './dockerd.ts';

/**
 * What Docker says of itself, asked once for all conditions; null: it is not running, and was not
 * asked.
 * @throws HostError or ParseError
 */
export const askedInfo = (probes: Probes): Promise<DockerInfo | null> => probes.once(askDocker);

async function askDocker(probes: Probes): Promise<DockerInfo | null> {
  const answered = await probes.once(answerOfDockerd);
  if (answered !== null) return answered;
  const service = (await probes.units()).find(({ name }) => name === DOCKERD.unit);
  return service?.active === 'active' ? dockerInfoOf(probes.host) : null;
}

/**
 * Is docker.service up, by what its dockerd answers? No process. It is asked only where the answer
 * is wanted for itself; anything but yes says nothing.
 */
export const dockerAnswers = async (probes: Probes): Promise<boolean> =>
  (await probes.once(answerOfDockerd)) !== null;

const ASKS_DOCKERD: readonly Condition['kind'][] = [
  'docker-driver',
  'docker-off-pool',
  'engine-pool-size',
];

/** null: nothing in the conditions asks what dockerd says, or it is not there to say it. */
async function answerOfDockerd({ host, kinds }: Probes): Promise<DockerInfo | null> {
  if (!ASKS_DOCKERD.some((kind) => kinds.has(kind))) return null;
  const answer = attempt(async () => ((await isInService(host)) ? askDockerd(host) : null));
  return knownOr(await answer, null);
}

import { dockerEngine, dockerFacts } from '../../src/docker/engine.ts';
import type { DockerFacts } from '../../src/model/facts/docker-state.ts';
import type { Facts } from '../../src/model/facts/facts.ts';

/** What differs from a host, Docker's own facts beside the others. */
export type Changes = Partial<Omit<Facts, 'engine'> & DockerFacts>;

/** Facts of a host with everything seen of Docker as it is read from them. */
export function withDockerFacts(facts: Omit<Facts, 'engine'>, detail: DockerFacts): Facts {
  return { ...facts, engine: dockerEngine(detail, facts.dm) };
}

/** These facts with what differs; what is read from them differs with it. */
export function changed({ engine, ...facts }: Facts, changes: Changes): Facts {
  const { docker, daemonJson, dataRoot, dataRootBackup } = {
    ...dockerFacts({ engine }),
    ...changes,
  };
  const rest = Object.fromEntries(
    Object.entries(changes).filter(([key]) => !(key in dockerFacts({ engine }))),
  ) as Partial<Omit<Facts, 'engine'>>;
  return withDockerFacts({ ...facts, ...rest }, { docker, daemonJson, dataRoot, dataRootBackup });
}

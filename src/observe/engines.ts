import { dockerEngine } from '../docker/engine.ts';
import type { EngineFacts } from '../model/engine.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import type { DockerFacts } from '../model/facts/docker-state.ts';
import type { Host } from '../model/host.ts';
import type { Known } from '../model/known.ts';
import { observeDocker } from './docker/engine.ts';

/** The engine as it is now, for engineFacts. @throws HostError */
export const observeEngine = (host: Host): Promise<DockerFacts> => observeDocker(host);

/**
 * What code outside the engine's own folders knows of it.
 * @param dm the devices of the kernel, as far as they were asked for
 */
export const engineFacts = (seen: DockerFacts, dm: Known<readonly DmDevice[]>): EngineFacts =>
  dockerEngine(seen, dm);

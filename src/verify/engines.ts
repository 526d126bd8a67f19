import type { Facts } from '../model/facts/facts.ts';
import type { DockerReport } from '../model/status.ts';
import { DOCKER_CONFIGURED } from './docker/daemon-json.ts';
import { DEFERRED, DOCKER_NOTES } from './docker/notes.ts';
import { DOCKER_RUNS, dockerReport } from './docker/docker.ts';
import { SIZES } from './docker/sizes.ts';

/** The checks that are an engine's own, by the question that they answer. */
export const ENGINE_CHECKS = {
  runs: DOCKER_RUNS,
  configured: [...DOCKER_CONFIGURED, ...DEFERRED, ...SIZES],
  notes: DOCKER_NOTES,
} as const;

/** Reports the engine for `dmctl status`. */
export const engineReport = (facts: Facts): DockerReport => dockerReport(facts);

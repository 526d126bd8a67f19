import type { EngineName } from '../model/engine.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { ContainerdReport, DockerReport } from '../model/status.ts';
import { containerdReport } from './containerd/report.ts';
import { CONTAINERD_RUNS } from './containerd/runs.ts';
import { CONTAINERD_CONFIGURED, CONTAINERD_NOTES } from './containerd/settings.ts';
import { DOCKER_CONFIGURED } from './docker/daemon-json.ts';
import { DEFERRED, DOCKER_NOTES } from './docker/notes.ts';
import { DOCKER_RUNS, dockerReport } from './docker/docker.ts';
import { SIZES } from './docker/sizes.ts';
import type { Examination } from './examination.ts';

/** The checks that are an engine's own, by the question that they answer. */
export const ENGINE_CHECKS = {
  docker: {
    runs: DOCKER_RUNS,
    configured: [...DOCKER_CONFIGURED, ...DEFERRED, ...SIZES],
    notes: DOCKER_NOTES,
  },
  containerd: {
    runs: CONTAINERD_RUNS,
    configured: CONTAINERD_CONFIGURED,
    notes: CONTAINERD_NOTES,
  },
} as const satisfies Readonly<
  Record<EngineName, Record<'runs' | 'configured' | 'notes', readonly Examination[]>>
>;

/** Reports the engine for `dmctl status`. */
export const engineReport = (
  facts: Facts,
): { readonly docker: DockerReport | null; readonly containerd: ContainerdReport | null } =>
  facts.engine.engine === 'docker'
    ? { docker: dockerReport(facts), containerd: null }
    : { docker: null, containerd: containerdReport(facts) };

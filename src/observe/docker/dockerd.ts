import { parseDockerInfo } from '../../docker/info.ts';
import type { DockerInfo } from '../../model/facts/docker-state.ts';
import type { Host } from '../../model/host.ts';
import { livePid } from '../dmeventd.ts';
import type { Daemon } from '../units.ts';

/** Where dockerd listens unless it is told otherwise, and where `docker` asks (dockerd(8), -H). */
export const DOCKER_SOCKET = '/run/docker.sock';

/** dockerd, however it was started. */
export const DOCKERD: Daemon = {
  unit: 'docker.service',
  pid: (host) => livePid(host, 'dockerd', ['/run/docker.pid', '/var/run/docker.pid']),
};

/** A daemon that hangs on its pool never answers. */
const TIMEOUT_MS = 60_000;

/** A line of proc_pid_cgroup(5), of either version, whose last folder is systemd's for the unit. */
const IN_SERVICE = /^\d+:[^:]*:\/(?:[^\n]*\/)?docker\.service$/m;

/**
 * What the daemon says of itself on its socket: GET /info, which `docker info` prints. No process.
 * null: nobody listens there.
 * @throws HostError or ParseError
 */
export async function askDockerd(host: Host): Promise<DockerInfo | null> {
  const answer = await host.getFromSocket(DOCKER_SOCKET, '/info', TIMEOUT_MS);
  return answer === null ? null : parseDockerInfo(answer);
}

/**
 * Is there a dockerd in the control group of docker.service? Only yes counts: its pid file may lie
 * elsewhere, and systemd knows of units that have no process any more. No process.
 * @throws HostError
 */
export async function isInService(host: Host): Promise<boolean> {
  const pid = (await host.readText('/run/docker.pid'))?.trim() ?? '';
  if (!/^\d+$/.test(pid)) return false;
  const name = await host.readText(`/proc/${pid}/comm`);
  if (name?.trim() !== 'dockerd') return false;
  return IN_SERVICE.test((await host.readText(`/proc/${pid}/cgroup`)) ?? '');
}

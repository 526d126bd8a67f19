import { setTimeout as pause } from 'node:timers/promises';
import { DOCKER_PROGRAMS } from '../../logs/docker/dockerd.ts';
import { parseDockerInfo } from '../../docker/info.ts';
import type { DockerInfo } from '../../model/facts/docker-state.ts';
import { HostError, type Host } from '../../model/host.ts';
import { type Daemon, livePid, lives } from '../units.ts';

/** Where dockerd listens unless it is told otherwise (dockerd(8), -H). */
export const DOCKER_SOCKET = '/run/docker.sock';

/** dockerd, however it was started. */
export const DOCKERD: Daemon = {
  unit: 'docker.service',
  pid: (host) => livePid(host, DOCKER_PROGRAMS, ['/run/docker.pid', '/var/run/docker.pid']),
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
 * Would the client ask another socket than `askDockerd`? It asks /var/run/docker.sock, which is the same
 * where /var/run is a link to /run. No process. @throws HostError
 */
export const clientAsksElsewhere = async (host: Host): Promise<boolean> =>
  (await host.realPath('/var/run')) !== '/run';

/**
 * Is there a dockerd in the control group of docker.service? Only yes counts: its pid file may lie
 * elsewhere, and systemd knows of units that have no process any more. No process.
 * @throws HostError
 */
export async function isInService(host: Host): Promise<boolean> {
  const pid = (await host.readText('/run/docker.pid'))?.trim() ?? '';
  if (!(await lives(host, pid, DOCKER_PROGRAMS))) return false;
  return IN_SERVICE.test((await host.readText(`/proc/${pid}/cgroup`)) ?? '');
}

/**
 * Full path of dockerd: the one that docker.service starts, else the one in a usual place, else the one that
 * runs. null: there is none. No process.
 * @param starts the program of docker.service; null: unknown, or it is something else that starts dockerd
 * @throws HostError when others than root can write to it or to a directory above it
 */
export async function dockerdPath(host: Host, starts: string | null): Promise<string | null> {
  const usual = (await host.locate('dockerd')) ?? (await host.locate('dockerd', OF_RED_HAT));
  const isNamed = starts !== null && isDockerd(starts) && starts !== usual;
  const started = isNamed ? await host.locate('dockerd', starts) : null;
  if (started !== null || usual !== null) return started ?? usual;
  const pid = await DOCKERD.pid(host);
  const runs = pid === null ? null : await host.realPath(`/proc/${String(pid)}/exe`);
  return runs !== null && isDockerd(runs) ? host.locate('dockerd', runs) : null;
}

/** Where Red Hat's Docker 1.12 and 1.13 for RHEL 7 have it. */
const OF_RED_HAT = '/usr/bin/dockerd-current';

const isDockerd = (path: string): boolean =>
  path.startsWith('/') && DOCKER_PROGRAMS.includes(path.slice(path.lastIndexOf('/') + 1));

const STEP_MS = 500;
/** systemd's unit has no limit; a dockerd that sets up a slow disk takes half a minute. */
const LONGEST_MS = 300_000;
/** Observations without a dockerd before giving up: the init script has only just forked it. */
const GONE = 4;

/** Waits until dockerd answers or is gone; @see startDocker. The next look decides what happened. */
export async function awaitDockerd(host: Host): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  let missed = 0;
  for (let left = LONGEST_MS; left > 0 && missed < GONE; left = end - performance.now()) {
    if (await answers(host, left)) return;
    missed = (await DOCKERD.pid(host)) === null ? missed + 1 : 0;
    await pause(STEP_MS);
  }
}

async function answers(host: Host, limitMs: number): Promise<boolean> {
  try {
    return (await host.getFromSocket(DOCKER_SOCKET, '/info', limitMs)) !== null;
  } catch (error) {
    if (error instanceof HostError) return false;
    throw error;
  }
}

import { dockerInfo, parseDockerInfo } from '../../docker/info.ts';
import { INIT_SCRIPT_FILES, outsideOptions } from '../../docker/outside-options.ts';
import { dockerdVersion, parseDockerdVersion } from '../../docker/version.ts';
import type {
  DockerInfo,
  DockerState,
  OutsideOption,
  ServiceManager,
  UnitState,
} from '../../model/facts/docker-state.ts';
import { HostError, type Host } from '../../model/host.ts';
import { known, knownOr, mapKnown, unknown, type Known } from '../../model/known.ts';
import { answerOf, attempt } from '../attempt.ts';
import { BOOT_UNITS } from '../../model/engine-name.ts';
import type { ServiceStart } from '../../lvm/systemctl.ts';
import { startErrorOf } from '../service-words.ts';
import { isSystemd, units, type ShownUnits } from '../units.ts';
import { askDockerd, clientAsksElsewhere, DOCKER_SOCKET, DOCKERD, dockerdPath } from './dockerd.ts';

/** Docker itself, and what decides whether its pool is there before it at the next boot. */
const WATCHED_UNITS: readonly string[] = [
  'docker.service',
  'docker.socket',
  'lvm2-monitor.service',
  'dm-event.socket',
  'dm-event.service',
  BOOT_UNITS.docker,
];

/**
 * What the daemon says of itself; the client is asked where it has another socket to ask.
 * @throws HostError or ParseError
 */
export async function dockerInfoOf(host: Host): Promise<DockerInfo> {
  const answered = await askDockerd(host);
  if (answered !== null) return answered;
  if (await clientAsksElsewhere(host)) return parseDockerInfo(await answerOf(host, dockerInfo()));
  throw new HostError('cannot-read', DOCKER_SOCKET, `nobody listens on ${DOCKER_SOCKET}`);
}

/**
 * Options dockerd gets from elsewhere than daemon.json. No process.
 * @throws HostError when a file that is there cannot be read
 */
async function outsideOf(
  host: Host,
  start: ServiceStart | null,
): Promise<readonly OutsideOption[]> {
  const paths = start?.environmentFiles ?? INIT_SCRIPT_FILES;
  const read = paths.map(async (path) => ({ path, text: await host.readText(path) }));
  const files = (await Promise.all(read)).flatMap(({ path, text }) =>
    text === null ? [] : [{ path, text }],
  );
  return outsideOptions(start, files);
}

/**
 * Docker as it is now. `docker info` is asked only while the daemon is running: docker.socket alone
 * would start it. One process for systemd, and one (`dockerd --version`) while Docker does not answer. The
 * error of a Docker that does not start is left to `withStartError`.
 */
export async function dockerState(host: Host): Promise<DockerState> {
  const found = await attempt(() => units(host, WATCHED_UNITS, [DOCKERD]));
  const start = found.known ? await attempt(() => found.value.startOf(DOCKERD.unit)) : found;
  const running = await isRunning(host, found);
  const info = (await comesBack(host, found)) ? unknown(COMES_BACK) : await infoOf(host, running);
  const starts = found.known ? start : known(null);
  const program = starts.known
    ? await attempt(() => dockerdPath(host, programOf(starts.value)))
    : starts;
  return {
    program,
    version: await versionOf(host, info, program),
    manager: found.known ? await serviceManager(host, found.value) : 'none',
    units: mapKnown(found, ({ states }) => states),
    running,
    info,
    outside: start.known ? await attempt(() => outsideOf(host, start.value)) : start,
    startError: null,
  };
}

/** Adds the error with which dockerd ended where it does not start: one process then (journalctl). */
export async function withStartError(host: Host, docker: DockerState): Promise<DockerState> {
  const failed = docker.units.known && serviceOf(docker.units.value)?.active === 'failed';
  const isDown = failed && !knownOr(docker.running, false);
  const isBetweenStarts = !docker.info.known && docker.info.why === COMES_BACK;
  if (!isDown && !isBetweenStarts) return docker;
  return { ...docker, startError: await startErrorOf(host, DOCKERD.unit) };
}

const COMES_BACK = 'docker.service fails to start, and systemd starts it again';

/** A unit that is on its way up without a process waits for its next start (systemd.service(5), Restart=). */
async function comesBack(host: Host, found: Known<ShownUnits>): Promise<boolean> {
  if (!found.known || serviceOf(found.value.states)?.active !== 'activating') return false;
  const pid = await attempt(() => DOCKERD.pid(host));
  return pid.known && pid.value === null;
}

const serviceOf = (states: readonly UnitState[]): UnitState | undefined =>
  states.find(({ name }) => name === DOCKERD.unit);

/** What is not `inactive` or `failed` is up, on its way up or on its way down. */
async function isRunning(host: Host, found: Known<ShownUnits>): Promise<Known<boolean>> {
  if (!found.known) return found;
  const service = serviceOf(found.value.states);
  if (service && service.active !== 'inactive' && service.active !== 'failed') return known(true);
  return attempt(async () => (await DOCKERD.pid(host)) !== null);
}

const INIT_SCRIPT = '/etc/init.d/docker';

/** How Docker is started here. systemd makes a unit of an init script by itself. */
async function serviceManager(host: Host, found: ShownUnits): Promise<ServiceManager> {
  if (serviceOf(found.states)?.loaded === true) return 'systemd';
  if (await isSystemd(host)) return 'none';
  return (await host.lstat(INIT_SCRIPT)) === null ? 'none' : 'sysv';
}

async function infoOf(host: Host, running: Known<boolean>): Promise<Known<DockerInfo | null>> {
  if (!running.known) return unknown(`whether Docker is running: ${running.why}`);
  return running.value ? attempt(() => dockerInfoOf(host)) : known(null);
}

async function versionOf(
  host: Host,
  info: Known<DockerInfo | null>,
  program: Known<string | null>,
): Promise<Known<string | null>> {
  if (info.known && info.value !== null) return known(upstreamVersion(info.value.serverVersion));
  if (!program.known || program.value === null) return program;
  const path = program.value;
  return attempt(async () => {
    const at = path === (await host.locate('dockerd')) ? null : path;
    return parseDockerdVersion(await answerOf(host, dockerdVersion(at)));
  });
}

/** The program of docker.service. */
const programOf = (start: ServiceStart | null): string | null =>
  start?.execStart.at(-1)?.[0] ?? null;

/** `20.10.24` of Debian's `20.10.24+dfsg1`, as `dockerd --version` is read. */
function upstreamVersion(text: string): string {
  return /^\d+(?:\.\d+)+/.exec(text)?.[0] ?? text;
}

import { parseUnits, unitStates, type Units } from '../docker/service.ts';
import type { ServiceManager, UnitState } from '../model/facts/docker-state.ts';
import { ParseError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { answerOf } from './attempt.ts';
import { livePid } from './dmeventd.ts';

/** sd_booted(3): this folder is there exactly while systemd is the init. */
const BOOTED = '/run/systemd/system';
const INIT_SCRIPT = '/etc/init.d/docker';

const NO_UNIT: Omit<Units, 'units'> = { execStart: [], environment: {}, environmentFiles: [] };

export const isSystemd = async (host: Host): Promise<boolean> =>
  (await host.lstat(BOOTED)) !== null;

/**
 * The state of units, one process. Without systemd there are none; docker.service then stands for
 * dockerd however it was started, and is active while its process lives.
 * @throws HostError or ParseError
 */
export async function units(host: Host, names: readonly string[]): Promise<Units> {
  if (await isSystemd(host)) return allOf(names, await answerOf(host, unitStates(names)));
  const alive = (await dockerdPid(host)) !== null;
  const state = (name: string): UnitState => ({
    name,
    loaded: false,
    active: alive && name === 'docker.service' ? 'active' : 'inactive',
    enabled: '',
  });
  return { ...NO_UNIT, units: names.map(state) };
}

/** @throws ParseError when a unit was left out: the answer was cut off */
function allOf(names: readonly string[], stdout: string): Units {
  const found = parseUnits(stdout);
  if (found.units.length === names.length) return found;
  const seen = found.units.map(({ name }) => name).join(' ');
  throw new ParseError('systemctl show', names.join(' '), seen);
}

/** Pid of a live dockerd, or null. @throws HostError */
export const dockerdPid = (host: Host): Promise<number | null> =>
  livePid(host, 'dockerd', ['/run/docker.pid', '/var/run/docker.pid']);

/** How Docker is started here. systemd makes a unit of an init script by itself. */
export async function serviceManager(host: Host, found: Units): Promise<ServiceManager> {
  const service = found.units.find(({ name }) => name === 'docker.service');
  if (service?.loaded === true) return 'systemd';
  if (await isSystemd(host)) return 'none';
  return (await host.lstat(INIT_SCRIPT)) === null ? 'none' : 'sysv';
}

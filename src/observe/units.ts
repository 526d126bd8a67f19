import { bootUnitLink, unitPath } from '../lvm/boot-unit.ts';
import {
  parseServiceStart,
  parseUnits,
  type ServiceStart,
  showStart,
  showStates,
  showUnits,
  stoppedAtUnit,
} from '../lvm/systemctl.ts';
import type { EngineService } from '../model/engine.ts';
import { ParseError } from '../model/errors.ts';
import type { BootUnit } from '../model/facts/boot-unit.ts';
import type { UnitState } from '../model/facts/docker-state.ts';
import type { Host } from '../model/host.ts';
import { sha256Of } from '../model/sha256.ts';
import { answerOf, attempt, mustSucceed } from './attempt.ts';

const PID_FILES = ['/run/dmeventd.pid', '/var/run/dmeventd.pid'];

/** Is there a live process of this pid and one of these names? (proc_pid_comm(5)) @throws HostError */
export async function lives(host: Host, pid: string, names: readonly string[]): Promise<boolean> {
  if (!/^\d+$/.test(pid)) return false;
  return names.includes((await host.readText(`/proc/${pid}/comm`))?.trim() ?? '');
}

/**
 * Pid of a live process of one of those names, or null: first by its pid file, then among all processes.
 * @throws HostError
 */
export async function livePid(
  host: Host,
  names: readonly string[],
  pidFiles: readonly string[],
): Promise<number | null> {
  for (const file of pidFiles) {
    const pid = (await host.readText(file))?.trim() ?? '';
    if (await lives(host, pid, names)) return Number(pid);
  }
  for (const pid of (await host.list('/proc')) ?? []) {
    if (await lives(host, pid, names)) return Number(pid);
  }
  return null;
}

/** Pid of dmeventd(8), which extends the pool, or null. @throws HostError */
export const dmeventdPid = (host: Host): Promise<number | null> =>
  livePid(host, ['dmeventd'], PID_FILES);

/**
 * Reads the boot unit from disk: systemd itself goes by these files at the next boot. No process.
 * @param service the engine's, which wants it
 */
export const bootUnit = (
  host: Host,
  service: Pick<EngineService, 'unit' | 'bootUnit'>,
): Promise<BootUnit> =>
  attempt(async () => {
    const path = unitPath(service.bootUnit);
    const text = await host.readText(path);
    if (text === null) return { text, sha256: null, enabled: false };
    const leadsTo = await host.realPath(bootUnitLink(service));
    const enabled = leadsTo !== null && leadsTo === (await host.realPath(path));
    return { text, sha256: sha256Of(text), enabled };
  });

/** sd_booted(3): this folder is there exactly while systemd is the init. */
const BOOTED = '/run/systemd/system';

export const isSystemd = async (host: Host): Promise<boolean> =>
  (await host.lstat(BOOTED)) !== null;

/** A daemon that also runs where there is no systemd. */
export interface Daemon {
  /** Its systemd unit, `docker.service`. */
  readonly unit: string;
  /** Pid of a live one, however it was started, or null. @throws HostError */
  readonly pid: (host: Host) => Promise<number | null>;
}

/** Units, and how a service of them starts its program; null: there is no systemd. */
export interface ShownUnits {
  readonly states: readonly UnitState[];
  /** @throws HostError or ParseError */
  readonly startOf: (service: string) => Promise<ServiceStart | null>;
}

/**
 * The state of units, one process. Without systemd there are none; the unit of a daemon then stands
 * for the daemon however it was started, and is active while its process lives.
 * @throws HostError or ParseError
 */
export async function units(
  host: Host,
  names: readonly string[],
  daemons: readonly Daemon[],
): Promise<ShownUnits> {
  if (await isSystemd(host)) return shownBySystemd(host, names);
  const states = names.map(async (name): Promise<UnitState> => {
    const daemon = daemons.find(({ unit }) => unit === name);
    const lives = daemon !== undefined && (await daemon.pid(host)) !== null;
    return {
      name,
      loaded: false,
      active: lives ? 'active' : 'inactive',
      enabled: '',
      stale: false,
    };
  });
  return { states: await Promise.all(states), startOf: () => Promise.resolve(null) };
}

/** One process; where systemctl stops at a unit one more for the states, and one for each start. */
async function shownBySystemd(host: Host, names: readonly string[]): Promise<ShownUnits> {
  const together = showUnits(names);
  const outcome = await host.run(together);
  const stopped = stoppedAtUnit(outcome);
  const shown = stopped
    ? await answerOf(host, showStates(names))
    : mustSucceed(together, outcome).stdout;
  const startOf = async (service: string): Promise<ServiceStart> =>
    parseServiceStart(stopped ? await answerOf(host, showStart(service)) : shown, service);
  return { states: allOf(names, shown), startOf };
}

/** @throws ParseError when a unit was left out: the answer was cut off */
function allOf(names: readonly string[], stdout: string): readonly UnitState[] {
  const found = parseUnits(stdout);
  if (found.length === names.length) return found;
  const seen = found.map(({ name }) => name).join(' ');
  throw new ParseError('systemctl show', names.join(' '), seen);
}

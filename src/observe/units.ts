import { parseUnits, showUnits } from '../lvm/systemctl.ts';
import type { UnitState } from '../model/facts/docker-state.ts';
import { ParseError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { answerOf } from './attempt.ts';

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

/** Units, and what systemctl(1) printed of them; null: there is no systemd. */
export interface ShownUnits {
  readonly states: readonly UnitState[];
  readonly stdout: string | null;
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
  if (await isSystemd(host)) {
    const stdout = await answerOf(host, showUnits(names));
    return { states: allOf(names, stdout), stdout };
  }
  const states = names.map(async (name): Promise<UnitState> => {
    const daemon = daemons.find(({ unit }) => unit === name);
    const lives = daemon !== undefined && (await daemon.pid(host)) !== null;
    return { name, loaded: false, active: lives ? 'active' : 'inactive', enabled: '' };
  });
  return { states: await Promise.all(states), stdout: null };
}

/** @throws ParseError when a unit was left out: the answer was cut off */
function allOf(names: readonly string[], stdout: string): readonly UnitState[] {
  const found = parseUnits(stdout);
  if (found.length === names.length) return found;
  const seen = found.map(({ name }) => name).join(' ');
  throw new ParseError('systemctl show', names.join(' '), seen);
}

import { creationTimes, parseCreationTimes } from '../../lvm/creation.ts';
import type { BlockDevice } from '../../lvm/lsblk.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { Signature } from '../../model/facts/device.ts';
import type { DmDevice, ThinPoolDevice, ThinPoolTable } from '../../model/facts/dm.ts';
import type { UnitState } from '../../model/facts/docker-state.ts';
import type { Host } from '../../model/host.ts';
import type { LvmState } from '../../model/facts/lvm-state.ts';
import { answerOf, attempt, once } from '../attempt.ts';
import { blockDevices, resolveDevice, signaturesOn } from '../devices.ts';
import { dmDevices, poolTables, thinPools } from '../device-mapper.ts';
import { lvmState } from '../lvm.ts';
import { units, type Daemon } from '../units.ts';

/**
 * Looks at the host that conditions share: each is taken at most once, and only when a condition
 * asks for it. All throw HostError or ParseError.
 */
export interface Probes {
  readonly host: Host;
  lvm(): Promise<LvmState>;
  /** Seconds since 1970 at which each volume was made, by `VG/LV`. */
  created(): Promise<ReadonlyMap<string, number>>;
  dm(): Promise<readonly DmDevice[]>;
  thinPools(): Promise<readonly ThinPoolDevice[]>;
  /** The live tables of thin pools, and those that wait. */
  poolTables(): Promise<Readonly<Record<'live' | 'waiting', readonly ThinPoolTable[]>>>;
  /** States of all units in the conditions, and of the daemons. */
  units(): Promise<readonly UnitState[]>;
  /** Kinds of the conditions that are looked at together. */
  readonly kinds: ReadonlySet<Condition['kind']>;
  /** A look of an engine's own: the same function is asked once for all conditions. */
  once<T>(look: (probes: Probes) => Promise<T>): Promise<T>;
  /** All devices in the conditions, by device number. */
  blockDevices(): Promise<ReadonlyMap<string, BlockDevice>>;
  signatures(): Promise<readonly Signature[]>;
  /** Of one device; asked once, since a second exclusive open would meet the first. */
  canOpenExclusively(realPath: string): Promise<boolean>;
}

type OnDevice = Extract<Condition, { kind: `device-${string}` | 'docker-made' }>;

/** Only these need lsblk; a physical volume with a UUID of ours is found by its device number alone. */
const isOnDevice = (condition: Condition): condition is OnDevice =>
  /^(device-|docker-made$)/.test(condition.kind);

/**
 * Looks for exactly these conditions: what they name is asked for together.
 * @param daemons those of the engines
 */
export function createProbes(
  host: Host,
  conditions: readonly Condition[],
  daemons: readonly Daemon[],
): Probes {
  const unitNames = conditions.flatMap((c) => ('names' in c ? c.names : []));
  const allUnits = [...new Set([...daemons.map(({ unit }) => unit), ...unitNames])];
  const devicePaths = conditions.flatMap((c) => (isOnDevice(c) ? [c.device.path] : []));
  const blocks = once(async () => {
    const names = devicePaths.map((path) => attempt(() => resolveDevice(host, path)));
    const paths = (await Promise.all(names)).flatMap((n) => (n.known ? [n.value.realPath] : []));
    return blockDevices(host, [...new Set(paths)]);
  });
  const dm = once(() => dmDevices(host));
  const opened = new Map<string, Promise<boolean>>();
  const looks = new Map<unknown, Promise<unknown>>();
  const probes: Probes = {
    host,
    lvm: once(() => lvmState(host, dm)),
    created: once(async () => parseCreationTimes(await answerOf(host, creationTimes()))),
    dm,
    thinPools: once(() => thinPools(host)),
    poolTables: once(() => poolTables(host)),
    units: once(async () => (await units(host, allUnits, daemons)).states),
    kinds: new Set(conditions.map(({ kind }) => kind)),
    once: <T>(look: (all: Probes) => Promise<T>) => {
      const answer = looks.get(look) ?? look(probes);
      looks.set(look, answer);
      return answer as Promise<T>;
    },
    blockDevices: blocks,
    signatures: once(async () => signaturesOn(host, [...(await blocks()).values()])),
    canOpenExclusively: (realPath) => {
      const answer = opened.get(realPath) ?? host.canOpenExclusively(realPath);
      opened.set(realPath, answer);
      return answer;
    },
  };
  return probes;
}

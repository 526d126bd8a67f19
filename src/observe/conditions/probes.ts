import { creationTimes, parseCreationTimes } from '../../lvm/creation.ts';
import type { BlockDevice } from '../../lvm/lsblk.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { Signature } from '../../model/facts/device.ts';
import type { DmDevice, ThinPoolDevice, ThinPoolTable } from '../../model/facts/dm.ts';
import type { DockerInfo, UnitState } from '../../model/facts/docker-state.ts';
import type { Host } from '../../model/host.ts';
import { knownOr } from '../../model/known.ts';
import type { LvmState } from '../../model/facts/lvm-state.ts';
import { answerOf, attempt, once } from '../attempt.ts';
import { blockDevices, resolveDevice, signaturesOn } from '../devices.ts';
import { dmDevices, poolTables, thinPools } from '../device-mapper.ts';
import { dockerInfoOf } from '../docker/docker.ts';
import { askDockerd, isInService } from '../docker/dockerd.ts';
import { lvmState } from '../lvm.ts';
import { units } from '../units.ts';

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
  /** Of all units in the conditions, and docker.service. */
  units(): Promise<readonly UnitState[]>;
  /** null: Docker is not running, and was not asked. */
  dockerInfo(): Promise<DockerInfo | null>;
  /**
   * docker.service is up, by what its dockerd answers: no process. Asked only where the answer is
   * wanted for itself; anything but yes says nothing.
   */
  dockerAnswers(): Promise<boolean>;
  /** Of all devices in the conditions, by device number. */
  blockDevices(): Promise<ReadonlyMap<string, BlockDevice>>;
  signatures(): Promise<readonly Signature[]>;
  /** Of one device; asked once, since a second exclusive open would meet the first. */
  canOpenExclusively(realPath: string): Promise<boolean>;
}

type OnDevice = Extract<Condition, { kind: `device-${string}` | 'docker-made' }>;

/** Only these need lsblk; a physical volume with a UUID of ours is found by its device number alone. */
const isOnDevice = (condition: Condition): condition is OnDevice =>
  /^(device-|docker-made$)/.test(condition.kind);

/** Looks for exactly these conditions: what they name is asked for together. */
export function createProbes(host: Host, conditions: readonly Condition[]): Probes {
  const unitNames = conditions.flatMap((c) => ('names' in c ? c.names : []));
  const devicePaths = conditions.flatMap((c) => (isOnDevice(c) ? [c.device.path] : []));
  const unitsOnce = once(
    async () => (await units(host, [...new Set(['docker.service', ...unitNames])])).units,
  );
  const blocks = once(async () => {
    const names = devicePaths.map((path) => attempt(() => resolveDevice(host, path)));
    const paths = (await Promise.all(names)).flatMap((n) => (n.known ? [n.value.realPath] : []));
    return blockDevices(host, [...new Set(paths)]);
  });
  const answer = once(() => answerOfDockerd(host, conditions));
  const dm = once(() => dmDevices(host));
  const opened = new Map<string, Promise<boolean>>();
  return {
    host,
    lvm: once(() => lvmState(host, dm)),
    created: once(async () => parseCreationTimes(await answerOf(host, creationTimes()))),
    dm,
    thinPools: once(() => thinPools(host)),
    poolTables: once(() => poolTables(host)),
    units: unitsOnce,
    dockerAnswers: async () => (await answer()) !== null,
    dockerInfo: once(async () => {
      const answered = await answer();
      if (answered !== null) return answered;
      const service = (await unitsOnce()).find(({ name }) => name === 'docker.service');
      return service?.active === 'active' ? dockerInfoOf(host) : null;
    }),
    blockDevices: blocks,
    signatures: once(async () => signaturesOn(host, [...(await blocks()).values()])),
    canOpenExclusively: (realPath) => {
      const answer = opened.get(realPath) ?? host.canOpenExclusively(realPath);
      opened.set(realPath, answer);
      return answer;
    },
  };
}

const ASKS_DOCKERD: ReadonlySet<Condition['kind']> = new Set([
  'docker-driver',
  'docker-off-pool',
  'docker-pool-size',
]);

/** null: nothing in the conditions asks what dockerd says, or it is not there to say it. */
async function answerOfDockerd(
  host: Host,
  conditions: readonly Condition[],
): Promise<DockerInfo | null> {
  if (!conditions.some(({ kind }) => ASKS_DOCKERD.has(kind))) return null;
  const answer = attempt(async () => ((await isInService(host)) ? askDockerd(host) : null));
  return knownOr(await answer, null);
}

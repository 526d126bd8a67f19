import type { Facts } from '../../model/facts/facts.ts';
import {
  type Request,
  SETUP_DEFAULTS,
  type SetupDirectLvmRequest,
} from '../../model/plan/journal.ts';
import type { LogicalVolume, LvmState } from '../../model/facts/lvm-state.ts';
import type { PoolLayout } from '../../model/plan/plan.ts';
import { poolSizeWords } from '../../model/plan/pool-size.ts';
import { formatBytes, type Bytes } from '../../model/units.ts';
import { plansOf } from '../engines.ts';

/** The thin pool with the requested name; null if there is none. */
export function poolInPlace(
  state: LvmState,
  { vg, pool }: Pick<SetupDirectLvmRequest, 'vg' | 'pool'>,
): LogicalVolume | null {
  return (
    state.lvs.find((lv) => lv.vg === vg && lv.name === pool && lv.segmentType === 'thin-pool') ??
    null
  );
}

/** The pool as requested, and as it is. */
export interface PoolInPlace {
  readonly facts: Facts;
  readonly request: SetupDirectLvmRequest;
  readonly pool: LogicalVolume;
  readonly layout: PoolLayout | null;
  /** The request of the run that created the pool; null if it is not on record. */
  readonly earlier: Request | null;
}

/**
 * Lists what differs from the request, one line each; empty if the pool is as requested. A pool that was
 * extended since is not a difference, and neither is a disk that was added to it.
 */
export function differences(site: PoolInPlace): readonly string[] {
  return [
    ...deviceDifferences(site),
    ...chunkDifferences(site),
    ...(site.earlier === null ? sizeDifferences(site) : requestDifferences(site, site.earlier)),
    ...policyDifferences(site),
    ...plansOf(site.facts).differences(site.facts, site.request),
  ];
}

function deviceDifferences({ facts, request }: PoolInPlace): readonly string[] {
  return facts.devices.flatMap((device) => {
    if (!device.usable) return [`${device.path}: ${device.why}`];
    if (!device.pv.known) return [`${device.path}: ${device.pv.why}`];
    return device.pv.value?.vg === request.vg
      ? []
      : [`${device.path} is not in volume group ${request.vg}`];
  });
}

function chunkDifferences({ request, pool }: PoolInPlace): readonly string[] {
  if (pool.chunkSize === request.chunkSize) return [];
  const found = pool.chunkSize === null ? 'unknown' : formatBytes(pool.chunkSize);
  return [`chunk size is ${found}, requested ${formatBytes(request.chunkSize)}`];
}

/** Compares sizes where no request is on record; one extent is rounding. */
function sizeDifferences({ request, pool, layout }: PoolInPlace): readonly string[] {
  // What the group has free now says nothing of the pool that has taken its share.
  if (layout === null || request.devices.length === 0) return [];
  const wanted = layout.data * layout.extentSize;
  if (pool.size >= wanted - layout.extentSize) return [];
  return [`data has ${formatBytes(pool.size)}, requested ${formatBytes(wanted as Bytes)}`];
}

const SHAPING: Readonly<Record<keyof typeof SETUP_DEFAULTS, string>> = {
  dataPercent: '--data-percent',
  metadataPercent: '--metadata-percent',
  reserveStep: '--reserve-step',
  size: '--size',
};

/** A key that the earlier request lacks had its default: dmctl did not have that flag yet. */
function requestDifferences({ request }: PoolInPlace, earlier: Request): readonly string[] {
  const options: Request['options'] = { ...SETUP_DEFAULTS, ...earlier.options };
  const keys = Object.keys(SETUP_DEFAULTS) as (keyof typeof SETUP_DEFAULTS)[];
  const asked = { ...request, size: poolSizeWords(request.size) };
  const words = (value: unknown): string => (value === '' ? 'of all free space' : String(value));
  return keys
    .filter((key) => options[key] !== asked[key])
    .map(
      (key) =>
        `it was set up with ${SHAPING[key]} ${words(options[key])}, requested ${words(asked[key])}`,
    );
}

function policyDifferences({ facts, request }: PoolInPlace): readonly string[] {
  const { profileSettings } = facts;
  if (!profileSettings.known) return [`profile: ${profileSettings.why}`];
  const found = profileSettings.value;
  if (found === null) return [];
  const { autoextendThreshold: threshold, autoextendPercent: percent } = request;
  return [
    ...(found.threshold === threshold
      ? []
      : [`autoextend threshold is ${String(found.threshold)}, requested ${String(threshold)}`]),
    ...(found.percent === percent
      ? []
      : [`autoextend percent is ${String(found.percent)}, requested ${String(percent)}`]),
  ];
}

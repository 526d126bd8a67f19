import type { EngineName } from '../../model/engine.ts';
import type { PoolReport } from '../../model/check.ts';
import type { Status } from '../../model/status.ts';
import { engineGauges } from './engine-gauges.ts';
import type { MetricSample } from './exposition.ts';
import { both, flag, one, ratio, type Gauge } from './gauge.ts';

/** When an observation was made, and how long it took. */
export interface Observation {
  /** Seconds since 1970. */
  readonly at: number;
  readonly seconds: number;
  /** A run was interrupted and has not ended; null if it is unknown. */
  readonly unfinishedRun: boolean | null;
}

/** The gauges when the pool could not be observed. */
export const failedLook = (look: Observation): readonly Gauge[] => [
  upGauge(0),
  ...lookGauges(look),
];

/**
 * All gauges of `dmctl metrics`. Sizes are bytes, ratios from 0 to 1, states 0 or 1.
 * @param layers number of layers that Docker has a thin device for; null if it is unknown
 */
export function metricsOf(
  status: Status,
  layers: number | null,
  look: Observation,
): readonly Gauge[] {
  const { pool } = status;
  return [
    upGauge(1),
    infoGauge(status),
    ...(pool === null ? [] : poolGauges(pool)),
    ...engineGauges(status, layers),
    problemGauge(status),
    ...lookGauges(look),
  ];
}

/** Gauges that are about the host, not about a pool. */
const OF_HOST = [
  'dmctl_up',
  'dmctl_unfinished_run',
  'dmctl_look_timestamp_seconds',
  'dmctl_look_duration_seconds',
];

/** The gauges of all pools of a host; where there are several, each sample names the engine of its pool. */
export function gaugesTogether(
  pools: readonly { readonly engine: EngineName; readonly gauges: readonly Gauge[] }[],
): readonly Gauge[] {
  const [first, ...others] = pools;
  if (first === undefined || others.length === 0) return first?.gauges ?? [];
  const all = new Map<string, Gauge>();
  for (const { engine, gauges } of pools) {
    for (const gauge of gauges) {
      const known = all.get(gauge.name);
      if (OF_HOST.includes(gauge.name)) {
        all.set(gauge.name, known ?? gauge);
        continue;
      }
      const samples = gauge.samples.map((one) => ({ ...one, labels: { ...one.labels, engine } }));
      all.set(gauge.name, { ...gauge, samples: [...(known?.samples ?? []), ...samples] });
    }
  }
  return [...all.values()];
}

const upGauge = (value: 0 | 1): Gauge => one('up', 'The pool could be observed.', value);

const lookGauges = ({ at, seconds, unfinishedRun }: Observation): readonly Gauge[] => [
  one(
    'unfinished_run',
    'A run of dmctl was interrupted, and neither resumed nor rolled back.',
    flag(unfinishedRun),
  ),
  one('look_timestamp_seconds', 'Time of the observation in seconds since 1970.', at),
  one('look_duration_seconds', 'Duration of the observation in seconds.', seconds),
];

function infoGauge({ engine, mode, pool, docker }: Status): Gauge {
  const labels = {
    pool: pool?.name ?? '',
    mode: mode ?? '',
    volume_group: pool?.vg ?? '',
    engine,
    storage_driver: docker?.storageDriver ?? '',
    docker_version: docker?.version ?? '',
  };
  return {
    name: 'dmctl_pool_info',
    help: 'Name, mode and engine of the pool.',
    samples: [{ labels, value: 1 }],
  };
}

function poolGauges(pool: PoolReport): readonly Gauge[] {
  const { dataBytes, metadataBytes, metadataCanExtend } = pool;
  const [data, metadata] = [ratio(pool.dataUsedPercent), ratio(pool.metadataUsedPercent)];
  const { threshold = null, canExtend = null } = pool.autoextend ?? {};
  const { neededBytes = null, freeBytes = null } = pool.autoextend ?? {};
  const used = (size: number | null, share: number | null): number | null =>
    size === null || share === null ? null : Math.round(size * share);
  const [dataUsed, metadataUsed] = [used(dataBytes, data), used(metadataBytes, metadata)];
  const thresholdHelp = 'Usage above which LVM extends the pool; 1 means never.';
  const extensionHelp = 'The next automatic extension fits.';
  return [
    both('pool_size_bytes', 'Size of the pool.', dataBytes, metadataBytes),
    both('pool_used_bytes', 'Used space of the pool.', dataUsed, metadataUsed),
    both('pool_used_ratio', 'Used share of the pool.', data, metadata),
    one('pool_chunk_bytes', 'Chunk size of the pool.', pool.chunkBytes),
    one('pool_autoextend_threshold_ratio', thresholdHelp, ratio(threshold)),
    both('pool_can_extend', extensionHelp, flag(canExtend), flag(metadataCanExtend)),
    one(
      'pool_extend_needed_bytes',
      'Space that the next extension of the data needs.',
      neededBytes,
    ),
    one('pool_extend_free_bytes', 'Free space in the volume group.', freeBytes),
    ...stateGauges(pool),
  ];
}

function stateGauges({ active, suspended, needsCheck, monitored, health }: PoolReport) {
  const is = (name: string): MetricSample['value'] =>
    flag(health === null ? null : health === name);
  return [
    one('pool_active', 'The pool is active.', flag(active)),
    one('pool_suspended', 'The pool is suspended: writes are blocked.', flag(suspended)),
    one('pool_needs_check', 'The metadata needs a check (needs_check flag).', flag(needsCheck)),
    one('pool_monitored', 'dmeventd monitors the pool.', flag(monitored)),
    one('pool_read_only', 'The metadata is read-only.', is('metadata_read_only')),
    one('pool_out_of_data_space', 'The data space is exhausted.', is('out_of_data')),
    one('pool_failed', 'The pool has failed: all I/O returns errors.', is('failed')),
  ];
}

function problemGauge({ problems }: Status): Gauge {
  const samples = (['failed', 'warning', 'unknown'] as const).map((status) => ({
    labels: { status },
    value: problems.filter((check) => check.status === status).length,
  }));
  return { name: 'dmctl_problems', help: 'Number of problems that dmctl verify reports.', samples };
}

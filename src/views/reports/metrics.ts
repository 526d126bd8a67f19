import type { PoolReport } from '../../model/check.ts';
import type { Status } from '../../model/status.ts';
import type { Gauge, MetricSample } from './exposition.ts';

/** When an observation was made, and how long it took. */
export interface Observation {
  /** Seconds since 1970. */
  readonly at: number;
  readonly seconds: number;
  /** A run was interrupted and has not ended; null if it is unknown. */
  readonly unfinishedRun: boolean | null;
}

const flag = (value: boolean | null): MetricSample['value'] =>
  value === null ? null : Number(value);

const one = (name: string, help: string, value: MetricSample['value']): Gauge => ({
  name: `dmctl_${name}`,
  help,
  samples: [{ value }],
});

/** A gauge with one sample for the data and one for the metadata. */
const both = (name: string, help: string, data: number | null, metadata: number | null): Gauge => ({
  name: `dmctl_${name}`,
  help,
  samples: [
    { labels: { part: 'data' }, value: data },
    { labels: { part: 'metadata' }, value: metadata },
  ],
});

const ratio = (percent: number | null): number | null => (percent === null ? null : percent / 100);

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
  const { pool, docker, dockersView, minFreePercent } = status;
  const { images = null, containers = null, running = null } = status.counts ?? {};
  const isOnPool = docker.running === null ? null : dockersView !== null;
  return [
    upGauge(1),
    infoGauge(status),
    ...(pool === null ? [] : poolGauges(pool)),
    one(
      'docker_min_free_ratio',
      'Free share of data and metadata below which Docker creates no more layers (dm.min_free_space).',
      ratio(minFreePercent),
    ),
    one('docker_running', 'dockerd is running.', flag(docker.running)),
    one('docker_on_pool', 'dockerd reports that it uses the pool.', flag(isOnPool)),
    one('docker_images', 'Number of images.', images),
    one('docker_containers', 'Number of containers, running or not.', containers),
    one('docker_containers_running', 'Number of containers that are running or paused.', running),
    one('docker_layers', 'Number of layers that Docker has a thin device for.', layers),
    problemGauge(status),
    ...lookGauges(look),
  ];
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

function infoGauge({ mode, pool, docker }: Status): Gauge {
  const labels = {
    pool: pool?.name ?? '',
    mode: mode ?? '',
    volume_group: pool?.vg ?? '',
    storage_driver: docker.storageDriver ?? '',
    docker_version: docker.version ?? '',
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

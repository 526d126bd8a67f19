import type { PoolReport } from '../../model/check.ts';
import type { Status } from '../../model/status.ts';
import type { Gauge, Sample } from './exposition.ts';

/** What surrounds a look. */
export interface Look {
  /** Seconds since 1970. */
  readonly at: number;
  readonly seconds: number;
}

const flag = (value: boolean | null): Sample['value'] => (value === null ? null : Number(value));

const one = (name: string, help: string, value: Sample['value']): Gauge => ({
  name: `dmctl_${name}`,
  help,
  samples: [{ value }],
});

/** Of the data and of the metadata. */
const both = (name: string, help: string, data: number | null, metadata: number | null): Gauge => ({
  name: `dmctl_${name}`,
  help,
  samples: [
    { labels: { part: 'data' }, value: data },
    { labels: { part: 'metadata' }, value: metadata },
  ],
});

const ratio = (percent: number | null): number | null => (percent === null ? null : percent / 100);

/** A look that failed is told as one, with its time. */
export const failedLook = (look: Look): readonly Gauge[] => [upGauge(0), ...lookGauges(look)];

/**
 * Everything `dmctl metrics` tells. Sizes are bytes, shares from 0 to 1, states 0 or 1.
 * @param layers of images and containers that Docker has a thin device for; null: not known
 */
export function metricsOf(status: Status, layers: number | null, look: Look): readonly Gauge[] {
  return [
    upGauge(1),
    infoGauge(status),
    ...(status.pool === null ? [] : poolGauges(status.pool)),
    one(
      'docker_min_free_ratio',
      'Share of data and of metadata below which Docker makes no more layers (dm.min_free_space).',
      ratio(status.minFreePercent),
    ),
    one('docker_running', 'dockerd runs.', flag(status.docker.running)),
    one(
      'docker_on_pool',
      'dockerd names the pool as its own.',
      flag(status.docker.running === null ? null : status.dockersView !== null),
    ),
    one('docker_images', 'Images.', status.counts?.images ?? null),
    one('docker_containers', 'Containers, running or not.', status.counts?.containers ?? null),
    one(
      'docker_containers_running',
      'Containers that run or are paused.',
      status.counts?.running ?? null,
    ),
    one('docker_layers', 'Layers that Docker has a thin device for.', layers),
    problemGauge(status),
    ...lookGauges(look),
  ];
}

const upGauge = (value: 0 | 1): Gauge => one('up', 'The pool could be looked at.', value);

const lookGauges = ({ at, seconds }: Look): readonly Gauge[] => [
  one('look_timestamp_seconds', 'When the pool was looked at, in seconds since 1970.', at),
  one('look_duration_seconds', 'How long that took.', seconds),
];

function infoGauge({ mode, pool, docker }: Status): Gauge {
  const labels = {
    pool: pool?.name ?? '',
    mode: mode ?? '',
    volume_group: pool?.vg ?? '',
    storage_driver: docker.storageDriver ?? '',
    docker_version: docker.version ?? '',
  };
  return { name: 'dmctl_pool_info', help: 'What the pool is.', samples: [{ labels, value: 1 }] };
}

function poolGauges(pool: PoolReport): readonly Gauge[] {
  const used = (bytes: number | null, percent: number | null): number | null =>
    bytes === null || percent === null ? null : Math.round((bytes * percent) / 100);
  const { dataBytes, metadataBytes, dataUsedPercent, metadataUsedPercent, autoextend } = pool;
  return [
    both('pool_size_bytes', 'Size.', dataBytes, metadataBytes),
    both(
      'pool_used_bytes',
      'In use.',
      used(dataBytes, dataUsedPercent),
      used(metadataBytes, metadataUsedPercent),
    ),
    both('pool_used_ratio', 'Share in use.', ratio(dataUsedPercent), ratio(metadataUsedPercent)),
    one('pool_chunk_bytes', 'Size of a chunk.', pool.chunkBytes),
    one(
      'pool_autoextend_threshold_ratio',
      'Share in use past which LVM extends the pool; 1: never.',
      ratio(autoextend?.threshold ?? null),
    ),
    both(
      'pool_can_extend',
      'The next auto-extension step fits.',
      flag(autoextend?.canExtend ?? null),
      flag(pool.metadataCanExtend),
    ),
    one(
      'pool_extend_needed_bytes',
      'What the next step of the data takes.',
      autoextend?.neededBytes ?? null,
    ),
    one('pool_extend_free_bytes', 'Free in the volume group.', autoextend?.freeBytes ?? null),
    ...stateGauges(pool),
  ];
}

function stateGauges({ active, suspended, needsCheck, monitored, health }: PoolReport) {
  const is = (name: string): Sample['value'] => flag(health === null ? null : health === name);
  return [
    one('pool_active', 'The device is there.', flag(active)),
    one('pool_suspended', 'Writers stand still.', flag(suspended)),
    one(
      'pool_needs_check',
      'The metadata has to be checked before anything else.',
      flag(needsCheck),
    ),
    one('pool_monitored', 'dmeventd watches it.', flag(monitored)),
    one('pool_read_only', 'The metadata is read-only.', is('metadata_read_only')),
    one('pool_out_of_data_space', 'No data can be written.', is('out_of_data')),
    one('pool_failed', 'The kernel has given it up.', is('failed')),
  ];
}

function problemGauge({ problems }: Status): Gauge {
  const samples = (['failed', 'warning', 'unknown'] as const).map((status) => ({
    labels: { status },
    value: problems.filter((check) => check.status === status).length,
  }));
  return { name: 'dmctl_problems', help: 'What dmctl verify complains about.', samples };
}

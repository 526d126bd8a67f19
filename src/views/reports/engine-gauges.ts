import type { ContainerdReport, DockerReport, Status } from '../../model/status.ts';
import { flag, one, ratio, type Gauge } from './gauge.ts';

/**
 * The gauges of the engine that the pool is for.
 * @param layers number of layers that Docker has a thin device for; null if it is unknown
 */
export function engineGauges(status: Status, layers: number | null): readonly Gauge[] {
  if (status.containerd !== null) return containerdGauges(status.containerd);
  return status.docker === null ? [] : dockerGauges(status, status.docker, layers);
}

function dockerGauges(
  { counts, dockersView, minFreePercent }: Status,
  docker: DockerReport,
  layers: number | null,
): readonly Gauge[] {
  const { images = null, containers = null, running = null } = counts ?? {};
  const isOnPool = docker.running === null ? null : dockersView !== null;
  return [
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
  ];
}

function containerdGauges(report: ContainerdReport): readonly Gauge[] {
  const { running, plugin, snapshots, images, containers, tasks } = report;
  const kinds = [
    { labels: { kind: 'committed' }, value: snapshots?.committed ?? null },
    { labels: { kind: 'active' }, value: snapshots?.active ?? null },
    { labels: { kind: 'view' }, value: snapshots?.views ?? null },
  ];
  return [
    one('containerd_running', 'containerd is running.', flag(running)),
    one(
      'containerd_plugin_ok',
      'The devmapper plugin of containerd came up when containerd started.',
      flag(plugin === null ? null : plugin === 'ok'),
    ),
    {
      name: 'dmctl_containerd_snapshots',
      help: 'Number of snapshots in the pool.',
      samples: kinds,
    },
    one('containerd_images', 'Number of images in namespaces that use the pool.', images),
    one('containerd_containers', 'Number of containers with a snapshot in the pool.', containers),
    one('containerd_tasks', 'Number of those containers that run or are paused.', tasks),
  ];
}

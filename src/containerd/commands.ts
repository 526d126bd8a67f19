import { reads, writes, type Command } from '../model/command.ts';

/** The namespace in which dmctl tries the snapshotter, so that it meets nobody's images. */
export const PROBE_NAMESPACE = 'dmctl-probe';

/** Longer than containerd needs for a device and its file system on a slow disk. */
const TIMEOUT_MS = 60_000;

const daemon = (program: string, args: readonly string[]): Command => ({
  ...reads('containerd', args, TIMEOUT_MS),
  at: program,
});

/** Asks for the settings after all files are read. @param program full path of the daemon */
export const configDump = (program: string, config: string): Command =>
  daemon(program, ['--config', config, 'config', 'dump']);

/** Asks for the settings that hold without any file. */
export const configDefault = (program: string): Command => daemon(program, ['config', 'default']);

export const containerdVersion = (program: string): Command => daemon(program, ['--version']);

/** Asks the running daemon how its devmapper plugin is, and why. @param address of its socket */
export const pluginDetails = (address: string): Command =>
  reads('ctr', ['--address', address, 'plugins', 'ls', '-d', 'id==devmapper'], TIMEOUT_MS);

/** Lists the namespaces of the running daemon. */
export const namespaces = (address: string): Command =>
  reads('ctr', ['--address', address, 'namespaces', 'ls', '-q'], TIMEOUT_MS);

/** Asks for KillMode= of the service, which says whether containers outlive it. */
export const killMode = (unit: string): Command =>
  reads('systemctl', ['show', '--no-pager', '-p', 'KillMode', unit], 30_000);

export const restartContainerd = (): Command =>
  writes('systemctl', ['restart', 'containerd.service']);

export const stopContainerd = (): Command => writes('systemctl', ['stop', 'containerd.service']);

export const startContainerd = (): Command => writes('systemctl', ['start', 'containerd.service']);

export const resetFailedContainerd = (): Command =>
  writes('systemctl', ['reset-failed', 'containerd.service']);

/** On a full pool mkfs hangs, and ctr with it, unless it is told how long to wait. */
const inNamespace = (address: string, namespace: string, args: readonly string[]): Command =>
  writes('ctr', [
    ...['--address', address, '--timeout', '60s'],
    ...['--namespace', namespace, ...args],
  ]);

const snapshots = (address: string, namespace: string, ...args: readonly string[]): Command =>
  inNamespace(address, namespace, ['snapshots', '--snapshotter', 'devmapper', ...args]);

/** Removes the snapshot that is named last; its namespace comes first. containerd refuses one that another lies on. */
export const removeSnapshot = (address: string): Command =>
  writes('ctr', [
    ...['--address', address, '--timeout', '60s'],
    ...['snapshots', '--snapshotter', 'devmapper', 'rm'],
  ]);

const [PREPARED, COMMITTED] = ['dmctl-probe', 'dmctl-probe-committed'];

/**
 * A round trip: a thin device with a file system is made, made a layer of, and removed. It needs no image
 * and leaves nothing.
 */
export const roundTrip = (address: string): readonly Command[] => [
  snapshots(address, PROBE_NAMESPACE, 'prepare', PREPARED, ''),
  snapshots(address, PROBE_NAMESPACE, 'commit', COMMITTED, PREPARED),
  snapshots(address, PROBE_NAMESPACE, 'rm', COMMITTED),
];

/** Removes what an interrupted round trip left. Each of them fails where there is nothing to remove. */
export const afterRoundTrip = (address: string): readonly Command[] => [
  ...[PREPARED, COMMITTED].map((name) => snapshots(address, PROBE_NAMESPACE, 'rm', name)),
  inNamespace(address, PROBE_NAMESPACE, ['namespaces', 'rm', PROBE_NAMESPACE]),
];

import type { Guest } from '../../test/lab/guest/index.ts';
import { PATIENT } from './migrate-images.ts';

const ROOT = '/var/lib/second';
const SOCKET = 'unix:///run/second.sock';
const CONFIG = '/root/second.json';

/** A second dockerd beside that of the guest, on the same file system. */
const SETTINGS = {
  ...{ iptables: false, bridge: 'none', 'storage-driver': 'overlay2', hosts: [SOCKET] },
  ...{ 'data-root': ROOT, 'exec-root': '/run/second', pidfile: '/run/second.pid' },
};

const START = `systemd-run --quiet --unit second --property Type=notify \
  dockerd --config-file ${CONFIG} --containerd /run/containerd/containerd.sock \
    --containerd-namespace second --containerd-plugins-namespace plugins.second`;

const SAVE_AND_LOAD = `set -o pipefail
docker save $(docker images --format '{{.Repository}}:{{.Tag}}') | docker -H ${SOCKET} load`;

const imagesOf = (socket: string): string => `docker ${socket} images -q --no-trunc | sort`;

/**
 * Loads all tagged images into a second dockerd whose data root is blank, and removes that again.
 * @returns what `docker save | docker load` took, in milliseconds; the second dockerd runs before
 * @throws when the second dockerd has not the same images then
 */
export async function saveAndLoad(guest: Guest): Promise<number> {
  await guest.writeFile(CONFIG, JSON.stringify(SETTINGS));
  await guest.ok(START);
  const { exitCode, durationMs, stderr } = await guest.run(SAVE_AND_LOAD, PATIENT);
  if (exitCode !== 0) throw new Error(`docker save | docker load: ${stderr}`);
  await guest.ok(`diff <(${imagesOf('')}) <(${imagesOf(`-H ${SOCKET}`)})`);
  await guest.ok(`systemctl stop second && rm -r ${ROOT}`, PATIENT);
  return durationMs;
}

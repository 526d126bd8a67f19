import { LAYER_MOUNTS } from '../lvm/layer-device.ts';
import { HostError, type Host } from '../model/host.ts';

/** dmctl's own, for what is gone after a reboot. */
export const RUN_FOLDER = '/run/dmctl';

export const layerMount = (deviceId: number): string => `${LAYER_MOUNTS}/${String(deviceId)}`;

const PRIVATE = { uid: 0, gid: 0, mode: 0o700 };

/** Makes the directory at which a layer is mounted, and those above it. @throws HostError */
export async function makeMountPoint(host: Host, deviceId: number): Promise<string> {
  const at = layerMount(deviceId);
  for (const path of [RUN_FOLDER, LAYER_MOUNTS, at]) {
    const found = await host.lstat(path);
    if (found === null) await host.makeDirectory(path, PRIVATE, null);
    else if (found.kind !== 'directory' || found.uid !== 0) {
      throw new HostError('changed', path, `${path} is not a directory of root`);
    }
  }
  return at;
}

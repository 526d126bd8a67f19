import { HostError, type Host } from '../model/host.ts';
import { parseMounts, type Mount } from '../model/facts/mounts.ts';

const MOUNTINFO = '/proc/self/mountinfo';

/** Everything that is mounted. @throws HostError or ParseError */
export async function mountsOf(host: Host): Promise<readonly Mount[]> {
  const text = await host.readText(MOUNTINFO);
  if (text === null) throw new HostError('cannot-read', MOUNTINFO, `${MOUNTINFO} does not exist`);
  return parseMounts(text);
}

/** Where a device is mounted. @param source as it was named to mount(8) @throws HostError or ParseError */
export async function placesOf(host: Host, source: string): Promise<readonly string[]> {
  const mounts = await mountsOf(host);
  return mounts.filter((mount) => mount.source === source).map(({ mountPoint }) => mountPoint);
}

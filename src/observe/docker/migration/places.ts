import type { Host } from '../../../model/host.ts';
import type { LayerPlaces } from '../../../model/plan/condition.ts';

/** The directory that converted layers are in now: the one they are made in, until it is renamed. */
export async function placeNow(host: Host, { building, final }: LayerPlaces): Promise<string> {
  return (await host.lstat(building)) === null ? final : building;
}

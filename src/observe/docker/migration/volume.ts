import { volumeNode } from '../../../lvm/layer-volume.ts';
import { parseSignatures, probeSignatures } from '../../../lvm/wipefs.ts';
import type { Host } from '../../../model/host.ts';
import { type ConditionOf, type Finding, fails, holds } from '../../../model/plan/condition.ts';
import type { LayerVolume } from '../../../model/plan/conversion.ts';
import type { Probes } from '../../conditions/probes.ts';
import { mountsOf } from '../../mounts.ts';

/** Where a volume is mounted now. @throws HostError or ParseError */
export async function placesOf(
  host: Host,
  volume: Pick<LayerVolume, 'vg' | 'lv'>,
): Promise<readonly string[]> {
  const node = volumeNode(volume);
  const mounts = await mountsOf(host);
  return mounts.filter(({ source }) => source === node).map(({ mountPoint }) => mountPoint);
}

async function checkMounted(
  { host }: Probes,
  { volume, at }: ConditionOf<'volume-mounted'>,
): Promise<Finding> {
  const places = await placesOf(host, volume);
  const stray = places.find((place) => !at.includes(place));
  if (stray !== undefined) return fails(`it is mounted at ${stray}`);
  if (at.length === 0 || places.length === 1) return holds;
  return fails(places.length === 0 ? 'it is not mounted' : `it is mounted at ${places.join(', ')}`);
}

async function checkFormatted(
  { host }: Probes,
  { volume }: ConditionOf<'volume-formatted'>,
): Promise<Finding> {
  const found = parseSignatures(await host.run(probeSignatures([volumeNode(volume)])));
  if (found.some(({ type }) => type === volume.fileSystem)) return holds;
  const types = found.map(({ type }) => type).join(', ');
  return fails(`it carries ${types === '' ? 'no file system' : types}`);
}

/** The look for each kind of condition of a volume that carries overlay2. */
export const VOLUME_CHECKS = {
  'volume-mounted': checkMounted,
  'volume-formatted': checkFormatted,
};

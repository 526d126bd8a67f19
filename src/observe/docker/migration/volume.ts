import { volumeNode } from '../../../lvm/layer-volume.ts';
import { type ConditionOf, type Finding, fails, holds } from '../../../model/plan/condition.ts';
import type { Probes } from '../../conditions/probes.ts';
import { signaturesAt } from '../../devices.ts';
import { placesOf } from '../../mounts.ts';

async function checkMounted(
  { host }: Probes,
  { volume, at }: ConditionOf<'volume-mounted'>,
): Promise<Finding> {
  const places = await placesOf(host, volumeNode(volume));
  const stray = places.find((place) => !at.includes(place));
  if (stray !== undefined) return fails(`it is mounted at ${stray}`);
  if (at.length === 0 || places.length === 1) return holds;
  return fails(places.length === 0 ? 'it is not mounted' : `it is mounted at ${places.join(', ')}`);
}

async function checkActive(
  probes: Probes,
  { volume }: ConditionOf<'volume-active'>,
): Promise<Finding> {
  const { lvs } = await probes.lvm();
  const found = lvs.find(({ vg, name }) => vg === volume.vg && name === volume.lv);
  if (found === undefined) return fails('no such volume exists');
  return found.active ? holds : fails('it is not active');
}

async function checkFormatted(
  { host }: Probes,
  { volume }: ConditionOf<'volume-formatted'>,
): Promise<Finding> {
  const found = await signaturesAt(host, [volumeNode(volume)]);
  if (found.some(({ type }) => type === volume.fileSystem)) return holds;
  const types = found.map(({ type }) => type).join(', ');
  return fails(`it carries ${types === '' ? 'no file system' : types}`);
}

/** The look for each kind of condition of a volume that carries overlay2. */
export const VOLUME_CHECKS = {
  'volume-active': checkActive,
  'volume-mounted': checkMounted,
  'volume-formatted': checkFormatted,
};

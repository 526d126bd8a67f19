import type { LayerPlaces } from '../../model/plan/condition.ts';
import type { LayerVolume } from '../../model/plan/conversion.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { activateStep } from './carrier.ts';
import { absent } from './renames.ts';
import type { Migration } from './site.ts';

type Pool = Migration['source']['pool'];

/** An interrupted conversion leaves devices, and mounts of them. */
export const releaseStep = (pool: Pool, id: Step['id']): Step =>
  makeStep({
    id,
    title: 'Release the devices of layers',
    why: 'an interrupted conversion leaves them mounted',
    risk: 'safe',
    before: [],
    action: { kind: 'release-layers', pool },
    after: [{ kind: 'layers-released' }],
  });

/** After a reboot it is mounted again, so that nothing is written beside it. */
export function mountStep({ places, source, ground }: Migration, volume: LayerVolume): Step {
  const { building, final } = places;
  // A Docker whose driver was changed by hand has made its own.
  const isOwn = ground.layers.known && !ground.layers.value.exists;
  return makeStep({
    id: 'mount-layers',
    title: `Mount ${volume.vg}/${volume.lv} at ${building}`,
    why: 'the layers are converted in it',
    risk: 'safe',
    before: [{ kind: 'volume-formatted', volume }],
    action: { kind: 'mount-volume', volume, places, at: 'building' },
    after: [{ kind: 'volume-mounted', volume, at: [building, final] }],
    undo: [
      releaseStep(source.pool, 'undo-conversion'),
      makeStep({
        id: 'undo-mount-layers',
        title: `Unmount ${volume.vg}/${volume.lv}`,
        why: 'it is about to be removed; the layers are still in the pool',
        risk: 'safe',
        before: [],
        action: { kind: 'unmount-volume', volume, places },
        after: [
          { kind: 'volume-mounted', volume, at: [] },
          absent(building),
          ...(isOwn ? [absent(final)] : []),
        ],
      }),
    ],
  });
}

/** Mounts the volume where Docker finds it, and nowhere else. */
const mountFinal = (
  volume: LayerVolume,
  places: LayerPlaces,
  words: Pick<Step, 'id' | 'title' | 'why' | 'risk'>,
): Step =>
  makeStep({
    ...words,
    before: [],
    action: { kind: 'mount-volume', volume, places, at: 'final' },
    after: [{ kind: 'volume-mounted', volume, at: [places.final] }],
  });

/** Its undo is the one of the first mount, which unmounts it wherever it is. */
export function moveMountStep(places: LayerPlaces, volume: LayerVolume): Step {
  const step = mountFinal(volume, places, {
    id: 'name-layers',
    title: `Mount ${volume.vg}/${volume.lv} at ${places.final} instead`,
    why: 'Docker uses it from its next start on overlay2',
    risk: 'reversible',
  });
  return { ...step, after: [...step.after, absent(places.building)] };
}

/** Mounts the volume again where Docker finds it; an interrupted removal leaves it inactive. */
export const remountSteps = (volume: LayerVolume, places: LayerPlaces): readonly Step[] => [
  { ...activateStep(volume), id: 'undo-activate-layers' },
  mountFinal(volume, places, {
    id: 'undo-mount-layers',
    title: `Mount ${volume.vg}/${volume.lv} at ${places.final} again`,
    why: 'Docker runs on overlay2 again',
    risk: 'safe',
  }),
];

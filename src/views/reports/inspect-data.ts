import type {
  Inspection,
  InspectSubject,
  Layer,
  StoredContainer,
} from '../../model/facts/layers.ts';

/** The `data` of the JSON answer: sizes in bytes, full ids, null for what is unknown. */
export function inspectData(
  { mode, pool, parts, picture, mounts, engineRuns }: Inspection,
  subject: InspectSubject,
): Readonly<Record<string, unknown>> {
  const { layers, images, containers, orphans } = picture;
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const withMounts = (layer: Layer) => layerData(layer, mounts);
  const container = (one: StoredContainer) => {
    const layer = byName.get(one.mountId);
    const { id, name, image, initId, parent } = one;
    return {
      ...{ id, name, image, state: stateNow(one, engineRuns), chainId: parent },
      layer: layer === undefined ? null : withMounts(layer),
      init: initId === '' ? null : initId,
    };
  };
  const head = { mode, pool };
  if (subject === 'layers') return { ...head, layers: layers.map(withMounts), orphans };
  if (subject === 'containers') return { ...head, containers: containers.map(container), orphans };
  return {
    ...{ ...head, parts, layers: layers.map(withMounts), images },
    ...{ containers: containers.map(container), orphans },
  };
}

function layerData(layer: Layer, mounts: Inspection['mounts']) {
  const { active, ...rest } = layer;
  return {
    ...rest,
    device: active?.name ?? null,
    majorMinor: active?.majorMinor ?? null,
    openCount: active?.openCount ?? null,
    mounts: active === null ? [] : (mounts.get(active.majorMinor) ?? []),
  };
}

const WHILE_ENGINE_RUNS = new Set<StoredContainer['state']>(['running', 'paused', 'restarting']);

/** The current state of a container. While the engine is down, only a stopped one is known; else null. */
export function stateNow(
  { state }: StoredContainer,
  engineRuns: boolean | null,
): StoredContainer['state'] {
  return engineRuns === true || !WHILE_ENGINE_RUNS.has(state) ? state : null;
}

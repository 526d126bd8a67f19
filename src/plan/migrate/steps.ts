import { startDocker, stopDocker } from '../../docker/service.ts';
import type { DueLayer } from '../../docker/migration-layers.ts';
import type { LayerHold } from '../../model/plan/condition.ts';
import { knownOr } from '../../model/known.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import type { PlanStepId } from '../../model/plan/step-ids.ts';
import { formatBytes, type Bytes } from '../../model/units.ts';
import { RUNNING, STOPPED, afterStartLimit } from '../docker/service.ts';
import { copyBeside } from '../../lvm/copy.ts';
import { moveMountStep, mountStep, releaseStep } from './mount-steps.ts';
import { absent, dropNew, present, renameStep, setAsideStep } from './renames.ts';
import type { Migration } from './site.ts';

const PRIVATE = 0o700;

const directory = (path: string, id: PlanStepId, why: string): Step =>
  makeStep({
    id,
    title: `Create directory ${path}`,
    why,
    risk: 'safe',
    before: [{ kind: 'directory', path, is: 'absent' }],
    action: {
      kind: 'make-directory',
      path,
      owner: { uid: 0, gid: 0, mode: PRIVATE },
      likeLabelOf: null,
    },
    after: [{ kind: 'directory', path, is: 'present' }],
  });

/** Directory in which the layers are converted. Its undo removes all that was converted. */
export function buildingSteps(migration: Migration): readonly Step[] {
  const { places, carrier } = migration;
  const first = carrier === null ? buildingStep(migration) : mountStep(migration, carrier.volume);
  const why = 'overlay2 keeps a short name of each layer in it';
  return [first, directory(`${places.building}/l`, 'layer-links', why)];
}

function buildingStep({ places, source }: Migration): Step {
  const { building } = places;
  const removal = makeStep({
    id: 'undo-layer-directory',
    title: `Remove ${building}`,
    why: 'this run created it; the layers are still in the pool',
    risk: 'safe',
    before: [{ kind: 'directory', path: building, is: 'present' }],
    action: { kind: 'remove-tree', path: building },
    after: [{ kind: 'directory', path: building, is: 'absent' }],
  });
  return {
    ...directory(building, 'layer-directory', 'the layers are converted in it'),
    undo: [releaseStep(source.pool, 'undo-conversion'), removal],
  };
}

/** One step for each layer. @param due of images, or of containers after Docker has stopped */
export function convertSteps(
  { places, place, hold, record }: Migration,
  due: readonly DueLayer[],
): readonly Step[] {
  const rooms = new Map(record.layers.map(({ cacheId, room }) => [cacheId, room]));
  const names = new Map(record.containers.map(({ id, name }) => [id, name ?? id.slice(0, 12)]));
  return due.map(({ layer, record: file, containerId }): Step => {
    const room = rooms.get(layer.id) ?? null;
    const isOwn = containerId !== null;
    const converted = { kind: 'layer-converted', places, id: layer.id, record: file } as const;
    return makeStep({
      id: `convert-${layer.id}`,
      title: isOwn ? ownTitle(layer.id, names.get(containerId) ?? '') : imageTitle(layer.id, room),
      why: isOwn
        ? 'the copy is compared with its source, entry by entry'
        : 'the copy is compared with its source, and its tar must have the recorded digest',
      risk: 'safe',
      before: [],
      action: { kind: 'convert-layer', places, place, layer, record: file, room },
      after: [{ ...converted, hold: isOwn ? hold : null }],
    });
  });
}

const imageTitle = (id: string, room: Bytes | null): string =>
  `Convert image layer ${id.slice(0, 12)}${room === null ? '' : ` (${formatBytes(room)})`}`;

const ownTitle = (id: string, name: string): string =>
  id.endsWith('-init')
    ? `Convert the initial files of container ${name}`
    : `Convert the layer of container ${name}`;

/** After the stop: what Docker changed since the layers were listed. */
export function holdStep({ places, hold, ground, source }: Migration): Step {
  return makeStep({
    id: 'hold-layers',
    title: 'Mark that Docker has stopped',
    why: "Docker removes the mark when it starts, and containers' layers copied before that are out of date",
    risk: 'safe',
    before: [],
    action: { kind: 'hold-layers', places, dataRoot: ground.paths.root, hold },
    after: [{ kind: 'layers-held', hold, dataRoot: ground.paths.root }, STOPPED],
    // Before Docker starts again: it creates a pool on loop files itself.
    undo: [releaseStep(source.pool, 'undo-hold-layers'), removeMark(hold)],
  });
}

/** Docker removes the mark itself, but one that was stopped before stays stopped. */
const removeMark = ({ mark: path }: LayerHold): Step =>
  makeStep({
    id: 'undo-stop-mark',
    title: `Remove ${path}`,
    why: 'this run marked with it that Docker had stopped',
    risk: 'safe',
    before: [],
    action: { kind: 'remove-tree', path },
    after: [{ kind: 'file', path, sha256: null }],
  });

/** Converts what was created since the plan was made. */
export function restStep({ places, place, hold, ground }: Migration): Step {
  const dataRoot = ground.paths.root;
  return makeStep({
    id: 'convert-rest',
    title: 'Convert layers created since the plan was made',
    why: 'Docker ran on while image layers were converted; then every layer is checked to be in place',
    risk: 'safe',
    before: [],
    action: { kind: 'convert-rest', places, place, dataRoot },
    after: [
      { kind: 'layers-complete', places, dataRoot, hold },
      { kind: 'layers-released' },
      STOPPED,
    ],
  });
}

/** Docker's records of images and of the layers of containers, under the name of the new driver. */
export function recordsStep({ ground, hold }: Migration): Step {
  const { oldRecords: from, newRecords: to } = ground.paths;
  return makeStep({
    id: 'image-records',
    title: `Copy ${from} to ${to}`,
    why: 'ids, tags, digests and the build cache are in it, and stay as they are',
    risk: 'reversible',
    before: [],
    action: { kind: 'copy-tree', from, to },
    after: [{ kind: 'tree-copied', from, to, hold }, STOPPED],
    undo: [removeCopy(copyBeside(to), 'undo-copied-records'), removeCopy(to, 'undo-image-records')],
  });
}

const removeCopy = (path: string, id: Step['id']): Step =>
  makeStep({
    id,
    title: `Remove ${path}`,
    why: 'this run copied it',
    risk: 'safe',
    before: [present(path)],
    action: { kind: 'remove-tree', path },
    after: [absent(path)],
  });

/** BuildKit's cache names layers that no longer exist, and every build would fail on them. */
export function buildkitStep({ ground }: Migration): Step {
  const { buildkit, buildkitAside } = ground.paths;
  const words = {
    id: 'set-buildkit-aside',
    title: `Rename ${buildkit} to ${buildkitAside}`,
    why: "BuildKit's cache is tied to the layers of devicemapper",
  } as const;
  return setAsideStep(buildkit, buildkitAside, words, (id) =>
    dropNew(buildkit, [buildkitAside], id),
  );
}

/** The last moment at which a boot starts Docker on the pool, which makes a new cache of BuildKit. */
export function switchStep(file: Step, { ground }: Migration): Step {
  const { buildkit, buildkitAside } = ground.paths;
  if (file.before.length === 0) return file;
  const repair = dropNew(buildkit, [buildkitAside], 'mend-daemon-json');
  return {
    ...file,
    before: [...file.before, absent(buildkit)],
    mend: [{ ...repair, proven: true }],
  };
}

/** Puts the converted layers where Docker finds them. */
export const nameLayersStep = ({ places, carrier }: Migration): Step =>
  carrier === null ? renameLayersStep(places) : moveMountStep(places, carrier.volume);

const renameLayersStep = (places: Migration['places']): Step =>
  renameStep(places.building, places.final, {
    id: 'name-layers',
    title: `Rename ${places.building} to ${places.final}`,
    why: 'Docker uses it from its next start on overlay2',
  });

/** Docker loads only the containers of the driver that it runs on. */
export function containersStep(dataRoot: string, from: string, to: string): Step {
  const step = (id: Step['id'], a: string, b: string, why: string): Step =>
    makeStep({
      id,
      title: `Set the driver of each container to ${b}`,
      why,
      risk: 'reversible',
      before: [],
      action: { kind: 'set-container-driver', dataRoot, from: a, to: b },
      after: [{ kind: 'container-driver', dataRoot, is: b }],
    });
  const why = 'one word in its config.v2.json; everything else stays to the byte';
  const forward = step('container-driver', from, to, why);
  return { ...forward, undo: [step('undo-container-driver', to, from, 'as it was before')] };
}

/** Starts Docker on overlay2; then nothing may be missing. */
export function startOnOverlay({ facts, ground }: Migration): Step {
  const { manager } = facts.engine.service;
  const dataRoot = ground.paths.root;
  const networks = knownOr(ground.networks, null) ?? [];
  return makeStep({
    id: 'start-docker',
    title: 'Start Docker on overlay2',
    why: 'it must list every image, tag, container and network that it had',
    risk: 'reversible',
    before: [],
    action: startDocker(manager),
    after: [
      RUNNING,
      { kind: 'docker-driver', driver: 'overlay2', pool: null },
      { kind: 'nothing-missing', dataRoot },
      ...(networks.length === 0 ? [] : [{ kind: 'networks-kept', dataRoot, networks } as const]),
    ],
    mend: afterStartLimit(manager, 'mend-start-docker'),
    undo: [
      makeStep({
        id: 'undo-start-docker',
        title: 'Stop Docker again',
        why: 'it goes back to the pool',
        risk: 'safe',
        before: [],
        action: { kind: 'run', command: stopDocker(manager) },
        after: [STOPPED],
      }),
    ],
  });
}

/** Directories of overlay2 that hold nothing: Docker creates them when its driver is changed by hand. */
export function bareSteps({ ground }: Migration): readonly Step[] {
  const { layers, newRecords, paths } = ground;
  const bare = (path: string, id: PlanStepId, holds: 'layers' | 'records'): Step =>
    makeStep({
      id,
      title: `Remove the empty ${path}`,
      why: 'Docker created it when its driver was changed, and keeps nothing in it',
      risk: 'safe',
      before: [present(path), { kind: 'overlay-bare', path, holds }, STOPPED],
      action: { kind: 'remove-tree', path },
      after: [absent(path)],
    });
  return [
    ...(layers.known && layers.value.exists ? [bare(paths.layers, 'bare-layers', 'layers')] : []),
    ...(newRecords.known && newRecords.value.exists
      ? [bare(paths.newRecords, 'bare-records', 'records')]
      : []),
  ];
}

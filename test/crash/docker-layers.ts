import {
  addContainer,
  addImage,
  deviceOf,
  imagesOf,
  loadedBy,
  removeImage,
  ROOT,
  runningOnPool,
  textAt,
  type Loaded,
} from './layer-records.ts';
import { put } from './files.ts';
import { fault, type Daemon, type Layers, type State } from './state.ts';

/** What Docker lists on its socket. */
export function listed(state: State) {
  const driver = state.daemon?.driver ?? '';
  if (state.layers === null) return { images: [], containers: [] };
  const containers = loadedBy(state, driver).map(({ id, name }) => ({ Id: id, Names: [name] }));
  return { images: imagesOf(state, driver), containers };
}

/** Docker's own network, and one of somebody's. */
export function networksOf({ layers }: State) {
  const own = { Id: 'own', Name: 'bridge', Scope: 'local' };
  return layers === null ? [own] : [own, { Id: 'made', Name: 'backend', Scope: 'local' }];
}

/** `docker info`, its counts. */
export function countsOf(state: State) {
  const { images, containers } = listed(state);
  const running = loadedBy(state, state.daemon?.driver ?? '').filter(({ restarts }) => restarts);
  return {
    Containers: containers.length,
    ContainersRunning: state.layers === null ? 0 : running.length,
    ContainersPaused: 0,
    Images: images.length,
  };
}

/** Every container that Docker restarts writes to its layer. */
export function startContainers(state: State, layers: Layers, { driver }: Daemon): void {
  layers.starts += 1;
  const loaded = loadedBy(state, driver).filter(({ restarts }) => restarts);
  if (driver === 'overlay2') {
    for (const one of loadedBy(state, driver)) mustBeCurrent(state, layers, one);
    for (const one of loaded) writeOnOverlay(state, layers, one);
    return;
  }
  for (const { mountId } of loaded) {
    // A rollback of an undo brings back what overlay2 had.
    if (layers.atSwitch === null) layers.writtenOnOverlay.delete(mountId);
    const device = deviceOf(state, mountId) ?? 0;
    const [name, version = '0'] = (layers.thins.get(device) ?? '').split(' P');
    layers.thins.set(device, `${name ?? ''} P${String(Number(version) + 1)}`);
    layers.unclean = layers.unclean.filter((one) => one !== device);
    if (layers.devices.some((one) => one.deviceId === device && !one.readOnly))
      fault(state, `Docker mounts thin device ${String(device)}, which dmctl has writable`);
  }
}

const contentPath = (mountId: string): string => `${ROOT}/overlay2/${mountId}/diff/content`;

/** A container's layer on overlay2 holds what it wrote on the pool last, and all it wrote since. */
function mustBeCurrent(state: State, layers: Layers, { name, mountId }: Loaded): void {
  const device = deviceOf(state, mountId);
  if (device === null) return;
  const onPool = (layers.atSwitch ?? layers.thins).get(device) ?? '';
  const times = layers.writtenOnOverlay.get(mountId);
  const since = times === undefined ? '' : ` O${String(times)}`;
  const found = textAt(state, contentPath(mountId)) ?? 'nothing';
  if (found !== `${onPool}${since}`)
    fault(state, `lost: ${name} starts on overlay2 with ${found} instead of ${onPool}${since}`);
}

function writeOnOverlay(state: State, layers: Layers, { mountId }: Loaded): void {
  const [old = ''] = (textAt(state, contentPath(mountId)) ?? '').split(' O');
  const times = (layers.writtenOnOverlay.get(mountId) ?? 0) + 1;
  layers.writtenOnOverlay.set(mountId, times);
  put(state, contentPath(mountId), `${old} O${String(times)}`);
}

/** A power cut leaves the file systems of containers that ran with a log to be replayed. */
export function cutLayers(state: State, layers: Layers): void {
  const ran = runningOnPool(state).map(({ deviceId }) => deviceId);
  layers.unclean = [...new Set([...layers.unclean, ...ran])];
  layers.devices = [];
  layers.mounts = [];
  layers.boots += 1;
}

/** After a boot people pull an image, run it, and remove one that they do not need. */
export function usePool(state: State, layers: Layers): void {
  if (layers.busy || layers.mayGo || state.daemon?.driver !== 'devicemapper') return;
  layers.busy = true;
  addImage(state, 'devicemapper', 'new', ['base', 'new']);
  addContainer(state, 'devicemapper', 'newer', { layers: ['base', 'new'], restarts: true });
  removeImage(state, 'devicemapper', 'spare', 'spare');
}

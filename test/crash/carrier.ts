import { failure, success, type Answer } from './answer.ts';
import { dmName } from '../../src/model/names.ts';
import { syncAll } from './copies.ts';
import { directory, namesIn, realPath, type Moment } from './files.ts';
import { fault, type Carrier, type Entry, type State } from './state.ts';

/** A logical volume with a file system of its own, which carries the layers of overlay2. */

const activeNodes = ({ vgs }: State): readonly string[] =>
  vgs.flatMap(({ name: vg, lvs }) =>
    lvs.filter(({ active }) => active).map(({ name }) => `/dev/mapper/${dmName(vg, name)}`),
  );

/** `mkfs.xfs -f -q -n ftype=1 NODE`. */
export function makeFs(state: State, moment: Moment, args: readonly string[]): Answer {
  const node = args.at(-1) ?? '';
  if (!activeNodes(state).includes(node)) return failure(1, `Error accessing ${node}`);
  if (state.carrier?.node === node && state.carrier.at !== null)
    return failure(1, `mkfs.xfs: ${node} contains a mounted filesystem`);
  state.carrier = { node, whole: false, at: null, files: new Map() };
  moment('file system half made');
  state.carrier.whole = true;
  return success();
}

/** Signatures of a volume, as `wipefs --json` prints them. */
export const signaturesOn = ({ carrier }: State, node: string) =>
  carrier?.node === node
    ? [{ device: node.slice('/dev/mapper/'.length), offset: '0x0', type: 'xfs', label: null }]
    : [];

export const isVolume = (state: State, node: string): boolean => activeNodes(state).includes(node);

/** Shows the content at the mount point. */
function attach(state: State, carrier: Carrier, at: string): void {
  for (const [path, entry] of carrier.files) state.files.set(`${at}${path}`, entry);
  carrier.files = new Map();
  carrier.at = at;
}

/** Takes the content away from the mount point. */
function detach(state: State, carrier: Carrier): void {
  const { at } = carrier;
  if (at === null) return;
  for (const [path, entry] of [...state.files]) {
    if (!path.startsWith(`${at}/`)) continue;
    carrier.files.set(path.slice(at.length), entry);
    state.files.delete(path);
  }
  carrier.at = null;
}

/** `mount -t xfs NODE AT`. */
export function mountCarrier(state: State, args: readonly string[]): Answer {
  const [node = '', at = ''] = args.slice(-2);
  const { carrier } = state;
  if (carrier?.node !== node || !activeNodes(state).includes(node))
    return failure(32, `mount: ${node} does not exist`);
  if (!carrier.whole) return failure(32, `mount: wrong fs type, bad superblock on ${node}`);
  if (carrier.at !== null) return failure(32, `mount: ${node} already mounted on ${carrier.at}`);
  if (state.files.get(at)?.kind !== 'directory') return failure(32, `mount: no mount point ${at}`);
  if (namesIn(state.files, at).length > 0) fault(state, `${node} mounted over the files in ${at}`);
  attach(state, carrier, at);
  return success();
}

/** `umount AT`. */
export function unmountCarrier(state: State, at: string): Answer {
  const { carrier, daemon } = state;
  if (carrier?.at !== at) return failure(32, `umount: ${at}: not mounted`);
  if (daemon?.driver === 'overlay2' && at === `${daemon.root}/overlay2`)
    return failure(32, `umount: ${at}: target is busy`);
  syncAll(state);
  detach(state, carrier);
  return success();
}

/** moby, overlay2 Driver.Cleanup: dockerd unmounts its directory of layers as it stops. */
export function releaseLayers(state: State, at: string): void {
  const { carrier } = state;
  if (carrier?.at !== at) return;
  syncAll(state);
  detach(state, carrier);
}

/** `chmod 0700 PATH`. */
export function chmod(state: State, [mode = '', path = '']: readonly string[]): Answer {
  const entry = state.files.get(path);
  if (entry?.kind !== 'directory') return failure(1, `chmod: cannot access '${path}'`);
  state.files.set(path, { ...entry, mode: Number.parseInt(mode, 8) });
  return success();
}

/** A file that was not synced is empty after a power cut, on the volume, too. */
export function cutCarrier(state: State): void {
  const { carrier } = state;
  if (carrier === undefined) return;
  detach(state, carrier);
  const lost = (entry: Entry): Entry =>
    entry.kind === 'file' && entry.unsynced === true
      ? { ...entry, text: '', unsynced: false }
      : entry;
  carrier.files = new Map([...carrier.files].map(([path, entry]) => [path, lost(entry)]));
}

const REQUIRES = '/etc/systemd/system/docker.service.requires';
const WHAT_AND_WHERE = /What=(\S+)\nWhere=(\S+)\n/g;

/** systemd mounts what docker.service requires; false: it cannot, and does not start Docker. */
export function mountRequired(state: State): boolean {
  const units = [...(state.loadedRequires ?? '').matchAll(WHAT_AND_WHERE)];
  return units.every(([, node = '', at = '']) => {
    if (state.carrier?.at === at) return true;
    if (!state.files.has(at)) state.files.set(at, directory(state));
    return mountCarrier(state, [node, at]).exitCode === 0;
  });
}

/** Texts of the mounts that docker.service requires: systemd reads them when it reloads, and at a boot. */
export function requiredNow(state: State): string {
  const texts = namesIn(state.files, REQUIRES).map((name) => {
    const path = realPath(state, `${REQUIRES}/${name}`);
    const entry = path === null ? undefined : state.files.get(path);
    return entry?.kind === 'file' ? entry.text : '';
  });
  return texts.join('');
}

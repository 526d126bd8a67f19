import { entriesOf, inMovingOrder } from '../model/facts/data-root.ts';
import { HostError, type Host } from '../model/host.ts';
import type { Action } from '../model/plan/plan.ts';

type Of<K extends Action['kind']> = Extract<Action, { kind: K }>;

/**
 * Moves the entries of a data root into the backup directory, or back in the opposite order. Each is one
 * rename(2), so an interrupted move continues where it stopped.
 * @throws HostError
 */
export async function moveEntries(host: Host, { root, to }: Of<'move-entries'>): Promise<void> {
  const here = entriesOf(root, await names(host, root.path));
  const aside = await names(host, root.aside);
  const [from, into] = to === 'aside' ? [root.path, root.aside] : [root.aside, root.path];
  const order = inMovingOrder(to === 'aside' ? here : aside);
  const taken = to === 'aside' ? aside : here;
  for (const name of to === 'aside' ? order : order.toReversed()) {
    if (!taken.includes(name)) await host.rename(`${from}/${name}`, `${into}/${name}`);
  }
}

/** Removes entries of a data root. @throws HostError */
export async function removeEntries(host: Host, { root, of }: Of<'remove-entries'>): Promise<void> {
  const here = entriesOf(root, await names(host, root.path));
  const aside = of === 'all' ? null : await names(host, root.aside);
  for (const name of here) {
    if (aside?.includes(name) ?? true) await host.removeTree(`${root.path}/${name}`);
  }
}

async function names(host: Host, path: string): Promise<readonly string[]> {
  const found = await host.list(path);
  if (found === null) throw new HostError('cannot-read', path, `${path} does not exist`);
  return found;
}

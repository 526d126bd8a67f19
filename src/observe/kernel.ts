import type { KernelFacts } from '../model/facts/facts.ts';
import { HostError, type Host } from '../model/host.ts';
import { attempt } from './attempt.ts';

/** There while the target is loaded or built in: it has a parameter (dm-thin.c, no_space_timeout). */
const LOADED = '/sys/module/dm_thin_pool';

const MODULE = /\/dm-thin-pool\.ko(\.[a-z0-9]+)?(:|$)/m;

/** The running kernel, and whether it has or can load the thin-pool target. No process. */
export async function kernelFacts(host: Host): Promise<KernelFacts> {
  const release = ((await host.readText('/proc/sys/kernel/osrelease')) ?? '').trim();
  return { release, thinPool: await attempt(() => hasThinPool(host, release)) };
}

async function hasThinPool(host: Host, release: string): Promise<boolean> {
  if ((await host.lstat(LOADED)) !== null) return true;
  const folder = `/lib/modules/${release}`;
  const lists = ['modules.dep', 'modules.builtin'].map((name) =>
    host.readText(`${folder}/${name}`),
  );
  const [loadable, builtin] = await Promise.all(lists);
  if (MODULE.test(loadable ?? '') || MODULE.test(builtin ?? '')) return true;
  if (loadable === null) {
    throw new HostError('cannot-read', folder, `${folder}/modules.dep does not exist`);
  }
  return false;
}

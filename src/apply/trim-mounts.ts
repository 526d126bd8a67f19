import type { Host } from '../model/host.ts';
import type { ActionOf } from '../model/plan/plan.ts';
import { poolMounts } from '../observe/pool-mounts.ts';
import { runCommand, SUCCESS, type Performed } from './run-command.ts';

/**
 * Trims each file system that the engine has mounted from the pool now. One that cannot be trimmed does not keep the
 * others from it; the last failure is the action's.
 */
export async function trimMounts(
  host: Host,
  { engine, pool, trim }: ActionOf<'trim-mounts'>,
): Promise<Performed> {
  const found = await poolMounts(host, engine, pool);
  let end = SUCCESS;
  for (const { mountPoint } of found?.mounts ?? []) {
    const args = [found?.enter ?? '', ...trim.args, mountPoint];
    const trimmed = await runCommand(host, { ...trim, args });
    if (!trimmed.ok && (await isStillMounted(host, { engine, pool }, mountPoint))) end = trimmed;
  }
  return end;
}

/** A container that has ended meanwhile has nothing left to trim. */
async function isStillMounted(
  host: Host,
  { engine, pool }: Pick<ActionOf<'trim-mounts'>, 'engine' | 'pool'>,
  mountPoint: string,
): Promise<boolean> {
  const now = await poolMounts(host, engine, pool);
  return now?.mounts.some((mount) => mount.mountPoint === mountPoint) ?? false;
}

import { DmctlError } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Host } from '../model/host.ts';

const GROUP_AND_OTHERS = 0o077;

/**
 * Why somebody else than root could have put something there, or read it; null: nobody could, or
 * nothing is there.
 */
export async function whyNotPrivate(host: Host, path: string): Promise<string | null> {
  const found = await host.lstat(path);
  if (found === null) return null;
  if (found.kind !== 'directory') return `${path} is no folder but a ${found.kind}`;
  if (found.uid !== 0 && found.uid !== host.euid)
    return `${path} belongs to uid ${String(found.uid)}`;
  if ((found.mode & GROUP_AND_OTHERS) === 0) return null;
  return `${path} has mode ${found.mode.toString(8)}: it is open to others`;
}

/**
 * What a journal says is carried out as root, so nobody else may have written it.
 * @throws DmctlError DM058
 */
export async function mustBePrivate(host: Host, stateDir: string): Promise<void> {
  for (const path of [stateDir, `${stateDir}/runs`]) {
    const why = await whyNotPrivate(host, path);
    if (why !== null) throw notPrivate(path, why);
  }
}

function notPrivate(path: string, why: string): DmctlError {
  return new DmctlError({
    code: 'DM058',
    exitCode: EXIT.refused,
    message: `${path} is not root's alone`,
    why,
    fix: [
      `ls -laR ${path}   shows what is in it, and whose it is`,
      `chown root:root ${path} && chmod 700 ${path}   once you trust it; or move it away`,
    ],
    state: 'nothing was changed',
  });
}

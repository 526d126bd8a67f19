import { DmctlError } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Host } from '../model/host.ts';

const GROUP_AND_OTHERS = 0o077;

/**
 * Says why someone other than root could have written to a directory, or read it; null if nobody could, or
 * it does not exist.
 */
export async function whyNotPrivate(host: Host, path: string): Promise<string | null> {
  const found = await host.lstat(path);
  if (found === null) return null;
  if (found.kind !== 'directory') return `${path} is not a directory but a ${found.kind}`;
  if (found.uid !== 0 && found.uid !== host.euid)
    return `${path} belongs to uid ${String(found.uid)}`;
  if ((found.mode & GROUP_AND_OTHERS) === 0) return null;
  return `${path} has mode ${found.mode.toString(8)}: others can access it`;
}

/**
 * Refuses journals that someone other than root could have written, since they are carried out as root.
 * @throws DmctlError DM058
 */
export async function mustBePrivate(host: Host, stateDir: string): Promise<void> {
  for (const path of [stateDir, `${stateDir}/runs`]) {
    const why = await whyNotPrivate(host, path);
    if (why !== null) throw notPrivate(path, why, (await host.lstat(path))?.kind === 'directory');
  }
}

/** A link or a file cannot be mended: what it leads to may be of anybody's making. */
function notPrivate(path: string, why: string, isDirectory: boolean): DmctlError {
  return new DmctlError({
    code: 'DM058',
    exitCode: EXIT.refused,
    message: `others than root can access ${path}`,
    why,
    fix: isDirectory
      ? [
          `ls -laR ${path}   shows its contents and their owners`,
          `chown root:root ${path} && chmod 700 ${path}   once you trust it, or move it away`,
        ]
      : [
          `ls -la ${path}   shows what it is`,
          `move it away; dmctl creates the directory. Journals it led to: move them to ${path}/runs`,
        ],
    state: 'nothing was changed',
  });
}

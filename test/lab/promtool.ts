import { access, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { $ } from 'zx';
import { cacheFolder } from './guest/folders.ts';

/**
 * promtool(1) of Debian's package prometheus, taken out of it: installed, that would start a server.
 * @returns its path
 */
export async function promtool(): Promise<string> {
  const place = join(cacheFolder(), 'prometheus');
  const tool = join(place, 'usr/bin/promtool');
  if (await isThere(tool)) return tool;
  const folder = await mkdtemp(`${place}-`);
  const quiet = $({ cwd: folder, quiet: true });
  await quiet`apt-get download prometheus`;
  await quiet`dpkg -x ${await onlyDeb(folder)} unpacked`;
  await rename(join(folder, 'unpacked'), place).catch(async (error: unknown) => {
    if (!(await isThere(tool))) throw error;
  });
  await rm(folder, { recursive: true });
  return tool;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function onlyDeb(folder: string): Promise<string> {
  const { stdout } = await $({ cwd: folder, quiet: true })`ls`;
  return stdout.trim();
}

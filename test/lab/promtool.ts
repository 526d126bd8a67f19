import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { $ } from 'zx';
import { cached } from './guest/cached.ts';

/**
 * promtool(1) of Debian's package prometheus, taken out of it: installed, that would start a server.
 * @returns its path
 */
export const promtool = (): Promise<string> => cached('prometheus', promtoolIn, unpack);

function promtoolIn(tree: string): Promise<string | null> {
  const tool = join(tree, 'usr/bin/promtool');
  return Promise.resolve(existsSync(tool) ? tool : null);
}

async function unpack(tree: string): Promise<void> {
  const quiet = $({ cwd: dirname(tree), quiet: true });
  await quiet`apt-get download prometheus`;
  const { stdout } = await quiet`ls`;
  await quiet`dpkg -x ${stdout.trim()} ${tree}`;
}

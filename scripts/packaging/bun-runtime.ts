import { createHash } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { $ } from 'zx';
import { withoutVariables } from './closed-variables.ts';

/** A processor that dmctl is built for, as Node names it. */
export type Processor = 'x64' | 'arm64';

const BUN_VERSION = '1.4.5';

/** npm packages with Bun's binary, for processors of the oldest kind. */
const PACKAGES: Readonly<Record<Processor, { readonly name: string; readonly integrity: string }>> =
  {
    x64: {
      name: 'bun-linux-x64-baseline',
      integrity:
        'sha512-s8yMwYcFnnrA178gji0gZbkE2WVDej/Ti1x770oPfihxyRxSMNhGhiAQNXV53aDeraZxksdvKV/RAdQBCd0qPA==',
    },
    arm64: {
      name: 'bun-linux-aarch64',
      integrity:
        'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
    },
  };

/** The npm package of Bun for a processor, its version and its sha512 in base64. */
export const bunPackage = (processor: Processor) => ({
  name: `@oven/${PACKAGES[processor].name}`,
  version: BUN_VERSION,
  sha512: PACKAGES[processor].integrity.replace('sha512-', ''),
});

const quiet = $({ quiet: true });

export const PROCESSORS: readonly Processor[] = ['x64', 'arm64'];

export const isProcessor = (arch: string): arch is Processor => arch in PACKAGES;

/** The processor that this runs on. @throws Error where Bun has no binary for it */
export function ownProcessor(): Processor {
  if (isProcessor(process.arch)) return process.arch;
  throw new Error(`there is no executable for ${process.arch}, and none is built on it`);
}

/** Path of Bun's binary for a processor, as npm has it, in `work`. */
export async function bun(work: string, processor: Processor): Promise<string> {
  const { name, integrity } = PACKAGES[processor];
  const archive = join(work, `oven-${name}-${BUN_VERSION}.tgz`);
  await quiet`npm pack --silent ${`@oven/${name}@${BUN_VERSION}`} --pack-destination ${work}`;
  const found = `sha512-${createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')}`;
  if (found !== integrity) throw new Error(`${name}@${BUN_VERSION} is not what it was: ${found}`);
  await quiet`tar -xzf ${archive} -C ${work} --transform=s,.*/,${`${processor}-`}, package/bin/bun`;
  return join(work, `${processor}-bun`);
}

/** A copy of that binary that takes no orders from variables of its own. */
export async function closedBun(path: string): Promise<string> {
  const closed = `${path}-closed`;
  await writeFile(closed, withoutVariables(await readFile(path)));
  await chmod(closed, 0o755);
  return closed;
}

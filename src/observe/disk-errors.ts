import { kernelMessages } from '../lvm/thin-metadata-tools.ts';
import type { Host } from '../model/host.ts';
import type { Known } from '../model/known.ts';
import { answerOf, attempt } from './attempt.ts';
import { disksBelow, kernelName } from './sys-block.ts';

/** block/blk-core.c, blk_errors; fs/buffer.c; drivers/md/dm: errors that name the device they are of. */
const ERRORS =
  /(?:I\/O|medium|protection|critical \w+|recovered|disk full|nospace|target|nexus|transport) error,? (?:on )?dev(?:ice)? (\S+?),/i;

const MOST_LINES = 3;

/**
 * Finds what the kernel has said, since it started, of errors of these devices or of the disks below them: the last
 * lines of it. One process.
 * @param paths block devices, such as the physical volumes of a group
 */
export function diskErrors(
  host: Host,
  paths: readonly string[],
): Promise<Known<readonly string[]>> {
  return attempt(async () => {
    const names = new Set<string>();
    for (const path of paths) {
      const number = (await host.stat(path))?.represents ?? null;
      if (number === null) continue;
      names.add(await kernelName(host, number));
      for (const disk of await disksBelow(host, number)) names.add(disk);
    }
    const lines = (await answerOf(host, kernelMessages())).split('\n');
    const said = lines.filter((line) => names.has(ERRORS.exec(line)?.[1] ?? ''));
    return said.slice(-MOST_LINES).map((line) => line.trim());
  });
}

import type { Notice } from '../../model/notice.ts';
import { noticesText } from '../failure-text.ts';
import type { Style } from '../style.ts';

/** A finished teardown. */
export interface TornDown {
  /** `docker/thinpool`, or `loop-lvm`. */
  readonly pool: string;
  /** The disks that are blank now. */
  readonly disks: readonly string[];
  /** The driver that Docker reports now; null if it is not running. */
  readonly driver: string | null;
  readonly dataRoot: string;
  readonly runId: string;
  /** Notices about what was left in place. */
  readonly notices: readonly Notice[];
}

/** The answer of `teardown`. */
export function tornDownText(done: TornDown, style: Style): string {
  const { pool, disks, driver, dataRoot, runId, notices } = done;
  const docker =
    driver === null
      ? '  Docker is not running'
      : `  Docker runs on ${style.bold(driver)}, data root ${dataRoot}`;
  const notes = noticesText(notices, style);
  const lines = [
    `${style.green('Done.')} ${style.bold(pool)} was taken down.`,
    ...(disks.length === 0 ? [] : [`  blank disks: ${disks.join(', ')}`]),
    docker,
    style.dim(`  run ${runId}; dmctl history lists all runs`),
  ];
  return `${lines.join('\n')}\n${notes === '' ? '' : `\n${notes}`}`;
}

/** The answer of `teardown` when nothing was left to remove. */
export const nothingToTakeDownText = (pool: string): string =>
  `Nothing to do: nothing is left of ${pool}. Nothing was changed.\n`;

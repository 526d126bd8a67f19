import type { Notice } from '../../model/notice.ts';
import { noticesText } from '../failure-text.ts';
import type { Style } from '../style.ts';

/** A teardown that came to its end. */
export interface TornDown {
  /** `docker/thinpool`, or `loop-lvm`. */
  readonly pool: string;
  /** Disks that are blank now. */
  readonly disks: readonly string[];
  /** Docker's own word now; null: it does not run. */
  readonly driver: string | null;
  readonly dataRoot: string;
  readonly runId: string;
  /** Of what is left in place. */
  readonly notices: readonly Notice[];
}

/** What a person wants to know when a pool has been taken down. */
export function tornDownText(done: TornDown, style: Style): string {
  const { pool, disks, driver, dataRoot, runId, notices } = done;
  const docker =
    driver === null
      ? '  Docker is not running'
      : `  Docker runs on ${style.bold(driver)}, data root ${dataRoot}`;
  const notes = noticesText(notices, style);
  const lines = [
    `${style.green('Done.')} ${style.bold(pool)} is taken down.`,
    ...(disks.length === 0 ? [] : [`  blank again: ${disks.join(', ')}`]),
    docker,
    style.dim(`  run ${runId}; dmctl history lists all of them`),
  ];
  return `${lines.join('\n')}\n${notes === '' ? '' : `\n${notes}`}`;
}

/** There is nothing left of it. */
export const nothingToTakeDownText = (pool: string): string =>
  `Nothing to do: nothing is left of ${pool}. Nothing was changed.\n`;

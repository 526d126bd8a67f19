import type { Explanation } from '../model/codes.ts';
import { DISK_CODES } from '../model/codes/disk.ts';
import { DOCKER_CODES } from '../model/codes/docker.ts';
import { HOST_CODES } from '../model/codes/host.ts';
import { LAYER_CODES } from '../model/codes/layers.ts';
import { LOG_CODES } from '../model/codes/logs.ts';
import { LOOP_CODES } from '../model/codes/loop.ts';
import { POOL_CODES } from '../model/codes/pool.ts';
import { RUN_CODES } from '../model/codes/run.ts';
import { TEARDOWN_CODES } from '../model/codes/teardown.ts';
import { VERIFY_CODES } from '../model/codes/verify.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { codesText, explainText } from '../views/explain-text.ts';
import { nearest } from './nearest.ts';
import { usageError } from './usage.ts';

/** Every code dmctl can print. */
export const CODES: Readonly<Record<string, Explanation>> = {
  ...HOST_CODES,
  ...DISK_CODES,
  ...LAYER_CODES,
  ...LOG_CODES,
  ...LOOP_CODES,
  ...POOL_CODES,
  ...DOCKER_CODES,
  ...RUN_CODES,
  ...TEARDOWN_CODES,
  ...VERIFY_CODES,
};

const answer = (data: Answer['data'], text: Answer['text']): Answer => ({
  ...plainAnswer('explain'),
  data,
  text,
});

/** All codes. */
export function explainAll(): Answer {
  const codes = Object.entries(CODES).map(([code, { title }]) => ({ code, title }));
  codes.sort((a, b) => a.code.localeCompare(b.code, 'en'));
  return answer({ codes }, (style) => codesText(CODES, style));
}

/**
 * What one code means, however it is written: `DM020`, `dm020`, `20`.
 * @throws DmctlError DM002 when there is no such code
 */
export function explain(typed: string): Answer {
  const code = /^\d{1,3}$/.test(typed) ? `DM${typed.padStart(3, '0')}` : typed.toUpperCase();
  const explanation = CODES[code];
  if (explanation === undefined) {
    const near = nearest(code, Object.keys(CODES), 2).map((known) => `dmctl explain ${known}`);
    const fix = [...near, 'dmctl explain  lists all codes'];
    throw usageError(`there is no code '${typed}'`, fix, 'codes look like DM020');
  }
  return answer({ code, ...explanation }, (style) => explainText(code, explanation, style));
}

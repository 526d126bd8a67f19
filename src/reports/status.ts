import type { Status } from '../model/status.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { statusOf } from '../verify/status.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { statusText } from '../views/reports/status-text.ts';
import type { Parts } from '../run/context.ts';
import { mustBeRoot, mustHavePool } from '../run/preconditions.ts';

/** Observes the status once; starts no program that could write. @throws DmctlError if there is no pool */
export async function lookAtStatus(parts: Parts): Promise<Status> {
  mustBeRoot(parts.host, 'status');
  const facts = await observeForVerify(parts.reader);
  mustHavePool(facts, 'show');
  return statusOf(facts);
}

/** `dmctl status`: exits with 0 whatever the health of the pool; `verify` and `check` judge it. */
export async function showStatus(parts: Parts): Promise<Answer> {
  const status = await lookAtStatus(parts);
  const { mode, pool, docker, problems, next } = status;
  return {
    ...plainAnswer('status'),
    data: { mode, pool, docker, problems, next },
    text: (style) => statusText(status, style),
  };
}

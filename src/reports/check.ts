import { observeForVerify } from '../observe/host-facts.ts';
import { alarm, type Watched } from '../verify/alarm.ts';
import type { Answer } from '../views/answer.ts';
import { checkLine } from '../views/reports/check-line.ts';
import { pluginAnswer, unknownAnswer } from '../run/plugin-answer.ts';
import type { Parts } from '../run/context.ts';
import { mustBeRoot } from '../run/preconditions.ts';

/** `dmctl check`: one line and an exit code for a monitoring system. Reads only. */
export async function checkPool(parts: Parts, watched: Watched): Promise<Answer> {
  mustBeRoot(parts.host, 'check');
  const found = alarm(await observeForVerify(parts.reader), watched);
  if (found === null) return unknownAnswer('there is no pool here, or it is not known which');
  const { state, pool, said, figures } = found;
  const text = (): string => checkLine(state, `${pool}: ${said.join('; ')}`, figures);
  return { ...pluginAnswer(state, { state, pool, said, figures }), text };
}

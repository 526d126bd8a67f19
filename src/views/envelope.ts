import type { Failure } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Notice } from '../model/notice.ts';
import type { Answer } from './answer.ts';

/** Version of the JSON documents. A change that breaks readers raises it. */
const SCHEMA_VERSION = 1;

function warningJson({ code, message, why, fix }: Notice): Record<string, unknown> {
  return { code, message, why, fix: fix.join('\n') };
}

function errorJson(failure: Failure): Record<string, unknown> {
  const { code, message, why, fix, state, log = null, cause = null } = failure;
  return { code, message, why, fix, state, log, cause };
}

/**
 * Writes the one JSON document of a command, errors included. `ok` means exit code 0, or 10 for a
 * dry run that found something to do.
 */
export function envelope(answer: Answer): string {
  const [first, ...others] = answer.failures;
  const document = {
    schema: { command: answer.command, version: SCHEMA_VERSION },
    ok: answer.exitCode === EXIT.done || answer.exitCode === EXIT.changesPending,
    changed: answer.changed,
    exitCode: answer.exitCode,
    runId: answer.runId,
    data: answer.data,
    warnings: answer.warnings.map(warningJson),
    error: first === undefined ? null : errorJson(first),
    ...(others.length > 0 ? { furtherErrors: others.map(errorJson) } : {}),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

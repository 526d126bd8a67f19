import { DmctlError } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';

/** A command line that cannot be read: exit 2, before any program is started. */
export function usageError(
  message: string,
  fix: readonly string[],
  why = 'the command line could not be read',
): DmctlError {
  return new DmctlError({
    code: 'DM002',
    exitCode: EXIT.usage,
    message,
    why,
    fix,
    state: 'nothing was changed',
  });
}

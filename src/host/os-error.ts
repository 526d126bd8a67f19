import { HostError, type HostErrorKind } from '../model/host.ts';

/** The errno name of a failed system call (`ENOENT`), or null when it is no system error. */
export function errnoOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** The last: a file of /proc whose process ended after the file was opened (proc(5)). */
const ABSENT: readonly (string | null)[] = ['ENOENT', 'ENOTDIR', 'ESRCH'];

/** The path is not there, or no more. */
export const isAbsent = (error: unknown): boolean => ABSENT.includes(errnoOf(error));

/** A HostError in the operating system's own words; EBUSY and ETXTBSY become kind 'busy'. */
export function hostError(kind: HostErrorKind, subject: string, error: unknown): HostError {
  if (error instanceof HostError) return error;
  const errno = errnoOf(error);
  const words = error instanceof Error ? error.message : String(error);
  const actual = errno === 'EBUSY' || errno === 'ETXTBSY' ? 'busy' : kind;
  return new HostError(actual, subject, words, { cause: error });
}

/** Runs `work`; what it throws becomes a HostError about `subject`. */
export async function asHostError<T>(
  kind: HostErrorKind,
  subject: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw hostError(kind, subject, error);
  }
}

import { HostError, type HostErrorKind } from '../model/host.ts';

/** Returns the errno name of a failed system call (`ENOENT`), or null for any other error. */
export function errnoOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** ESRCH: a file of /proc whose process ended after the file was opened (proc(5)). */
const ABSENT: readonly (string | null)[] = ['ENOENT', 'ENOTDIR', 'ESRCH'];

/** Tells whether an error means that the path does not exist. */
export const isAbsent = (error: unknown): boolean => ABSENT.includes(errnoOf(error));

/** Makes a HostError in the operating system's own words; EBUSY and ETXTBSY become kind 'busy'. */
export function hostError(kind: HostErrorKind, subject: string, error: unknown): HostError {
  if (error instanceof HostError) return error;
  const errno = errnoOf(error);
  const words = error instanceof Error ? error.message : String(error);
  const actual = errno === 'EBUSY' || errno === 'ETXTBSY' ? 'busy' : kind;
  return new HostError(actual, subject, words, { cause: error });
}

/** Runs `work`; an error it throws becomes a HostError about `subject`. */
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

import { HostError, type HostErrorKind } from '../model/host.ts';

/** The errno name of a failed system call (`ENOENT`), or null when it is no system error. */
export function errnoOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** ENOENT and ENOTDIR: the path is not there. */
export function isAbsent(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === 'ENOENT' || errno === 'ENOTDIR';
}

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

/** An observed value, or why it could not be determined: unknown is never "no". */
export type Known<T> =
  { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

export const known = <T>(value: T): Known<T> => ({ known: true, value });
export const unknown = (why: string): Known<never> => ({ known: false, why });

/** Applies `to` to the value, if it is known. */
export function mapKnown<A, B>(from: Known<A>, to: (value: A) => B): Known<B> {
  return from.known ? known(to(from.value)) : from;
}

/** Returns the value or `otherwise`; only for display, never for a decision. */
export function knownOr<T, U>(from: Known<T>, otherwise: U): T | U {
  return from.known ? from.value : otherwise;
}

/** A value read from text (an option, a file), or why it could not be read. */
export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

export const read = <T>(value: T): Read<T> => ({ ok: true, value });
export const unreadable = (why: string): Read<never> => ({ ok: false, why });

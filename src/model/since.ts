import { read, unreadable, type Read } from './known.ts';

/** The requested start of a log. Times are in the local time zone. */
export type Since =
  | { readonly kind: 'ago'; readonly ms: number }
  | { readonly kind: 'midnight'; readonly daysAgo: 0 | 1 }
  /** Milliseconds since 1970. */
  | { readonly kind: 'at'; readonly at: number }
  | { readonly kind: 'boot' };

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const WORDS: Readonly<Record<string, Since>> = {
  today: { kind: 'midnight', daysAgo: 0 },
  yesterday: { kind: 'midnight', daysAgo: 1 },
  boot: { kind: 'boot' },
};

/** The default: the last 24 hours. */
export const LAST_DAY: Since = { kind: 'ago', ms: 86_400_000 };

const SPAN = /^(\d{1,5})([smhdw])$/;
const DATE = /^(\d{4}-\d\d-(\d\d))(?:[ T](\d\d:\d\d(?::\d\d)?))?$/;

/**
 * Reads a time as people type it: `2h`, `3d`, `today`, `yesterday`, `boot`, `2026-11-27`,
 * `2026-11-27 02:28`. journalctl takes more forms, and reads some of them differently than expected
 * (`10` is ten o'clock), so anything that is not plainly a time is refused.
 */
export function parseSince(text: string): Read<Since> {
  const word = Object.hasOwn(WORDS, text) ? WORDS[text] : undefined;
  if (word !== undefined) return read(word);
  const [, count, unit = ''] = SPAN.exec(text) ?? [];
  if (count !== undefined) return read({ kind: 'ago', ms: Number(count) * (UNIT_MS[unit] ?? 0) });
  const at = localTime(text);
  if (at !== null) return read({ kind: 'at', at });
  return unreadable(
    `'${text}' is not a time: write it like 2h, 3d, today, boot, 2026-11-27 or "2026-11-27 02:28"`,
  );
}

/** Returns null for a date that does not exist. */
function localTime(text: string): number | null {
  const [, date = '', day = '', clock = '00:00'] = DATE.exec(text) ?? [];
  const at = new Date(`${date}T${clock}`);
  // Date takes the 30th of February for the 2nd of March.
  return at.getDate() === Number(day) ? at.getTime() : null;
}

/**
 * Returns the moment as milliseconds since 1970, never less than 0.
 * @param bootedAt start of this boot; null: unknown, so the whole log counts
 */
export function startOf(since: Since, now: Date, bootedAt: number | null): number {
  return Math.max(0, momentOf(since, now, bootedAt));
}

function momentOf(since: Since, now: Date, bootedAt: number | null): number {
  switch (since.kind) {
    case 'ago':
      return now.getTime() - since.ms;
    case 'midnight':
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() - since.daysAgo).getTime();
    case 'at':
      return since.at;
    case 'boot':
      return bootedAt ?? 0;
  }
}

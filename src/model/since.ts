import { read, unreadable, type Read } from './known.ts';

/** From when on a log is to be read, as it was asked for. Times are of the local time zone. */
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

/** Unless asked otherwise: a night and a day. */
export const LAST_DAY: Since = { kind: 'ago', ms: 86_400_000 };

const SPAN = /^(\d{1,5})([smhdw])$/;
const DATE = /^(\d{4}-\d\d-(\d\d))(?:[ T](\d\d:\d\d(?::\d\d)?))?$/;

/**
 * Reads a time as people type it: `2h`, `3d`, `today`, `yesterday`, `boot`, `2026-11-27`,
 * `2026-11-27 02:28`. journalctl takes more forms, and takes some of them for something else than was
 * meant (`10` is ten o'clock); nothing that is not plainly a time gets that far.
 */
export function parseSince(text: string): Read<Since> {
  const word = Object.hasOwn(WORDS, text) ? WORDS[text] : undefined;
  if (word !== undefined) return read(word);
  const [, count, unit = ''] = SPAN.exec(text) ?? [];
  if (count !== undefined) return read({ kind: 'ago', ms: Number(count) * (UNIT_MS[unit] ?? 0) });
  const at = localTime(text);
  if (at !== null) return read({ kind: 'at', at });
  return unreadable(
    `'${text}' is no time: write it like 2h, 3d, today, boot, 2026-11-27 or "2026-11-27 02:28"`,
  );
}

/** null: no date, or none of the calendar's. */
function localTime(text: string): number | null {
  const [, date = '', day = '', clock = '00:00'] = DATE.exec(text) ?? [];
  const at = new Date(`${date}T${clock}`);
  // Date takes the 30th of February for the 2nd of March.
  return at.getDate() === Number(day) ? at.getTime() : null;
}

/**
 * The moment it means, in milliseconds since 1970, which nothing was before.
 * @param bootedAt when this boot began; null: not known, and then all of the log counts
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

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../src/model/facts/facts.ts';
import { known } from '../../../src/model/known.ts';
import { extensionFigures } from '../../../src/pool/extensions.ts';
import {
  Allocator,
  CHOICES,
  FREE,
  LAID,
  mostRows,
  redistributed,
} from '../../helpers/allocator.ts';
import fc from '../../helpers/fast-check.ts';
import { recordedPool } from '../../helpers/recorded-pool.ts';
import { namedPool } from '../../helpers/resize-site.ts';

const HOSTS = readdirSync(join(import.meta.dirname, '../../../fixtures/hosts')).filter((name) =>
  /-(direct-running|direct-layers|striped-pool|raid1-pool)$/.test(name),
);

/** The host with this state of LVM, and threshold 80 and percent 20 whether it has a profile or not. */
function withLvm(facts: Facts, lvm: Parameters<typeof redistributed>[0]): Facts {
  return { ...facts, lvm: known(lvm), profileSettings: known({ threshold: 80, percent: 20 }) };
}

function lvmOf({ lvm }: Facts): Parameters<typeof redistributed>[0] {
  if (!lvm.known) throw new Error(lvm.why);
  return {
    ...lvm.value,
    lvs: lvm.value.lvs.map((lv) =>
      lv.segmentType === 'thin-pool' ? { ...lv, profile: 'docker-thinpool' } : lv,
    ),
  };
}

describe.each(HOSTS)('what is said of the next extension on %s', (name) => {
  test.each(['data', 'metadata'] as const)(
    'of the %s is what LVM does, wherever it chooses to put it',
    async (part) => {
      const facts = await recordedPool(name);
      const lvm = lvmOf(facts);
      const seen = new Set<string>();
      fc.assert(
        fc.property(FREE(part === 'data' ? 900 : 20), LAID, CHOICES, (free, laid, choices) => {
          const to = { data: null, metadata: null, [part]: laid };
          const host = withLvm(facts, redistributed(lvm, free, to));
          const figures = extensionFigures(host, namedPool(host), part);
          seen.add(figures.known ? String(figures.value.fits) : 'unknown');
          if (!figures.known) return;
          const { fits, fullFits, next, full } = figures.value;
          // The spare grows by as much as the metadata.
          const half = part === 'data' ? 1 : 2;
          if (fits) expect(new Allocator(free, choices).extend(laid, next / half)).toBe(true);
          else {
            const perRow = laid.segmentType === 'striped' ? laid.areas : 1;
            expect(mostRows(free, laid.areas) * perRow).toBeLessThan(next / half);
          }
          if (!fullFits) return;
          const allocator = new Allocator(free, choices);
          expect(allocator.extend(laid, full / half)).toBe(true);
          const spare = { segmentType: 'linear', areas: 1 } as const;
          expect(allocator.extend(spare, full - full / half)).toBe(true);
        }),
        { numRuns: 500 },
      );
      expect([...seen].sort()).toEqual(['false', 'true', 'unknown']);
    },
  );

  test.each(['contiguous', 'cling', 'cling_by_tags', 'inherit', 'odd'])(
    'is never that it fits with allocation policy %s on several disks',
    async (policy) => {
      const facts = await recordedPool(name);
      const host = withLvm(
        facts,
        redistributed(lvmOf(facts), [9000, 9000], { data: null, metadata: null }, policy),
      );
      for (const part of ['data', 'metadata'] as const) {
        expect(extensionFigures(host, namedPool(host), part).known).toBe(false);
      }
    },
  );
});

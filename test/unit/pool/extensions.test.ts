import { dockerFacts } from '../../../src/docker/engine.ts';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../src/model/facts/facts.ts';
import { known } from '../../../src/model/known.ts';
import { observeForVerify } from '../../../src/observe/host-facts.ts';
import { extensionFigures } from '../../../src/pool/extensions.ts';
import type { Part } from '../../../src/pool/usage.ts';
import {
  Allocator,
  CHOICES,
  FREE,
  LAID,
  mostRows,
  redistributed,
} from '../../helpers/allocator.ts';
import { changed } from '../../helpers/engine.ts';
import { healthy } from '../../helpers/facts.ts';
import fc from '../../helpers/fast-check.ts';
import { recordedHost } from '../../helpers/recorded-host.ts';
import { namedPool } from '../../helpers/resize-site.ts';

const HOSTS = readdirSync(join(import.meta.dirname, '../../../fixtures/hosts')).filter((name) =>
  /-(direct-running|direct-layers|striped-pool|raid1-pool)$/.test(name),
);

/** The host, whose Docker is configured for the pool. */
async function seen(name: string): Promise<Facts> {
  const { daemonJson } = dockerFacts(healthy);
  return changed(await observeForVerify(recordedHost(name).host, 'docker'), { daemonJson });
}

/** As much room as makes a disk too small for an extension, or large enough. */
function freeFor(facts: Facts, part: Part) {
  const { group, volume } = namedPool(facts);
  if (!group.known || !volume.known) throw new Error('no pool');
  const size = part === 'data' ? volume.value?.size : volume.value?.metadataSize;
  const extentsOfPart = Number(size) / Number(group.value?.extentSize);
  return FREE(Math.ceil(extentsOfPart * (part === 'data' ? 0.37 : 0.8)));
}

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
      const facts = await seen(name);
      const lvm = lvmOf(facts);
      const verdicts = new Set<string>();
      fc.assert(
        fc.property(freeFor(facts, part), LAID, CHOICES, (free, laid, choices) => {
          const to = { data: null, metadata: null, [part]: laid };
          const host = withLvm(facts, redistributed(lvm, free, to));
          const figures = extensionFigures(host, namedPool(host), part);
          verdicts.add(figures.known ? String(figures.value.fits) : 'unknown');
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
      expect([...verdicts].sort()).toEqual(['false', 'true', 'unknown']);
    },
  );

  test.each(['contiguous', 'cling', 'cling_by_tags', 'inherit', 'odd'])(
    'is never that it fits with allocation policy %s on several disks',
    async (policy) => {
      const facts = await seen(name);
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

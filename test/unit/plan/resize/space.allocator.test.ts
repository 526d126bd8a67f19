import { expect, test } from 'vitest';
import { known } from '../../../../src/model/known.ts';
import { MIB } from '../../../../src/model/units.ts';
import { Allocator, CHOICES, FREE, LAID, redistributed } from '../../../helpers/allocator.ts';
import { host } from '../../../helpers/changed-facts.ts';
import fc from '../../../helpers/fast-check.ts';
import { lvm } from '../../../helpers/facts.ts';
import { by, resizePlan } from '../../../helpers/resize-site.ts';

const EXTENT = 4 * MIB;
const LINEAR = { segmentType: 'linear', areas: 1 } as const;

const REQUEST = fc.record({
  size: fc.integer({ min: 0, max: 120 }),
  metadata: fc.integer({ min: 0, max: 20 }),
});

test('a planned resize is one for which LVM finds the space, wherever it chooses to put it', () => {
  const seen = new Set<number>();
  fc.assert(
    fc.property(FREE(150), LAID, LAID, REQUEST, CHOICES, (free, data, metadata, asked, choices) => {
      const facts = host({ lvm: known(redistributed(lvm, free, { data, metadata })) });
      const plan = resizePlan(
        { size: by(asked.size * EXTENT), metadataSize: by(asked.metadata * EXTENT) },
        facts,
      );
      for (const { exitCode } of plan.refusals) seen.add(exitCode);
      const { growth } = plan;
      if (growth === undefined || plan.refusals.length > 0) return;
      seen.add(0);
      const allocator = new Allocator(free, choices);
      const more = (growth.metadata.to - growth.metadata.from) / EXTENT;
      expect(more).toBeGreaterThanOrEqual(asked.metadata);
      expect(allocator.extend(metadata, more)).toBe(true);
      expect(allocator.extend(LINEAR, more)).toBe(true);
      const grown = (growth.data.to - growth.data.from) / EXTENT;
      expect(grown).toBeGreaterThanOrEqual(asked.size);
      expect(allocator.extend(data, grown)).toBe(true);
    }),
    { numRuns: 1000 },
  );
  expect([...seen].sort()).toEqual([0, 20, 23]);
});

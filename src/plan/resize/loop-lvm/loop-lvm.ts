import type { Notice } from '../../../model/notice.ts';
import type { PartGrowth, Plan, PoolGrowth } from '../../../model/plan/plan.ts';
import { bytes, formatBytes } from '../../../model/units.ts';
import type { Part } from '../../../pool/usage.ts';
import { growingParts, overcommitments, overcommitted } from './space.ts';
import { seeLoopPool, type LoopResizeSite, type LoopSite } from './site.ts';
import { loopSteps, metadataInTheEnd } from './steps.ts';
import { makePlan } from '../../steps/make-plan.ts';
import { tooLargeSizes, tooLittleMetadata, type AskedSizes } from '../../steps/pool-sizes.ts';
import { firstRefusals, refusal } from '../../steps/refusal.ts';
import { poolGrowth } from '../growth.ts';
import { refusedResize, shrinkRefusals, sizeRemedies, type ResizeSite } from '../refusals.ts';
import type { SizeChange } from '../request.ts';

const NOT_ALLOWED = [
  'request less, or free space there',
  'or add --allow-overcommit to do it anyway',
];

const ALLOWED = ['free space there before Docker writes that much; check it with df'];

/** Plans `dmctl resize` on a loop-lvm pool. */
export function planResizeLoopLvm(site: LoopResizeSite): Plan {
  const seen = seeLoopPool(site);
  if (!seen.ok) return refusedResize(seen.refusals);
  const { request } = site;
  const impossible = impossibleSizes(seen.site);
  if (impossible.length > 0) return refusedResize(impossible);
  const tooMuch = overcommitments(seen.site);
  if (tooMuch.length > 0 && !request.allowOvercommit) {
    return refusedResize(tooMuch.map((one) => overcommitted(one, NOT_ALLOWED)));
  }
  const steps = loopSteps(seen.site);
  const allowed = tooMuch.map((one) => overcommitted(one, ALLOWED));
  const warnings = [...allowed, ...(steps.length > 0 ? nextStart(seen.site) : [])];
  const growth = growthOf(site, seen.site);
  return makePlan({ command: 'resize', steps, warnings, growth });
}

function growthOf({ facts, request, pool }: ResizeSite, { now, wanted }: LoopSite): PoolGrowth {
  const part = (which: Part, change: SizeChange | null): PartGrowth => {
    const [from, to] = [now[which], wanted[which]];
    const asked = change === null ? to : bytes((change.kind === 'by' ? from : 0) + change.size);
    return { from, to, asked: asked === to ? null : asked };
  };
  const parts = {
    data: part('data', request.size),
    metadata: part('metadata', request.metadataSize),
  };
  return poolGrowth(facts, pool, parts);
}

/** Refuses sizes that this pool cannot have, however much space there is. */
function impossibleSizes(site: LoopSite): readonly Notice[] {
  const { now, wanted, chunkSize } = site;
  const asked: AskedSizes = { limit: 'kernel', now, wanted, chunkSize, ...sizeRemedies(1) };
  return firstRefusals(
    () => [
      ...shrinkRefusals('data', wanted.data, now.data),
      ...shrinkRefusals('metadata', wanted.metadata, now.metadata),
    ],
    () => tooLargeSizes(asked),
    () => tooLittleMetadata(asked),
    () => metadataTakenWhole(site),
  );
}

/** A metadata file that was extended by hand is used as a whole. */
function metadataTakenWhole(site: LoopSite): readonly Notice[] {
  if (!growingParts(site).includes('metadata')) return [];
  const { path } = site.files.metadata;
  const whole = site.table === null ? site.wanted.metadata : metadataInTheEnd(site);
  if (whole <= site.wanted.metadata) return [];
  const message = `${path} is already larger than ${formatBytes(site.wanted.metadata)}`;
  const why = 'the kernel uses the whole file for metadata, and nothing is ever shrunk';
  const fix = [`--metadata-size ${String(whole)}  uses the file as it is`];
  return [refusal('DM060', message, why, fix)];
}

/** If Docker is stopped and its pool gone, only the files are extended. */
function nextStart({ table, wanted }: LoopSite): readonly Notice[] {
  if (table !== null) return [];
  const sizes = `${formatBytes(wanted.data)} of data, ${formatBytes(wanted.metadata)} of metadata`;
  return [
    refusal(
      'DM062',
      'the new size takes effect at the next start of Docker',
      `Docker is stopped; when it starts, it creates its pool as large as the files: ${sizes}`,
      ['start Docker, then dmctl verify'],
    ),
  ];
}

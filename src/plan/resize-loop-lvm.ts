import type { Notice } from '../model/notice.ts';
import type { Plan } from '../model/plan.ts';
import { formatBytes } from '../model/units.ts';
import { limitRefusals } from './loop-limits.ts';
import { growingParts, overcommitments } from './loop-room.ts';
import { seeLoopPool, type LoopSite } from './loop-site.ts';
import { loopSteps, metadataInTheEnd } from './loop-steps.ts';
import { makePlan } from './make-plan.ts';
import { refusal } from './refusal.ts';
import { refusedResize, shrinkRefusals } from './resize-preflight.ts';
import type { ResizeSite } from './resize.ts';

/** The plan of `dmctl resize` on a loop-lvm pool. */
export function planResizeLoopLvm(site: ResizeSite): Plan {
  const seen = seeLoopPool(site);
  if (!seen.ok) return refusedResize(seen.refusals);
  const { request } = site;
  const impossible = sizeRefusals(seen.site);
  if (impossible.length > 0) return refusedResize(impossible);
  const tooMuch = overcommitments(seen.site);
  if (tooMuch.length > 0 && !request.allowOvercommit) return refusedResize(tooMuch);
  const steps = loopSteps(seen.site);
  const warnings = [...tooMuch, ...(steps.length > 0 ? nextStart(seen.site) : [])];
  return makePlan({ command: 'resize', steps, refusals: [], warnings, layout: null }, []);
}

/** Sizes that this pool cannot have, wherever the room would come from. */
function sizeRefusals(site: LoopSite): readonly Notice[] {
  const { now, wanted } = site;
  const shrinking = [
    ...shrinkRefusals('data', wanted.data, now.data),
    ...shrinkRefusals('metadata', wanted.metadata, now.metadata),
  ];
  if (shrinking.length > 0) return shrinking;
  const beyond = limitRefusals(site);
  return beyond.length > 0 ? beyond : metadataTakenWhole(site);
}

/** A metadata file that was made larger by hand cannot be taken in part. */
function metadataTakenWhole(site: LoopSite): readonly Notice[] {
  if (!growingParts(site).includes('metadata')) return [];
  const { path } = site.files.metadata;
  const whole = site.table === null ? site.wanted.metadata : metadataInTheEnd(site);
  if (whole <= site.wanted.metadata) return [];
  const message = `${path} is larger than ${formatBytes(site.wanted.metadata)} already`;
  const why = 'the kernel takes the whole of the file for metadata, and nothing shrinks';
  const fix = [`--metadata-size ${String(whole)}  takes it as it is`];
  return [refusal('DM060', message, why, fix)];
}

/** Where Docker is stopped and its pool gone, only the files grow. */
function nextStart({ table, wanted }: LoopSite): readonly Notice[] {
  if (table !== null) return [];
  const sizes = `${formatBytes(wanted.data)} of data, ${formatBytes(wanted.metadata)} of metadata`;
  return [
    refusal(
      'DM062',
      'the new size counts from the next start of Docker',
      `Docker is stopped; it makes its pool as large as the files are when it starts: ${sizes}`,
      ['start Docker, then dmctl verify'],
    ),
  ];
}

import { largestData } from '../lvm/thin-pool.ts';
import type { Notice } from '../model/notice.ts';
import { formatBytes } from '../model/units.ts';
import type { LoopSite } from './loop-site.ts';
import { refusal } from './refusal.ts';
import { largestMetadata, tooLittleMetadata } from './resize-limits.ts';

/** Why a pool with such chunks cannot have these sizes; empty: it can. Only growth is judged. */
export function limitRefusals({ now, wanted, chunkSize }: LoopSite): readonly Notice[] {
  const metadata = largestMetadata('loop-lvm');
  if (wanted.metadata > now.metadata && wanted.metadata > metadata) {
    const message = `${formatBytes(wanted.metadata)} of metadata are too much`;
    const why = `the kernel uses ${formatBytes(metadata)} at the most (dm-thin-metadata.h)`;
    return [refusal('DM033', message, why, [`--metadata-size ${String(metadata)}`])];
  }
  if (wanted.data <= now.data) return [];
  const [chunk, data] = [formatBytes(chunkSize), largestData(metadata, chunkSize)];
  if (wanted.data > data) {
    const message = `${formatBytes(wanted.data)} of data are too much`;
    const why = `chunks of ${chunk} address ${formatBytes(data)} at the most`;
    const fix = `--size ${String(data)} is the most this pool takes`;
    return [refusal('DM033', message, why, [fix])];
  }
  return tooLittleMetadata({ ...wanted, chunkSize }, formatBytes(wanted.metadata));
}

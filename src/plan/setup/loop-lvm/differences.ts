import { configurationOf } from '../../../docker/engine.ts';
import { storageSize } from '../../../docker/loop-files.ts';
import type { Facts } from '../../../model/facts/facts.ts';
import type { Notice } from '../../../model/notice.ts';
import { formatBytes } from '../../../model/units.ts';
import { otherOptions, type SetupLoopLvmRequest } from './request.ts';
import type { OnLoopFiles } from './site.ts';
import { refusal } from '../../steps/refusal.ts';

/** Sizes that were asked for, where the files in place have others. */
export function otherSizes(request: SetupLoopLvmRequest, site: OnLoopFiles): readonly Notice[] {
  const parts = [
    ['data', site.data, request.dataSize, '--size'],
    ['metadata', site.metadata, request.metadataSize, '--metadata-size'],
  ] as const;
  return parts.flatMap(([part, found, asked, flag]) => {
    if (asked === null || asked === found) return [];
    const size = found === null ? 'an unknown size' : formatBytes(found);
    const message = `Docker is on loop files already, and their ${part} has ${size}`;
    const isSmaller = found !== null && asked < found;
    return [
      refusal('DM031', message, `asked for ${formatBytes(asked)}`, [
        isSmaller
          ? `leave the size out: nothing ever shrinks`
          : `dmctl resize ${flag} ${storageSize(asked)}  grows it while it is in use`,
      ]),
    ];
  });
}

/** Options that were asked for, where the configuration does not have them. */
export function otherOptionsSet(facts: Facts, request: SetupLoopLvmRequest): readonly Notice[] {
  const { storageOpts } = configurationOf(facts);
  const path = facts.engine.configFile;
  const missing = otherOptions(request).filter((option) => !storageOpts.includes(option));
  if (missing.length === 0) return [];
  const why = `${path} does not have ${missing.join(', ')}`;
  return [
    refusal('DM031', 'Docker is on loop files already, with other storage options', why, [
      `change "storage-opts" in ${path} and restart Docker, or ask for what is there`,
    ]),
  ];
}

import { configurationOf } from '../../../docker/engine.ts';
import { storageSize } from '../../../docker/loop-files.ts';
import type { Facts } from '../../../model/facts/facts.ts';
import type { Notice } from '../../../model/notice.ts';
import { formatBytes } from '../../../model/units.ts';
import { otherOptions, type SetupLoopLvmRequest } from './request.ts';
import type { OnLoopFiles } from './site.ts';
import { refusal } from '../../steps/refusal.ts';

/** Refuses sizes that differ from those of the existing files. */
export function otherSizes(request: SetupLoopLvmRequest, site: OnLoopFiles): readonly Notice[] {
  const parts = [
    ['data', site.data, request.dataSize, '--size'],
    ['metadata', site.metadata, request.metadataSize, '--metadata-size'],
  ] as const;
  return parts.flatMap(([part, found, asked, flag]) => {
    if (asked === null || asked === found) return [];
    const size = found === null ? 'an unknown size' : formatBytes(found);
    const message = `Docker already runs on loop files, and their ${part} has ${size}`;
    const isSmaller = found !== null && asked < found;
    return [
      refusal('DM031', message, `requested ${formatBytes(asked)}`, [
        isSmaller
          ? 'omit the size: dmctl never shrinks anything'
          : `dmctl resize ${flag} ${storageSize(asked)}  extends it while it is in use`,
      ]),
    ];
  });
}

/** Refuses requested options that the configuration does not have. */
export function otherOptionsSet(facts: Facts, request: SetupLoopLvmRequest): readonly Notice[] {
  const { storageOpts } = configurationOf(facts);
  const path = facts.engine.configFile;
  const missing = otherOptions(request).filter((option) => !storageOpts.includes(option));
  if (missing.length === 0) return [];
  const why = `${path} does not have ${missing.join(', ')}`;
  return [
    refusal('DM031', 'Docker already runs on loop files with different storage options', why, [
      `change "storage-opts" in ${path} and restart Docker, or request the options it has`,
    ]),
  ];
}

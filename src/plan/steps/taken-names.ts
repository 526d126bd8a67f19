import type { Facts } from '../../model/facts/facts.ts';
import type { Notice } from '../../model/notice.ts';
import { refusal, whenKnown } from './refusal.ts';

/** Refuses a volume group whose directory in /dev has its name taken. @param fix advice, by the path */
export const pathRefusals = (
  facts: Facts,
  vg: string,
  fix: (path: string) => string,
): readonly Notice[] =>
  whenKnown('what /dev holds', facts.groupPathTaken, (path) => {
    if (path === null) return [];
    const why = `LVM creates the volumes of group ${vg} there, and refuses a name that exists`;
    return [refusal('DM030', `${path} exists, and is not a volume group`, why, [fix(path)])];
  });

/** Refuses a volume whose device-mapper name is taken. @param advice follows the command that shows it */
export const mapperRefusals = (facts: Facts, wanted: string, advice = ''): readonly Notice[] =>
  whenKnown('the device-mapper names', facts.dmNames, (names) => {
    if (!names.includes(wanted)) return [];
    const message = `a device-mapper device ${wanted} exists`;
    const fix = [`see dmsetup info ${wanted}${advice}`];
    return [refusal('DM030', message, 'LVM does not know it', fix)];
  });

import { BOOT_UNIT_PATH, bootUnitLink } from '../lvm/boot-unit.ts';
import type { BootUnit } from '../model/facts/boot-unit.ts';
import type { Host } from '../model/host.ts';
import { attempt } from './attempt.ts';
import { sha256Of } from '../model/sha256.ts';

/**
 * Reads the boot unit from disk: systemd itself goes by these files at the next boot. No process.
 * @param unit the engine's, which wants it
 */
export const bootUnit = (host: Host, unit: string): Promise<BootUnit> =>
  attempt(async () => {
    const text = await host.readText(BOOT_UNIT_PATH);
    if (text === null) return { text, sha256: null, enabled: false };
    const leadsTo = await host.realPath(bootUnitLink(unit));
    const enabled = leadsTo !== null && leadsTo === (await host.realPath(BOOT_UNIT_PATH));
    return { text, sha256: sha256Of(text), enabled };
  });

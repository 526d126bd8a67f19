import { unitPath } from '../../lvm/boot-unit.ts';
import { BOOT_UNITS } from '../../model/engine-name.ts';
import type { Host } from '../../model/host.ts';
import { attempt } from '../attempt.ts';

const FOLDER = '/etc/containerd';

/**
 * Does any file of containerd's configuration mention the snapshotter, or did dmctl install a unit for its
 * pool? A file that cannot be read may. No process.
 */
export async function namesDevmapper(host: Host): Promise<boolean> {
  const found = await attempt(async () => {
    if ((await host.lstat(unitPath(BOOT_UNITS.containerd))) !== null) return true;
    const imported = (await host.list(`${FOLDER}/conf.d`)) ?? [];
    const files = [`${FOLDER}/config.toml`, ...imported.map((name) => `${FOLDER}/conf.d/${name}`)];
    for (const path of files) {
      if (path.endsWith('.toml') && ((await host.readText(path)) ?? '').includes('devmapper'))
        return true;
    }
    return false;
  });
  return !found.known || found.value;
}

import { closing, mustRun } from '../convert/running.ts';
import { deactivateVolume } from '../lvm/logical-volume.ts';
import { mapperPath } from '../lvm/layer-device.ts';
import { activateComponent } from '../lvm/thin-metadata-tools.ts';
import { dmName } from '../model/names.ts';
import { HostError, type Host } from '../model/host.ts';
import type { ActionOf } from '../model/plan/plan.ts';
import type { MetadataVolume } from '../model/plan/repair-action.ts';

/**
 * Does work with the path of the metadata of an inactive pool, which LVM activates for reading meanwhile. LVM
 * refuses while the pool is active.
 * @throws HostError
 */
export function withComponent<T>(
  host: Host,
  { vg, lv }: MetadataVolume,
  work: (path: string) => Promise<T>,
): Promise<T> {
  return closing(
    async () => {
      await mustRun(host, activateComponent(vg, lv));
      return await work(mapperPath(dmName(vg, lv)));
    },
    async () => {
      await mustRun(host, deactivateVolume(vg, lv));
    },
  );
}

/** Copies the metadata into a file. @throws HostError */
export async function saveMetadata(
  host: Host,
  { volume, size, image }: ActionOf<'save-metadata'>,
): Promise<void> {
  await withComponent(host, volume, (path) => host.copyToFile(path, image, size));
}

/**
 * Swaps the metadata for a repaired copy of it.
 * @throws HostError 'changed', with nothing done, if the metadata is not as it was copied
 */
export async function swapIfUnchanged(
  host: Host,
  { volume, image, swap }: ActionOf<'swap-metadata'>,
): Promise<void> {
  const found = await withComponent(host, volume, (path) => host.digestOf(path, image.size));
  if (found === image.sha256) {
    await mustRun(host, swap);
    return;
  }
  const name = `${volume.vg}/${volume.lv}`;
  const why = 'it is not as it was when it was copied: the pool has been active since';
  throw new HostError('changed', name, `${name}: ${why}`);
}

/** Copies a file onto a volume, and reads it back. @throws HostError */
export async function writeMetadata(
  host: Host,
  { vg, lv, image }: ActionOf<'write-metadata'>,
): Promise<void> {
  await withComponent(host, { vg, pool: lv, lv }, async (path) => {
    const read = await host.copyToDevice(image.path, path, image.size);
    mustBe(read, image.sha256, image.path);
  });
  // Active once more, so that it comes from the disk and not from what was just written.
  await withComponent(host, { vg, pool: lv, lv }, async (path) => {
    mustBe(await host.digestOf(path, image.size), image.sha256, path);
  });
}

function mustBe(found: string, wanted: string, subject: string): void {
  if (found === wanted) return;
  throw new HostError('changed', subject, `${subject} does not hold what was written to it`);
}

import { expect, it } from 'vitest';
import { KeptTree } from '../../../src/convert/kept-tree.ts';
import { convertLayer } from '../../../src/convert/layer.ts';
import { linkOf } from '../../../src/convert/layout.ts';
import type { LayerToConvert } from '../../../src/model/plan/conversion.ts';
import {
  layerHost,
  LOOP_PLACE,
  LOWEST,
  LVM_PLACE,
  UPPER,
  type Answers,
  type LayerHost,
} from '../../helpers/layer-host.ts';

const INTO = LVM_PLACE.into;

const OTHER: LayerToConvert = { ...LOWEST, id: 'ccc', device: { ...LOWEST.device, deviceId: 3 } };

const untold = (): void => undefined;

/** Calls that open, read and close layers. */
const opened = ({ said }: LayerHost): readonly string[] =>
  said
    .filter((line) => /^(dmsetup|mount|umount|copy)/.test(line))
    .map((line) => line.replace(/ (--readonly|-t|over) .*/, ''));

/** Converts layers one after another, as a run does. */
async function convertAll(
  layers: readonly LayerToConvert[],
  answers: Answers = () => undefined,
): Promise<{ readonly lab: LayerHost; readonly kept: KeptTree }> {
  const lab = layerHost(new Map([[`${INTO}/aaa/link`, linkOf('aaa')]]), answers);
  const kept = new KeptTree();
  for (const layer of layers)
    await convertLayer(lab.host, LVM_PLACE, layer, { tell: untold, kept });
  return { lab, kept };
}

it('the layer below is still open when the next one is converted', async () => {
  const { lab, kept } = await convertAll([LOWEST, UPPER]);
  expect(kept.deviceId).toBe(2);
  await kept.release(lab.host);
  expect(kept.deviceId).toBe(null);
  expect(opened(lab)).toEqual([
    'dmsetup create dmctl-layer-1',
    'mount',
    'copy /run/dmctl/layers/1/rootfs',
    'dmsetup create dmctl-layer-2',
    'mount',
    'copy /run/dmctl/layers/2/rootfs',
    'umount /run/dmctl/layers/1',
    'dmsetup remove --retry dmctl-layer-1',
    'umount /run/dmctl/layers/2',
    'dmsetup remove --retry dmctl-layer-2',
  ]);
});

it('a layer that is not below the next one is closed before the one that is is opened', async () => {
  const { lab, kept } = await convertAll([OTHER, UPPER]);
  await kept.release(lab.host);
  expect(opened(lab).slice(2, 7)).toEqual([
    'copy /run/dmctl/layers/3/rootfs',
    'umount /run/dmctl/layers/3',
    'dmsetup remove --retry dmctl-layer-3',
    'dmsetup create dmctl-layer-1',
    'mount',
  ]);
});

it('a failure closes the layer below, and keeps nothing', async () => {
  const isSecond = (): boolean => (copies += 1) === 2;
  let copies = 0;
  const lab = layerHost(new Map([[`${INTO}/aaa/link`, linkOf('aaa')]]), (line) =>
    line === 'copy' && isSecond() ? { stderr: 'it differs' } : undefined,
  );
  const kept = new KeptTree();
  const copying = { tell: untold, kept };
  await convertLayer(lab.host, LVM_PLACE, LOWEST, copying);
  await expect(convertLayer(lab.host, LVM_PLACE, UPPER, copying)).rejects.toThrow('it differs');
  expect(kept.deviceId).toBe(null);
  expect(opened(lab).slice(-4)).toEqual([
    'umount /run/dmctl/layers/2',
    'dmsetup remove --retry dmctl-layer-2',
    'umount /run/dmctl/layers/1',
    'dmsetup remove --retry dmctl-layer-1',
  ]);
});

it("no layer stays open on a pool that is dmctl's for one layer", async () => {
  const files = new Map([
    ['/data/devicemapper/data', ''],
    ['/data/devicemapper/metadata', ''],
  ]);
  const lab = layerHost(files, (line) =>
    line.includes('--show') ? { stdout: '/dev/loop0\n' } : undefined,
  );
  const kept = new KeptTree();
  await convertLayer(lab.host, LOOP_PLACE, LOWEST, { tell: untold, kept });
  expect(kept.deviceId).toBe(null);
  expect(opened(lab).slice(-2)).toEqual([
    'dmsetup remove --retry dmctl-layer-1',
    'dmsetup remove --retry dmctl-layer-pool',
  ]);
});

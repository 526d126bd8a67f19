import { describe, expect, it } from 'vitest';
import { KeptTree } from '../../../src/convert/kept-tree.ts';
import { convertLayer, type Copying } from '../../../src/convert/layer.ts';
import { linkOf } from '../../../src/convert/layout.ts';
import {
  dmFiles,
  layerHost,
  LOOP_PLACE,
  LOWEST,
  LVM_PLACE,
  UPPER,
  type Answers,
  type Files,
} from '../../helpers/layer-host.ts';

const INTO = LVM_PLACE.into;
const untold = (): void => undefined;
const alone = (kept = new KeptTree()): Copying => ({ tell: untold, kept });
const fine: Answers = () => undefined;

const withLowest = (): Files =>
  new Map([
    [`${INTO}/aaa`, null],
    [`${INTO}/aaa/link`, linkOf('aaa')],
  ]);

describe('a layer that is converted', () => {
  it('is copied, proven, synced, and has its name last', async () => {
    const { host, said } = layerHost(new Map(), fine);

    const converted = await convertLayer(host, LVM_PLACE, LOWEST, alone());

    expect(converted).toEqual({ entries: 3, bytes: 5, whiteouts: 1, sockets: 0 });
    expect(said).toEqual([
      `mkdir ${INTO}/aaa.new 710`,
      `mkdir ${INTO}/aaa.new/diff 755`,
      'mkdir /run/dmctl 700',
      'mkdir /run/dmctl/layers 700',
      'mkdir /run/dmctl/layers/1 700',
      'dmsetup create dmctl-layer-1 --readonly --table 0 2097152 thin /dev/mapper/docker-thinpool 1',
      'mount -t xfs -o ro,nosuid,nodev,noexec,nouuid /dev/mapper/dmctl-layer-1 /run/dmctl/layers/1',
      `copy /run/dmctl/layers/1/rootfs over null to ${INTO}/aaa.new/diff`,
      `write ${INTO}/aaa.new/link`,
      `link ${INTO}/l/${linkOf('aaa')} -> ../aaa/diff`,
      `sync -f ${INTO}/aaa.new`,
      `rename ${INTO}/aaa.new ${INTO}/aaa`,
    ]);
  });

  it('above another one names it, and all below it', async () => {
    const files = withLowest().set(`${INTO}/aaa/lower`, 'l/X:l/Y');
    const { host, said } = layerHost(files, fine);

    await convertLayer(host, LVM_PLACE, UPPER, alone());

    expect(files.get(`${INTO}/bbb-init.new/lower`)).toBe(`l/${linkOf('aaa')}:l/X:l/Y`);
    expect(files.has(`${INTO}/bbb-init.new/work`)).toBe(true);
    expect(files.get(`${INTO}/aaa/committed`)).toBe('');
    expect(said.find((line) => line.startsWith('copy'))).toBe(
      `copy /run/dmctl/layers/2/rootfs over /run/dmctl/layers/1/rootfs to ${INTO}/bbb-init.new/diff`,
    );
  });

  it('is left as it is once it has its name', async () => {
    const { host, said } = layerHost(withLowest(), fine);

    expect((await convertLayer(host, LVM_PLACE, LOWEST, alone())).entries).toBe(0);
    expect(said).toEqual([]);
  });

  it('is made again where it was interrupted', async () => {
    const mounted = '1 0 8:1 / / rw - ext4 a rw\n2 1 254:9 / /run/dmctl/layers/1 ro - xfs b ro\n';
    const files: Files = new Map([
      ['/proc/self/mountinfo', mounted],
      [`${INTO}/aaa.new`, null],
      ...dmFiles('dmctl-layer-1', 'dmctl-layer-11'),
    ]);
    const { host, said } = layerHost(files, fine);

    await convertLayer(host, LVM_PLACE, LOWEST, alone());

    expect(said.slice(0, 3)).toEqual([
      'umount /run/dmctl/layers/1',
      'dmsetup remove --retry dmctl-layer-1',
      `rm ${INTO}/aaa.new`,
    ]);
  });
});

describe('a file system whose log is not clean', () => {
  const dirty =
    (inUse: number): Answers =>
    (line) => {
      if (line.startsWith('mount') && count++ === 0) {
        return { exitCode: 32, stderr: 'mount: /run: cannot mount /dev/mapper/x read-only.' };
      }
      if (line.startsWith('dmsetup info')) {
        const used = `docker-1|u|254|7|Active|Live|${String(inUse)}\n`;
        return { stdout: `docker-thinpool|u|254|2|Active|Live|1\n${used}` };
      }
      if (line.startsWith('dmsetup table')) return { stdout: 'docker-1: 0 2097152 thin 254:2 1\n' };
      return undefined;
    };
  let count = 0;

  it('is mounted read-only from a writable device, never without its log', async () => {
    count = 0;
    const { host, said } = layerHost(new Map(), dirty(0));

    await convertLayer(host, LVM_PLACE, LOWEST, alone());

    const devices = said.filter((line) => /^(dmsetup|mount|umount)/.test(line));
    expect(devices.map((line) => line.split(' --table')[0])).toEqual([
      'dmsetup create dmctl-layer-1 --readonly',
      expect.stringMatching(/^mount .* ro,/),
      'dmsetup remove --retry dmctl-layer-1',
      'dmsetup create dmctl-layer-1',
      expect.stringMatching(/^mount .* ro,/),
    ]);
    expect(said.join('\n')).not.toMatch(/norecovery|noload/);
  });

  it('is left alone while something else has it mounted', async () => {
    count = 0;
    const { host, said } = layerHost(new Map(), dirty(1));

    await expect(convertLayer(host, LVM_PLACE, LOWEST, alone())).rejects.toMatchObject({
      kind: 'busy',
      message: 'layer aaa: docker-1 is in use, and its log is not clean',
    });
    expect(said.filter((line) => /create(?!.*--readonly)/.test(line))).toEqual([]);
  });
});

describe('a pool on loop files', () => {
  const loops: Answers = (line) =>
    line.includes('--show')
      ? { stdout: `/dev/loop${line.endsWith('metadata') ? '1' : '0'}\n` }
      : {};
  const files = (): Files =>
    new Map([
      ['/data/devicemapper/data', ''],
      ['/data/devicemapper/metadata', ''],
    ]);

  it('is created for the layer, and removed after it', async () => {
    const { host, said } = layerHost(files(), loops);

    await convertLayer(host, LOOP_PLACE, LOWEST, alone());

    expect(said.filter((line) => /^(dmsetup|losetup|mount)/.test(line))).toEqual([
      'losetup --find --show /data/devicemapper/data',
      'losetup --find --show /data/devicemapper/metadata',
      'dmsetup create dmctl-layer-pool --table 0 2048 thin-pool /dev/loop1 /dev/loop0 128 32768 1 skip_block_zeroing',
      'dmsetup create dmctl-layer-1 --readonly --table 0 2097152 thin /dev/mapper/dmctl-layer-pool 1',
      'mount -t ext4 -o ro,nosuid,nodev,noexec /dev/mapper/dmctl-layer-1 /run/dmctl/layers/1',
      'dmsetup remove --retry dmctl-layer-1',
      'dmsetup remove --retry dmctl-layer-pool',
      'losetup --detach /dev/loop1',
      'losetup --detach /dev/loop0',
    ]);
  });

  it('that an interrupted conversion left is taken down first', async () => {
    const left = new Map([...files(), ...dmFiles('dmctl-layer-pool', 'dmctl-layer-7')]);
    const { host, said } = layerHost(left, loops);

    await convertLayer(host, LOOP_PLACE, LOWEST, alone());

    expect(said.slice(0, 2)).toEqual([
      'dmsetup remove --retry dmctl-layer-7',
      'dmsetup remove --retry dmctl-layer-pool',
    ]);
  });

  it("is Docker's own while Docker has it", async () => {
    const name = 'docker-8:1-5-pool';
    const { host, said } = layerHost(new Map([...files(), ...dmFiles(name)]), fine);

    await convertLayer(host, LOOP_PLACE, LOWEST, alone());

    expect(said.filter((line) => line.startsWith('losetup'))).toEqual([]);
    expect(said.join('\n')).toContain(`thin /dev/mapper/${name} 1`);
  });
});

describe('a failure', () => {
  it('of the copy unmounts and removes what was opened, and gives no name', async () => {
    const { host, said } = layerHost(withLowest(), (line) =>
      line === 'copy' ? { stderr: 'it differs' } : undefined,
    );

    await expect(convertLayer(host, LVM_PLACE, UPPER, alone())).rejects.toThrow(
      'layer bbb-init: it differs',
    );
    expect(said.slice(-4)).toEqual([
      'umount /run/dmctl/layers/2',
      'dmsetup remove --retry dmctl-layer-2',
      'umount /run/dmctl/layers/1',
      'dmsetup remove --retry dmctl-layer-1',
    ]);
  });

  it('of the copy and then of umount has both reasons', async () => {
    const { host } = layerHost(new Map(), (line) => {
      if (line === 'copy') return { stderr: 'it differs' };
      return line.startsWith('umount') ? { exitCode: 32, stderr: 'target is busy' } : undefined;
    });

    await expect(convertLayer(host, LVM_PLACE, LOWEST, alone())).rejects.toThrow(
      /it differs; afterwards: umount .* exited with 32: target is busy/,
    );
  });

  it('of the proof names both digests, and gives no name', async () => {
    const { host, said } = layerHost(new Map(), fine, 'sha256:wrong');

    await expect(convertLayer(host, LVM_PLACE, LOWEST, alone())).rejects.toThrow(
      "layer aaa: the layer's content is not what its digest says: sha256:wrong instead of sha256:right",
    );
    expect(said.filter((line) => line.startsWith('rename'))).toEqual([]);
  });

  it('is a mount that fails for another reason than its log', async () => {
    const { host, said } = layerHost(new Map(), (line) =>
      line.startsWith('mount') ? { exitCode: 32, stderr: 'unknown filesystem' } : undefined,
    );

    await expect(convertLayer(host, LVM_PLACE, LOWEST, alone())).rejects.toThrow(
      /cannot mount .*unknown filesystem/,
    );
    expect(said.at(-1)).toBe('dmsetup remove --retry dmctl-layer-1');
  });

  it('is a layer below that is not finished', async () => {
    const { host, said } = layerHost(new Map(), fine);

    await expect(convertLayer(host, LVM_PLACE, UPPER, alone())).rejects.toThrow(
      'the layer below, aaa, is not finished',
    );
    expect(said).toEqual([]);
  });

  it.each(['../x', '', 'a/b', '.hidden'])('is an id such as %j', async (id) => {
    const { host, said } = layerHost(new Map(), fine);

    await expect(convertLayer(host, LVM_PLACE, { ...LOWEST, id }, alone())).rejects.toThrow(
      'is not the id of a layer',
    );
    expect(said).toEqual([]);
  });

  it('of sync is one, unless it does not know the option', async () => {
    const words = (stderr: string): Answers => {
      return (line) => (line.startsWith('sync -f') ? { exitCode: 1, stderr } : undefined);
    };
    const old = layerHost(new Map(), words("sync: invalid option -- 'f'"));
    await convertLayer(old.host, LVM_PLACE, LOWEST, alone());
    expect(old.said.at(-2)).toBe('sync ');

    const broken = layerHost(new Map(), words('sync: error syncing: Input/output error'));
    await expect(convertLayer(broken.host, LVM_PLACE, LOWEST, alone())).rejects.toThrow(
      /Input\/output error/,
    );
  });
});

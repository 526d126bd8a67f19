import { describe, expect, it } from 'vitest';
import { kernelFacts } from '../../../src/observe/tools.ts';
import { recordedHost, type Changes } from '../../helpers/recorded-host.ts';

describe('the kernel', () => {
  const release = '/lib/modules/9.9/';
  const changes: Changes = {
    'readText /proc/sys/kernel/osrelease': { value: '9.9\n' },
    'lstat /sys/module/dm_thin_pool': { value: null },
    [`readText ${release}modules.dep`]: { value: 'kernel/drivers/md/dm-mod.ko.xz:\n' },
    [`readText ${release}modules.builtin`]: { value: 'kernel/fs/ext4/ext4.ko\n' },
  };
  const thinPool = async (more: Changes) =>
    (await kernelFacts(recordedHost('bookworm-blank', { ...changes, ...more }).host)).thinPool;

  it('can load the target from a compressed module', async () => {
    const dep = 'kernel/drivers/md/dm-thin-pool.ko.zst: kernel/drivers/md/dm-mod.ko.zst\n';
    const list = { [`readText ${release}modules.dep`]: { value: dep } };

    expect(await thinPool(list)).toEqual({ known: true, value: true });
  });

  it('has it built in', async () => {
    const list = { value: 'kernel/drivers/md/dm-thin-pool.ko\n' };

    expect(await thinPool({ [`readText ${release}modules.builtin`]: list })).toMatchObject({
      value: true,
    });
  });

  it('has none', async () => {
    expect(await thinPool({})).toEqual({ known: true, value: false });
  });

  it('says nothing when there is no list of modules', async () => {
    const none = { [`readText ${release}modules.dep`]: { value: null } };

    expect((await thinPool(none)).known).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { parseStorageOption, validateStorageOptions } from '../../../src/docker/storage-options.ts';

describe('parseStorageOption', () => {
  it.each([
    'dm.basesize=20G',
    'dm.basesize=20GB',
    'dm.basesize=10GiB',
    'dm.basesize=10 g',
    'dm.basesize=10737418240',
    'dm.loopdatasize=200G',
    'dm.fs=ext4',
    'dm.mkfsarg=-O ^has_journal',
    'dm.mountopt=nodiscard',
    'dm.thinpooldev=/dev/mapper/docker-thinpool',
    'dm.blkdiscard=false',
    'dm.use_deferred_removal=True',
    'dm.min_free_space=10%',
    'dm.min_free_space=0%',
    'dm.xfs_nospace_max_retries=0',
    'dm.thinp_percent=95',
    'dm.thinp_percent=95%',
    'dm.thinp_autoextend_threshold=100',
    'dm.libdm_log_level=7',
  ])('takes %s as it is', (text) => {
    const [key, value] = text.split(/=(.*)/);

    expect(parseStorageOption(text)).toEqual({ ok: true, value: { key, value } });
  });

  it('takes keys in any case and blanks around them, as dockerd does', () => {
    expect(parseStorageOption(' DM.BaseSize = 20G ')).toEqual({
      ok: true,
      value: { key: 'dm.basesize', value: '20G' },
    });
  });

  it('splits at the first equals sign only', () => {
    expect(parseStorageOption('dm.mountopt=a=b')).toMatchObject({ value: { value: 'a=b' } });
  });

  it.each([
    ['dm.basesize', 'KEY=VALUE'],
    ['', 'KEY=VALUE'],
    ['dm.bazesize=20G', "no storage option 'dm.bazesize'"],
    ['overlay2.size=20G', "no storage option 'overlay2.size'"],
    ['dm.basesize=twenty', 'a size'],
    ['dm.basesize=-1G', 'a size'],
    ['dm.basesize=1e3', 'a size'],
    ['dm.fs=btrfs', 'ext4 or xfs'],
    ['dm.blkdiscard=yes', 'true or false'],
    ['dm.min_free_space=10', 'with its sign'],
    ['dm.min_free_space=100%', '0% to 99%'],
    ['dm.thinp_percent=100', 'up to 99'],
    ['dm.thinp_percent=9.5', 'whole number'],
    ['dm.thinp_autoextend_percent=101', 'up to 100'],
    ['dm.libdm_log_level=1', 'from 2 to 7'],
    ['dm.xfs_nospace_max_retries=-1', 'whole number'],
  ])('refuses %s', (text, reason) => {
    const option = parseStorageOption(text);

    expect(option.ok ? 'fine' : option.why).toContain(reason);
  });
});

const fault = (...texts: string[]): string => {
  const options = validateStorageOptions(texts);
  return options.ok ? 'fine' : options.why;
};

const DEVICE = 'dm.directlvm_device=/dev/xvdf';

describe('validateStorageOptions', () => {
  it.each([
    [[]],
    [['dm.thinpooldev=/dev/mapper/p', 'dm.use_deferred_removal=true', 'dm.basesize=20G']],
    [[DEVICE, 'dm.thinp_percent=95', 'dm.thinp_metapercent=1']],
    [[DEVICE, 'dm.thinp_autoextend_threshold=80']],
    [['dm.directlvm_device_force=true']],
    [['dm.use_deferred_removal=false', 'dm.use_deferred_deletion=false']],
    [['dm.use_deferred_deletion=true']],
    [['dm.fs=xfs', 'dm.xfs_nospace_max_retries=0']],
  ])('takes %j', (texts) => {
    expect(fault(...texts)).toBe('fine');
  });

  it.each([
    [['dm.thinp_percent=95', 'dm.thinp_metapercent=1'], 'needs dm.directlvm_device'],
    [['dm.thinp_autoextend_percent=20'], 'needs dm.directlvm_device'],
    [[DEVICE, 'dm.thinp_percent=95'], 'go together'],
    [[DEVICE, 'dm.thinp_metapercent=1'], 'go together'],
    [[DEVICE, 'dm.thinp_percent=95', 'dm.thinp_metapercent=6'], 'exceed 100'],
    [[DEVICE, 'dm.thinpooldev=/dev/mapper/p'], 'exclude each other'],
    [['dm.use_deferred_removal=false'], 'needs dm.use_deferred_removal'],
    [['dm.fs=ext4', 'dm.xfs_nospace_max_retries=0'], 'needs dm.fs=xfs'],
    [['dm.fs=xfs', 'dm.basesize=big'], 'a size'],
  ])('refuses %j', (texts, reason) => {
    expect(fault(...texts)).toContain(reason);
  });

  it('lets the last of equal options count', () => {
    expect(fault('dm.use_deferred_removal=false', 'dm.use_deferred_removal=true')).toBe('fine');
  });
});

import { describe, expect, it } from 'vitest';
import { profilePath, profileText } from '../../../src/profiles/profile.ts';

describe('a profile', () => {
  it('has the two settings in their section', () => {
    expect(profileText({ threshold: 80, percent: 20 })).toBe(
      'activation {\n\tthin_pool_autoextend_threshold=80\n\tthin_pool_autoextend_percent=20\n}\n',
    );
  });

  it('lies in the profile folder', () => {
    expect(profilePath('/etc/lvm/profile', 'docker-thinpool')).toBe(
      '/etc/lvm/profile/docker-thinpool.profile',
    );
    expect(profilePath('/etc/lvm/profile/', 'x')).toBe('/etc/lvm/profile/x.profile');
  });
});

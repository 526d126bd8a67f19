import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, picture } from './scenario.ts';

const LOCAL = '/etc/lvm/lvmlocal.conf';

/** Every setting of lvm.conf(5) by which LVM would lay out disks and volumes in another way than by default. */
const SETTINGS = `
devices {
  data_alignment=3072 default_data_alignment=8
  md_chunk_alignment=0 data_alignment_detection=0 data_alignment_offset_detection=0
}
metadata { pvmetadatasize=20480 vgmetadatacopies=1 pvmetadataignore=1 stripesize=128 }
allocation {
  physical_extent_size=16384 maximise_cling=0 cling_tag_list=["@a"] raid_stripe_all_devices=1
  mirror_logs_require_separate_pvs=1 thin_pool_metadata_require_separate_pvs=1 thin_pool_zero=1
  thin_pool_discards="ignore" thin_pool_chunk_size=128 thin_pool_chunk_size_policy="performance"
  wipe_signatures_when_zeroing_new_lvs=0
}
activation { raid_region_size=4096 }
`;

const TWO_AREAS = `${SETTINGS}\nmetadata { pvmetadatacopies=2 }\n`;

async function mustVerify(guest: Guest): Promise<void> {
  const verified = await guest.run('dmctl verify');
  expect(verified.exitCode, verified.stdout).toBe(0);
}

/** Where the data starts on each disk of the group, and its metadata areas. */
async function layout(guest: Guest): Promise<readonly string[]> {
  const fields = 'pvs --noheadings --units m -o pe_start,pv_mda_count -S vg_name=docker';
  return (await guest.ok(fields)).trim().split(/\s+/);
}

describe.each(['bookworm', 'bullseye'] as const)('with all such settings on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['4G', '4G', '4G'] });

  test('a setup of one disk has the layout that was planned, grows and is taken down again', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    await guest.writeFile(LOCAL, TWO_AREAS);
    const before = await picture(guest);
    const set = answerOf(await guest.run('dmctl setup direct-lvm /dev/xvdf --json'));
    expect(set.exitCode, JSON.stringify(set.error)).toBe(0);
    await mustVerify(guest);
    expect(await guest.ok('vgs --noheadings -o vg_extent_count,vg_extent_size docker')).toMatch(
      /^\s*1023\s+4\.00m\s*$/,
    );

    await guest.ok('dmctl resize --add /dev/xvdg');
    await mustVerify(guest);
    expect(await layout(guest)).toEqual(['1.00m', '1', '1.00m', '1']);
    expect(await guest.ok('vgs --noheadings -o vg_free_count docker')).toMatch(/^\s*0\s*$/);

    await guest.ok('dmctl teardown --confirm docker/thinpool');
    await guest.ok('systemctl start docker');
    expect(await picture(guest)).toBe(before);
    await guest.ok(`rm ${LOCAL}`);
  });

  test('a setup of two disks works too', async () => {
    const { guest } = lab;
    await guest.writeFile(LOCAL, TWO_AREAS);
    await guest.ok('dmctl setup direct-lvm /dev/xvdf /dev/xvdg --reserve-step');
    await mustVerify(guest);
    await guest.ok(`rm ${LOCAL}`);
  });

  test('Docker’s own setup is planned from them, and refused where it could not be undone', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const pid = await guest.ok('cat /run/docker.pid');
    await guest.writeFile(LOCAL, TWO_AREAS);
    const refused = answerOf(await guest.run('dmctl setup direct-lvm /dev/xvdf --managed --json'));
    expect([refused.exitCode, refused.error?.code]).toEqual([20, 'DM037']);
    expect(refused.error?.message).toContain('pvmetadatacopies = 2');
    expect(await guest.ok('cat /run/docker.pid')).toBe(pid);

    await guest.writeFile(LOCAL, SETTINGS);
    const set = answerOf(await guest.run('dmctl setup direct-lvm /dev/xvdf --managed --json'));
    expect(set.exitCode, JSON.stringify(set.error)).toBe(0);
    await mustVerify(guest);
    expect(await layout(guest)).toEqual(['12.00m', '1']);
    await guest.ok('dmctl resize --add /dev/xvdg');
    await mustVerify(guest);
    await guest.ok(`rm ${LOCAL}`);
  });
});

import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, bytesOf, picture } from './scenario.ts';

/** The picture that a suspended pool allows: nothing in it is read. */
const kernelPicture = (guest: Guest): Promise<string> =>
  guest.ok(
    'dmsetup info -c --noheadings -o name,suspended,tables_loaded; dmsetup table; pvs; vgs; lvs -a',
  );

async function refuses(
  guest: Guest,
  flags: string,
  [exitCode, code, words]: readonly [number, string, RegExp],
): Promise<void> {
  const result = await guest.run(`dmctl resize ${flags} --json`);
  const answer = answerOf(result);
  expect(answer, `${flags}: ${result.stdout}`).toMatchObject({
    ok: false,
    changed: false,
    exitCode,
  });
  expect(answer.error?.code, `${flags}: ${result.stdout}`).toBe(code);
  expect(JSON.stringify(answer.error)).toMatch(words);
}

async function refusesAll(
  guest: Guest,
  cases: readonly (readonly [string, Parameters<typeof refuses>[2]])[],
): Promise<void> {
  const before = await picture(guest);
  for (const [flags, expected] of cases) await refuses(guest, flags, expected);
  expect(await picture(guest)).toEqual(before);
}

describe('resize direct-lvm refuses', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['10G', '10G', '2G', '2G', '2G', '500M'] });

  test('sizes and options that cannot be, and leaves the host as it is', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await refusesAll(guest, [
      ['', [2, 'DM002', /--size/]],
      ['--keep-step', [2, 'DM002', /--add/]],
      ['--size 200GB', [2, 'DM002', /200GiB/]],
      ['--size -5G', [2, 'DM002', /not a size/]],
      ['--size 20G --confirm /dev/xvdg', [2, 'DM002', /--add/]],
      ['--size 5G', [20, 'DM035', /already has 9\.496 GiB/]],
      ['--metadata-size 10M', [20, 'DM035', /already has 100 MiB/]],
      ['--size 1T', [23, 'DM032', /free in docker: 312 MiB.*--add/]],
      ['--metadata-size 1G', [23, 'DM032', /its spare/]],
      ['--size 9800M --keep-step', [23, 'DM032', /step/]],
      ['--size 200T', [20, 'DM033', /126\.5 TiB/]],
      ['--metadata-size 16G', [20, 'DM033', /15\.81 GiB/]],
      ['--size 10G --allow-overcommit', [20, 'DM036', /direct-lvm/]],
    ]);
  });

  test('disks that may not join, and leaves them as they are', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await guest.ok('mkfs.ext4 -q -L data /dev/xvdh');
    await guest.ok('mkfs.ext4 -q /dev/xvdi && mount -o ro /dev/xvdi /mnt');
    await guest.ok('pvcreate -q /dev/xvdj && vgcreate -q other /dev/xvdj');
    await guest.ok('printf x | dd of=/dev/xvdg bs=1 seek=524288 conv=notrunc');
    const disks = ['xvdg', 'xvdh', 'xvdi', 'xvdj', 'xvdk'];
    const everyByte = (): Promise<string[]> => Promise.all(disks.map((d) => bytesOf(guest, d)));
    const before = await everyByte();
    await refusesAll(guest, [
      ['--add /dev/nothing', [20, 'DM024', /\/dev\/nothing does not exist/]],
      ['--add /dev/xvdg /dev/ubdc', [20, 'DM025', /the same disk/]],
      ['--add /dev/xvdg', [20, 'DM026', /data at byte 524288/]],
      ['--add /dev/xvdh', [20, 'DM020', /ext4.*data/]],
      ['--add /dev/xvdh --wipe-signatures', [21, 'DM027', /--confirm \/dev\/xvdh/]],
      ['--add /dev/xvdg --wipe-signatures --confirm /dev/xvdh', [21, 'DM027', /xvdh/]],
      ['--add /dev/xvdi', [20, 'DM021', /mounted on \/mnt/]],
      ['--add /dev/xvdj', [20, 'DM022', /other/]],
      ['--add /dev/xvdk', [20, 'DM023', /500 MiB/]],
    ]);
    expect(await everyByte()).toEqual(before);
    await guest.ok('umount /mnt');

    await guest.ok('dmctl resize --add /dev/xvdh --wipe-signatures --confirm /dev/xvdh');
    expect(await guest.ok('vgs --noheadings -o pv_count docker')).toContain('2');
  });

  test('data that the metadata cannot map, and offers to grow both', async () => {
    const { guest } = lab;
    const small = '--chunk-size 64K --data-percent 30 --metadata-percent 0.04';
    await guest.ok(`dmctl setup direct-lvm /dev/xvdf ${small}`);
    const before = await picture(guest);
    await refuses(guest, '--size 6G', [20, 'DM033', /--metadata-size 6M/]);
    expect(await picture(guest)).toEqual(before);
    await guest.ok('dmctl resize --size 6G --metadata-size 6M');
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('a pool that is inactive, suspended, half-loaded or read-only, and names the way out', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await guest.ok('systemctl stop docker.service docker.socket; dmsetup ls | grep -q pool');
    const table = (await guest.ok('dmsetup table docker-thinpool')).trim();
    const states = [
      ['dmsetup suspend docker-thinpool', /suspended.*dmsetup resume docker-thinpool/, 'DM113'],
      [
        `dmsetup resume docker-thinpool && dmsetup reload docker-thinpool --table '${table}'`,
        /half-loaded.*dmsetup clear docker-thinpool/,
        'DM113',
      ],
      [
        `dmsetup reload docker-thinpool --table '${readOnly(table)}' && dmsetup resume docker-thinpool`,
        /read-only/,
        'DM114',
      ],
      ['lvchange -an docker/thinpool', /lvchange -ay docker\/thinpool/, 'DM111'],
    ] as const;
    for (const [command, words, code] of states) {
      await guest.ok(command);
      const before = await kernelPicture(guest);
      await refuses(guest, '--add /dev/xvdg', [20, code, words]);
      expect(await kernelPicture(guest)).toEqual(before);
    }
  });
});

/** thin-pool's feature arguments: COUNT WORD... at the end of the line. */
function readOnly(table: string): string {
  const words = table.split(' ');
  const count = Number(words[7]);
  return [...words.slice(0, 7), count + 1, ...words.slice(8), 'read_only'].join(' ');
}

import { spawnSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { whyNotProven, withoutLabels } from '../../../src/lvm/disk-proof.ts';
import type { DiskProof } from '../../../src/model/facts/device.ts';
import { bytes, MIB } from '../../../src/model/units.ts';
import { guardsBefore, callLine } from '../../../src/views/script/guards.ts';
import { functionsText } from '../../../src/views/script/functions.ts';
import fc from '../../helpers/fast-check.ts';
import { leftover, LEFTOVER_SUITES, OWN_UUID } from '../../helpers/leftovers.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const OURS: DiskProof = { kind: 'leftover', uuid: OWN_UUID, wasBlank: true };
const OURS_ON_DATA: DiskProof = { ...OURS, wasBlank: false };
const DOCKERS: DiskProof = { kind: 'dockers-leftover', vg: 'docker', since: 0 };

/** Random bytes, the same each time: what a raw database or plain dm-crypt look like. */
const NOISE = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(
  Buffer.alloc(MIB),
);

/** The guard of a script, run on a file that stands for the disk. */
async function scriptSays(firstMiB: Uint8Array, proof: DiskProof): Promise<string | null> {
  const path = join(await temporaryFolder(), 'disk');
  writeFileSync(path, firstMiB);
  const device = { path, majorMinor: '98:16', size: bytes(MIB), serial: null };
  const guards = guardsBefore({ kind: 'device-leftover', device, proof });
  const guard = guards.find(({ name }) => name === 'lvm_leftover');
  if (guard === undefined) throw new Error('no guard');
  const script = [
    'set -eEuo pipefail; export LC_ALL=C',
    'stop() { echo "$*" >&2; exit 1; }',
    functionsText([callLine(guard)]),
    callLine(guard),
  ];
  const { status, stderr } = spawnSync('bash', ['-s'], { input: script.join('\n') });
  return status === 0 ? null : stderr.toString();
}

/** What dmctl says of it; the guard of a script has to agree. */
async function judge(firstMiB: Uint8Array, proof: DiskProof): Promise<string | null> {
  const why = whyNotProven(firstMiB, proof);
  expect((await scriptSays(firstMiB, proof)) === null, String(why)).toBe(why === null);
  return why;
}

const withBytes = (firstMiB: Buffer, at: number, bytes: Uint8Array | string): Buffer => {
  const changed = Buffer.from(firstMiB);
  changed.set(Buffer.from(bytes), at);
  return changed;
};

describe.each(LEFTOVER_SUITES)('the first MiB of a disk on %s', (suite) => {
  test.each(['pvcreate-cut-off', 'never-in-a-group', 'setup-undone', 'made-again', 'once-round'])(
    'is what LVM left of a physical volume of ours: %s',
    async (state) => {
      expect(await judge(leftover(`${suite}-${state}`), OURS)).toBeNull();
    },
  );

  test('with a text of the group is nobody else’s leftover', async () => {
    for (const state of ['setup-undone', 'once-round']) {
      const other: DiskProof = { ...OURS, uuid: OWN_UUID.replace('0-', '1-') };
      const mib = leftover(`${suite}-${state}`);
      expect(await judge(mib, other)).toContain('LVM');
      expect(await judge(mib, { ...other, wasBlank: false })).toContain('LVM');
    }
    expect(await judge(leftover(`${suite}-of-others`), OURS)).toBe(
      "it holds LVM's metadata of another volume group, theirs",
    );
  });

  test('is Docker’s leftover by the name of the group and the time of its text', async () => {
    const mib = leftover(`${suite}-setup-undone`);
    const times = [...mib.toString('latin1').matchAll(/time = (\d+)\t/g)].map(([, at]) =>
      Number(at),
    );
    expect(await judge(mib, DOCKERS)).toBeNull();
    expect(await judge(leftover(`${suite}-never-in-a-group`), DOCKERS)).toBeNull();
    expect(await judge(mib, { ...DOCKERS, since: Math.max(...times) })).toContain('volume group');
    expect(await judge(mib, { ...DOCKERS, vg: 'other' })).toContain('volume group');
    expect(await judge(leftover(`${suite}-of-others`), DOCKERS)).toContain('theirs');
  });

  test('holds other data besides where it was not blank before, and our text proves it', async () => {
    const mib = leftover(`${suite}-not-blank-before`);
    expect(await judge(mib, OURS_ON_DATA)).toBeNull();
    expect(await judge(mib, OURS)).toMatch(/^byte \d+ is neither zero nor part of LVM's metadata$/);
    // The text is gone, and with it the proof.
    const without = withBytes(mib, 4608, Buffer.alloc(8192));
    expect(await judge(without, OURS_ON_DATA)).toMatch(/^byte \d+ /);
  });

  test('with any other byte in it is not LVM’s alone', () => {
    const states = ['pvcreate-cut-off', 'setup-undone', 'once-round'];
    const heads = states.map((state) => leftover(`${suite}-${state}`));
    const outside = fc.oneof(fc.nat(4095), fc.integer({ min: 4608, max: MIB - 1 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...heads),
        outside,
        fc.integer({ min: 1, max: 8 }),
        (mib, at, byte) => {
          expect(whyNotProven(withBytes(mib, at, Buffer.of(byte)), OURS)).toContain(
            `byte ${String(at)} `,
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  test('whose header is damaged or somewhere else is not LVM’s', async () => {
    const mib = leftover(`${suite}-never-in-a-group`);
    for (const at of [4096, 4100, 4120, 4096 + 511])
      expect(whyNotProven(withBytes(mib, at, Buffer.of((mib[at] ?? 0) ^ 1)), OURS)).toContain(
        'byte ',
      );
    const moved = Buffer.concat([Buffer.alloc(4096), mib]).subarray(0, MIB);
    expect(await judge(moved, OURS)).toContain('byte ');
  });

  test('has a label that says whose it is, until pvremove', () => {
    const label: DiskProof = { kind: 'label', uuid: OWN_UUID };
    const pv = leftover(`${suite}-physical-volume`);
    expect(whyNotProven(pv, label)).toBeNull();
    expect(whyNotProven(pv, { ...label, uuid: OWN_UUID.replace('0-', '1-') })).toContain(
      'it has no label',
    );
    expect(whyNotProven(leftover(`${suite}-never-in-a-group`), label)).toContain('it has no label');
    expect(whyNotProven(pv, OURS)).toContain('byte 512 ');
    expect(whyNotProven(withoutLabels(pv), OURS)).toBeNull();
    expect(Buffer.compare(withoutLabels(pv), leftover(`${suite}-never-in-a-group`))).toBe(0);
  });
});

describe('a first MiB without anything of LVM', () => {
  test('may be blanked where it holds zeros', async () => {
    for (const proof of [OURS, OURS_ON_DATA, DOCKERS])
      expect(await judge(Buffer.alloc(MIB), proof)).toBeNull();
  });

  test.each([
    ['noise', NOISE],
    ['noise from the second page on', withBytes(Buffer.alloc(MIB), 4096, NOISE.subarray(4096))],
    ['one byte', withBytes(Buffer.alloc(MIB), 700_000, 'x')],
    ['text', Buffer.alloc(MIB, 'a line of text\n')],
    ['a text like LVM’s without its header', textAlone()],
  ])('may not where it holds %s', async (_, mib) => {
    for (const proof of [OURS, DOCKERS]) expect(await judge(mib, proof)).toMatch(/^byte \d+ /);
  });
});

function textAlone(): Buffer {
  const mib = Buffer.alloc(MIB);
  mib.write('docker {\nid = "x"\nseqno = 1\n}\ncreation_time = 1\t# now\n', 4608);
  return mib;
}

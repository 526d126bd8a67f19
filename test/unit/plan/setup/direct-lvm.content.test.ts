import { describe, expect, test } from 'vitest';
import { known } from '../../../../src/model/known.ts';
import type { Plan } from '../../../../src/model/plan/plan.ts';
import { bytes, GIB, MIB } from '../../../../src/model/units.ts';
import { planSetupDirectLvm } from '../../../../src/plan/setup/direct-lvm.ts';
import type { SetupDirectLvmRequest } from '../../../../src/model/plan/journal.ts';
import { blankDisk, blankHost, documentedRequest } from '../../../helpers/blank-host.ts';
import type { Changes } from '../../../helpers/engine.ts';

const circumstances = { nonce: '0123456789abcdef0123456789abcdef', earlier: null };

function plan(host: Changes = {}, asked: Partial<SetupDirectLvmRequest> = {}): Plan {
  return planSetupDirectLvm(blankHost(host), documentedRequest(asked), circumstances);
}

const codes = ({ refusals }: Plan): readonly string[] => refusals.map(({ code }) => code);

describe('a disk that carries a signature', () => {
  const signature = {
    device: '/dev/xvdf',
    offset: bytes(1080),
    type: 'ext4',
    label: 'data',
    uuid: null,
  };
  const devices = [blankDisk('/dev/xvdf', { signatures: known([signature]) })];

  test('is refused with what was found and where', () => {
    const [refusal] = plan({ devices }).refusals;
    expect(refusal?.code).toBe('DM020');
    expect(refusal?.message).toBe('/dev/xvdf carries ext4 ("data") at 0x438');
  });

  test('is wiped only when it is confirmed by the very same name', () => {
    const unconfirmed = plan({ devices }, { wipeSignatures: true });
    expect(unconfirmed.refusals.map(({ exitCode }) => exitCode)).toEqual([21]);
    const other = plan({ devices }, { wipeSignatures: true, confirmed: ['/dev/xvdg'] });
    expect(codes(other)).toEqual(['DM027', 'DM027']);
    const confirmed = plan({ devices }, { wipeSignatures: true, confirmed: ['/dev/xvdf'] });
    expect(confirmed.refusals).toEqual([]);
    const wipe = confirmed.steps.find(({ id }) => id === 'wipefs-xvdf');
    expect(wipe?.risk).toBe('destroys-data');
    expect(confirmed.steps.findIndex(({ id }) => id === 'pvcreate-xvdf')).toBe(
      confirmed.steps.findIndex(({ id }) => id === 'wipefs-xvdf') + 1,
    );
  });

  test('and is in use has no override', () => {
    const mounted = [
      blankDisk('/dev/xvdf', { signatures: known([signature]), mountPoints: ['/srv'] }),
    ];
    const asked = { wipeSignatures: true, confirmed: ['/dev/xvdf'] };
    expect(codes(plan({ devices: mounted }, asked))).toEqual(['DM021']);
  });
});

describe('a size that cannot be', () => {
  test.each([
    [
      'a disk below 1 GiB',
      {
        devices: [
          blankDisk('/dev/xvdf', { identity: { ...blankDisk().identity, size: bytes(512 * MIB) } }),
        ],
      },
      {},
      'DM023',
      20,
    ],
    ['shares above the whole', {}, { dataPercent: 99, metadataPercent: 10 }, 'DM032', 23],
    ['a chunk that is no multiple of 64 KiB', {}, { chunkSize: bytes(100_000) }, 'DM033', 20],
    ['a chunk above 1 GiB', {}, { chunkSize: bytes(2 * GIB) }, 'DM033', 20],
  ] as const)('%s is refused', (_what, host, asked, code, exitCode) => {
    const refused = plan(host, asked);
    expect(codes(refused)).toEqual([code]);
    expect(refused.refusals[0]?.exitCode).toBe(exitCode);
  });
});

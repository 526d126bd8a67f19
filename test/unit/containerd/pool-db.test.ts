import { describe, expect, it } from 'vitest';
import { DEVICE_STATES, readPoolDb, type PoolDb } from '../../../src/containerd/pool-db.ts';
import { databaseOf, RECORDED_CONTAINERDS, statesOf } from '../../helpers/recorded-containerd.ts';

function poolOf(containerd: string, state: string): PoolDb {
  const read = readPoolDb(databaseOf(containerd, state, 'pool.db') ?? new Uint8Array());
  return read.ok ? read.value : expect.fail(read.why);
}

/** A recorded database in which one text, on every page, is replaced by another of the same length. */
function changed(from: string, to: string): Uint8Array {
  const file = databaseOf(RECORDED_CONTAINERDS[0] ?? '', 'used', 'pool.db') ?? new Uint8Array();
  return Uint8Array.from(
    Buffer.from(Buffer.from(file).toString('latin1').replaceAll(from, to), 'latin1'),
  );
}

describe.each(RECORDED_CONTAINERDS)('the devices of containerd %s', (containerd) => {
  it('are active for a container and a view, and inactive for layers', () => {
    const { devices } = poolOf(containerd, 'used');
    const states = devices.map(({ state }) => state).sort();
    expect(states).toEqual([
      ...['Activated', 'Activated', 'Activated'],
      ...['Deactivated', 'Deactivated', 'Deactivated', 'Deactivated', 'Deactivated', 'Deactivated'],
    ]);
  });

  it('have the size of base_image_size, a name with the pool in it, and no error', () => {
    for (const { name, size, error } of poolOf(containerd, 'used').devices) {
      expect(name).toMatch(/^containerd-thinpool-snap-\d+$/);
      expect(size).toBe(512 * 1024 ** 2);
      expect(error).toBeNull();
    }
  });

  it.each(['configured', 'used', 'many', 'grown'])(
    'have ids that are marked as taken, or as faulty like the device itself: %s',
    (state) => {
      const { devices, deviceIds } = poolOf(containerd, state);
      for (const { deviceId, state: is } of devices) {
        expect(deviceIds.get(deviceId)).toBe(is === 'Faulty' ? 'faulty' : 'taken');
      }
      const taken = [...deviceIds.values()].filter((mark) => mark === 'taken');
      expect(taken).toHaveLength(devices.filter(({ state: is }) => is !== 'Faulty').length);
    },
  );

  it('are read in every recorded state', () => {
    for (const state of statesOf(containerd)) {
      const file = databaseOf(containerd, state, 'pool.db');
      if (file !== null) expect(readPoolDb(file).ok).toBe(true);
    }
  });
});

describe.each(RECORDED_CONTAINERDS.filter((name) => statesOf(name).includes('faulty')))(
  'a device of containerd %s that could not be made',
  (containerd) => {
    it('is faulty, says why, and so is its id', () => {
      const { devices, deviceIds } = poolOf(containerd, 'faulty');
      const faulty = devices.filter(({ error }) => error !== null);
      expect(faulty).toMatchObject([{ state: 'Faulty', error: 'file exists', parent: null }]);
      expect(deviceIds.get(faulty[0]?.deviceId ?? -1)).toBe('faulty');
    });
  },
);

describe('a database of devices', () => {
  it('has 14 states, from Unknown 0 to Faulty 13', () => {
    expect(DEVICE_STATES.indexOf('Unknown')).toBe(0);
    expect(DEVICE_STATES.indexOf('Activated')).toBe(4);
    expect(DEVICE_STATES.indexOf('Deactivated')).toBe(10);
    expect(DEVICE_STATES.indexOf('Faulty')).toBe(13);
  });

  it.each([
    ['with a state that is not known', '"state":10', '"state":14'],
    ['with a state that is no number', '"state":10', '"state":{}'],
    ['with a name that is not its key', '"name":"c', '"name":"d'],
    ['that is no JSON', '{"device_id"', '["device_id"'],
    ['with a negative id', '"device_id":1,', '"device_i":-1,'],
  ])('with a device %s has a reason', (_, from, to) => {
    const read = readPoolDb(changed(from, to));
    expect(read.ok ? '' : read.why).toMatch(
      /^device containerd-thinpool-snap-\d+ has an unexpected format$/,
    );
  });

  it('that is another database has no devices', () => {
    const file =
      databaseOf(RECORDED_CONTAINERDS[0] ?? '', 'used', 'metadata.db') ?? new Uint8Array();
    expect(readPoolDb(file)).toEqual({ ok: true, value: { devices: [], deviceIds: new Map() } });
  });
});

import { describe, expect, it } from 'vitest';
import { dataRootOf, holdingsOf, holdsNothing, isRemapped } from '../../../src/docker/data-root.ts';

const ID = 'a'.repeat(64);
const OTHER = '0'.repeat(64);

const flag = (option: string, value: string) => ({ option, value, source: 'test' });

describe('dataRootOf', () => {
  it('is the usual place unless something says otherwise', () => {
    expect(dataRootOf(null, [])).toBe('/var/lib/docker');
    expect(dataRootOf({ dataRoot: null }, [])).toBe('/var/lib/docker');
  });

  it('is what daemon.json says, or a flag', () => {
    expect(dataRootOf({ dataRoot: '/srv/docker/' }, [])).toBe('/srv/docker');
    expect(dataRootOf(null, [flag('--data-root', '/mnt')])).toBe('/mnt');
    expect(dataRootOf(null, [flag('--graph', '/old'), flag('--data-root', '/new')])).toBe('/new');
    expect(dataRootOf(null, [flag('--debug', '')])).toBe('/var/lib/docker');
  });
});

describe('isRemapped', () => {
  it('is what a flag says, or daemon.json', () => {
    expect(isRemapped(null, [])).toBe(false);
    expect(isRemapped({ usernsRemap: null }, [])).toBe(false);
    expect(isRemapped({ usernsRemap: 'default' }, [])).toBe(true);
    expect(isRemapped(null, [flag('--userns-remap', 'default')])).toBe(true);
    expect(isRemapped({ usernsRemap: 'default' }, [flag('--userns-remap', '')])).toBe(false);
  });
});

describe('holdingsOf', () => {
  it('finds nothing in the data root of a daemon that was only started', () => {
    const holdings = holdingsOf(
      new Map([
        ['image', ['overlay2']],
        ['image/overlay2/imagedb/content/sha256', []],
        ['containers', []],
        ['volumes', ['backingFsBlockDev', 'metadata.db']],
        ['plugins', ['storage', 'tmp']],
        ['swarm', []],
      ]),
    );

    expect(holdings).toEqual({ images: 0, containers: 0, volumes: 0, plugins: 0, swarm: false });
    expect(holdsNothing(holdings)).toBe(true);
  });

  it('counts what a person would miss, over all drivers', () => {
    const holdings = holdingsOf(
      new Map([
        ['image', ['devicemapper', 'overlay2']],
        ['image/devicemapper/imagedb/content/sha256', [ID]],
        ['image/overlay2/imagedb/content/sha256', [ID, OTHER]],
        ['containers', [ID]],
        ['volumes', ['metadata.db', 'data', OTHER]],
        ['plugins', ['storage', ID]],
        ['swarm', ['docker-state.json']],
      ]),
    );

    expect(holdings).toEqual({ images: 3, containers: 1, volumes: 2, plugins: 1, swarm: true });
    expect(holdsNothing(holdings)).toBe(false);
  });

  it('takes folders that are not there for empty ones', () => {
    expect(holdsNothing(holdingsOf(new Map()))).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import type { StartError } from '../../../../src/model/facts/docker-state.ts';
import type { Facts } from '../../../../src/model/facts/facts.ts';
import { known, unknown } from '../../../../src/model/known.ts';
import {
  host,
  loopHost,
  withDaemonJson,
  withDocker,
  withDockerDown,
  withInfo,
  withSettings,
} from '../../../helpers/changed-facts.ts';
import { checkOf, judges } from '../../../helpers/check-of.ts';
import { docker, healthy } from '../../../helpers/facts.ts';

const stopped = withDockerDown('inactive');

/** Docker failed with these words, of which that is known. */
function notStarting(known: StartError['known']): Facts {
  const { docker: failed = docker } = withDockerDown('failed');
  return host({ docker: { ...failed, startError: { words: 'Unable to take ownership', known } } });
}

describe("Docker's version", () => {
  judges('docker-version', [
    ['is fine up to 24', host(withInfo({ serverVersion: '24.0.9' })), 'ok', /24/],
    ['is too new from 25 on', host(withInfo({ serverVersion: '26.1.5+dfsg1' })), 'failed', /26/],
    ['is unknown when unreadable', host(withInfo({ serverVersion: 'dev' })), 'unknown', /dev/],
    ['is asked of a stopped dockerd', host(stopped), 'ok', /20.10.24/],
    [
      'is missing where dockerd is',
      host(withDocker({ info: known(null), version: known(null) })),
      'failed',
      /not installed/,
    ],
    [
      'is unknown where nobody told',
      host(withDocker({ info: known(null), version: unknown('no answer') })),
      'unknown',
      /no answer/,
    ],
  ]);
});

describe('Docker', () => {
  judges('docker-running', [
    ['runs', healthy, 'ok', /running/],
    ['was stopped by somebody: a note', host(stopped), 'note', /stopped/],
    ['fell over', host(withDockerDown('failed')), 'failed', /docker.service/],
    [
      'does not start, for a reason that is known',
      notStarting({ note: 'its data root is gone', code: 'DM240', fix: ['restore it'] }),
      'failed',
      /does not start: Unable to take ownership \(its data root is gone\)$/,
    ],
    ['does not start, and nobody knows why', notStarting(null), 'failed', /Unable to take/],
    [
      'may or may not run',
      host(withDocker({ running: unknown('no systemctl') })),
      'unknown',
      /systemctl/,
    ],
    [
      'is not running, and may have failed',
      host(withDocker({ running: known(false), info: known(null), units: unknown('no answer') })),
      'unknown',
      /unknown whether it failed/,
    ],
    ['runs and does not answer', host(withDocker({ info: unknown('hangs') })), 'unknown', /hangs/],
  ]);
});

test('the way out of a Docker that does not start comes first, then how to start it', () => {
  const seen = notStarting({ note: 'its data root is gone', code: 'DM240', fix: ['restore it'] });

  expect(checkOf(seen, 'docker-running').fix).toEqual([
    'restore it',
    'see dmctl explain DM240',
    expect.stringMatching(/^once it is fixed: systemctl reset-failed/),
  ]);
});

const driverFromEnvironment = {
  docker: {
    ...docker,
    running: known(false),
    info: known(null),
    outside: known([{ option: 'DOCKER_DRIVER', value: 'overlay2', source: '/etc/default/docker' }]),
  },
};

describe('the storage driver', () => {
  judges('storage-driver', [
    ['is devicemapper', healthy, 'ok', /devicemapper/],
    [
      'is another, though daemon.json was changed',
      host(withInfo({ storageDriver: 'overlay2', devicemapper: null })),
      'failed',
      /overlay2, although devicemapper is configured/,
    ],
    ['is configured while Docker is stopped', host(stopped), 'ok', /configured/],
    [
      'is configured to be another',
      host(stopped, withSettings({ 'storage-driver': 'overlay2' })),
      'failed',
      /overlay2/,
    ],
    ['comes from DOCKER_DRIVER before daemon.json', host(driverFromEnvironment), 'failed', /over/],
    [
      'is named nowhere',
      host(stopped, withSettings({ 'storage-driver': undefined })),
      'failed',
      /no storage driver/,
    ],
    ['stands in a broken file', host(stopped, withDaemonJson('{,}')), 'unknown', /not JSON/],
    ['is not told', host(withDocker({ info: unknown('hangs') })), 'unknown', /hangs/],
  ]);
});

describe('the mode', () => {
  judges('mode', [
    ['is direct-lvm on a logical volume', healthy, 'ok', /direct-lvm/],
    ['is loop-lvm, fit for testing only', loopHost, 'note', /testing/],
  ]);
});

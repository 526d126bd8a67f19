import { describe } from 'vitest';
import { unknown } from '../../../../src/model/known.ts';
import {
  host,
  withDaemonJson,
  withDocker,
  withDockerDown,
  withInfo,
  withOutside,
  withSettings,
} from '../../../helpers/changed-facts.ts';
import { judges } from '../../../helpers/check-of.ts';
import { healthy } from '../../../helpers/facts.ts';

const noLimit = withSettings({ 'log-opts': undefined });
const stopped = withDockerDown('inactive');

describe("containers' logs", () => {
  judges('log-limits', [
    ['are limited', healthy, 'ok', /max-size 10m/],
    ['are not limited', host(noLimit), 'note', /no max-size/],
    [
      'are limited by -1, which is no limit',
      host(withSettings({ 'log-opts': { 'max-size': '-1' } })),
      'note',
      /no max-size/,
    ],
    [
      'are limited by a flag',
      host(noLimit, withOutside({ option: '--log-opt', value: 'max-size=5m', source: 'X' })),
      'ok',
      /5m/,
    ],
    ['go elsewhere', host(noLimit, withInfo({ loggingDriver: 'journald' })), 'ok', /journald/],
    [
      'will go elsewhere',
      host(stopped, withSettings({ 'log-driver': 'local', 'log-opts': undefined })),
      'ok',
      /local/,
    ],
    ['are not known for a broken file', host(withDaemonJson('{')), 'unknown', /not JSON/],
    [
      'are not known without the flags',
      host(withDocker({ outside: unknown('no') })),
      'unknown',
      /no/,
    ],
  ]);
});

describe("Docker's own setup of the device", () => {
  judges('managed-by-docker', [
    ['is not used', healthy, 'ok', /no dm.directlvm_device/],
    [
      'is used',
      host(withSettings({ 'storage-opts': ['dm.directlvm_device=/dev/xvdf'] })),
      'note',
      /xvdf/,
    ],
  ]);
});

describe('the old data root', () => {
  const path = '/var/lib/docker.bk';
  judges('leftovers', [
    ['is gone', healthy, 'ok', /no \/var/],
    ['is still there', host({ dataRootBackup: { path, exists: true } }), 'note', /docker.bk/],
  ]);
});

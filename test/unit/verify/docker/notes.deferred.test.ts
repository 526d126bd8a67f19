import { describe } from 'vitest';
import { known, unknown, type Known } from '../../../../src/model/known.ts';
import {
  host,
  withDaemonJson,
  withDocker,
  withDockerDown,
  withInfo,
  withPoolInfo,
  withSettings,
} from '../../../helpers/changed-facts.ts';
import { judges } from '../../../helpers/check-of.ts';
import { healthy } from '../../../helpers/facts.ts';

const stopped = withDockerDown('inactive');
const aged = (version: Known<string | null>) =>
  withDocker({ ...stopped.docker, info: known(null), version });
const of = (version: string | null) => aged(known(version));
const NO_AGE = aged(unknown('it hangs'));
const opts = (...list: string[]) => withSettings({ 'storage-opts': list });

describe('deferred removal', () => {
  judges('deferred-removal', [
    ['is on', healthy, 'ok', /yes/],
    ['is off', host(withPoolInfo({ deferredRemoval: false })), 'warning', /is disabled/],
    ['is not told', host(withPoolInfo({ deferredRemoval: null })), 'unknown', /does not report it/],
    [
      'is not told by another driver',
      host(withInfo({ storageDriver: 'overlay2', devicemapper: null })),
      'unknown',
      /does not report it/,
    ],
    ['is configured', host(stopped), 'ok', /=true/],
    ['is on by default', host(stopped, opts()), 'ok', /by default/],
    ['is off by default', host(stopped, opts(), of('17.06.2')), 'warning', /is disabled/],
    ['has a default of an unknown age', host(stopped, opts(), NO_AGE), 'unknown', /it hangs/],
    ['has no dockerd', host(stopped, opts(), of(null)), 'unknown', /not installed/],
    [
      'is turned off',
      host(stopped, opts('dm.use_deferred_removal=false', 'dm.use_deferred_deletion=false')),
      'warning',
      /is disabled/,
    ],
    ['stands in a broken file', host(stopped, withDaemonJson('{')), 'unknown', /not JSON/],
    ['is not known', host(withDocker({ info: unknown('hangs') })), 'unknown', /hangs/],
  ]);
});

describe('deferred deletion', () => {
  judges('deferred-deletion', [
    ['is on', healthy, 'ok', /yes/],
    ['is off', host(withPoolInfo({ deferredDeletion: false })), 'warning', /is disabled/],
    ['is not known', host(withDocker({ info: unknown('hangs') })), 'unknown', /hangs/],
  ]);
});

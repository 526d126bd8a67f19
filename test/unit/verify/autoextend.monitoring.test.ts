import { describe } from 'vitest';
import { known, unknown } from '../../../src/model/known.ts';
import { host, withLvmSettings, withVolume } from '../../helpers/changed-facts.ts';
import { judges } from '../../helpers/check-of.ts';
import { healthy } from '../../helpers/facts.ts';

describe('the monitoring of the pool', () => {
  judges('pool-monitored', [
    ['is on', healthy, 'ok', /^monitored/],
    ['is off', host(withVolume({ monitored: false })), 'failed', /not monitored/],
    ['is not told', host(withVolume({ monitored: null })), 'unknown', /LVM does not report it/],
    ['is not known', host({ lvm: unknown('lvm failed') }), 'unknown', /lvm failed/],
  ]);
});

describe('dmeventd', () => {
  judges('dmeventd', [
    ['is alive', healthy, 'ok', /pid 2943/],
    ['is dead', host({ dmeventd: known(null) }), 'failed', /not running/],
    ['cannot be looked up', host({ dmeventd: unknown('no /proc') }), 'unknown', /no \/proc/],
  ]);
});

describe('monitoring in lvm.conf', () => {
  judges('monitoring-setting', [
    ['is on', healthy, 'ok', /= 1/],
    ['is off', host(withLvmSettings({ monitoring: false })), 'warning', /= 0/],
    ['is not known', host({ lvmSettings: unknown('no lvmconfig') }), 'unknown', /lvmconfig/],
  ]);
});

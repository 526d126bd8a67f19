import { failed, ok, unsure, warning, type Examination } from './examination.ts';
import { poolPath } from '../pool/found-pool.ts';

export const MONITORING = [
  {
    id: 'pool-monitored',
    code: 'DM140',
    title: 'LVM monitors the pool',
    wanted: 'monitored',
    wakes: 'always',
    scope: 'active-pool',
    directLvmOnly: true,
    judge: ({ pool }) => {
      if (!pool.volume.known) return unsure(pool.volume.why);
      const volume = pool.volume.value;
      if (volume?.active === false) return unsure('only an active volume is monitored');
      if (volume?.monitored === true) return ok('monitored');
      if (volume?.monitored !== false) return unsure('LVM does not report it');
      return failed(
        'the pool is not monitored: LVM will neither extend it nor warn',
        'dmctl adopt',
        `or by hand: lvchange --monitor y ${poolPath(pool)}`,
      );
    },
  },
  {
    id: 'dmeventd',
    code: 'DM141',
    title: 'the monitoring daemon is running',
    wanted: 'a running dmeventd',
    wakes: 'always',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts, pool }) => {
      if (!facts.dmeventd.known) return unsure(facts.dmeventd.why);
      if (facts.dmeventd.value !== null) return ok(`dmeventd, pid ${String(facts.dmeventd.value)}`);
      return failed(
        'dmeventd is not running: no pool on this host is monitored',
        'systemctl start dm-event.socket lvm2-monitor.service',
        `lvchange --monitor n ${poolPath(pool)}; lvchange --monitor y ${poolPath(pool)}`,
      );
    },
  },
  {
    id: 'monitoring-setting',
    code: 'DM142',
    title: 'LVM monitors what it activates',
    wanted: 'activation/monitoring = 1',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts: { lvmSettings } }) => {
      if (!lvmSettings.known) return unsure(lvmSettings.why);
      if (lvmSettings.value.monitoring) return ok('activation/monitoring = 1');
      return warning(
        'activation/monitoring = 0: the pool will not be monitored after its next activation',
        'set monitoring = 1 in the activation section of /etc/lvm/lvm.conf',
      );
    },
  },
] as const satisfies readonly Examination[];

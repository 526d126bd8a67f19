import { containerdFacts } from '../../containerd/engine.ts';
import { knownOr } from '../../model/known.ts';
import { failed, note, ok, unsure, type Examination } from '../examination.ts';

export const CONTAINERD_RUNS = [
  {
    id: 'containerd-running',
    code: 'DM282',
    title: 'containerd is running',
    wanted: 'an active containerd.service',
    scope: 'host',
    wakes: 'always',
    judge: ({ facts }) => {
      const { running, units } = containerdFacts(facts);
      if (!running.known) return unsure(running.why);
      if (running.value) return ok('running');
      const service = knownOr(units, []).find(({ name }) => name === 'containerd.service');
      const start = 'systemctl start containerd.service';
      if (service?.active !== 'failed')
        return note('containerd is stopped: checks of a running containerd were skipped', start);
      const why = 'see why with journalctl -u containerd.service -n 50';
      return failed(
        'containerd.service failed',
        why,
        `once it is fixed: systemctl reset-failed containerd.service && ${start}`,
      );
    },
  },
  /** "ok" is decided as containerd starts, and stays so whatever becomes of the pool. */
  {
    id: 'containerd-plugin',
    code: 'DM290',
    title: 'the devmapper plugin of containerd is up',
    wanted: 'ok',
    scope: 'host',
    wakes: 'always',
    judge: ({ facts }) => {
      const { plugin, settings } = containerdFacts(facts);
      if (!settings.known) return unsure(settings.why);
      if (!plugin.known) return unsure(plugin.why);
      if (plugin.value === null) return note('containerd is not running');
      const { state, why } = plugin.value;
      if (state === 'ok') return ok('ok');
      const also =
        (settings.value?.version ?? 2) > 2
          ? '; with this containerd that stops images, tasks and Kubernetes as well'
          : '';
      return failed(
        `the devmapper plugin of containerd is not up: ${why === '' ? state : why}${also}`,
        'dmctl activate --engine containerd, then: systemctl restart containerd.service',
      );
    },
  },
] as const satisfies readonly Examination[];

import { containerdFacts } from '../../containerd/engine.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { knownOr } from '../../model/known.ts';
import type { ContainerdReport } from '../../model/status.ts';

/** containerd, for the screen of `dmctl status`. */
export function containerdReport(facts: Facts): ContainerdReport {
  const { running, plugin, root, records, content, settings } = containerdFacts(facts);
  const found = knownOr(records, null);
  return {
    version: knownOr(facts.engine.version, null),
    running: knownOr(running, null),
    plugin: knownOr(plugin, null)?.state ?? null,
    root,
    baseImageSize: knownOr(settings, null)?.snapshotter.baseImageSize ?? null,
    snapshots:
      found === null
        ? null
        : { committed: found.committed, active: found.active, views: found.views },
    images: knownOr(content, null)?.images ?? null,
    containers: knownOr(content, null)?.containers ?? null,
    tasks: knownOr(content, null)?.tasks.length ?? null,
  };
}

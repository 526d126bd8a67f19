import { knownOr } from '../../model/known.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { emptiedFolder } from './files.ts';
import type { TeardownSite } from './teardown-site.ts';

/** Removes the profile after the pool, since LVM reads it as long as the pool exists. */
export function profileRemovalSteps(site: TeardownSite): readonly Step[] {
  const { record, ground, facts } = site;
  const { profile, pool } = record;
  const isAsWritten = profile !== null && knownOr(ground.profile, null) === profile.sha256;
  if (!isAsWritten) return [];
  const { path, sha256 } = profile;
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.profile$/, '');
  const lvs = knownOr(facts.lvm, null)?.lvs ?? [];
  if (lvs.some((lv) => lv.profile === name && lv.vg !== pool?.vg)) return [];
  return [
    makeStep({
      id: 'profile',
      title: `Remove the auto-extension profile ${path}`,
      why: 'it still has the bytes that dmctl wrote, and no volume uses it',
      risk: 'reversible',
      final: true,
      before: [{ kind: 'file', path, sha256 }],
      action: { kind: 'remove-file', path, sha256 },
      after: [{ kind: 'file', path, sha256: null }],
    }),
    ...emptiedFolder(site, path, 'profile-directory').map((step): Step => ({
      ...step,
      final: true,
    })),
  ];
}

import { $ } from 'zx';
import { LabError } from './lab-error.ts';

/**
 * The Debian mirror for guests: DMCTL_LAB_MIRROR, or the one this host's own apt uses. A mirror
 * carries every supported release, so the host's own release does not matter.
 */
export async function debianMirror(): Promise<string> {
  const own = process.env['DMCTL_LAB_MIRROR'];
  if (own !== undefined && own !== '') return own;
  const format = '$(ORIGIN)|$(LABEL)|$(REPO_URI)';
  const ask = $({ quiet: true, nothrow: true });
  const targets = await ask`apt-get indextargets --format ${format} ${'Created-By: Packages'}`;
  for (const line of targets.stdout.split('\n')) {
    const [origin, label, uri] = line.split('|');
    if (origin === 'Debian' && label === 'Debian' && uri !== undefined) return uri;
  }
  throw new LabError('no Debian mirror in the apt configuration; set DMCTL_LAB_MIRROR');
}

import { bunPackage, type Processor } from './bun-runtime.ts';
import { packageJson } from './licenses.ts';
import type { Release } from './release.ts';

/**
 * Lists the parts of the executable as CycloneDX 1.5 (cyclonedx.org/docs/1.5/json): Bun, and the npm packages
 * whose code the bundle holds.
 *
 * @param packages folders of those
 */
export async function billOfMaterials(
  { version, date }: Release,
  processor: Processor,
  packages: readonly string[],
): Promise<string> {
  const found = await Promise.all(packages.map((folder) => packageJson(folder)));
  const bun = bunPackage(processor);
  const content = Buffer.from(bun.sha512, 'base64').toString('hex');
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      timestamp: date.toISOString(),
      component: { type: 'application', name: 'dmctl', version, 'bom-ref': `dmctl@${version}` },
    },
    components: [
      { ...component({ ...bun, license: 'MIT' }), hashes: [{ alg: 'SHA-512', content }] },
      ...found.map(component),
    ],
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function component({ name, version, license }: Awaited<ReturnType<typeof packageJson>>) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type: 'library',
    name,
    version,
    purl,
    'bom-ref': purl,
    // One of SPDX's list, or an expression of several.
    licenses: [license.includes(' ') ? { expression: license } : { license: { id: license } }],
  };
}

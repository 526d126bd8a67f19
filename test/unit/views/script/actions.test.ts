import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeStep } from '../../../../src/model/plan/plan.ts';
import { makePlan } from '../../../../src/plan/steps/make-plan.ts';
import { planScript } from '../../../../src/views/script/script.ts';
import { bash } from '../../../helpers/bash.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

/** The script asks for root. */
const asRoot = test.skipIf(process.getuid?.() !== 0);

const scriptOfUnmount = (final: string): string => {
  const places = { building: `${final}.dmctl`, final };
  const volume = { vg: 'docker-layers', lv: 'overlay2', fileSystem: 'xfs' } as const;
  const unmount = makeStep({
    ...{ id: 'unmount-layers', title: 'Unmount docker-layers/overlay2', why: 'because' },
    risk: 'reversible',
    before: [],
    action: { kind: 'unmount-volume', volume, places },
    after: [{ kind: 'directory', path: final, is: 'absent' }],
  });
  return planScript(makePlan({ command: 'migrate undo', steps: [unmount], warnings: [] }, {}));
};

asRoot.for([
  ['is still mounted', 0, ['umount']],
  ['dockerd unmounted as it stopped', 1, []],
] as const)('a script removes the mount point of a volume that %s', async ([, status, calls]) => {
  const root = await temporaryFolder();
  const final = `${root}/data root/overlay2`;
  mkdirSync(final, { recursive: true });
  const stubs = `
    touch ${root}/calls
    mountpoint() { return ${String(status)}; }
    umount() { echo umount >>${root}/calls; }
  `;
  expect(bash(stubs + scriptOfUnmount(final))).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(`${root}/calls`, 'utf8').split('\n').slice(0, -1)).toEqual(calls);
  expect(readdirSync(`${root}/data root`)).toEqual([]);
});

asRoot('a script removes no mount point that holds something', async () => {
  const root = await temporaryFolder();
  mkdirSync(`${root}/overlay2/layer`, { recursive: true });
  expect(bash(scriptOfUnmount(`${root}/overlay2`))).toMatchObject({ status: 1 });
  expect(readdirSync(root)).toEqual(['overlay2']);
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { editDaemonJson } from '../../src/docker/daemon-json.ts';
import { createHost } from '../../src/host/create-host.ts';
import type { Host } from '../../src/model/host.ts';
import { daemonJsonNow } from '../../src/observe/docker/engine.ts';
import { testUser } from './fake-programs.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const FRESH = { uid: testUser, gid: testUser, mode: 0o644 };

const wanted = (pool: string) => ({
  storageDriver: 'devicemapper',
  storageOpts: [`dm.thinpooldev=/dev/mapper/${pool}`, 'dm.use_deferred_removal=true'],
});

/** Looks at the file, edits what it saw and puts it in place, as a run does. */
export async function edit(path: string, host: Host = createHost(), pool = 'docker-thinpool') {
  const seen = await daemonJsonNow(host, path);
  if (seen.state === 'unusable') return { refused: seen.why };
  const [old, sha256] = seen.state === 'present' ? [seen.text, seen.sha256] : [null, null];
  const next = editDaemonJson(old, wanted(pool));
  if (!next.ok) return { refused: next.why };
  await host.replaceFile(path, Buffer.from(next.value), sha256, FRESH);
  return { refused: null };
}

/** A daemon.json of this content in a folder of its own. */
export async function placed(content: string | Uint8Array) {
  const folder = await temporaryFolder();
  const path = join(folder, 'daemon.json');
  await writeFile(path, content);
  return { folder, path };
}

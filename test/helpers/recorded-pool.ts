import { dockerFacts } from '../../src/docker/engine.ts';
import type { Facts } from '../../src/model/facts/facts.ts';
import { observeForVerify } from '../../src/observe/host-facts.ts';
import { changed } from './engine.ts';
import { healthy } from './facts.ts';
import { recordedHost } from './recorded-host.ts';

/** Recorded with a pool that Docker was not configured for yet. */
const NOT_NAMED = /-(data-full|needs-check|pool-failed)$/;

/** What LVM and the kernel say of a recorded pool, under a Docker that is configured for it. */
export async function recordedPool(name: string): Promise<Facts> {
  const facts = await observeForVerify(recordedHost(name).host, 'docker');
  const { daemonJson } = dockerFacts(NOT_NAMED.test(name) ? healthy : facts);
  return changed(facts, { daemonJson });
}

import { parseTransaction, TRANSACTION } from '../../docker/layer-files.ts';
import type { Host } from '../../model/host.ts';
import type { TransactionIds } from '../../model/plan/repair-action.ts';

/** Reads the file about the last change of Docker's devices; null: there is none. @throws HostError or ParseError */
async function lastTransaction(host: Host, root: string) {
  const path = `${root}/devicemapper/metadata/${TRANSACTION}`;
  const text = await host.readText(path);
  return text === null ? null : parseTransaction(path, text);
}

/**
 * Reads the id of the device that Docker created or removed last; null: it has none on record.
 * @throws HostError or ParseError
 */
export const lastChangedDevice = async (host: Host, root: string): Promise<number | null> =>
  (await lastTransaction(host, root))?.count('device_id') ?? null;

/**
 * Reads the transaction that Docker opened last. The pool has its id once it is complete, and the one before until
 * then (moby, deviceset.go, processPendingTransaction: with any other, Docker removes the device of the last one).
 * null: Docker has none on record.
 * @throws HostError or ParseError
 */
export async function openTransaction(host: Host, root: string): Promise<TransactionIds | null> {
  const most = (await lastTransaction(host, root))?.count('open_transaction_id') ?? null;
  return most === null ? null : { least: Math.max(0, most - 1), most };
}

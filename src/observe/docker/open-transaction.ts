import type { Host } from '../../model/host.ts';
import { fields, parseJson } from '../../model/json.ts';
import type { TransactionIds } from '../../model/plan/repair-action.ts';

/**
 * Reads the transaction that Docker opened last. The pool has its id once it is complete, and the one before until
 * then (moby, deviceset.go, processPendingTransaction: with any other, Docker removes the device of the last one).
 * null: Docker has none on record.
 * @throws HostError or ParseError
 */
export async function openTransaction(host: Host, root: string): Promise<TransactionIds | null> {
  const path = `${root}/devicemapper/metadata/transaction-metadata`;
  const text = await host.readText(path);
  if (text === null) return null;
  const most = fields(path, parseJson(path, text)).count('open_transaction_id');
  return { least: Math.max(0, most - 1), most };
}

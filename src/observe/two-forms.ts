import { isUnknownOption, type Option } from '../lvm/unknown-option.ts';
import type { Command } from '../model/command.ts';
import type { Host } from '../model/host.ts';
import { answerOf, mustSucceed } from './attempt.ts';

/** A reading call and the parser of its answer. */
export interface Form<T> {
  readonly command: Command;
  /** @throws ParseError */
  readonly parse: (stdout: string) => T;
}

/**
 * The answer to the newer form of a question. A program that does not know its option is asked the
 * older form; a program that fails in any other way is not.
 * @throws HostError or ParseError
 */
export async function eitherForm<T>(
  host: Host,
  newer: Form<T> & { readonly option: Option },
  older: Form<T>,
): Promise<T> {
  const outcome = await host.run(newer.command);
  if (isUnknownOption(outcome, newer.option)) {
    return older.parse(await answerOf(host, older.command));
  }
  return newer.parse(mustSucceed(newer.command, outcome).stdout);
}

/** A program's arguments, told apart as its manual does. */
export interface Words {
  readonly options: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/** @param valued options that take a value */
export function read(args: readonly string[], valued: readonly string[]): Words {
  const options = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!word.startsWith('-')) rest.push(word);
    else if (valued.includes(word)) options.set(word, args[(at += 1)] ?? '');
    else options.set(word, '');
  }
  return { options, rest };
}

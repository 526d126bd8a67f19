/** A line, and the lines below it. */
export interface Branch {
  readonly text: string;
  readonly below: readonly Branch[];
}

/** A tree as lsblk(8) draws it with --ascii, so that a serial console shows it too. */
export function treeLines(branches: readonly Branch[]): readonly string[] {
  return branches.flatMap(({ text, below }) => [text, ...indented(below, '')]);
}

function indented(branches: readonly Branch[], indent: string): readonly string[] {
  return branches.flatMap(({ text, below }, at) => {
    const isLast = at === branches.length - 1;
    const inner = indented(below, `${indent}${isLast ? '  ' : '| '}`);
    return [`${indent}${isLast ? '`-' : '|-'}${text}`, ...inner];
  });
}

/** Node's later lines that dmctl is said to run on. */
export const LATER_NODES = ['22', '24'] as const;

/** The argv of such a Node, which npm fetches where it is missing. */
export const laterNode = (version: string): readonly string[] => [
  ...['npx', '--yes', '--package', `node@${version}`, 'node'],
];

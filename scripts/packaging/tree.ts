import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file of a package; a folder where there is no content. */
export interface Packaged {
  /** Below the root of what it is unpacked to. */
  readonly path: string;
  readonly content: string | Buffer | { readonly copyOf: string } | null;
  /** 0644 for a file and 0755 for a folder, unless something else is said. */
  readonly mode?: number;
}

async function put(path: string, { content, mode }: Packaged): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (content === null) {
    await mkdir(path, { recursive: true });
  } else if (typeof content === 'string' || Buffer.isBuffer(content)) {
    await writeFile(path, content);
  } else {
    await copyFile(content.copyOf, path);
  }
  await chmod(path, mode ?? (content === null ? 0o755 : 0o644));
}

/** Writes them below a folder, which has to be empty. Their owner is whoever packs them. */
export async function writeTree(folder: string, files: readonly Packaged[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of files) await put(join(folder, file.path), file);
}

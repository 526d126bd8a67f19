import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile, link, truncate, utimes, chmod } from 'node:fs/promises';
import { geteuid } from 'node:process';

/** Device nodes, owners and trusted attributes can be made by root alone. */
export const isRoot = geteuid?.() === 0;

const named = (folder: string, name: string): Buffer => Buffer.from(`${folder}/${name}`, 'latin1');

/** Paths deeper than the 100 and 255 bytes that headers of tar have room for. */
const DEEP = Array.from({ length: 6 }, (_, n) => String(n).repeat(60)).join('/');

/** Fills a folder with all kinds of files that a layer may have. */
export async function fillOddly(folder: string): Promise<void> {
  await mkdir(`${folder}/dir/empty`, { recursive: true });
  await mkdir(`${folder}/${DEEP}`, { recursive: true });
  await writeFile(`${folder}/${DEEP}/file`, 'deep');
  await writeFile(named(folder, 'bad\xff\xfename'), 'not UTF-8');
  await writeFile(`${folder}/new\nline`, 'newline');
  await writeFile(`${folder}/back\\slash\\n`, 'backslash');
  await writeFile(`${folder}/-C`, 'an option');
  await writeFile(`${folder}/ star* "quoted"`, '');
  await writeFile(`${folder}/${'n'.repeat(255)}`, 'longest');
  await writeFile(`${folder}/setuid`, 'x');
  await chmod(`${folder}/setuid`, 0o4755);
  await link(`${folder}/setuid`, `${folder}/dir/second name`);
  await symlink('/etc/passwd', `${folder}/absolute`);
  await symlink('../../up', `${folder}/dir/relative`);
  await symlink(`${'t'.repeat(200)}/${'u'.repeat(200)}`, `${folder}/long target`);
  await writeFile(`${folder}/of 1970`, '');
  await utimes(`${folder}/of 1970`, 0, 0);
  await writeFile(`${folder}/big`, Buffer.alloc(300_001, 'abc'));
  await writeFile(`${folder}/sparse`, 'begin');
  await truncate(`${folder}/sparse`, 9 * 1024 ** 3);
  await writeFile(`${folder}/sparse`, 'end', { flag: 'a' });
  execFileSync('mkfifo', [`${folder}/fifo`]);
  if (isRoot) makeNodes(folder);
}

function makeNodes(folder: string): void {
  execFileSync('mknod', [`${folder}/null`, 'c', '1', '3']);
  execFileSync('mknod', [`${folder}/dir/loop`, 'b', '7', '300']);
  execFileSync('chown', ['-h', '12345:2097152', `${folder}/absolute`, `${folder}/big`]);
}

/** Lists a tree with all that find(1) tells, independently of the code under test. */
export function listing(folder: string): string[] {
  const directories = ['-type', 'd', '-printf', '%P %y %m %U %G %T@\\0'];
  const others = ['-printf', '%P %y %m %U %G %T@ %s %l %n\\0'];
  const args = ['.', '(', ...directories, ')', '-o', ...others];
  const output = execFileSync('find', args, { cwd: folder, encoding: 'latin1' });
  return output.split('\0').sort();
}

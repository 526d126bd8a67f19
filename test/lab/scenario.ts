import { expect } from 'vitest';
import type { Guest } from './guest/guest.ts';
import type { CommandResult } from './guest/running-command.ts';

/** What scenarios need of a guest. */
interface Machine {
  ok(command: string): Promise<string>;
}

/** The contract's one JSON document. */
export interface Answer {
  readonly ok: boolean;
  readonly changed: boolean;
  readonly exitCode: number;
  readonly data: Record<string, unknown>;
  readonly warnings: readonly { readonly code: string }[];
  readonly error: { readonly code: string; readonly message: string; readonly why: string } | null;
}

/** Reads the one document a --json command printed; its exit code is the process's own. */
export function answerOf(result: CommandResult): Answer {
  const answer = JSON.parse(result.stdout) as Answer;
  expect(answer.exitCode).toBe(result.exitCode);
  return answer;
}

/** An image without a registry. */
export async function importBusybox(guest: Machine): Promise<void> {
  await guest.ok('docker import /opt/lab/bb.tar bb');
}

/** What a setup could change: configuration, LVM, disks' first MiB, data roots, services. */
export async function picture(guest: Machine): Promise<string> {
  return guest.ok(
    [
      'find /etc/docker /etc/lvm/profile /etc/systemd/system -type f -exec sha256sum {} + | sort -k2',
      'find /etc/docker /etc/lvm/profile -printf "%p %m %u %g %l\\n" | sort',
      'vgs --noheadings -o vg_name,vg_uuid,vg_tags,vg_free_count',
      'lvs -a --noheadings -o lv_name,lv_uuid,lv_size,lv_tags,lv_profile,seg_monitor',
      'for d in /dev/xvd?; do echo $d; head -c 1M $d | sha256sum; tail -c 1M $d | sha256sum; done',
      'stat -c "%n %i %a %u %g" /var/lib/docker /var/lib/docker.bk 2>&1 || true',
      'systemctl is-active docker.service docker.socket dm-event.socket || true',
    ].join('; '),
  );
}

/** Hash of every byte of each disk. */
export async function hashesOf(guest: Guest, disks: readonly string[]): Promise<string[]> {
  const devices = disks.map((disk) => `/dev/${disk}`).join(' ');
  await guest.ok(`sync && for d in ${devices}; do blockdev --flushbufs $d || exit; done`);
  return Promise.all(
    disks.map((disk) => {
      const found = guest.disks.get(disk);
      if (found === undefined) throw new Error(`the guest has no ${disk}`);
      return found.sha256();
    }),
  );
}

/** Hash of every byte of a disk. */
export async function bytesOf(guest: Guest, disk: string): Promise<string> {
  const [hash = ''] = await hashesOf(guest, [disk]);
  return hash;
}

/** Does the work with a script in a program's place; the program itself is PROGRAM.real meanwhile. */
export async function withProgram<T>(
  guest: Guest,
  program: string,
  script: string,
  work: () => Promise<T>,
): Promise<T> {
  const path = (await guest.ok(`command -v ${program}`)).trim();
  await guest.ok(['mv', path, `${path}.real`]);
  await guest.writeFile(path, script);
  await guest.ok(['chmod', '755', path]);
  try {
    return await work();
  } finally {
    await guest.ok(['mv', '-f', `${path}.real`, path]);
  }
}

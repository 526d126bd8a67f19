/** Linux 3.10's last system call on x86-64 (arch/x86/syscalls/syscall_64.tbl): finit_module. */
const LAST = 313;
/** errno(3), ENOSYS. */
const NO_SUCH_CALL = 38;

/** seccomp(2): what a filter returns. */
const FAILS_WITH = 0x0005_0000;
const ALLOWED = 0x7fff_0000;

/** A struct sock_filter (linux/filter.h). @param jumps how many instructions to skip: where it holds, else */
function instruction(
  code: number,
  value: number,
  jumps: readonly [number, number] = [0, 0],
): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.set(jumps, 2);
  bytes.writeUInt32LE(value, 4);
  return bytes;
}

/** A program of seccomp(2) under which every later system call fails, as on that kernel (bwrap(1), --seccomp). */
export const ONLY_LINUX_3_10: Buffer = Buffer.concat([
  // BPF_LD | BPF_W | BPF_ABS: the number of the call.
  instruction(0x20, 0),
  // BPF_JMP | BPF_JGT | BPF_K
  instruction(0x25, LAST, [0, 1]),
  // BPF_RET | BPF_K
  instruction(0x06, FAILS_WITH | NO_SUCH_CALL),
  instruction(0x06, ALLOWED),
]);

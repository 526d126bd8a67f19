/** The beginning of the names of all variables that Bun reads for itself. */
const PREFIX = Buffer.from('BUN_');

/** Those by which a caller could have code of his own run, or be let in to look. They must be closed. */
const DANGEROUS = ['BUN_OPTIONS', 'BUN_BE_BUN', 'BUN_INSPECT'];

/**
 * A binary in whose constants no name of such a variable begins as it did: with a NUL in front none that a
 * process can be given has it (environ(7)). Bun has no switch for it (BUN_OPTIONS=--preload FILE runs code,
 * BUN_BE_BUN=1 makes the executable a Bun). JavaScriptCore's own (BUN_JSC_*) are read by other means.
 * @throws Error where the binary is not of the form that is known
 */
export function withoutVariables(binary: Buffer): Buffer {
  const closed = Buffer.from(binary);
  const constants = readOnlyData(binary);
  const open = DANGEROUS.filter((name) => !constants(binary).includes(name));
  if (open.length > 0) throw new Error(`this Bun does not have ${open.join(', ')} where it was`);
  const names = constants(closed);
  for (let at = names.indexOf(PREFIX); at !== -1; at = names.indexOf(PREFIX, at)) {
    if (names[at - 1] === MEMBER) at += 1;
    else names[at] = 0;
  }
  return closed;
}

/** `process.env.BUN_ENV` is a piece of code that Bun reads, not a name that it looks for. */
const MEMBER = '.'.charCodeAt(0);

/** Offsets in the file of an ELF section header of 64 bits, and the size of one (elf(5), Elf64_Shdr). */
const SECTION = { name: 0, offset: 24, size: 32, bytes: 64 } as const;

/** Cuts the section .rodata out of the file (elf(5)). @throws Error where there is none */
function readOnlyData(binary: Buffer): (file: Buffer) => Buffer {
  const first = Number(binary.readBigUInt64LE(40));
  const count = binary.readUInt16LE(60);
  const at = (index: number) => first + index * SECTION.bytes;
  const placeOf = (header: number) => {
    const offset = Number(binary.readBigUInt64LE(header + SECTION.offset));
    return { offset, end: offset + Number(binary.readBigUInt64LE(header + SECTION.size)) };
  };
  const names = placeOf(at(binary.readUInt16LE(62)));
  for (let index = 0; index < count; index += 1) {
    const start = names.offset + binary.readUInt32LE(at(index) + SECTION.name);
    if (binary.toString('latin1', start, binary.indexOf(0, start)) === '.rodata') {
      const { offset, end } = placeOf(at(index));
      return (file) => file.subarray(offset, end);
    }
  }
  throw new Error('the binary has no section .rodata');
}

/**
 * A command that prints data without a signature, as a raw database has it. Not random: one disk of 256
 * with random bytes has a partition to the kernel, whose check of an Acorn (ADFS) boot block is a sum of
 * one byte (block/partitions/acorn.c).
 */
export const rawData = (size: string): string => `head -c ${size} <(yes 'raw data')`;

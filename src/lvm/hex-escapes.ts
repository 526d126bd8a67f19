/**
 * Reads `\xNN`, which util-linux writes for a byte that it does not print as it is: libblkid's
 * blkid_encode_string(), and tables of lsblk and losetup. The bytes are UTF-8 where they are text.
 */
export function unescaped(text: string): string {
  const raw = Buffer.from(text, 'utf8').toString('latin1');
  const whole = raw.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(whole, 'latin1').toString('utf8');
}

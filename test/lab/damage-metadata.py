#!/usr/bin/python3
"""Damages the metadata of an inactive thin pool, as a table of kinds: damage-metadata.py DEVICE OFFSET SIZE KIND"""
import os
import struct
import sys

BLOCK = 4096
device, offset, size, kind = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
disk = open(device, 'r+b', buffering=0)


def get(number):
    disk.seek(offset + number * BLOCK)
    return bytearray(disk.read(BLOCK))


def put(number, block):
    disk.seek(offset + number * BLOCK)
    disk.write(block)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc


def put_superblock(block):
    """With the checksum that the kernel expects (dm-thin-metadata.c, SUPERBLOCK_CSUM_XOR)."""
    struct.pack_into('<I', block, 0, crc32c(block[4:]) ^ 160774)
    put(0, block)


def u64(block, at):
    return struct.unpack_from('<Q', block, at)[0]


def flip(number, at):
    block = get(number)
    block[at] ^= 0x10
    put(number, block)


def value(block, index):
    """The value of an entry whose values are block numbers."""
    most = struct.unpack_from('<I', block, 20)[0]
    return u64(block, 32 + most * 8 + index * 8)


def leaf(device_index):
    """The first leaf below the mappings of a device."""
    number = value(get(mapping), device_index)
    while struct.unpack_from('<I', get(number), 4)[0] & 1:
        number = value(get(number), 0)
    return number


first = get(0)
mapping, details = u64(first, 320), u64(first, 328)
data_bitmap, data_counts = u64(first, 80), u64(first, 88)
metadata_bitmap = u64(first, 208)
devices = struct.unpack_from('<I', get(mapping), 16)[0]

KINDS = {
    'superblock-checksum': lambda: flip(0, 1),
    'superblock-uuid': lambda: flip(0, 20),
    'superblock-number': lambda: flip(0, 9),
    'superblock-magic': lambda: flip(0, 33),
    'superblock-version': lambda: flip(0, 41),
    'superblock-transaction': lambda: flip(0, 48),
    'superblock-mapping-root': lambda: flip(0, 320),
    'superblock-details-root': lambda: flip(0, 329),
    'superblock-chunk-size': lambda: flip(0, 337),
    'superblock-zeroed': lambda: put(0, bytes(BLOCK)),
    'details-bit': lambda: flip(details, 40),
    'details-zeroed': lambda: put(details, bytes(BLOCK)),
    'devices-bit': lambda: flip(mapping, 33),
    'first-leaf-bit': lambda: flip(leaf(0), 34),
    'last-leaf-bit': lambda: flip(leaf(devices - 1), 34),
    'last-leaf-zeroed': lambda: put(leaf(devices - 1), bytes(BLOCK)),
    'data-bitmap-bit': lambda: flip(data_bitmap, 50),
    'data-bitmap-zeroed': lambda: put(data_bitmap, bytes(BLOCK)),
    'data-counts-bit': lambda: flip(data_counts, 50),
    'metadata-bitmap-bit': lambda: flip(metadata_bitmap, 50),
}


def needs_check():
    block = get(0)
    block[4] |= 1
    put_superblock(block)


def transaction(change):
    block = get(0)
    struct.pack_into('<Q', block, 48, max(0, u64(block, 48) + change))
    put_superblock(block)


def cut(at_block):
    """All from there on is zeros, as after a disk was cut short and grown again."""
    piece = bytes(BLOCK * 256)
    for number in range(at_block, size // BLOCK, 256):
        put(number, piece[: min(256, size // BLOCK - number) * BLOCK])


def garbage(numbers):
    for number in numbers:
        put(number, os.urandom(BLOCK))


KINDS.update({
    'needs-check': needs_check,
    'transaction-low': lambda: transaction(-3),
    'transaction-high': lambda: transaction(40),
    'cut-short': lambda: cut(max(mapping, details) // 2),
    'begins-with-garbage': lambda: garbage(range(0, 16)),
    'flag-and-bitmap': lambda: (needs_check(), flip(data_bitmap, 50)),
})

if kind == 'list':
    print('\n'.join(KINDS))
else:
    KINDS[kind]()
    os.fsync(disk.fileno())

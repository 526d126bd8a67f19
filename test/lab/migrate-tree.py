"""Prints one line for each entry of a directory tree, with all that a copy could lose."""

import hashlib
import os
import stat
import sys

root = os.fsencode(sys.argv[1])
# What a file system of the layers shows of itself, and is no part of the files.
NOT_OURS = ("trusted.overlay", "trusted.SGI_ACL", "security.selinux")


def xattrs(path):
    names = os.listxattr(path, follow_symlinks=False)
    ours = sorted(name for name in names if not name.startswith(NOT_OURS))
    return [f"{name}={os.getxattr(path, name, follow_symlinks=False).hex()}" for name in ours]


def content(path, status):
    kind = stat.S_IFMT(status.st_mode)
    if kind == stat.S_IFREG:
        with open(path, "rb") as file:
            digest = hashlib.sha256()
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
        sparse = "sparse" if status.st_blocks * 512 + 65536 < status.st_size else "full"
        return [str(status.st_size), digest.hexdigest()[:16], sparse]
    if kind == stat.S_IFLNK:
        return [repr(os.readlink(path))]
    if kind in (stat.S_IFCHR, stat.S_IFBLK):
        return [f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}"]
    return []


links = {}
lines = []
for folder, folders, files in os.walk(root):
    for name in [b"."] * (folder == root) + folders + files:
        path = os.path.join(folder, name)
        status = os.lstat(path)
        shown = repr(os.path.relpath(path, root))
        owner = f"{status.st_uid}:{status.st_gid}"
        fields = [shown, oct(status.st_mode), owner, str(status.st_mtime_ns)]
        lines.append(" ".join(fields + content(path, status) + xattrs(path)))
        if not stat.S_ISDIR(status.st_mode) and status.st_nlink > 1:
            links.setdefault((status.st_dev, status.st_ino), []).append(shown)
print("\n".join(sorted(lines)))
print("\n".join(sorted("links " + " ".join(sorted(same)) for same in links.values())))

"""Failures of the system in words for people."""

from __future__ import annotations

import errno

REASONS = {
    errno.EACCES: "没有写权限或文件被占用",
    errno.EPERM: "没有写权限或文件被占用",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘已满",
    errno.EFBIG: "磁盘已满或文件大小受限制",
    errno.EROFS: "这个位置是只读的",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "同时打开的文件太多",
}


def reason_of(error: OSError) -> str:
    """Why the system refused, in Chinese."""
    return REASONS.get(error.errno or 0, error.strerror or "读写出错")


class MissingExtraError(RuntimeError):
    """Something needs a package that is an extra of the installation; the message says what to install, in Chinese."""

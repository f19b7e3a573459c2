"""One raw pseudo-terminal (PTY) for an emulated serial device. Standard library only.

usage: pty-relay.py [LINK]

The first line on stdout is the path of the slave side ("/dev/pts/4\\n"); everything after it is what the
till writes to that port. Bytes on stdin go to the till. End of stdin, SIGTERM or death is the unplug: the
master side closes, the slave vanishes and the till sees a hang-up. LINK, when given, is a symbolic link to
the slave that is replaced at the start and removed at the end.
"""

import os
import select
import signal
import sys
import termios

CHUNK_BYTES = 65536
# Each direction stops reading its source while this much waits for the other side.
PENDING_LIMIT_BYTES = 262144
RATE = termios.B115200


def make_raw(fd):
    """8 bits, no echo, no line editing, no translation in either direction."""
    control = [0] * len(termios.tcgetattr(fd)[6])
    control[termios.VMIN] = 1
    termios.tcsetattr(fd, termios.TCSANOW, [0, 0, termios.CS8 | termios.CREAD | termios.CLOCAL, 0, RATE, RATE, control])


def point_link(link, target):
    temporary = "%s.%d" % (link, os.getpid())
    os.symlink(target, temporary)
    os.replace(temporary, link)


def remove_link(link, target):
    try:
        if os.readlink(link) == target:
            os.unlink(link)
    except OSError:
        pass


def read_some(fd):
    """Bytes, b"" at the end of the stream, None when there is nothing just now."""
    try:
        return os.read(fd, CHUNK_BYTES)
    except (BlockingIOError, InterruptedError):
        return None
    except OSError:
        return b""


def write_some(fd, pending):
    try:
        del pending[: os.write(fd, pending)]
    except (BlockingIOError, InterruptedError):
        pass


def relay(master):
    to_till, from_till = bytearray(), bytearray()
    while True:
        readable = []
        if len(to_till) < PENDING_LIMIT_BYTES:
            readable.append(0)
        if len(from_till) < PENDING_LIMIT_BYTES:
            readable.append(master)
        writable = ([master] if to_till else []) + ([1] if from_till else [])
        can_read, can_write, _ = select.select(readable, writable, [])
        for source, sink in ((0, to_till), (master, from_till)):
            if source in can_read:
                chunk = read_some(source)
                if chunk == b"":
                    return
                if chunk:
                    sink += chunk
        if to_till and (master in can_write or 0 in can_read):
            write_some(master, to_till)
        if from_till and (1 in can_write or master in can_read):
            write_some(1, from_till)


def main():
    link = sys.argv[1] if len(sys.argv) > 1 else None
    # Ctrl+C reaches the whole process group; the owner decides when to unplug.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # The relay holds the slave open too, so that a till closing the port is not seen as an unplug.
    master, slave = os.openpty()
    make_raw(slave)
    path = os.ttyname(slave)
    try:
        if link:
            point_link(link, path)
        os.write(1, (path + "\n").encode())
        for fd in (0, 1, master):
            os.set_blocking(fd, False)
        relay(master)
    except BrokenPipeError:
        pass
    finally:
        if link:
            remove_link(link, path)


main()

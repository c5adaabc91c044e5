"""What the portable program runs. Started by a double click, or with a folder dropped on it, it keeps its window open."""

import sys

from gradflow.__main__ import main


def has_own_window() -> bool:
    """Whether nobody but this program uses the console, so that it closes with it (GetConsoleProcessList)."""
    if sys.platform != "win32" or "--multiprocessing-fork" in sys.argv:
        return False
    import ctypes

    return ctypes.windll.kernel32.GetConsoleProcessList((ctypes.c_uint * 2)(), 2) == 1


if __name__ == "__main__":
    try:
        main()
    finally:
        if has_own_window():
            input("\n按回车键关闭窗口")

"""Build the portable folder dist/gradflow: ``python packaging/build.py`` in an environment with gradflow[word] and PyInstaller.

On the system it is built on it runs without Python and network; its 新建活动 script makes a campaign beside it.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from gradflow.app.double_click import BESIDE_PROGRAM, write_scripts

HERE = Path(__file__).parent
ROOT = HERE.parent


def build(target: Path) -> Path:
    """Run PyInstaller, add the script and the manual; return the folder. Raises CalledProcessError."""
    work = target / ".work"
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", target, "--workpath", work]
    subprocess.run([*command, HERE / "gradflow.spec"], check=True)
    shutil.rmtree(work)
    folder = target / "gradflow"
    write_scripts(folder, BESIDE_PROGRAM, None, start="..")  # wherever the folder is carried
    for name in ("LICENSE", "docs/使用手册.md"):
        shutil.copy(ROOT / name, folder)
    return folder


if __name__ == "__main__":
    print(build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"))

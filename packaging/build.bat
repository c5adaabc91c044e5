@echo off
rem The portable folder, on Windows: Python 3.11 or newer, once, with a network. The result needs neither.
setlocal
cd /d "%~dp0.."
py -3 -m venv build-venv || exit /b 1
build-venv\Scripts\python -m pip install -q -c constraints.txt ".[word]" "pyinstaller>=6.10" || exit /b 1
build-venv\Scripts\python packaging\build.py dist || exit /b 1
echo dist\gradflow

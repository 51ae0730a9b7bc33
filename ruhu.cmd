@echo off
rem What `make run` stands for.
chcp 65001 >nul
py -3 "%~dp0tools\setup.py" --runtime || exit /b 1
"%~dp0.venv\Scripts\python.exe" "%~dp0main.py" %*

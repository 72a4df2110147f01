@echo off
rem Starts Suprovid; made for a double click. What it needs it gets on the first start,
rem which therefore needs the internet; later starts do not.
setlocal
chcp 65001 >nul
set PYTHONUTF8=1
title Suprovid
cd /d "%~dp0.." || goto failed

where uv >nul 2>nul
if not errorlevel 1 (
    uv run suprovid %*
    if errorlevel 1 goto failed
    exit /b 0
)

set "python="
call :try py -3
call :try python
call :try python3
if not defined python goto no_python

%python% -m uv --version >nul 2>nul
if errorlevel 1 (
    echo Перший запуск: встановлюю uv... / First start: installing uv...
    %python% -m pip install --user --quiet uv
    if errorlevel 1 goto no_uv
)
%python% -m uv run suprovid %*
if errorlevel 1 goto failed
exit /b 0

:try
if defined python exit /b 0
%* -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 set "python=%*"
exit /b 0

:no_python
echo.
echo Немає Python 3.11 або новішого. Встановіть його з https://www.python.org/downloads/ і запустіть ще раз.
echo There is no Python 3.11 or newer. Install it from https://www.python.org/downloads/ and start again.
goto wait

:no_uv
echo.
echo Не вдалося встановити uv. Перший запуск потребує інтернету: перевірте з'єднання і спробуйте ще раз.
echo uv could not be installed. The first start needs the internet: check the connection and try again.
goto wait

:failed
echo.
echo Suprovid не запустився. Причину видно вище. Якщо це перший запуск, потрібен інтернет.
echo Якщо порт зайнятий, програма, мабуть, уже працює: відкрийте http://localhost:8501
echo Suprovid did not start. The reason is above. A first start needs the internet.
echo If the port is taken, it is probably running already: open http://localhost:8501

:wait
echo.
pause
exit /b 1

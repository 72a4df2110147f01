#!/bin/sh
# Starts Suprovid; made for a double click (Linux), and for a terminal.
# What it needs it gets on the first start, which therefore needs the internet; later starts do not.
PATH="$HOME/.local/bin:$PATH"
export PATH PYTHONUTF8=1
here=$(dirname "$0")
cd "$here/.." || exit 1

wait_and_leave() {
    echo
    if [ -t 0 ]; then
        printf 'Натисніть Enter, щоб закрити вікно. / Press Enter to close this window. '
        read -r _
    fi
    exit 1
}

no_python() {
    echo "Немає Python 3.11 або новішого. Встановіть його зі сторінки python.org або з крамниці програм і запустіть ще раз."
    echo "There is no Python 3.11 or newer. Install it from python.org or your software centre, and start again."
    wait_and_leave
}

no_uv() {
    echo "Не вдалося встановити uv. Перший запуск потребує інтернету: перевірте з'єднання і спробуйте ще раз."
    echo "uv could not be installed. The first start needs the internet: check the connection and try again."
    wait_and_leave
}

failed() {
    echo "Suprovid не запустився. Причину видно вище. Якщо це перший запуск, потрібен інтернет; якщо порт зайнятий, програма, мабуть, уже працює: відкрийте http://localhost:8501"
    echo "Suprovid did not start. The reason is above. A first start needs the internet; if the port is taken, it is probably running already: open http://localhost:8501"
    wait_and_leave
}

python=
for each in python3 python3.13 python3.12 python3.11 python; do
    if "$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$each
        break
    fi
done

if command -v uv >/dev/null 2>&1; then
    uv run suprovid "$@" || failed
elif [ -z "$python" ]; then
    no_python
else
    if ! "$python" -m uv --version >/dev/null 2>&1; then
        echo "Перший запуск: встановлюю uv… / First start: installing uv…"
        "$python" -m pip install --user --quiet uv \
            || "$python" -m pip install --user --quiet --break-system-packages uv \
            || no_uv
    fi
    "$python" -m uv run suprovid "$@" || failed
fi

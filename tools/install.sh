#!/bin/sh
# Install what scent needs into .venv; make calls this. It announces each step that takes long.
#
# LLAMA_WHEELS may name an index with prebuilt wheels of llama-cpp-python. The lock file does not have their digests, so
# llama.cpp is then installed by version, and everything else by digest.
set -eu

python=${1:-.venv/bin/python}
lock=requirements/dev.txt
version=$(sed -n 's/^llama-cpp-python==\([0-9.]*\).*/\1/p' "$lock")

has_compiler() {
    command -v "${CXX:-c++}" >/dev/null || command -v g++ >/dev/null || command -v clang++ >/dev/null
}

has_version() {
    "$python" -m pip list --format freeze 2>/dev/null | grep -qi "^llama.cpp.python==$version\$"
}

has_cached_wheel() {
    "$python" -m pip cache list llama_cpp_python 2>/dev/null | grep -q "llama_cpp_python-$version-"
}

if has_version; then
    :
elif [ -n "${LLAMA_WHEELS:-}" ]; then
    echo "Fetching a prebuilt wheel of llama.cpp $version from $LLAMA_WHEELS."
    "$python" -m pip install --no-deps --only-binary llama-cpp-python --extra-index-url "$LLAMA_WHEELS" \
        "llama-cpp-python==$version"
else
    if has_cached_wheel; then
        echo "Taking llama.cpp $version from pip's cache."
    elif has_compiler; then
        echo "Compiling llama.cpp $version: about four minutes on two cores, once. pip shows below that it is running."
    else
        echo "scent needs a C++ compiler to build llama.cpp (Debian: apt install g++; macOS: xcode-select --install)" >&2
        echo "hint: or name an index of prebuilt wheels: make demo LLAMA_WHEELS=ADDRESS (docs/install.md)" >&2
        exit 1
    fi
    only=$(mktemp)
    trap 'rm -f "$only"' EXIT
    # The entry of one package in the lock file: its line and the lines of digests that follow.
    awk '/^llama-cpp-python==/ { inside = 1 } inside { print } inside && !/\\$/ { exit }' "$lock" >"$only"
    "$python" -m pip install --no-deps --require-hashes --requirement "$only"
fi
echo "Installing the other packages."
"$python" -m pip install --require-hashes --requirement "$lock"
"$python" -m pip install --quiet --no-deps --no-build-isolation --editable .

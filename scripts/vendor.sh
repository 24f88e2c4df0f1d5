#!/bin/sh
# Fetches what the map is drawn with, checks it, and lays it into the package. The result is committed, so
# nobody needs this to run or test Sampai; it tells how the files were had. Needs npm, sha256sum, and Python with
# numpy and shapely:  PYTHON=.venv/bin/python scripts/vendor.sh
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
static="$here/src/sampai/static"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fetch() { # package version sha256
  file=$(npm pack --silent "$1@$2")
  echo "$3  $file" | sha256sum --check --quiet
  mkdir "$4"
  tar -xzf "$file" -C "$4" --strip-components=1
}

fetch maplibre-gl 6.17.0 587807d8d6c99349022e027fa310c16cfaa55392131f6263df080306db6809b0 maplibre
fetch pmtiles 4.5.0 23ae7c575578ad24cd579377d69c46550631da219e6f179997ec2cf3b8c937e5 pmtiles
fetch @fontsource/noto-sans 5.3.0 f62f8ed40e378f15134e32bed2fd5718d81e9ec7a5603d1022d7b385e2297abc noto
fetch world-atlas 2.0.2 032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97 atlas

lay() { # folder files...
  mkdir -p "$1"
  folder=$1
  shift
  cp "$@" "$folder/"
}
lay "$static/vendor/maplibre-6.17.0" maplibre/LICENSE.txt maplibre/dist/maplibre-gl.css \
  maplibre/dist/maplibre-gl.mjs maplibre/dist/maplibre-gl-worker.mjs
lay "$static/vendor/pmtiles-4.5.0" pmtiles/dist/pmtiles.js
cp pmtiles/LICENSE* "$static/vendor/pmtiles-4.5.0/" 2>/dev/null || true
lay "$static/vendor/noto-sans-5.3.0" noto/LICENSE noto/files/noto-sans-latin-400-normal.woff2 \
  noto/files/noto-sans-latin-700-normal.woff2
# The same letters for papers, which take no WOFF2. Needs fonttools and brotli.
fonts="$here/src/sampai/engines/printing/fonts"
lay "$fonts" noto/LICENSE
for weight in 400 700; do
  "${PYTHON:-python3}" - "noto/files/noto-sans-latin-$weight-normal.woff2" "$fonts/noto-sans-latin-$weight.ttf" <<'PY'
import sys
from fontTools.ttLib import TTFont
font = TTFont(sys.argv[1], recalcTimestamp=False)
font.flavor = None
font.save(sys.argv[2])
PY
done
mkdir -p "$static/base"
"${PYTHON:-python3}" "$here/scripts/coast.py" --source atlas/land-10m.json --out "$static/base/coast.json"

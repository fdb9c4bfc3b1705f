#!/bin/sh
# Makes models/ anew: sh tools/teach.sh DATA WORK DICT   (see tools/README.md)
set -eu
data=$1 work=$2 dict=$3
python=${PYTHON:-python3}
node="node_modules/.bin/node --disable-warning=ExperimentalWarning"
mkdir -p "$work"
$python tools/corpus.py "$data" "$work"
$python tools/embed.py "$work"
$python tools/neighbours.py "$work"
$python tools/words.py "$work" "$data"
$node tools/relations.ts "$dict" > "$work/relations.json"
$python tools/near.py "$work"
$python tools/pairs.py "$work" "$data" "$work/relations.json" > "$work/pairs.tsv"
$node tools/evidence.ts "$work/relations.json" < "$work/pairs.tsv" > "$work/ev.tsv"
$python tools/train.py "$work" "$work/relations.json"
$node bench/quality.ts --data "$data"

#!/usr/bin/env python3
"""Names what the witness learns from that also stands in passages it must not know, because it is measured by them.

    ./apart.py folder           reads every .jsonl in the folder, one passage a line under "text"; exit code 1 if something is shared

Shared is a whole sentence of four words and more, or seven words in a row. A line with `(this|that)` is read with every choice.
"""
import itertools, json, re, sys, tomllib
from pathlib import Path

from train import CHOICE, HERE, LEARNT

SENTENCE = 4        # words of a sentence that is somebody's own
RUN = 7             # words in a row that are
MOST = 20000        # passages read of one line


def words(text):
    return re.findall(r"[a-z0-9']+", text.lower().replace('’', "'"))


def pieces(text):
    """The sentences and the runs of words by which a passage is known again."""
    sentences = [tuple(words(s)) for s in re.split(r'(?<=[.?!:;])\s+', text)]
    run = words(text)
    return {s for s in sentences if len(s) >= SENTENCE} | {tuple(run[at:at + RUN]) for at in range(len(run) - RUN + 1)}


def every_way(line):
    parts = CHOICE.split(line)
    return map(''.join, itertools.islice(itertools.product(*(part.split('|') if at % 2 else [part] for at, part in enumerate(parts))), MOST))


def learnt():
    """Where it stands, and the text, of all that is taught from this folder and of the examples of the phrase files beside it."""
    for name in LEARNT:
        for at, line in enumerate((HERE / name).read_text(encoding='utf-8').splitlines(), 1):
            if line.strip() and line[0] not in '#[':
                yield f'{name}:{at}', line.partition(' | ')[0]
    for path in sorted(HERE.parent.glob('*.toml')):
        for signal in tomllib.loads(path.read_text(encoding='utf-8')).get('signal', []):
            yield from ((f'{path.name} {signal["id"]} {key}', text) for key in ('match', 'not') for text in signal.get(key, []))


def main():
    unknown = {}
    for path in sorted(Path(sys.argv[1]).glob('*.jsonl')):
        for at, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
            for piece in pieces(json.loads(line)['text']):
                unknown.setdefault(piece, f'{path.name}:{at}')
    if not unknown:
        sys.exit(f'no passages in {sys.argv[1]}')
    shared = 0
    for where, text in learnt():
        both = {piece for way in every_way(text) for piece in pieces(way) if piece in unknown}
        for piece in sorted(both)[:1]:
            shared += 1
            print(f'{where}: {text}\n    {unknown[piece]} has: {" ".join(piece)}')
    print(shared, 'shared')
    sys.exit(shared > 0)


if __name__ == '__main__':
    main()

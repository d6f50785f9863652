"""Suggested codes against hand-given ones, beside plain BM25 and TF-IDF in one run; their confidence; their time.

``./dev bench suggestions [--fit] [--rows N]``. The data lie outside the repository (``PADAN_SHARED_DATA``). Field
weights were written before the first run and left; three constants of the engine (what names, and what decisions,
count) were chosen in coarse steps while looking at results of these questions. Whatever is learned
(decisions, confidence) is learned on nine tenths and judged on the tenth left out, in turn; the same title or span
never stands on both sides. ``--fit`` writes ``padan/needs/data/confidence.csv`` from all of it.
"""

import argparse
import csv
import gzip
import logging
import os
import random
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.house import empty_house
from benchmarks.machine import describe
from padan.needs.coding import DATA, OCCUPATION_FIELDS, UNIT_FIELDS, ignored, near, stem
from padan_engine.suggest import SIGNS, Calibration, Field, Suggester

SHARED = Path(os.environ.get("PADAN_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
FOLDS, DEEP = 10, 30
ESCO_FIELDS = ((3.0, 0.3), (2.0, 0.5), (0.5, 0.6))


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench suggestions", description=__doc__)
    wanted.add_argument("--fit", action="store_true", help="write confidence.csv from all the data")
    wanted.add_argument("--rows", type=int, default=15_000, help="units, and openings coded in one run")
    asked = wanted.parse_args(argv)
    if not SHARED.exists():
        sys.exit(f"{SHARED} is not there; name it by PADAN_SHARED_DATA")
    with empty_house():
        run(asked)


def run(asked):
    print(describe())
    occupations, skills, units = of_occupations(), of_skills(), of_units()
    report("KBJI, four digits", occupations, cut=4)
    report("KBJI, two digits", occupations, cut=2)
    report("ESCO skills, house", skills["house"])
    report("ESCO skills, tech", skills["tech"])
    report("SKKNI unit of a criterion", units)
    weights = {}
    for kind, task in (("occupation", occupations), ("unit", units)):
        weights[kind] = calibrate(kind, task)
    if asked.fit:
        with (DATA / "confidence.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("kind", "sign", "weight"))
            for kind, told in sorted(weights.items()):
                rows.writerows(
                    (kind, *one) for one in zip((*SIGNS, "constant"), (f"{w:.3f}" for w in told), strict=True)
                )
        print(f"written: {DATA / 'confidence.csv'}")
    times(asked.rows)


class Task:
    """Questions with the row that answers each, and the systems that may answer."""

    def __init__(self, labels, questions, golds, texts, suggester, keys, teach):
        self.labels, self.questions, self.golds, self.texts = labels, questions, golds, texts
        self.suggester, self.keys, self.teach = suggester, keys, teach
        order = sorted(set(keys))
        random.Random(7).shuffle(order)
        self.fold = {key: at % FOLDS for at, key in enumerate(order)}

    @property
    def plain(self):
        """The questions as one text each, without what counts next to nothing: what the peers are asked."""
        return [" ".join(part for part, weight in question if weight >= 0.5) for question in self.questions]

    def folds(self):
        """For each fold, after learning from all the others: the numbers of its questions."""
        for fold in range(FOLDS):
            within = [at for at, key in enumerate(self.keys) if self.fold[key] == fold]
            without = [at for at, key in enumerate(self.keys) if self.fold[key] != fold]
            self.suggester.learn((self.teach[at], self.golds[at], 1) for at in without)
            yield within
        self.suggester.learn(())


def of_occupations():
    """Titles and descriptions of openings; the code a centre's office gave by hand (noisy: see SOURCES.md)."""
    with gzip.open(SHARED / "classification" / "kbji2014.csv.gz", "rt", encoding="utf-8", newline="") as file:
        kbji = list(csv.DictReader(file))
    groups = {row["kode"]: [row["judul"], [], row["deskripsi"] or "", []] for row in kbji if len(row["kode"]) == 4}
    for row in kbji:
        if len(row["kode"]) > 4 and row["kode"][:4] in groups:
            groups[row["kode"][:4]][1].append(row["judul"])
            groups[row["kode"][:4]][3].append(row["deskripsi"] or "")
    labels = list(groups)
    known = {row["kode"] for row in kbji}
    rows = [row for row in _csv("openings/bbpvp_lowongan_kbji_v1.csv") if row["kode_kbji"] in known]
    rows = [row for row in rows if row["kode_kbji"][:4] in groups]
    titles, within, about, abouts = (list(column) for column in zip(*groups.values(), strict=True))
    fields = (titles, [" ".join(some) for some in within], about, [" ".join(some) for some in abouts])
    names = [[title, *some] for title, some in zip(titles, within, strict=True)]
    return Task(
        labels,
        [((row["jabatan"], 1.0), (f"{row['deskripsi']} {row['kompetensi']}", 0.5)) for row in rows],
        [labels.index(row["kode_kbji"][:4]) for row in rows],
        [" ".join(some) for some in zip(*fields, strict=True)],
        _ours(fields, OCCUPATION_FIELDS, names),
        [row["jabatan"].casefold() for row in rows],
        [f"{row['jabatan']} {row['deskripsi']} {row['kompetensi']}" for row in rows],
    )


def of_skills():
    """Spans of English job advertisements; the ESCO skill given by hand. A stemmer for English stands in for ours."""
    import pyarrow.parquet as parquet
    import snowballstemmer

    rows = parquet.read_table(SHARED / "skills" / "esco111_skills_en.parquet").to_pylist()
    labels = [row["preferredLabel"] or "" for row in rows]
    others = [row["altLabels"] or "" for row in rows]
    about = [row["description"] or "" for row in rows]
    names = [[label, *filter(None, some.split("\n"))] for label, some in zip(labels, others, strict=True)]
    texts = [" ".join(some) for some in zip(labels, others, about, strict=True)]
    english = snowballstemmer.stemmer("english").stemWord
    ours = _ours((labels, others, about), ESCO_FIELDS, names, stem=english, near={})
    row_of = {}
    for at, label in enumerate(labels):
        row_of.setdefault(label.casefold().strip(), at)
    found = {}
    for name in ("house", "tech"):
        told = _csv(f"skills/skillextraction_{name}_validation.csv")
        told = [row for row in told if row["label"].casefold().strip() in row_of]
        told = list({(row["sentence"], row["span"], row["label"]): row for row in told}.values())
        found[name] = Task(
            labels,
            [((row["span"], 1.0), (row["sentence"], 0.1)) for row in told],
            [row_of[row["label"].casefold().strip()] for row in told],
            texts,
            ours,
            [row["span"].casefold() for row in told],
            [row["span"] for row in told],
        )
    return found


def of_units():
    """A performance criterion as it is worded; the unit it belongs to, whose criteria the systems do not see."""
    from padan.reference import documents

    titles, elements, questions = {}, {}, []
    lists = (
        ("units_from_lsp_repos", "kode_unit"),
        ("skkni_units_portal", "kode_unit"),
        ("lsp_smkn1ciamis_unit", "id_unit"),
    )
    for name, column in lists:
        for row in _csv(f"skkni/{name}.csv"):
            titles.setdefault(row[column].strip(), row["judul_unit"])
    for row in _csv("skkni/lsp_smkn1ciamis_elemen.csv"):
        elements.setdefault(row["id_unit"], []).append(row["judul_elemen"])
    questions += [(row["judul_kuk"], row["id_unit"]) for row in _csv("skkni/lsp_smkn1ciamis_kuk.csv")]
    for path in sorted((SHARED / "skkni" / "documents").glob("*.md")):
        _decree, units, _remarks = documents.read_decree(path.read_text(encoding="utf-8"), name=path.name)
        for unit in units:
            titles.setdefault(unit.code, unit.title)
            elements.setdefault(unit.code, []).extend(one.title for one in unit.elements)
            questions += [(words, unit.code) for one in unit.elements for _number, words in one.criteria]
    codes = list(titles)
    questions = sorted({one for one in questions if one[1] in titles})
    random.Random(7).shuffle(questions)
    fields = ([titles[code] for code in codes], [" ".join(elements.get(code, ())) for code in codes])
    ours = _ours(fields, UNIT_FIELDS[:2], [[titles[code]] for code in codes])
    place = {code: at for at, code in enumerate(codes)}
    return Task(
        codes,
        [((words, 1.0),) for words, _code in questions],
        [place[code] for _words, code in questions],
        [" ".join(some) for some in zip(*fields, strict=True)],
        ours,
        [words.casefold() for words, _code in questions],
        [words for words, _code in questions],
    )


def _ours(texts, weighed, names, **words):
    words = {"stem": stem, "near": near(), "ignored": ignored()} | words
    fields = [Field(some, weight, length) for some, (weight, length) in zip(texts, weighed, strict=True)]
    return Suggester(fields, names=names, **words)


def _csv(name):
    with (SHARED / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def report(title, task, cut=None):
    """precision@1, recall@5 and MRR of every system, one line each."""
    print(f"\n{title}: {len(task.questions)} questions, {len(task.labels)} codes")
    print(f"{'':34}  p@1    r@5    MRR")
    alone = [_rows(task.suggester.suggest(*question, k=DEEP).found) for question in task.questions]
    learned = [[] for _ in task.questions]
    for within in task.folds():
        for at in within:
            learned[at] = _rows(task.suggester.suggest(*task.questions[at], k=DEEP).found)
    systems = {
        "BM25 (bm25s)": bm25(task),
        "TF-IDF (scikit-learn)": tfidf(task),
        "Padan, nothing decided yet": alone,
        "Padan, learned from nine tenths": learned,
    }
    for name, ranked in systems.items():
        print(f"{name:34}  " + "  ".join(f"{one:.3f}" for one in judged(task, ranked, cut)))


def judged(task, ranked, cut):
    """(precision@1, recall@5, MRR) of ranked rows, codes compared by their first ``cut`` signs."""
    first = five = reciprocal = 0.0
    for rows, gold in zip(ranked, task.golds, strict=True):
        seen = list(dict.fromkeys(task.labels[row][:cut] for row in rows)) if cut else list(rows)
        wanted = task.labels[gold][:cut] if cut else gold
        first += seen[:1] == [wanted]
        five += wanted in seen[:5]
        reciprocal += 1 / (seen.index(wanted) + 1) if wanted in seen else 0.0
    return tuple(one / len(ranked) for one in (first, five, reciprocal))


def bm25(task):
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    peer = bm25s.BM25()
    peer.index(bm25s.tokenize(task.texts, stopwords=None, show_progress=False), show_progress=False)
    found, scores = peer.retrieve(
        bm25s.tokenize(task.plain, stopwords=None, show_progress=False),
        k=min(DEEP, len(task.texts)),
        show_progress=False,
    )
    return [[int(row) for row, score in zip(rows, some, strict=True) if score > 0]
            for rows, some in zip(found, scores, strict=True)]  # fmt: skip


def tfidf(task):
    from sklearn.feature_extraction.text import TfidfVectorizer

    peer = TfidfVectorizer()
    table = peer.fit_transform(task.texts)
    likeness = (peer.transform(task.plain) @ table.T).tocsr()
    ranked = []
    for at in range(likeness.shape[0]):
        row = likeness[[at]].toarray()[0]
        best = np.argsort(-row, kind="stable")[:DEEP]
        ranked.append([int(one) for one in best if row[one] > 0])
    return ranked


def _rows(found):
    return [one.row for one in found]


def calibrate(kind, task, best=5):
    """Fit confidence on nine tenths, judge it on the tenth left out; returns the weights fitted on all.

    A tenth of what is decided in practice is rejected or new, so signs are taken half with learning, half without.
    """
    signs, right, group = [], [], []
    for fold, within in enumerate(task.folds()):
        for at in within:
            for row, told in task.suggester.signs(*task.questions[at], k=best):
                signs.append(told), right.append(row == task.golds[at]), group.append(fold)
    for at, question in enumerate(task.questions):
        for row, told in task.suggester.signs(*question, k=best):
            signs.append(told), right.append(row == task.golds[at]), group.append(task.fold[task.keys[at]])
    signs, right, group = np.array(signs), np.array(right), np.array(group)
    told = np.zeros(len(right))
    for fold in range(FOLDS):
        weights = _fitted(signs[group != fold], right[group != fold])
        told[group == fold] = [Calibration(weights).share(one) for one in signs[group == fold]]
    print(f"\nConfidence, {kind}: {len(right)} suggestions judged by a curve that did not see them")
    print("said         suggestions   said     were right")
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        among = (told >= low) & (told < low + 0.1 + (low > 0.85))
        if among.any():
            error += among.mean() * abs(told[among].mean() - right[among].mean())
            print(
                f"{low:4.1f}–{low + 0.1:.1f}  {among.sum():12}   {told[among].mean():.3f}    {right[among].mean():.3f}"
            )
    print(f"expected calibration error {error:.3f}; Brier {((told - right) ** 2).mean():.3f}, "
          f"of a constant {right.mean() * (1 - right.mean()):.3f}")  # fmt: skip
    return _fitted(signs, right)


def _fitted(signs, right):
    from sklearn.linear_model import LogisticRegression

    curve = LogisticRegression(C=1.0, max_iter=1000).fit(signs, right)
    return (*(float(one) for one in curve.coef_[0]), float(curve.intercept_[0]))


def times(rows):
    """One need over ``rows`` units, through the room's own door; ``rows`` openings coded in one run."""
    from django.utils import timezone

    from padan.needs.adapter import code_openings, suggest_occupations, suggest_units
    from padan.reference import lists
    from padan.reference.actions import load_list
    from padan.reference.models import Code, Scheme

    chance = random.Random(7)
    real = sorted({row["judul_unit"] for row in _csv("skkni/units_from_lsp_repos.csv")})
    real += sorted({row["judul_unit"] for row in _csv("skkni/skkni_units_portal.csv")})
    halves = [title.split() for title in real]
    scheme = Scheme.objects.create(scheme="skkni", version="unit", title="SKKNI", loaded_at=timezone.now())
    Code.objects.bulk_create(
        (
            Code(scheme=scheme, code=f"C.24XYZ{at // 1000:02d}.{at % 1000:03d}.1",
                 title=" ".join(chance.choice(halves)[:4] + chance.choice(halves)[-4:]))
            for at in range(rows)
        ),
        batch_size=1000,
    )  # fmt: skip
    load_list(codes=lists.read(SHARED / "classification" / "kbji2014.csv.gz"), at=timezone.now())
    said = (
        "Kami perlu 24 orang yang bisa las pelat posisi tegak, SMAW dan bisa baca WPS. Sering yang datang baru "
        "bisa posisi datar. Kalau bisa sudah paham gerinda, potong pelat, dan cek sendiri hasil lasnya. "
        "Keselamatan nomor satu."
    )
    began = time.perf_counter()
    suggest_units(said)
    print(f"\n{rows:,} units: the first question, lists read and built: {time.perf_counter() - began:.1f} s")
    print(f"a need of 8 pieces, warm: {_median(lambda: suggest_units(said)):.1f} ms")
    print(f"one piece, warm: {_median(lambda: suggest_units('las pelat posisi tegak SMAW')):.1f} ms")
    with gzip.open(SHARED / "openings" / "maganghub_2025-12.csv.gz", "rt", encoding="utf-8", newline="") as file:
        titles = [row["posisi"] for row in csv.DictReader(file)]
    titles = (titles * (rows // len(titles) + 1))[:rows]
    suggest_occupations(titles[0])
    began = time.perf_counter()
    coded = code_openings((title, "") for title in titles)
    took = time.perf_counter() - began
    told = sum(bool(one.found) for one in coded)
    print(f"{rows:,} openings coded in one run: {took:.1f} s; {told:,} got a suggestion")


def _median(act, times=30):
    told = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        told.append(time.perf_counter() - began)
    return sorted(told)[times // 2] * 1000

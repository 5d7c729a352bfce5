"""Induction from beginning to end: lift, solve, lower, tidy, name, write, check."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import log2
from typing import TYPE_CHECKING

from toolkit.errors import ContractError
from toolkit.induce import abstract, coupling, deviations, ends, joint, members, noise, tally, tidy, variables
from toolkit.induce.bits import Alphabet
from toolkit.induce.contexts import Naming
from toolkit.induce.frames import frames
from toolkit.induce.jinja import checker
from toolkit.induce.lower import Lowering
from toolkit.induce.names import name_all
from toolkit.induce.nodes import Choice, Node, Opt, Reading, Repeat, Seq, Slot, Text, walk
from toolkit.induce.skeleton import skeleton
from toolkit.induce.solve import Solver
from toolkit.induce.source import RESERVED, is_plain, source_of
from toolkit.induce.spine import sample
from toolkit.induce.template import Report, SlotInfo, Template, rendered, traced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.induce.experience import Experience
    from toolkit.induce.tally import Column

SAMPLE = 400
"""Texts that the alphabet is learnt from."""
VARIABLE_SAMPLE = 150
"""Texts that variables are learnt from."""
MAX_VARIABLES = 4
"""Variables that are looked for before solving; further ones are found as equal columns."""
EXAMPLES = 5
ESCAPED = frozenset("&<>'\"")


def run(texts: Sequence[str], originals: Sequence[str] | None = None) -> Template:
    """Induce the template of a group of texts, all of which are solved; see `toolkit.induce.induce`."""
    originals = texts if originals is None else originals
    if len(texts) < 2:
        return nothing(originals, "a template needs at least two articles")
    if not any(texts):
        return nothing(originals, "the articles are empty")
    far = members.oversized([len(text) for text in texts])
    near = [i for i in range(len(texts)) if i not in far]
    found = solved([texts[i] for i in near] if far else texts)
    if found is not None:
        found.members = [near[k] for k in found.members]
    return nothing(originals, "the articles share too little") if found is None else written(found, texts, originals)


def solved(texts: Sequence[str], memory: Memory | None = None) -> Found | None:
    """Return the template of texts as a finished tree, or None where they share too little.

    Args:
        texts: at least two.
        memory: of what was solved before, if anything.
    """
    memory = memory or Memory()
    if ends.lacking(texts):
        found = _solved([text + ends.END for text in texts], memory)
        if found is None:
            return None
        if _tidied(found, [text + ends.END for text in texts], ended=True):
            return found
    found = _solved(texts, memory)
    if found is not None:
        _tidied(found, texts, ended=False)
    return found


def _solved(texts: Sequence[str], memory: Memory) -> Found | None:
    """Lift, correct and solve texts, and lower what was found; what was solved is kept in a memory."""
    sign_of, signs, reserve = _signs(texts)
    headings = abstract.wandering(texts)
    lifted = [abstract.lift(text, sign_of, headings) for text in texts]
    clean = noise.correct([text for text, _ in lifted], frozenset(signs.types))
    if clean is not None:
        lifted = [(text, values) for text, (_, values) in zip(clean, lifted, strict=True)]
        lifted = noise.mend(lifted, frozenset(signs.types))
    _lift_variables(lifted, signs, reserve, noisy=clean is not None)
    weights = Counter(text for text, _ in lifted)
    strangers = members.outsiders(sorted(weights))
    kept = [i for i, (text, _) in enumerate(lifted) if text not in strangers]
    order = sorted(text for text in weights if text not in strangers)
    noisy = frozenset(signs.types) | frozenset(signs.variables) if clean is not None else None
    ordinal = sign_of.get(abstract.ORDINAL, "") if headings else ""
    solver = memory.solver(sample(order, SAMPLE), noisy, ordinal, sign_of.get("number", ""))
    alphabet = solver.alphabet
    best = solver.column(order, [weights[text] for text in order])
    raw = alphabet.total(order, weights)
    kind = members.kind_of(best.node, 1 - best.bits / raw)
    if kind == "none":
        outline = skeleton(solver, order, [weights[text] for text in order], sign_of)
        if outline is not None:
            best, kind = outline, "skeleton"
    if kind == "none":
        return None
    lowering = Lowering(best.node, signs)
    known = dict(zip(order, best.readings, strict=True))
    readings = [lowering.reading(known[lifted[i][0]], lifted[i][1]) for i in kept]
    keep = frozenset(lowering.variables.values())
    return Found(lowering.tree, readings, kept, kind, raw, best.bits, keep, clean is not None, alphabet)


class Memory:
    """What was solved of a group, for solving it again a little otherwise: without the line end that was added.

    The last line apart, the columns are the same.

    Args:
        experience: of solving some of the articles before; what is seen is noted there.
    """

    def __init__(self, experience: Experience | None = None) -> None:
        self._experience = experience
        self._solver: tuple[tuple[frozenset[str] | None, str, str], Solver] | None = None

    def solver(self, drawn: Sequence[str], noisy: frozenset[str] | None, ordinal: str, number: str) -> Solver:
        """Return the solver that was used before, if its signs are the same, or a new one.

        Args:
            drawn: texts that the alphabet is learnt from.
            noisy: see `Solver`, as the following.
            ordinal: sign of running numbers.
            number: sign of numbers.
        """
        signs = noisy, ordinal, number
        if self._solver is None or self._solver[0] != signs:
            self._solver = signs, Solver(Alphabet(drawn), noisy, ordinal, number, self._experience)
        return self._solver[1]


@dataclass
class Found:
    """A solution on its way to a template.

    Attributes:
        tree: over the texts.
        readings: of the members.
        members: their positions.
        kind: `template` or `skeleton`.
        raw: bits of the members without a template.
        bits: bits with it.
        keep: variables, which stay slots whatever their values.
        noisy: whether characters were set right.
        alphabet: the cost of characters.
        edits: where the members deviate.
        cols: the values of the slots.
    """

    tree: Node
    readings: list[Reading]
    members: list[int]
    kind: str
    raw: float
    bits: float
    keep: frozenset[int]
    noisy: bool
    alphabet: Alphabet
    edits: list[ends.Edits] = field(default_factory=list)
    cols: dict[int, Column] = field(default_factory=dict)


def _signs(texts: Sequence[str]) -> tuple[dict[str, str], abstract.Signs, list[str]]:
    wanted = len(abstract.KINDS) + MAX_VARIABLES
    free = abstract.unused(texts, wanted)
    sign_of = dict(zip(abstract.KINDS, free, strict=False))
    return sign_of, abstract.Signs({sign: kind for kind, sign in sign_of.items()}, {}), free[len(sign_of) :]


def _lift_variables(
    lifted: list[tuple[str, list[str]]], signs: abstract.Signs, reserve: list[str], *, noisy: bool
) -> None:
    """Find variables and replace their values in all texts, in place."""
    for number, sign in enumerate(reserve):
        chosen = sample(sorted({text for text, _ in lifted}), VARIABLE_SAMPLE)
        found = variables.find(chosen)
        if found is None:
            return
        by_text = dict(zip(chosen, found.values, strict=True))
        finder = variables.Finder(found)
        everything = frozenset(signs.types) | frozenset(signs.variables)
        for i, (text, values) in enumerate(lifted):
            value = by_text.get(text)
            if value is None:
                value = finder.value(text)
            if value:
                if noisy:
                    text = noise.repaired(text, value, everything)
                lifted[i] = abstract.replace_all(text, values, value, sign, everything)
        signs.variables[sign] = number


def _tidied(found: Found, texts: Sequence[str], *, ended: bool) -> bool:
    """Tidy what was found, in place.

    Args:
        found: over `texts`.
        texts: what was solved.
        ended: each was given a last line end, which is taken away again.

    Returns:
        Whether it could be.
    """
    readings, alphabet = found.readings, found.alphabet
    tree = tidy.constants(found.tree, readings, found.keep)
    cols = tidy.unify(tree, readings)
    edits = deviations.settle(readings, tree, [texts[i] for i in found.members], noisy=found.noisy)
    tree = tidy.split_products(tree, readings, alphabet, cols)
    tree = tidy.parted(tree, readings, cols)
    tree = tidy.merged(coupling.together(tidy.merged(tree), readings))
    if any(isinstance(node, Slot) and node.id not in cols for node in walk(tree)):
        cols = tally.columns(tree, readings, rows=False)
    whole = joint.whole(tree, readings, alphabet)
    if whole is not tree:
        tree = tidy.merged(whole)
        cols = tally.columns(tree, readings, rows=False)
    if ended:
        lengths = [len(rendered(tree, r)) if e else 0 for r, e in zip(readings, edits, strict=True)]
        shorter, cut = ends.taken_away(tree, readings), ends.shortened(edits, lengths)
        if shorter is None or cut is None:
            return False
        tree, edits = tidy.merged(shorter), cut
        cols = tally.columns(tree, readings, rows=False)
    found.tree, found.edits, found.cols = tidy.rotated(tree), edits, cols
    tidy.close(found.tree, cols, alphabet)
    return True


def written(found: Found, texts: Sequence[str], originals: Sequence[str]) -> Template:
    """Name and write what was found, and check it.

    Args:
        found: what `solved` returned.
        texts: what was learnt from.
        originals: what the contexts shall render.

    Raises:
        ContractError: an article is not rendered exactly.
    """
    tree, readings, inside, edits, cols = found.tree, found.readings, found.members, found.edits, found.cols
    names = name_all(tree, cols, RESERVED)
    naming = Naming(tree, names)
    damaged = 0
    for k, i in enumerate(inside):
        if originals[i] != texts[i]:
            damaged += 1
            edits[k] = deviations.differences(rendered(tree, readings[k]), originals[i])
    contexts = naming.contexts(readings, edits)
    edited = any(edits)
    escape_off = any(not ESCAPED.isdisjoint(said) for said in _expressed(tree, readings, cols, edits))
    running = tally.running(tree, readings)
    source = source_of(tree, names, edited=edited, escape_off=escape_off, running=running)
    render = checker(source)
    for i, context in zip(inside, contexts, strict=True):
        if render(context) != originals[i]:
            raise ContractError(f"the template does not render article {i} exactly; please report this with its text")
    fixed = total = 0
    layout = frames(tree)
    for reading in readings[:: max(1, len(readings) // SAMPLE)]:
        for owner, text in traced(tree, reading, names, layout):
            total += len(text)
            fixed += 0 if owner else len(text)
    report = Report(
        articles=len(originals),
        parsed=len(inside),
        kind=found.kind,
        raw_bits=found.raw,
        template_bits=found.bits,
        fixed_share=fixed / total if total else 0.0,
        edited=sum(1 for edit in edits if edit),
        edits=sum(map(len, edits)),
        damaged=damaged,
    )
    members_of = set(inside)
    return Template(
        source=source,
        contexts=contexts,
        slots=_slots(tree, names, cols, readings),
        unparsed=[i for i in range(len(originals)) if i not in members_of],
        report=report,
        members=inside,
        tree=tree,
        names=names,
        costs=found.alphabet.table(),
        lengths=[len(text) for i, text in enumerate(originals) if i not in members_of],
    )


def _expressed(
    tree: Node, readings: Sequence[Reading], cols: dict[int, Column], edits: Sequence[ends.Edits]
) -> Iterator[str]:
    """Yield what the contexts hold, which autoescaping would change: values, items of lists, what edits put."""
    for column in cols.values():
        yield from column.counts
    for edit in edits:
        yield from (new for _, _, new in edit)
    lists = [node for node in walk(tree) if isinstance(node, Repeat)]
    for node in lists:
        if is_plain(node):
            yield from (kind.text for kind in node.kinds if isinstance(kind, Text))
    if any(node.other for node in lists):
        for held in tally.strange(tree, readings).values():
            yield from held


def nothing(texts: Sequence[str], reason: str) -> Template:
    """Return the template that renders nothing."""
    report = Report(len(texts), 0, "none", 0.0, 0.0, 0.0, 0, 0, reason)
    return Template("", [], [], list(range(len(texts))), report, [], Seq([]), {}, lengths=[len(t) for t in texts])


def _slots(tree: Node, names: dict[int, str], cols: dict[int, Column], readings: Sequence[Reading]) -> list[SlotInfo]:
    """Describe what varies, in the order of the tree."""
    places: Counter[int] = Counter(node.id for node in walk(tree) if isinstance(node, Slot))
    outcomes = tally.presence(tree, readings)
    out: list[SlotInfo] = []
    seen: set[int] = set()
    for node in walk(tree):
        if isinstance(node, Seq | Text) or node.id in seen:
            continue
        seen.add(node.id)
        if isinstance(node, Slot):
            counts: Counter[str] = cols[node.id].counts
            kind = node.kind or ("choice" if node.choices else "text")
        elif isinstance(node, Opt):
            counts = Counter({("written" if k else "left out"): v for k, v in outcomes[node.id].items()})
            kind = "part"
        elif isinstance(node, Choice):
            counts = Counter({str(k + 1): v for k, v in outcomes[node.id].items()})
            kind = "branch"
        else:
            assert isinstance(node, Repeat)
            counts = Counter({" ".join([str(k + 1) for k in kinds]): v for kinds, v in outcomes[node.id].items()})
            kind = "list"
        total = sum(counts.values())
        entropy = sum(c / total * log2(total / c) for c in counts.values()) if total else 0.0
        top = tuple(v for v, _ in sorted(counts.items(), key=lambda p: (-p[1], p[0]))[:EXAMPLES])
        out.append(SlotInfo(names[node.id], kind, total, len(counts), entropy, top, max(1, places[node.id])))
    return out

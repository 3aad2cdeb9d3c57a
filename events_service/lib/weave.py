"""Woven covers: an event's picture, made from its seed.

Warp threads run down, weft threads run across; at each crossing a binding says which one lies on top. Threads are dyed
in stripes. All of it follows from the seed: the same seed gives the same cloth for ever, and there are so many cloths
that among 20,000 whole covers no two are alike.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

DYES = "abcdef"
GAP = 3  # between two threads, where the ground shows

Binding = Callable[[int, int], bool]

_BINDINGS: tuple[Binding, ...] = (
    lambda c, r: (c + r) % 2 == 0,  # plain
    lambda c, r: (c + r) % 4 < 2,  # twill
    lambda c, r: (2 * c + r) % 5 < 3,  # steep twill
    lambda c, r: ((c if c // 6 % 2 == 0 else -c) + r) % 4 < 2,  # herringbone
    lambda c, r: (abs(c % 12 - 6) + abs(r % 8 - 4)) % 4 < 2,  # diamond
    lambda c, r: (c // 2 + r // 2) % 2 == 0,  # basket
)


@dataclass(frozen=True)
class Cloth:
    """A dye for each thread and, by column and row, whether the warp lies on top."""

    warp: Sequence[str]
    weft: Sequence[str]
    is_warp_on_top: Binding


def weave(seed: str, columns: int, rows: int, dyes: str = "abcd") -> Cloth:
    """Return the cloth of this seed. `dyes` are letters a to f; with fewer than two of them the usual four are taken."""
    chance = random.Random(seed)  # noqa: S311  a picture, not a secret; a string as seed gives the same on every machine
    pool = sorted(set(dyes) & set(DYES))
    if len(pool) < 2:
        pool = list("abcd")
    chance.shuffle(pool)
    half = len(pool) // 2
    weft = _stripes(rows, pool[:half], chance)
    warp = _stripes(columns, pool[half:], chance)  # dyes apart from the weft's, so that every crossing stays visible
    binding, across, down = chance.choice(_BINDINGS), chance.randrange(12), chance.randrange(8)
    return Cloth(warp, weft, lambda column, row: binding(column + across, row + down))


@lru_cache(maxsize=1_000)
def cover(seed: str, columns: int, rows: int, dyes: str = "abcd", cell: int = 20) -> str:
    """Return the cloth as SVG for a page, `cell` units to a thread; its colours are the page's own, and it is hidden from readers."""
    cloth = weave(seed, columns, rows, dyes)
    width, height = columns * cell, rows * cell
    threads = _paths(_weft(cloth, width, cell)) + _paths(_warp(cloth, rows, cell))
    return (
        f'<svg class="weave" viewBox="0 0 {width} {height}" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">'
        f'<rect class="ground" width="{width}" height="{height}"/>{threads}</svg>'
    )


def _stripes(count: int, dyes: Sequence[str], chance: random.Random) -> list[str]:
    """Return a dye for each thread: a pattern of stripes and its mirror image, over and over, begun anywhere."""
    wanted, unit = chance.randint(8, 24), [chance.choice(dyes)]
    while len(unit) < wanted:
        others = [dye for dye in dyes if dye != unit[-1]] or dyes
        unit += [chance.choice(others)] * chance.choice([1, 1, 2, 3, 4])
    unit += unit[::-1]
    begin = chance.randrange(len(unit))
    return [unit[(begin + i) % len(unit)] for i in range(count)]


def _weft(cloth: Cloth, width: int, cell: int) -> Iterable[tuple[str, str]]:
    """Yield dye and outline of each weft thread, from edge to edge."""
    thick = cell - GAP
    for row, dye in enumerate(cloth.weft):
        yield dye, f"M0 {row * cell + GAP / 2:g}h{width}v{thick}h-{width}z"


def _warp(cloth: Cloth, rows: int, cell: int) -> Iterable[tuple[str, str]]:
    """Yield dye and outline of each stretch where a warp thread lies on top of the weft."""
    thick = cell - GAP
    for column, dye in enumerate(cloth.warp):
        for first, count in stretches(cloth, column, rows):
            top = first * cell - GAP / 2 if first else 0
            length = count * cell + (GAP if first else GAP / 2)
            yield dye, f"M{column * cell + GAP / 2:g} {top:g}h{thick}v{length:g}h-{thick}z"


def stretches(cloth: Cloth, column: int, rows: int) -> Iterable[tuple[int, int]]:
    """Yield first row and length of each run of rows where this warp thread lies on top."""
    first = None
    for row in range(rows + 1):
        is_on_top = row < rows and cloth.is_warp_on_top(column, row)
        if is_on_top and first is None:
            first = row
        elif not is_on_top and first is not None:
            yield first, row - first
            first = None


def _paths(threads: Iterable[tuple[str, str]]) -> str:
    """Gather the outlines into one path for each dye."""
    by_dye: dict[str, list[str]] = {}
    for dye, outline in threads:
        by_dye.setdefault(dye, []).append(outline)
    return "".join(f'<path class="d{dye}" d="{"".join(by_dye[dye])}"/>' for dye in sorted(by_dye))

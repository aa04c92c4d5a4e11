"""How the parts of a network share one sheet: rows of parts, and a strip for nodes without a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Point = tuple[float, float]

#: Width to height of the sheet aimed at: about that of the picture beside its panel and above its years.
ASPECT = 1.28
#: The sheet is drawn out by so much at most: more would show.
_STRETCH = 1.35


def _extent(part: Mapping[int, Point], margin: Point) -> Point:
    """Return width and height of a part whose points lie about its centre, margins included."""
    wide = max(abs(x) for x, _ in part.values()) * 2
    high = max(abs(y) for _, y in part.values()) * 2
    return wide + 2 * margin[0], high + 2 * margin[1]


def _rows(sizes: Sequence[Point], width: float) -> list[list[int]]:
    """Return which parts share a row: each goes to the first row that has room left for it.

    A row is as high as its first part, and parts come largest first, so that small ones fill the ends.
    """
    rows: list[list[int]] = []
    used: list[float] = []
    for index, (wide, _) in enumerate(sizes):
        free = next((row for row, taken in enumerate(used) if taken + wide <= width), None)
        if free is None:
            rows.append([index])
            used.append(wide)
        else:
            rows[free].append(index)
            used[free] += wide
    return rows


def pack(parts: Sequence[Mapping[int, Point]], margin: Point) -> dict[int, Point]:
    """Return the parts moved to rows, each row centred; `margin` is the room kept for labels.

    Of all widths that some row of parts would fill exactly, the one is taken whose sheet comes out largest
    when fitted to a screen.
    """
    sizes = [_extent(part, margin) for part in parts]
    if not sizes:
        return {}
    widest = max(wide for wide, _ in sizes)
    sums = [sum(wide for wide, _ in sizes[: end + 1]) for end in range(min(len(sizes), 40))]
    area = sum(wide * high for wide, high in sizes)
    tries = sorted({max(widest, total) for total in (*sums, (area * ASPECT) ** 0.5, (area * 2) ** 0.5)})

    def sheet(width: float) -> float:
        rows = _rows(sizes, width)
        high = sum(max(sizes[i][1] for i in row) for row in rows)
        wide = max(sum(sizes[i][0] for i in row) for row in rows)
        return max(wide, high * ASPECT)

    best = min(tries, key=lambda width: (round(sheet(width), 3), width))
    points: dict[int, Point] = {}
    top = 0.0
    for row in _rows(sizes, best):
        high = max(sizes[i][1] for i in row)
        left = -sum(sizes[i][0] for i in row) / 2
        for i in row:
            centre = left + sizes[i][0] / 2
            points |= {node: (centre + x, top + high / 2 + y) for node, (x, y) in parts[i].items()}
            left += sizes[i][0]
        top += high
    return points


def strip(alone: Sequence[int], placed: Mapping[int, Point], step: Point, margin: float) -> dict[int, Point]:
    """Return `placed` together with the nodes without a link, in tidy centred rows below it."""
    points = dict(placed)
    if not alone:
        return points
    across = [x for x, _ in placed.values()]
    wide = max(across) - min(across) if across else 0.0
    down = [y for _, y in placed.values()]
    # One row may be as wide as the sheet will be, whichever of its sides is the tighter one.
    sheet = (max(down) - min(down) + 2 * margin + step[1]) * ASPECT if down else 0.0
    if wide < (len(alone) - 1) * step[0] <= sheet:
        wide = sheet
    square = (len(alone) * ASPECT * step[1] / step[0]) ** 0.5
    columns = max(1, min(len(alone), int(max(wide / step[0] + 1, square, 4))))
    top = max(down, default=-2 * margin - 24) + 2 * margin + 24
    for place, node in enumerate(alone):
        row, column = divmod(place, columns)
        width = min(columns, len(alone) - row * columns)
        points[node] = ((column - (width - 1) / 2) * step[0], top + row * step[1])
    return points


def stretch(points: Sequence[Point], margin: Point) -> Point:
    """Return by how much to draw the sheet out in width or height, so that it fills the picture.

    Drawing out only takes nodes and areas further apart.
    """
    if not points:
        return 1.0, 1.0
    across, down = [x for x, _ in points], [y for _, y in points]
    ratio = (max(across) - min(across) + 2 * margin[0]) / (max(down) - min(down) + 2 * margin[1])
    return min(max(ASPECT / ratio, 1.0), _STRETCH), min(max(ratio / ASPECT, 1.0), _STRETCH)

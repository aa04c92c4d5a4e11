// Words in the picture: placed anew for each view, in the order of importance, never over one another.

const NAME_SIZE = 13;
const FULL_SIZE = 11;
/** A name longer than this takes two lines, of at most so many letters each. */
const NAME_LONG = 19;
const LINE_MOST = 28;
const SIDES = ["below", "right", "above", "left"];

/** Keeps rectangles in squares of a grid, so that a new one is compared with its neighbourhood only. */
class Crowd {
  constructor(step = 64) {
    this.step = step;
    this.squares = new Map();
  }

  /** Call back with the list of each square that a box touches; stop when the answer is true. */
  some({ left, top, right, bottom }, ask) {
    const { step } = this;
    const [x1, x2] = [Math.floor(right / step), Math.floor(bottom / step)];
    for (let x = Math.floor(left / step); x <= x1; x += 1)
      for (let y = Math.floor(top / step); y <= x2; y += 1) if (ask(x * 65_536 + y)) return true;
    return false;
  }

  add(box) {
    this.some(box, (key) => {
      const there = this.squares.get(key);
      if (there) there.push(box);
      else this.squares.set(key, [box]);
      return false;
    });
  }

  /** How many of the rectangles kept a box covers, wholly or in part; counted up to `most`. */
  under(box, most = 9) {
    const found = new Set();
    this.some(box, (key) => {
      for (const other of this.squares.get(key) ?? [])
        if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)
          found.add(other);
      return found.size >= most;
    });
    return found.size;
  }
}

/** Break words into at most two lines of like length; what does not fit ends in an ellipsis. */
function twoLines(text, long = NAME_LONG, most = LINE_MOST) {
  const parts = text.split(/\s+/);
  if (text.length <= long || parts.length < 2) return [shorten(text, most)];
  const breaks = parts
    .slice(1)
    .map((_, before) => [parts.slice(0, before + 1).join(" "), parts.slice(before + 1).join(" ")]);
  const longest = (lines) => Math.max(lines[0].length, lines[1].length);
  const best = breaks.reduce((least, lines) => (longest(lines) < longest(least) ? lines : least));
  if (longest(best) <= most) return best;
  const full = breaks.filter(([first]) => first.length <= most).at(-1) ?? best;
  return full.map((line) => shorten(line, most));
}

/** The weight of the segments {x1, y1, x2, y2, weight} through a box: a name reads better beside a line than on it. */
function linesThrough(box, segments) {
  let through = 0;
  for (const { x1, y1, x2, y2, weight } of segments) {
    if (Math.max(x1, x2) < box.left || Math.min(x1, x2) > box.right) continue;
    if (Math.max(y1, y2) < box.top || Math.min(y1, y2) > box.bottom) continue;
    let [from, to] = [0, 1];
    for (const [start, way, low, high] of [
      [x1, x2 - x1, box.left, box.right],
      [y1, y2 - y1, box.top, box.bottom],
    ]) {
      const [one, other] = way
        ? [(low - start) / way, (high - start) / way]
        : start >= low && start <= high
          ? [0, 1]
          : [2, 2];
      from = Math.max(from, Math.min(one, other));
      to = Math.min(to, Math.max(one, other));
    }
    if (from < to) through += weight;
  }
  return through;
}

const fonts = { family: "sans-serif" };
const fontOf = (size, weight) => `${weight} ${size}px ${fonts.family}`;
const ruler = document.createElement("canvas").getContext("2d");
const widths = new Map();

/** How wide a line of text is, in pixels; measured once. */
function widthOf(words, size, weight = 400) {
  const key = `${size} ${weight} ${fonts.family} ${words}`;
  if (!widths.has(key)) {
    ruler.font = fontOf(size, weight);
    widths.set(key, ruler.measureText(words).width);
  }
  return widths.get(key);
}

/** Lines of one size as a block that can be placed: {lines, wide, high}. */
function blockOf(lines) {
  return {
    lines,
    wide: highest(lines.map(({ words, size, weight }) => widthOf(words, size, weight))),
    high: lines.reduce((sum, line) => sum + line.high, 0),
  };
}

/** The label of a node: the short name, and the full one below it where asked for. */
function nameBlock(index, withFull) {
  const lines = twoLines(nameOf(index)).map((words) => ({
    words,
    size: NAME_SIZE,
    weight: 600,
    high: NAME_SIZE + 3,
  }));
  if (withFull && fold(labelOf(index)) !== fold(nameOf(index)))
    lines.push(
      ...twoLines(labelOf(index), 22, 30).map((words) => ({
        words,
        size: FULL_SIZE,
        weight: 400,
        high: FULL_SIZE + 2.5,
      })),
    );
  return blockOf(lines);
}

/**
 * Where a block stands on one side of a disc, in pixels of the picture. Above and below it may move aside,
 * so that the edge of the picture does not cut it.
 */
function boxBeside(side, { x, y, radius }, { wide, high, lines }, size) {
  const away = radius + 4;
  const centred = Math.max(Math.min(x - wide / 2, size.wide - 2 - wide), 2);
  const left =
    side === "right"
      ? x + away
      : side === "left"
        ? x - away - wide
        : x < 0 || x > size.wide
          ? x - wide / 2
          : centred;
  const names = lines.filter((line) => line.size === lines[0].size).length;
  const beside = y - (names * (lines[0].size + 3)) / 2 - 0.5;
  const top = side === "below" ? y + away : side === "above" ? y - away - high : beside;
  return { left, top, right: left + wide, bottom: top + high, side };
}

const withAir = ({ left, top, right, bottom }) => ({ left: left - 5, top, right: right + 5, bottom });

/**
 * Choose a place for each label that finds one.
 * `discs` are the drawn nodes, {index, x, y, radius, full, sure, faint, mute} in pixels, most important first. A label
 * gives way after four tries; one that is `sure` may then cover nodes, but never another label. `segments` are the
 * lines to keep clear of, `reserved` the boxes of other writing, `most` how many labels are enough.
 */
function placeLabels(discs, segments, size, reserved, most) {
  const taken = new Crowd();
  reserved.forEach((box) => taken.add(box));
  const around = new Crowd();
  const near = discs.filter(
    (disc) => disc.x > -40 && disc.y > -40 && disc.x < size.wide + 40 && disc.y < size.high + 40,
  );
  for (const { x, y, radius, faint } of near)
    if (!faint)
      around.add({ left: x - radius - 1, top: y - radius - 1, right: x + radius + 1, bottom: y + radius + 1 });
  const inside = (box) =>
    box.left >= 2 && box.top >= 2 && box.right <= size.wide - 2 && box.bottom <= size.high - 2;
  const placed = [];
  let tries = 6 * most;
  for (const disc of near) {
    if (disc.mute) continue;
    if (placed.length >= most || !tries) break;
    tries -= 1;
    const blocks = (disc.full ? [true, false] : [false]).map((full) => nameBlock(disc.index, full));
    const options = blocks.flatMap((block) =>
      SIDES.map((side) => ({ ...boxBeside(side, disc, block, size), block })),
    );
    const free = options.filter(
      (box) => !taken.under(withAir(box), 1) && (disc.sure || (inside(box) && !around.under(box, 1))),
    );
    if (!free.length) continue;
    const cost = (box) =>
      (inside(box) ? 0 : 400) +
      around.under(box) * 200 +
      Math.min(linesThrough(box, segments), 24) +
      (box.block === blocks[0] ? 0 : 14) +
      SIDES.indexOf(box.side) * 0.5;
    const costs = free.map(cost);
    const box = free[costs.indexOf(Math.min(...costs))];
    taken.add(box);
    placed.push({ ...box, index: disc.index });
  }
  return placed;
}

/** Write placed blocks, each with a halo in the colour of the ground. */
function writeLabels(pen, placed, colours) {
  for (const { left, top, right, side, block, halo } of placed) {
    const anchor = side === "left" ? "end" : side === "right" ? "start" : "middle";
    const x = { start: left, middle: (left + right) / 2, end: right }[anchor];
    let y = top + 1;
    for (const { words, size, weight, high, colour } of block.lines) {
      pen.text(words, x, y, {
        size,
        weight,
        colour: colour ?? (weight > 400 ? colours.ink : colours.muted),
        halo: halo ?? colours.halo ?? colours.ground,
        anchor,
      });
      y += high;
    }
  }
}

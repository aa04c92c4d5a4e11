// Names beside nodes: placed anew for each picture, in the order of importance, never over one another.

const NAME_SIZE = 13;
const FULL_SIZE = 11;
const NAME_MOST = 30;
const FULL_MOST = 30;
const SIDES = ["below", "right", "above", "left"];

/** Keeps rectangles in squares of a grid, so that a new one is compared with its neighbourhood only. */
class Crowd {
  constructor(step = 64) {
    this.step = step;
    this.squares = new Map();
  }

  keysOf({ left, top, right, bottom }) {
    const keys = [];
    for (let x = Math.floor(left / this.step); x <= Math.floor(right / this.step); x += 1)
      for (let y = Math.floor(top / this.step); y <= Math.floor(bottom / this.step); y += 1) keys.push(`${x} ${y}`);
    return keys;
  }

  add(box) {
    for (const key of this.keysOf(box)) {
      if (!this.squares.has(key)) this.squares.set(key, []);
      this.squares.get(key).push(box);
    }
  }

  /** How many of the rectangles kept a box covers, wholly or in part. */
  under(box) {
    const found = new Set();
    for (const key of this.keysOf(box))
      for (const other of this.squares.get(key) ?? [])
        if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)
          found.add(other);
    return found.size;
  }
}

/** Break a full name into at most two lines of like length; what does not fit ends in an ellipsis. */
function twoLines(text) {
  const parts = text.split(/\s+/);
  if (text.length <= 22 || parts.length < 2) return [shorten(text, FULL_MOST)];
  const breaks = parts
    .slice(1)
    .map((_, before) => [parts.slice(0, before + 1).join(" "), parts.slice(before + 1).join(" ")]);
  const longest = (lines) => Math.max(lines[0].length, lines[1].length);
  const best = breaks.reduce((least, lines) => (longest(lines) < longest(least) ? lines : least));
  if (longest(best) <= FULL_MOST) return best;
  const full = breaks.filter(([first]) => first.length <= FULL_MOST).at(-1) ?? best;
  return full.map((line) => shorten(line, FULL_MOST));
}

/** The weight of the segments {x1, y1, x2, y2, weight} through a box: a name reads better beside a line than on it. */
function linesThrough(box, segments) {
  let through = 0;
  for (const { x1, y1, x2, y2, weight } of segments) {
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
const nameFont = () => `600 ${NAME_SIZE}px ${fonts.family}`;
const fullFont = () => `${FULL_SIZE}px ${fonts.family}`;
const widths = new Map();

function widthOf(context, text, font) {
  const key = font + text;
  if (!widths.has(key)) {
    context.font = font;
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}

/** The lines of one label with their size: the short name, and the full one below it where asked for. */
function blockOf(context, index, withFull) {
  const name = shorten(nameOf(index), NAME_MOST);
  const lines = [{ text: name, font: nameFont(), high: NAME_SIZE + 3 }];
  const full = labelOf(index);
  if (withFull && fold(full) !== fold(nameOf(index)))
    lines.push(...twoLines(full).map((text) => ({ text, font: fullFont(), high: FULL_SIZE + 2.5 })));
  const wide = highest(lines.map((line) => widthOf(context, line.text, line.font)));
  return { lines, wide, high: lines.reduce((sum, line) => sum + line.high, 0) };
}

/**
 * Where a block stands on one side of a disc, in pixels of the picture. Above and below it may move aside,
 * so that the edge of the picture does not cut it.
 */
function boxBeside(side, { x, y, radius }, { wide, high }, size) {
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
  const top = side === "below" ? y + away : side === "above" ? y - away - high : y - NAME_SIZE / 2 - 2;
  return { left, top, right: left + wide, bottom: top + high, side };
}

const withAir = ({ left, top, right, bottom }) => ({ left: left - 5, top, right: right + 5, bottom });

/**
 * Choose a place for each label that finds one.
 * `discs` are the drawn nodes, {index, x, y, radius, full, sure} in pixels, most important first. A label gives way
 * after four tries; one that is `sure` may then cover nodes, but never another label. `segments` are the lines
 * to keep clear of, `reserved` the boxes of other writing.
 */
function placeLabels(context, discs, segments, size, reserved) {
  const taken = new Crowd();
  reserved.forEach((box) => taken.add(box));
  const around = new Crowd();
  const near = discs.filter(
    (disc) => disc.x > -40 && disc.y > -40 && disc.x < size.wide + 40 && disc.y < size.high + 40,
  );
  for (const { x, y, radius } of near.filter((disc) => !disc.faint))
    around.add({ left: x - radius - 1, top: y - radius - 1, right: x + radius + 1, bottom: y + radius + 1 });
  const inside = (box) =>
    box.left >= 2 && box.top >= 2 && box.right <= size.wide - 2 && box.bottom <= size.high - 2;
  const placed = [];
  for (const disc of near) {
    if (disc.mute) continue;
    const blocks = (disc.full ? [true, false] : [false]).map((full) => blockOf(context, disc.index, full));
    const options = blocks.flatMap((block) =>
      SIDES.map((side) => ({ ...boxBeside(side, disc, block, size), block })),
    );
    const free = options.filter(
      (box) => !taken.under(withAir(box)) && (disc.sure || (inside(box) && !around.under(box))),
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

/** Write the placed labels, each with a halo in the colour of the ground. */
function writeLabels(context, placed, colours) {
  context.textBaseline = "top";
  context.lineJoin = "round";
  for (const { left, top, right, side, block } of placed) {
    const centred = side === "below" || side === "above";
    context.textAlign = centred ? "center" : side === "left" ? "right" : "left";
    const x = centred ? (left + right) / 2 : side === "left" ? right : left;
    let y = top + 1;
    block.lines.forEach((line, place) => {
      context.font = line.font;
      context.strokeStyle = colours.ground;
      context.lineWidth = 4;
      context.strokeText(line.text, x, y);
      context.fillStyle = place ? colours.muted : colours.ink;
      context.fillText(line.text, x, y);
      y += line.high;
    });
  }
}

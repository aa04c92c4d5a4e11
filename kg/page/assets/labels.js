// Words in the picture: placed anew for each view, in the order of importance, never over one another.

const NAME_SIZE = 13;
const MINOR_SIZE = 11.5;
const FULL_SIZE = 11;
/** A name longer than this takes two lines, of at most so many letters each. */
const NAME_LONG = 19;
const LINE_MOST = 28;
/** Up to this many nodes, labels make room for one another. */
const ROOM_FOR = 80;
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

  remove(box) {
    this.some(box, (key) => {
      this.squares.set(
        key,
        this.squares.get(key).filter((other) => other !== box),
      );
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

/** Break words into lines no wider than so many pixels. */
function wrapped(text, wide, size, weight = 400) {
  const lines = [];
  for (const word of plain(text).trim().split(/\s+/)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && widthOf(longer, size, weight) <= wide) lines[lines.length - 1] = longer;
    else lines.push(shorten(word, Math.max(6, Math.floor((wide / size) * 1.7))));
  }
  return lines.filter(Boolean);
}

/**
 * The label of a node: the short name, larger for who matters most, and the full one below it where `full`.
 * `narrow` keeps the lines within so many pixels.
 */
function nameBlock({ index, minor, narrow }, full = false) {
  const [size, weight] = minor ? [MINOR_SIZE, 400] : [NAME_SIZE, 600];
  const all = narrow ? wrapped(nameOf(index), narrow, size, weight) : twoLines(nameOf(index));
  const kept = all.length > 3 ? [...all.slice(0, 2), `${all[2]}…`] : all;
  const lines = kept.map((words) => ({ words, size, weight, high: size + 3, strong: true }));
  if (full && fold(labelOf(index)) !== fold(nameOf(index)))
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
 * Choose a place for each label that finds one: short names first, then full names where room is left.
 * `discs` are the drawn nodes, {index, x, y, radius, full, minor, narrow, sure, must, faint, mute} in pixels, most
 * important first. A label gives way after four tries; one that is `sure` may then cover nodes, one that `must` be
 * there may leave the picture, but none covers another label.
 * `segments` are the lines to keep clear of, `reserved` the boxes of other writing, `most` how many are enough.
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
  /** The same box moved so far that the edge of the picture does not cut it. */
  const pushedIn = (box) => {
    const across = Math.max(2 - box.left, 0) - Math.max(box.right - size.wide + 2, 0);
    const down = Math.max(2 - box.top, 0) - Math.max(box.bottom - size.high + 2, 0);
    const { left, right, top, bottom } = box;
    return { ...box, left: left + across, right: right + across, top: top + down, bottom: bottom + down };
  };
  const cost = (box) =>
    (inside(box) ? 0 : 1_200) +
    around.under(box) * 200 +
    Math.min(linesThrough(box, segments), 24) +
    SIDES.indexOf(box.side) * 0.5;

  /** The best free box for a block beside a disc, or null. */
  function best(disc, block) {
    const sides = disc.narrow ? ["below"] : SIDES;
    const beside = sides.map((side) => ({ ...boxBeside(side, disc, block, size), block }));
    const pushed = disc.sure ? beside.filter((box) => !inside(box)).map(pushedIn) : [];
    const free = [...beside, ...pushed].filter(
      (box) => !taken.under(withAir(box), 1) && (disc.sure ? inside(box) || disc.must : inside(box) && !around.under(box, 1)),
    );
    const costs = free.map(cost);
    return free.length ? free[costs.indexOf(Math.min(...costs))] : null;
  }

  const placed = [];
  const put = (disc, box) => {
    taken.add(box);
    placed.push({ disc, box });
  };

  /** Where one label alone stands in the way of another and has a second place, let it move there. */
  function makeRoom(disc) {
    const block = nameBlock(disc);
    for (const side of disc.narrow ? ["below"] : SIDES) {
      const wish = { ...boxBeside(side, disc, block, size), block };
      if (!inside(wish) || around.under(wish, 1)) continue;
      const covers = (box) =>
        box.left < wish.right + 5 && wish.left - 5 < box.right && box.top < wish.bottom && wish.top < box.bottom;
      const [other, ...more] = placed.filter(({ box }) => covers(box));
      if (!other || more.length || reserved.some(covers)) continue;
      taken.remove(other.box);
      taken.add(wish);
      const second = best(other.disc, nameBlock(other.disc));
      if (second) {
        other.box = second;
        taken.add(second);
        placed.push({ disc, box: wish });
        return;
      }
      taken.remove(wish);
      taken.add(other.box);
    }
  }

  const missed = [];
  let tries = 6 * most;
  for (const disc of near) {
    if (disc.mute) continue;
    if (placed.length >= most || !tries) break;
    tries -= 1;
    const box = best(disc, nameBlock(disc));
    if (box) put(disc, box);
    else missed.push(disc);
  }
  if (near.length <= ROOM_FOR) missed.forEach(makeRoom);
  for (const label of placed) {
    if (!label.disc.full) continue;
    taken.remove(label.box);
    const fuller = best(label.disc, nameBlock(label.disc, true));
    // A full name across lines or nodes is worth less than a short one beside them.
    if (fuller && cost(fuller) <= cost(label.box) + 14) label.box = fuller;
    taken.add(label.box);
  }
  return placed.map(({ disc, box }) => ({ ...box, index: disc.index }));
}

/** Write placed blocks, each with a halo in the colour of the ground. */
function writeLabels(pen, placed, colours) {
  for (const { left, top, right, side, block, halo } of placed) {
    const anchor = side === "left" ? "end" : side === "right" ? "start" : "middle";
    const x = { start: left, middle: (left + right) / 2, end: right }[anchor];
    let y = top + 1;
    for (const { words, size, weight, high, colour, strong } of block.lines) {
      pen.text(words, x, y, {
        size,
        weight,
        colour: colour ?? (strong ? colours.ink : colours.muted),
        halo: halo ?? colours.halo ?? colours.ground,
        anchor,
      });
      y += high;
    }
  }
}

// The picture as an image file: title, filters, legend, date and data version stand on the sheet itself.

const SHEET = { wide: 1_200, edge: 44 };
/** A PNG has three pixels for each of the sheet, so that it prints. */
const PNG_SCALE = 3;

/** Call with the colours of paper, then give the page its own back. */
function inPaperColours(work) {
  const root = document.documentElement;
  const before = root.classList.contains("paper");
  root.classList.add("paper");
  try {
    return work(coloursNow());
  } finally {
    root.classList.toggle("paper", before);
    coloursNow();
  }
}

/** The legend in rows: entries {name, shape, colour} with their places. */
function legendRows(legend, wide) {
  const rows = [];
  let across = Infinity;
  for (const entry of legend) {
    const name = shorten(plain(entry.name), 60);
    const own = widthOf(name, 13) + 46;
    if (across + own > wide && across > 0) {
      rows.push([]);
      across = 0;
    }
    rows.at(-1).push({ ...entry, name, across });
    across += own;
  }
  return rows;
}

/** On paper a group has its colour for a white ground. */
function paperColour({ name, colour }) {
  const group = page.groups.find((each) => fold(capital(each.name)) === fold(name));
  return state.colour !== "community" && group ? group.light : colour;
}

/**
 * Draw a sheet with what is `said`: {title, filters, legend, foot}. `viewFor` fits the nodes, `penFor(wide, high)`
 * gives the pen, once the height is known. Returns that pen.
 */
function drawSheet(said, ready, viewFor, penFor) {
  const { wide, edge } = SHEET;
  const inner = wide - 2 * edge;
  const title = wrapped(said.title ?? "", inner, 24, 650).slice(0, 3);
  const filters = (said.filters ?? []).flatMap((line) => wrapped(line, inner, 14)).slice(0, 8);
  const legend = legendRows(said.legend ?? [], inner);
  const foot = (said.foot ?? []).flatMap((line) => wrapped(line, inner, 12)).slice(0, 10);
  const top = edge + title.length * 30 + filters.length * 20 + 14;
  const there = [...ready.scene.visible.nodes].map((index) => page.nodes[index]);
  const [across, down] = [there.map(({ x }) => x), there.map(({ y }) => y)];
  const shape = there.length
    ? (highest(down) - lowest(down) + 160) / Math.max(highest(across) - lowest(across) + 200, 1)
    : 0.4;
  const high = Math.round(Math.min(Math.max(inner * shape, 420), 1_100));
  const below = top + high + 20;
  const whole = below + legend.length * 24 + 14 + foot.length * 17 + edge - 10;
  const pen = penFor(wide, whole);
  const { colours } = ready;
  pen.rectangle({ x: 0, y: 0, wide, high: whole }, colours.ground);
  const found = viewFor(ready.scene.visible.nodes, { wide: inner, high }, 2);
  // The picture draws from its own corner; a view with an offset puts it on the sheet.
  if (found) drawWhole(pen, ready, offset(viewOf({ ...found, wide: inner, high }), edge, top));
  title.forEach((line, at) => pen.text(line, edge, edge - 8 + at * 30, { size: 24, weight: 650, colour: colours.ink }));
  filters.forEach((line, at) =>
    pen.text(line, edge, edge + title.length * 30 + at * 20 - 4, { size: 14, colour: colours.muted }),
  );
  legend.forEach((row, at) =>
    row.forEach((entry) => {
      const y = below + at * 24;
      const disc = { x: edge + entry.across + 7, y: y + 7, radius: 6.5 };
      pen.shapes(entry.shape || "dot", [disc], { fill: paperColour(entry), edge: colours.ground, line: 0 });
      pen.text(entry.name, edge + entry.across + 20, y, { size: 13, colour: colours.ink });
    }),
  );
  foot.forEach((line, at) =>
    pen.text(line, edge, below + legend.length * 24 + 14 + at * 17, { size: 12, colour: colours.muted }),
  );
  return pen;
}

/** A view whose corner stands at a place of a sheet. */
function offset(view, aside, down) {
  const { toX, toY } = view;
  return {
    ...view,
    toX: (across) => toX(across) + aside,
    toY: (below) => toY(below) + down,
    wide: view.wide + aside,
    high: view.high + down,
  };
}

/**
 * The bytes of an image, as fine as the browser's largest canvas allows. Encoded at once: `toBlob` waits for idle time,
 * which Chromium does not grant for seconds after a page is opened.
 */
function pngOf(draw) {
  for (let scale = PNG_SCALE; scale >= 1; scale -= 1) {
    const address = canvasOf(draw, scale).toDataURL("image/png");
    if (address !== "data:,") return Uint8Array.from(atob(address.split(",")[1]), (letter) => letter.charCodeAt(0));
  }
  throw new Error("The picture is too large for this browser");
}

function canvasOf(draw, scale) {
  const canvas = document.createElement("canvas");
  draw((wide, high) => {
    canvas.width = wide * scale;
    canvas.height = Math.round(high * scale);
    const context = canvas.getContext("2d", { alpha: false });
    context.scale(scale, scale);
    return new CanvasPen(context);
  });
  return canvas;
}

const svgOf = (draw) => draw((wide, high) => new SvgPen(wide, high)).toString();

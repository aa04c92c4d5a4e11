// A scene drawn with a pen, in steps: a renderer takes as many at a time as it has time for.

/** So many lines or nodes to a step: about two milliseconds of a slow canvas. */
const STEP = 250;

/** A view of the layout: its place x, y stands in the middle of wide by high pixels. */
function viewOf({ x, y, scale, wide, high }) {
  return {
    x,
    y,
    scale,
    wide,
    high,
    toX: (across) => (across - x) * scale + wide / 2,
    toY: (down) => (down - y) * scale + high / 2,
  };
}

const sameView = (one, other) => ["x", "y", "scale", "wide", "high"].every((part) => one[part] === other[part]);

function* inSteps(list) {
  for (let at = 0; at < list.length; at += STEP) yield list.slice(at, at + STEP);
}

/** The ends of some ties in pixels, without those that pass the picture by. */
function endsOf(list, view) {
  const ends = [];
  for (const tie of list) {
    const [from, to] = [page.nodes[ties[tie].a], page.nodes[ties[tie].b]];
    const [x1, y1, x2, y2] = [view.toX(from.x), view.toY(from.y), view.toX(to.x), view.toY(to.y)];
    const beside = (one, other, most) => Math.max(one, other) < -20 || Math.min(one, other) > most + 20;
    if (!beside(x1, x2, view.wide) && !beside(y1, y2, view.high)) ends.push(x1, y1, x2, y2);
  }
  return ends;
}

/** Nodes as discs in pixels, none smaller than `least`, without those that stand outside. */
function discsIn(list, view, least = 0) {
  const discs = [];
  for (const index of list) {
    const node = page.nodes[index];
    const disc = { x: view.toX(node.x), y: view.toY(node.y), radius: Math.max(node.size * view.scale, least) };
    const far = disc.radius + 20;
    if (disc.x > -far && disc.x < view.wide + far && disc.y > -far && disc.y < view.high + far) discs.push(disc);
  }
  return discs;
}

/** Mark what is chosen with a soft band below it, which stays visible where colours do not. */
function drawMark(pen, { scene, colours }, view) {
  const { agency, tie } = state.chosen ?? {};
  const soft = { colour: colours.accent, fill: colours.accent, opacity: 0.22 };
  if (agency !== undefined && scene.visible.nodes.has(agency)) {
    const [disc] = discsIn([agency], view);
    if (disc) pen.shapes("dot", [{ ...disc, radius: disc.radius + 9 * view.scale }], soft);
  }
  if (tie !== undefined && scene.visible.ties.has(tie)) {
    const width = (widthFor(supportOf(scene.visible, tie)) + 10) * view.scale;
    pen.lines(endsOf([tie], view), { ...soft, width, cap: "round" });
  }
}

/** The dashes of a planned tie, in pixels. */
const dashesFor = (scale) => [Math.max(7 * scale, 3), Math.max(5 * scale, 2.5)];

/** Draw a scene, yielding between steps; the value at the end is the labels placed. */
function* drawing(pen, ready, view) {
  if (aggregated(ready.scene, view)) return yield* drawOverview(pen, ready, view);
  drawRegions(pen, ready, view);
  yield;
  for (const { look, list } of ready.ties) {
    const width = Math.max(look.width * view.scale, 0.6);
    const dashes = look.dashed ? dashesFor(view.scale) : [];
    for (const part of inSteps(list)) {
      pen.lines(endsOf(part, view), { colour: look.colour, width, dashes });
      yield;
    }
  }
  drawMark(pen, ready, view);
  for (const { look, list } of ready.nodes)
    for (const part of inSteps(list)) {
      const { shape, fill, edge, least } = look;
      pen.shapes(shape, discsIn(part, view, least), { fill, edge, line: 1.5 * view.scale });
      yield;
    }
  const words = placeWords(ready, view);
  yield;
  writeWords(pen, words, ready.colours);
  return words.labels;
}

/** Draw a scene in one go. */
function drawWhole(pen, ready, view) {
  const steps = drawing(pen, ready, view);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

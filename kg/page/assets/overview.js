// A large network from afar: its communities as bubbles, joined by what their agencies share.

/** Above so many nodes a picture of single nodes is a cloud; it opens on its communities. */
const OVERVIEW_ABOVE = 2_000;
/** From this scale on, a node is large enough to be told from its neighbours. */
const OVERVIEW_SCALE = 0.22;
/** So many lines for each community are drawn, the strongest of all. */
const BONDS_EACH = 1.6;
/** Smaller bubbles than this, in pixels, have no words. */
const BUBBLE_LEAST = 9;

function aggregated({ visible, lift }, { scale }) {
  return !lift && homes.length > 1 && visible.nodes.size > OVERVIEW_ABOVE && scale < OVERVIEW_SCALE;
}

/** Bubbles and the bonds between them, from what is visible; kept with the scene that was made ready. */
function overviewOf(ready) {
  if (ready.overview) return ready.overview;
  const { scene, colours } = ready;
  const bubbles = homes.map((_, community) => ({ community, members: [], x: 0, y: 0, radius: 0 }));
  const rest = [];
  for (const index of scene.visible.nodes) (bubbles[homeOf(index)]?.members ?? rest).push(index);
  for (const bubble of bubbles) {
    const { members } = bubble;
    if (!members.length) continue;
    const places = members.map((index) => page.nodes[index]);
    bubble.x = places.reduce((sum, { x }) => sum + x, 0) / places.length;
    bubble.y = places.reduce((sum, { y }) => sum + y, 0) / places.length;
    const apart = places.map(({ x, y }) => Math.hypot(x - bubble.x, y - bubble.y));
    // A few agencies far out should not make a community look large.
    bubble.radius = Math.max(30, 1.25 * Math.sqrt(apart.reduce((sum, away) => sum + away * away, 0) / apart.length));
    const tint = state.colour === "community" ? colourOf(colours, members[0]) : colours.accent;
    bubble.fill = mix(colours.ground, tint, 0.2);
    bubble.edge = mix(colours.ground, tint, 0.55);
  }
  const shared = new Map();
  for (const tie of scene.visible.ties) {
    const [one, other] = [homeOf(ties[tie].a), homeOf(ties[tie].b)];
    if (one === null || other === null || one === other) continue;
    const key = Math.min(one, other) * homes.length + Math.max(one, other);
    shared.set(key, (shared.get(key) ?? 0) + supportOf(scene.visible, tie));
  }
  const bonds = [...shared]
    .sort(([one, few], [other, many]) => many - few || one - other)
    .slice(0, Math.ceil(BONDS_EACH * homes.length))
    .map(([key, support]) => ({
      from: bubbles[Math.floor(key / homes.length)],
      to: bubbles[key % homes.length],
      support,
    }));
  ready.overview = { bubbles: bubbles.filter(({ members }) => members.length), bonds, rest };
  return ready.overview;
}

/** The bubble under a place of the picture, or null. */
function bubbleAt(ready, view, { x, y }) {
  if (!aggregated(ready.scene, view)) return null;
  const under = overviewOf(ready).bubbles.filter(
    (bubble) => Math.hypot(view.toX(bubble.x) - x, view.toY(bubble.y) - y) <= bubble.radius * view.scale,
  );
  return under.length ? under.reduce((one, other) => (other.radius < one.radius ? other : one)) : null;
}

/** The words of a bubble: its name within so many pixels, and how many agencies it stands for. */
function bubbleBlock({ community, members }, wide) {
  const lines = wrapped(plain(homes[community].name).trim(), wide, 12, 600).slice(0, 3);
  return blockOf([
    ...lines.map((words) => ({ words, size: 12, weight: 600, high: 15, strong: true })),
    { words: count(members.length, "agency", "agencies"), size: FULL_SIZE, weight: 400, high: 14 },
  ]);
}

/** Place the words of a bubble in its middle, or a little above or below, or narrower; null where none is free. */
function bubbleBox(bubble, view, taken) {
  for (const wide of [Math.max(2 * bubble.radius * view.scale, 96), 72])
    for (const aside of [0, -12, 12]) {
      const block = bubbleBlock(bubble, wide);
      const [left, top] = [view.toX(bubble.x) - block.wide / 2, view.toY(bubble.y) - block.high / 2 + aside];
      const box = { left, top, right: left + block.wide, bottom: top + block.high, side: "above", block };
      if (!taken.under(box, 1)) return { ...box, halo: bubble.fill };
    }
  return null;
}

/** Draw the overview, yielding between steps; no agency is labelled in it, so the value at the end is empty. */
function* drawOverview(pen, ready, view) {
  const { colours } = ready;
  const { bubbles, bonds, rest } = overviewOf(ready);
  for (const { from, to, support } of [...bonds].reverse())
    pen.lines([view.toX(from.x), view.toY(from.y), view.toX(to.x), view.toY(to.y)], {
      colour: colours.tie,
      width: Math.min(0.5 + 0.75 * Math.log2(support), 9),
      opacity: 0.45,
    });
  yield;
  pen.shapes("dot", discsIn(rest, view), { fill: colours.tie, edge: colours.ground, line: 0 });
  for (const { x, y, radius, fill, edge } of bubbles)
    pen.shapes("dot", [{ x: view.toX(x), y: view.toY(y), radius: radius * view.scale }], { fill, edge, line: 1.5 });
  yield;
  const taken = new Crowd();
  const placed = captionOf(ready.scene, view);
  placed.forEach((box) => taken.add(box));
  for (const bubble of [...bubbles].sort((one, other) => other.members.length - one.members.length)) {
    if (bubble.radius * view.scale < BUBBLE_LEAST || placed.length > LABELS_MOST) continue;
    const box = bubbleBox(bubble, view, taken);
    if (!box) continue;
    taken.add(box);
    placed.push(box);
  }
  writeLabels(pen, placed, colours);
  return [];
}

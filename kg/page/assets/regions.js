// Communities in the picture: a quiet area behind the agencies of each, named after what they work on.

const homes = page.network.communities ?? [];
const homeOf = (index) => nodes[index].community ?? null;
/** How far an area reaches beyond its nodes, in units of the layout. */
const REGION_PAD = 38;
/** Fewer agencies than this are not marked off: a line already says that two belong together. */
const REGION_LEAST = 3;
const REGION_SIZE = 12;

/** The corners of the smallest convex area around some places (Andrew 1979), in order. */
function hull(places) {
  const sorted = [...places].sort((one, other) => one.x - other.x || one.y - other.y);
  const turn = (a, b, c) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  const half = (list) => {
    const kept = [];
    for (const place of list) {
      while (kept.length > 1 && turn(kept.at(-2), kept.at(-1), place) <= 0) kept.pop();
      kept.push(place);
    }
    return kept.slice(0, -1);
  };
  return sorted.length < 3 ? sorted : [...half(sorted), ...half(sorted.reverse())];
}

/** The communities of which enough is visible, each {community, members, corners, fill, ink, name}. */
function regionsOf(scene, colours) {
  const members = homes.map(() => []);
  for (const index of scene.visible.nodes) {
    const community = homeOf(index);
    if (community !== null) members[community]?.push(index);
  }
  const there = members.filter((list) => list.length >= REGION_LEAST);
  if (there.length < 2) return [];
  const own = state.colour === "community";
  return members.flatMap((list, community) => {
    if (list.length < REGION_LEAST) return [];
    const tint = own ? colourOf(colours, list[0]) : colours.ink;
    return [
      {
        community,
        members: list,
        corners: hull(list.map((index) => page.nodes[index])),
        fill: mix(colours.ground, tint, own ? 0.12 : 0.042),
        ink: own ? mix(tint, colours.ink, 0.35) : colours.muted,
        name: plain(homes[community].name).trim(),
      },
    ];
  });
}

/** The corners of an area in pixels of a view. */
const inView = (corners, view) => corners.map(({ x, y }) => ({ x: view.toX(x), y: view.toY(y) }));

function drawRegions(pen, { regions }, view) {
  for (const { corners, fill } of regions) pen.region(inView(corners, view), REGION_PAD * view.scale, fill);
}

/** Place the names of the areas at their rims, larger areas first; one that finds no room is left out. */
function placeRegionNames({ regions, scene }, view) {
  if (scene.lift) return [];
  const taken = new Crowd();
  const placed = [];
  for (const { corners, name, ink, fill, members } of [...regions].sort(
    (one, other) => other.members.length - one.members.length,
  )) {
    if (!name) continue;
    const around = inView(corners, view);
    const pad = REGION_PAD * view.scale;
    const [across, down] = [around.map(({ x }) => x), around.map(({ y }) => y)];
    const area = {
      left: lowest(across) - pad,
      right: highest(across) + pad,
      top: lowest(down) - pad,
      bottom: highest(down) + pad,
    };
    if (area.right - area.left < 60 || members.length < REGION_LEAST) continue;
    const block = blockOf(
      twoLines(name, 34, 40).map((words) => ({
        words,
        size: REGION_SIZE,
        weight: 500,
        high: REGION_SIZE + 3,
        colour: ink,
      })),
    );
    const peak = (compare) => around.reduce((one, other) => (compare(one.y, other.y) ? one : other)).x;
    const [top, bottom] = [peak((one, other) => one <= other), peak((one, other) => one >= other)];
    const boxAt = (x, y) => {
      const left = Math.max(Math.min(x - block.wide / 2, view.wide - 4 - block.wide), 4);
      return { left, right: left + block.wide, top: y, bottom: y + block.high, side: "above", block };
    };
    const box = [
      boxAt(top, area.top - block.high - 1),
      boxAt(bottom, area.bottom + 2),
      boxAt(top, area.top + 3),
      boxAt(bottom, area.bottom - block.high - 3),
    ].find(
      (each) =>
        each.top >= 2 &&
        each.bottom <= view.high - 2 &&
        each.right > 0 &&
        each.left < view.wide &&
        !taken.under(withAir(each), 1),
    );
    if (!box) continue;
    taken.add(box);
    placed.push({ ...box, halo: fill });
  }
  return placed;
}

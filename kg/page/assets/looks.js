// How nodes and ties look in a scene: one place, whichever renderer or export draws them.

/** One shared activity is a thin line, and each doubling adds the same. */
function widthFor(support) {
  const steps = Math.floor(Math.log2(Math.max(support, 1)));
  return Math.min(9, 1.4 + 1.5 * steps + (support > 1 ? 0.3 : 0));
}

/** The activities behind a tie inside the filters of the moment. */
function supportOf(visible, tie) {
  const { support } = visible;
  const found = support instanceof Map ? support.get(tie) : support?.[tie];
  return found ?? ties[tie].support;
}

const colourOf = (colours, index) => colours.of?.(index) ?? colours.groups[groupOf[index]];

/** Mix two colours written as #rgb or #rrggbb; other writings stay the first. */
function mix(one, other, share) {
  const read = (text) => {
    const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1];
    const full = digits?.length === 3 ? digits.replace(/./g, "$&$&") : digits;
    return full ? [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16)) : null;
  };
  const [from, to] = [read(one), read(other)];
  if (!from || !to) return one;
  return `#${from.map((value, at) => Math.round(value + (to[at] - value) * share).toString(16).padStart(2, "0")).join("")}`;
}

function nodeLook(scene, colours, index) {
  const faint = Boolean(scene.lift) && !scene.lift.nodes.has(index);
  return { fill: faint ? colours.dim : colourOf(colours, index), edge: colours.ground, faint };
}

/** Where more ties than this are drawn, those between communities are paler: there are many, and they are long. */
const PALE_ABOVE = 150;

/** Planned ties are dashed. What is lifted out takes the accent; the rest then steps back. */
function tieLook(scene, colours, tie) {
  const lit = scene.lift?.ties.has(tie) ?? false;
  const faint = Boolean(scene.lift) && !lit;
  const { a, b } = ties[tie];
  const pale = scene.visible.ties.size > PALE_ABOVE && homeOf(a) !== homeOf(b);
  const resting = pale ? colours.paleTie : colours.tie;
  return {
    colour: faint ? colours.dimTie : lit ? colours.accent : resting,
    width: widthFor(supportOf(scene.visible, tie)),
    dashed: ties[tie].planned === true,
    rank: faint ? 0 : lit ? 3 : pale ? 1 : 2,
  };
}

/** Gather indices by look, lowest rank first, so that each look is drawn in few strokes. */
function gather(indices, lookOf) {
  const found = new Map();
  for (const index of indices) {
    const look = lookOf(index);
    const key = Object.values(look).join(" ");
    if (!found.has(key)) found.set(key, { look, list: [] });
    found.get(key).list.push(index);
  }
  return [...found.values()].sort(
    (one, other) => one.look.rank - other.look.rank || one.look.width - other.look.width,
  );
}

/** A scene made ready for drawing: ties and nodes by look, and the communities that show. */
function prepare(scene, given) {
  const many = scene.visible.ties.size > 20 * PALE_ABOVE;
  const colours = { ...given, paleTie: mix(given.tie, given.ground, many ? 0.5 : 0.25) };
  return {
    scene,
    colours,
    ties: gather(scene.visible.ties, (tie) => tieLook(scene, colours, tie)),
    nodes: gather(scene.visible.nodes, (index) => {
      const { fill, edge, faint } = nodeLook(scene, colours, index);
      const least = scene.lift && !faint ? 4 : 1.2;
      return { shape: page.nodes[index].shape, fill, edge, rank: faint ? 0 : 1, width: 0, least };
    }),
    regions: regionsOf(scene, colours),
  };
}

// Which names the picture shows: decided apart from the renderer, so that every renderer writes them alike.

/** Up to this many nodes the full names are written below the short ones. */
const FULL_NAMES = 40;
const ALWAYS_NAMED = 15;
/** Up to this many lines, names keep clear of them. */
const LINES_MOST = 350;

/** The nodes, those with most partners first: labels and lists are served in this order. */
const importance = nodes
  .map((_, index) => index)
  .sort((one, other) => tiesOf[other].length - tiesOf[one].length || one - other);

/**
 * Prepare to write names. `where` gives a node's place in pixels, `scaleNow` the pixels to a unit.
 * Returns a function that writes the names of a scene into a context of `size` and returns the labels placed.
 */
function createNames(context, where, scaleNow) {
  const always = new Set(importance.slice(0, ALWAYS_NAMED));
  const alone = importance.filter((index) => !tiesOf[index].length);
  const aloneStep = alone.length > 1 ? page.nodes[alone[1]].x - page.nodes[alone[0]].x : 200;
  // Names in the strip of nodes without ties: all or none, since a few among many would seem to mean something.
  const aloneWide = 8 + Math.max(0, highest(alone.map((index) => blockOf(context, index, false).wide)));

  /** The visible nodes in the order in which they get names: the chosen one, its partners, then by importance. */
  function inOrder({ visible, lift }) {
    const turn = (index) => (index === state.chosen?.agency ? 0 : lift?.nodes.has(index) ? 1 : 2);
    return importance.filter((index) => visible.nodes.has(index)).sort((one, other) => turn(one) - turn(other));
  }

  function discs(scene) {
    const scale = scaleNow();
    const roomy = scene.visible.nodes.size <= FULL_NAMES && scale > 0.75;
    const few = scene.lift && scene.lift.nodes.size <= 12;
    return inOrder(scene).map((index) => {
      const lit = scene.lift?.nodes.has(index) ?? false;
      const faint = Boolean(scene.lift) && !lit;
      const cramped = !tiesOf[index].length && scale * aloneStep < aloneWide;
      return {
        index,
        ...where(index),
        radius: (page.nodes[index].size + (index === state.chosen?.agency ? 9 : 1)) * scale,
        full: roomy || (few && lit),
        sure: scene.lift ? lit : always.has(index),
        faint,
        mute: faint || (cramped && !lit),
      };
    });
  }

  /** The lines to keep clear of, in pixels; faint ones count less, and none where there are too many. */
  function segments({ visible, lift }) {
    const drawn = visible.ties.size > LINES_MOST ? (lift?.ties ?? []) : visible.ties;
    return [...drawn].map((tie) => {
      const [from, to] = [where(ties[tie].a), where(ties[tie].b)];
      return { x1: from.x, y1: from.y, x2: to.x, y2: to.y, weight: lift && !lift.ties.has(tie) ? 1 : 3 };
    });
  }

  /** Say above the strip what its nodes have in common, so that they do not look like crumbs. */
  function caption(scene, colours) {
    const there = alone.filter((index) => scene.visible.nodes.has(index));
    if (!there.length || !scene.visible.ties.size || scene.lift) return [];
    const top = lowest(there.map((index) => where(index).y)) - 8 * scaleNow() - 8;
    const across = alone.map((index) => where(index).x);
    const middle = (lowest(across) + highest(across)) / 2;
    context.font = fullFont();
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.fillStyle = colours.muted;
    context.fillText("No tie recorded", middle, top);
    return [{ left: middle - 46, right: middle + 46, top: top - 16, bottom: top }];
  }

  return function write(scene, size, colours) {
    const reserved = caption(scene, colours);
    const placed = placeLabels(context, discs(scene), segments(scene), size, reserved);
    writeLabels(context, placed, colours);
    return placed;
  };
}

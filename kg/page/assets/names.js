// Which names the picture shows: decided apart from the renderer, so that every renderer writes them alike.

/** Up to this many nodes the full names are written below the short ones. */
const FULL_NAMES = 40;
const ALWAYS_NAMED = 15;
/** More labels than this nobody reads at once. */
const LABELS_MOST = 160;
/** So many nodes without ties get names, if each has so many pixels for it. */
const ALONE_NAMED = 60;
const ALONE_LEAST = 64;
/** Up to this many lines, names keep clear of them. */
const LINES_MOST = 350;

/** The nodes, those with most partners first: labels and lists are served in this order. */
const importance = nodes
  .map((_, index) => index)
  .sort((one, other) => tiesOf[other].length - tiesOf[one].length || one - other);
const alwaysNamed = new Set(importance.slice(0, ALWAYS_NAMED));
const alone = importance.filter((index) => !tiesOf[index].length);
const aloneStep = alone.length > 1 ? Math.abs(page.nodes[alone[1]].x - page.nodes[alone[0]].x) : 200;

/** The visible nodes in the order in which they get names: the chosen one, its partners, then by importance. */
function inOrder({ visible, lift }) {
  const order = importance.filter((index) => visible.nodes.has(index));
  if (!lift) return order;
  const turn = (index) => (index === state.chosen?.agency ? 0 : lift.nodes.has(index) ? 1 : 2);
  return [0, 1, 2].flatMap((wanted) => order.filter((index) => turn(index) === wanted));
}

function discsOf(scene, view) {
  const roomy = scene.visible.nodes.size <= FULL_NAMES && view.scale > 0.6;
  const roomier = nodes.length <= FULL_NAMES && view.scale > 0.85;
  const few = scene.lift && scene.lift.nodes.size <= 12;
  // Names in the strip of nodes without ties: all or none, since a few among many would seem to mean something.
  const narrow = view.scale * aloneStep - 10;
  const cramped = alone.length > ALONE_NAMED || narrow < ALONE_LEAST;
  return inOrder(scene).map((index) => {
    const lit = scene.lift?.nodes.has(index) ?? false;
    const faint = Boolean(scene.lift) && !lit;
    const { x, y, size } = page.nodes[index];
    return {
      index,
      x: view.toX(x),
      y: view.toY(y),
      radius: (size + (index === state.chosen?.agency ? 9 : 1)) * view.scale,
      minor: !lit && !(alwaysNamed.has(index) && tiesOf[index].length) && !roomier,
      full: (roomy && tiesOf[index].length > 0) || (few && lit),
      sure: scene.lift ? lit : alwaysNamed.has(index) && tiesOf[index].length > 0,
      must: lit,
      faint,
      narrow: tiesOf[index].length || cramped ? 0 : Math.min(narrow, 150),
      mute: faint || (!tiesOf[index].length && cramped && !lit),
    };
  });
}

/** The lines to keep clear of, in pixels; faint ones count less, and none where there are too many. */
function segmentsOf({ visible, lift }, view) {
  const drawn = visible.ties.size > LINES_MOST ? (lift?.ties ?? []) : visible.ties;
  return [...drawn].map((tie) => {
    const [from, to] = [page.nodes[ties[tie].a], page.nodes[ties[tie].b]];
    return {
      x1: view.toX(from.x),
      y1: view.toY(from.y),
      x2: view.toX(to.x),
      y2: view.toY(to.y),
      weight: lift && !lift.ties.has(tie) ? 1 : 3,
    };
  });
}

/** Say above the strip what its nodes have in common, so that they do not look like crumbs. */
function captionOf(scene, view) {
  const there = alone.filter((index) => scene.visible.nodes.has(index));
  if (!there.length || !scene.visible.ties.size || scene.lift) return [];
  const words = there.length > ALONE_NAMED ? `No tie recorded: ${count(there.length, "agency", "agencies")}` : "No tie recorded";
  const block = blockOf([{ words, size: FULL_SIZE, weight: 400, high: FULL_SIZE + 3 }]);
  const top = view.toY(lowest(there.map((index) => page.nodes[index].y))) - 9 * view.scale - block.high - 6;
  const across = alone.map((index) => page.nodes[index].x);
  const left = view.toX((lowest(across) + highest(across)) / 2) - block.wide / 2;
  return [{ left, right: left + block.wide, top, bottom: top + block.high, side: "above", block }];
}

/** Place all words of a scene in a view: {areas, labels}; areas are names of communities and the caption. */
function placeWords(ready, view) {
  const { scene } = ready;
  const areas = [...captionOf(scene, view), ...placeRegionNames(ready, view)];
  const labels = placeLabels(discsOf(scene, view), segmentsOf(scene, view), view, areas, LABELS_MOST);
  return { areas, labels };
}

/** Words placed in an earlier view, carried along with what they name. */
function carried({ areas, labels, view: then }, now) {
  const carry = (box, x, y) => {
    const [across, down] = [now.toX(x) - then.toX(x), now.toY(y) - then.toY(y)];
    return {
      ...box,
      left: box.left + across,
      right: box.right + across,
      top: box.top + down,
      bottom: box.bottom + down,
    };
  };
  const middle = ({ left, right, top, bottom }) => [
    ((left + right) / 2 - then.wide / 2) / then.scale + then.x,
    ((top + bottom) / 2 - then.high / 2) / then.scale + then.y,
  ];
  return {
    areas: areas.map((box) => carry(box, ...middle(box))),
    labels: labels.map((box) => carry(box, page.nodes[box.index].x, page.nodes[box.index].y)),
  };
}

function writeWords(pen, { areas, labels }, colours) {
  writeLabels(pen, areas, colours);
  writeLabels(pen, labels, colours);
}

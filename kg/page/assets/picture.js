// The picture: one small interface, whichever renderer draws it.

/** A picture lower than this is one in a frame of another page. */
const LOW = 330;
const ZOOM_MOST = 1.45;
const ZOOM_RANGE = [0.02, 6];
/** Up to these sizes vis-network draws, above them our own canvas; the page then comes without vis-network. */
const VIS_MOST = { nodes: 1_500, ties: 5_000 };
/** How near a line, in pixels, a pointer must be. */
const NEAR = 5;
/** So long, in milliseconds, the view flies to another place, whichever renderer draws it. */
const FLIGHT = 210;

const forVis = () =>
  typeof vis !== "undefined" && nodes.length <= VIS_MOST.nodes && ties.length <= VIS_MOST.ties;

/**
 * Draw the network into a box. `events.choose` and `events.point` are called with what was pointed at: {agency}, {tie}
 * or null, and `point` with the place in the box. Returns {paint, recolour, fit, reveal, where, labels, exportPng,
 * exportSvg}. The box says data-drawn="yes" while nothing is left to draw.
 */
function createPicture(box, events) {
  let ready = prepare({ visible: shown(), lift: null }, coloursNow());
  let placed = [];
  /** The words of the last view at rest: while the view moves they go with it, and are placed anew when it rests. */
  let [words, resting] = [null, 0];
  /** Whether the view was taken to a part of the picture, from which it must return. */
  let nearer = false;
  const renderer = (forVis() ? createVisRenderer : createCanvasRenderer)(box, {
    ready: () => ready,
    under: (pen, view) => {
      drawRegions(pen, ready, view);
      drawMark(pen, ready, view);
    },
    over: (pen, view) => {
      const moves = words && words.ready === ready && !sameView(words.view, view);
      if (moves) {
        clearTimeout(resting);
        resting = setTimeout(() => {
          words = null;
          renderer.redraw();
        }, REST);
      } else if (!words || words.ready !== ready) words = { ...placeWords(ready, view), ready, view };
      const now = moves ? carried(words, view) : words;
      writeWords(pen, now, ready.colours);
      placed = now.labels;
    },
    placed: (labels) => {
      placed = labels;
    },
    click: (place) => {
      const bubble = bubbleAt(ready, renderer.view(), place);
      if (bubble) fit(true, bubble.members);
      else events.choose(pointedAt(place));
    },
  });
  const { canvas, frame } = renderer;
  frame.setAttribute("role", "img");
  frame.setAttribute("aria-label", "Picture of the network. The table shows the same in words.");

  function paint(scene) {
    ready = prepare(scene, ready.colours);
    renderer.paint(ready);
  }

  function recolour() {
    ready = prepare(ready.scene, coloursNow());
    renderer.paint(ready);
  }

  /** A node comes before a label, and a label before the line that runs below it. */
  function pointedAt({ x, y }) {
    const view = renderer.view();
    const { visible, lift } = ready.scene;
    if (aggregated(ready.scene, view)) return null;
    let [found, least] = [null, Infinity];
    for (const index of visible.nodes) {
      const node = page.nodes[index];
      const away = Math.hypot(view.toX(node.x) - x, view.toY(node.y) - y) - Math.max(node.size * view.scale, 4);
      if (away <= 1 && away < least) [found, least] = [{ agency: index }, away];
    }
    if (found) return found;
    const label = placed.find((each) => x >= each.left && x <= each.right && y >= each.top && y <= each.bottom);
    if (label) return { agency: label.index };
    for (const tie of visible.ties) {
      const [from, to] = [page.nodes[ties[tie].a], page.nodes[ties[tie].b]];
      const [x1, y1] = [view.toX(from.x) - x, view.toY(from.y) - y];
      const [across, down] = [view.toX(to.x) - x - x1, view.toY(to.y) - y - y1];
      const along = Math.min(Math.max(-(x1 * across + y1 * down) / (across ** 2 + down ** 2 || 1), 0), 1);
      const away = Math.hypot(x1 + along * across, y1 + along * down) + (lift && !lift.ties.has(tie) ? 2 : 0);
      const reach = Math.max(NEAR, (widthFor(supportOf(visible, tie)) * view.scale) / 2 + 2);
      if (away <= reach && away < least) [found, least] = [{ tie }, away];
    }
    return found;
  }

  /** The view that shows some nodes with room for their labels, in a box of a size. */
  function viewFor(indices, { wide, high }, most) {
    const there = [...indices].map((index) => page.nodes[index]);
    if (!there.length || !wide || !high) return null;
    const [across, down] = [there.map((node) => node.x), there.map((node) => node.y)];
    const [left, right, top, bottom] = [lowest(across), highest(across), lowest(down), highest(down)];
    const scaleFor = (aside, above, below) =>
      Math.min(
        most,
        (wide - 2 * aside) / Math.max(right - left, 1),
        Math.max(high - above - below, 40) / Math.max(bottom - top, 1),
      );
    // A low frame, such as one in another page, keeps its height for the nodes.
    const room = Math.min(1, high / 440);
    const [aside, below] = [Math.min(84, wide * 0.1), (alone.length > ALONE_NAMED ? 40 : 62) * room];
    // Areas reach beyond their nodes, and their names stand above them.
    const above = (ready.regions.length ? 40 + REGION_PAD * scaleFor(aside, 60 * room, below) : 44) * room;
    const scale = scaleFor(aside, above, below);
    return { x: (left + right) / 2, y: (top + bottom) / 2 + (below - above) / 2 / scale, scale };
  }

  /** Show all visible nodes, or some; a few nodes are not blown up to fill the sheet. */
  function fit(animated = true, indices = ready.scene.visible.nodes, most = ZOOM_MOST) {
    const { clientWidth: wide, clientHeight: high } = box;
    // A low frame shows who is tied; the strip of those who are not would make everything smaller.
    const tied = high < LOW && indices === ready.scene.visible.nodes ? [...indices].filter((index) => tiesOf[index].length) : [];
    const found = viewFor(tied.length ? tied : indices, { wide, high }, most);
    if (!found) return;
    nearer = indices !== ready.scene.visible.nodes;
    if (!animated || stillness.matches) words = null;
    renderer.move({ x: found.x, y: found.y }, found.scale, animated && !stillness.matches);
  }

  /** Go to what was chosen in a list, if it is out of sight or too small to read; go back when nothing is chosen. */
  function reveal() {
    const { clientWidth: wide, clientHeight: high } = box;
    const { lift, visible } = ready.scene;
    if (!lift) {
      if (nearer) fit();
      return;
    }
    const lit = [...lift.nodes].filter((index) => visible.nodes.has(index));
    const outside = ({ x, y }) => x < 20 || y < 20 || x > wide - 20 || y > high - 20;
    if (renderer.view().scale < 0.85 || lit.some((index) => outside(where(index)))) fit(true, lit, 1.1);
  }

  /** Where a node stands, in pixels of the box. */
  function where(index) {
    const view = renderer.view();
    return { x: view.toX(page.nodes[index].x), y: view.toY(page.nodes[index].y) };
  }

  canvas.addEventListener("pointermove", (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    const at = { x: event.clientX - left, y: event.clientY - top };
    if (event.buttons) return events.point(null);
    const bubble = bubbleAt(ready, renderer.view(), at);
    events.point(bubble ? null : pointedAt(at), at);
    if (bubble) box.classList.add("pointing");
  });
  canvas.addEventListener("pointerleave", () => events.point(null));
  new ResizeObserver(() => {
    renderer.resize();
    const { scene } = ready;
    fit(false, nearer && scene.lift ? scene.lift.nodes : scene.visible.nodes, nearer ? 1.1 : ZOOM_MOST);
  }).observe(box);

  /** The present selection as {pen drawn on, size} on white, whatever the screen's colours are. */
  const onPaper = (said, penFor) =>
    inPaperColours((colours) => drawSheet(said, prepare(ready.scene, colours), viewFor, penFor));
  return {
    paint,
    recolour,
    fit,
    reveal,
    where,
    labels: () => placed,
    exportPng: (said) => pngOf((penFor) => onPaper(said, penFor)),
    exportSvg: (said) => svgOf((penFor) => onPaper(said, penFor)),
  };
}

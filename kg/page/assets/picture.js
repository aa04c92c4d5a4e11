// The picture: the one place that knows vis-network. Another renderer offers the same six functions.

const ZOOM_MOST = 1.45;
const ZOOM_RANGE = [0.04, 6];

/**
 * Draw the network into a box. `events` are called with what was pointed at: {agency}, {tie} or null.
 * Returns {paint, recolour, fit, reveal, where, labels}.
 */
function createPicture(box, events) {
  let colours = coloursNow();
  let scene = { visible: shown(), lift: null };
  let placed = [];
  /** Whether the view was taken to a part of the picture, from which it must return. */
  let nearer = false;
  const rows = {
    nodes: new vis.DataSet(
      page.nodes.map((node) => ({
        id: node.id,
        x: node.x,
        y: node.y,
        shape: node.shape,
        size: node.size,
        ...nodeLook(node.id),
      })),
    ),
    edges: new vis.DataSet(
      page.edges.map((edge) => ({
        id: edge.id,
        from: edge.from,
        to: edge.to,
        width: edge.width,
        ...tieLook(edge.id),
      })),
    ),
  };
  const looks = {
    nodes: page.nodes.map((node) => look(nodeLook(node.id))),
    edges: page.edges.map((edge) => look(tieLook(edge.id))),
  };
  const network = new vis.Network(box, rows, {
    physics: false,
    layout: { improvedLayout: false, randomSeed: 1 },
    nodes: { borderWidth: 1.5, borderWidthSelected: 1.5, chosen: false, fixed: true },
    edges: { smooth: false, chosen: false, selectionWidth: 0, hoverWidth: 0 },
    interaction: {
      hover: false,
      dragNodes: false,
      selectConnectedEdges: false,
      hoverConnectedEdges: false,
      zoomSpeed: 0.7,
      keyboard: { enabled: true, bindToWindow: false, speed: { x: 6, y: 6, zoom: 0.02 } },
    },
  });
  const canvas = box.querySelector("canvas");
  const writeNames = createNames(canvas.getContext("2d"), where, () => network.getScale());
  network.body.container.firstChild.setAttribute(
    "aria-label",
    "Picture of the network. The table shows the same in words.",
  );
  network.body.container.firstChild.setAttribute("role", "img");

  function look(changes) {
    return JSON.stringify(changes);
  }

  function nodeLook(index) {
    const own = colours.groups[groupOf[index]];
    const faint = scene.lift && !scene.lift.nodes.has(index);
    const colour = faint
      ? { background: colours.dim, border: colours.ground }
      : { background: own, border: colours.ground };
    return { hidden: !scene.visible.nodes.has(index), color: { ...colour, hover: colour, highlight: colour } };
  }

  function tieLook(index) {
    const faint = scene.lift && !scene.lift.ties.has(index);
    const color = faint ? colours.dimTie : scene.lift ? colours.accent : colours.tie;
    return { hidden: !scene.visible.ties.has(index), color: { color, hover: color, highlight: color } };
  }

  /** Send only the rows whose look has changed: updating them all takes a second at 5,000. */
  function update(name, lookOf) {
    const changed = [];
    looks[name].forEach((before, id) => {
      const changes = lookOf(id);
      const after = look(changes);
      if (after !== before) changed.push({ id, ...changes });
      looks[name][id] = after;
    });
    if (changed.length) rows[name].update(changed);
    else network.redraw();
  }

  function paint(next) {
    scene = next;
    update("nodes", nodeLook);
    update("edges", tieLook);
  }

  function write(context) {
    const ratio = canvas.width / Math.max(canvas.clientWidth, 1);
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    placed = writeNames(scene, { wide: canvas.clientWidth, high: canvas.clientHeight }, colours);
    context.restore();
  }

  /** Mark what is chosen with a soft band below it, which stays visible where colours do not. */
  function underline(context) {
    const { agency, tie } = state.chosen ?? {};
    context.save();
    context.globalAlpha = 0.22;
    context.strokeStyle = context.fillStyle = colours.accent;
    context.lineCap = "round";
    if (agency !== undefined && scene.visible.nodes.has(agency)) {
      const { x, y, size } = page.nodes[agency];
      context.beginPath();
      context.arc(x, y, size + 9, 0, 2 * Math.PI);
      context.fill();
    }
    if (tie !== undefined && scene.visible.ties.has(tie)) {
      const [from, to] = [page.nodes[ties[tie].a], page.nodes[ties[tie].b]];
      context.lineWidth = page.edges[tie].width + 10;
      context.beginPath();
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
      context.stroke();
    }
    context.restore();
  }

  /** A node comes before a label, and a label before the line that runs below it. */
  function pointedAt({ x, y }) {
    const node = network.getNodeAt({ x, y });
    if (node !== undefined) return { agency: node };
    const label = placed.find((each) => x >= each.left && x <= each.right && y >= each.top && y <= each.bottom);
    if (label) return { agency: label.index };
    const tie = network.getEdgeAt({ x, y });
    return tie === undefined ? null : { tie };
  }

  function move(position, scale) {
    const animation = stillness.matches ? false : { duration: 260, easingFunction: "easeInOutQuad" };
    network.moveTo({ position, scale, animation });
  }

  /** Show all visible nodes with room for their labels; a few nodes are not blown up to fill the sheet. */
  function fit(animated = true, indices = scene.visible.nodes, most = ZOOM_MOST) {
    const there = [...indices].map((index) => page.nodes[index]);
    const { clientWidth: wide, clientHeight: high } = box;
    if (!there.length || !wide || !high) return;
    const [across, down] = [there.map((node) => node.x), there.map((node) => node.y)];
    const [left, right, top, bottom] = [lowest(across), highest(across), lowest(down), highest(down)];
    const [aside, above, below] = [Math.min(84, wide * 0.1), 40, 58];
    const scale = Math.min(
      most,
      (wide - 2 * aside) / Math.max(right - left, 1),
      (high - above - below) / Math.max(bottom - top, 1),
    );
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 + (below - above) / 2 / scale };
    nearer = indices !== scene.visible.nodes;
    if (animated) move(position, scale);
    else network.moveTo({ position, scale, animation: false });
  }

  /** Go to what was chosen in a list, if it is out of sight or too small to read; go back when nothing is chosen. */
  function reveal() {
    const { clientWidth: wide, clientHeight: high } = box;
    if (!scene.lift) {
      if (nearer) fit();
      return;
    }
    const lit = [...scene.lift.nodes].filter((index) => scene.visible.nodes.has(index));
    const outside = ({ x, y }) => x < 20 || y < 20 || x > wide - 20 || y > high - 20;
    if (network.getScale() < 0.85 || lit.some((index) => outside(where(index)))) fit(true, lit, 1.1);
  }

  function where(index) {
    return network.canvasToDOM({ x: page.nodes[index].x, y: page.nodes[index].y });
  }

  function recolour() {
    colours = coloursNow();
    paint(scene);
  }

  network.on("beforeDrawing", underline);
  network.on("afterDrawing", write);
  network.on("click", ({ pointer }) => events.choose(pointedAt(pointer.DOM)));
  network.on("zoom", ({ scale }) => {
    const [least, most] = ZOOM_RANGE;
    if (scale < least || scale > most) network.moveTo({ scale: Math.min(Math.max(scale, least), most) });
  });
  canvas.addEventListener("pointermove", (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    const at = { x: event.clientX - left, y: event.clientY - top };
    events.point(event.buttons ? null : pointedAt(at), at);
  });
  canvas.addEventListener("pointerleave", () => events.point(null));
  new ResizeObserver(() =>
    fit(false, nearer && scene.lift ? scene.lift.nodes : undefined, nearer ? 1.1 : undefined),
  ).observe(box);
  return { paint, recolour, fit, reveal, where, labels: () => placed };
}

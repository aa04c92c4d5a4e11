// The picture: the one place that knows vis-network. Another renderer offers the same six functions.

const ZOOM_MOST = 1.45;
const ZOOM_RANGE = [0.04, 6];
/** Up to this many nodes the full names are written below the short ones. */
const FULL_NAMES = 40;
const ALWAYS_NAMED = 15;
/** Up to this many lines, names keep clear of them. */
const LINES_MOST = 350;

/**
 * Draw the network into a box. `events` are called with what was pointed at: {agency}, {tie} or null.
 * Returns {paint, recolour, fit, reveal, where, labels}.
 */
function createPicture(box, events) {
  let colours = coloursNow();
  let scene = { visible: shown(), lift: null };
  let placed = [];
  const importance = nodes
    .map((_, index) => index)
    .sort((one, other) => tiesOf[other].length - tiesOf[one].length || one - other);
  const alone = importance.filter((index) => !tiesOf[index].length);
  const aloneStep = alone.length > 1 ? page.nodes[alone[1]].x - page.nodes[alone[0]].x : 200;
  const always = new Set(importance.slice(0, ALWAYS_NAMED));
  const rows = {
    nodes: new vis.DataSet(page.nodes.map((node) => ({ id: node.id, x: node.x, y: node.y, shape: node.shape, size: node.size, ...nodeLook(node.id) }))),
    edges: new vis.DataSet(page.edges.map((edge) => ({ id: edge.id, from: edge.from, to: edge.to, width: edge.width, ...tieLook(edge.id) }))),
  };
  const looks = { nodes: page.nodes.map((node) => look(nodeLook(node.id))), edges: page.edges.map((edge) => look(tieLook(edge.id))) };
  const network = new vis.Network(box, rows, {
    physics: false,
    layout: { improvedLayout: false, randomSeed: 1 },
    nodes: { borderWidth: 1.5, borderWidthSelected: 1.5, chosen: false, fixed: true },
    edges: { smooth: false, chosen: false, selectionWidth: 0, hoverWidth: 0 },
    interaction: {
      hover: false, dragNodes: false, selectConnectedEdges: false, hoverConnectedEdges: false, zoomSpeed: 0.7,
      keyboard: { enabled: true, bindToWindow: false, speed: { x: 6, y: 6, zoom: 0.02 } },
    },
  });
  const canvas = box.querySelector("canvas");
  // Names in the strip of nodes without ties: all or none, since a few among many would seem to mean something.
  const aloneWide = 8 + alone.reduce((most, index) => Math.max(most, blockOf(canvas.getContext("2d"), index, false).wide), 0);
  network.body.container.firstChild.setAttribute("aria-label", "Picture of the network. The table shows the same in words.");
  network.body.container.firstChild.setAttribute("role", "img");

  function look(changes) {
    return JSON.stringify(changes);
  }

  function nodeLook(index) {
    const own = colours.groups[groupOf[index]];
    const faint = scene.lift && !scene.lift.nodes.has(index);
    const colour = faint ? { background: colours.dim, border: colours.ground } : { background: own, border: colours.ground };
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

  function discs() {
    const scale = network.getScale();
    const { nodes: visible } = scene.visible;
    const roomy = visible.size <= FULL_NAMES;
    const chosen = new Set(scene.lift?.nodes);
    const order = [...importance.filter((index) => chosen.has(index)), ...importance.filter((index) => !chosen.has(index))];
    if (state.chosen?.agency !== undefined) order.unshift(...order.splice(order.indexOf(state.chosen.agency), 1));
    return order
      .filter((index) => visible.has(index))
      .map((index) => ({
        index,
        ...network.canvasToDOM({ x: page.nodes[index].x, y: page.nodes[index].y }),
        radius: (page.nodes[index].size + (index === state.chosen?.agency ? 9 : 1)) * scale,
        full: (roomy && scale > 0.75) || (chosen.size > 0 && chosen.size <= 12 && chosen.has(index)),
        sure: chosen.size ? chosen.has(index) : always.has(index),
        mute: (chosen.size > 0 && !chosen.has(index)) || (!tiesOf[index].length && scale * aloneStep < aloneWide),
      }));
  }

  /** The lines that matter now, in pixels; none where there are too many to keep clear of. */
  function segments() {
    const drawn = scene.lift?.ties ?? scene.visible.ties;
    if (drawn.size > LINES_MOST) return [];
    return [...drawn].map((tie) => {
      const [from, to] = [where(ties[tie].a), where(ties[tie].b)];
      return { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
    });
  }

  /** Say above the strip what its nodes have in common, so that they do not look like crumbs. */
  function caption(context) {
    const there = alone.filter((index) => scene.visible.nodes.has(index));
    if (!there.length || !scene.visible.ties.size) return [];
    const top = where(there[0]).y - (page.nodes[there[0]].size + 1) * network.getScale();
    const across = there.map((index) => where(index).x);
    const middle = (across.reduce((one, other) => Math.min(one, other)) + across.reduce((one, other) => Math.max(one, other))) / 2;
    context.font = fullFont();
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.fillStyle = colours.muted;
    context.fillText("No tie recorded", middle, top - 8);
    return [{ left: middle - 46, right: middle + 46, top: top - 24, bottom: top - 8 }];
  }

  function write(context) {
    const ratio = canvas.width / Math.max(canvas.clientWidth, 1);
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const reserved = scene.lift ? [] : caption(context);
    placed = placeLabels(context, discs(), segments(), { wide: canvas.clientWidth, high: canvas.clientHeight }, reserved);
    writeLabels(context, placed, colours);
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
  function fit(animated = true) {
    const there = [...scene.visible.nodes].map((index) => page.nodes[index]);
    const { clientWidth: wide, clientHeight: high } = box;
    if (!there.length || !wide || !high) return;
    const [left, right, top, bottom] = [["x", 1], ["x", -1], ["y", 1], ["y", -1]].map(
      ([axis, sign]) => sign * there.reduce((least, node) => Math.min(least, sign * node[axis]), Infinity),
    );
    const [aside, above, below] = [Math.min(84, wide * 0.1), 40, 58];
    const scale = Math.min(
      ZOOM_MOST, (wide - 2 * aside) / Math.max(right - left, 1), (high - above - below) / Math.max(bottom - top, 1),
    );
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 + (below - above) / 2 / scale };
    if (animated) move(position, scale);
    else network.moveTo({ position, scale, animation: false });
  }

  /** Bring nodes into view, if any of them is not. */
  function reveal(indices) {
    const all = [...indices];
    const { clientWidth: wide, clientHeight: high } = box;
    const hidden = ({ x, y }) => x < 30 || y < 30 || x > wide - 30 || y > high - 30;
    if (!wide || !all.some((index) => hidden(where(index)))) return;
    const middle = (axis) => all.reduce((sum, index) => sum + page.nodes[index][axis], 0) / all.length;
    move({ x: middle("x"), y: middle("y") }, network.getScale());
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
  new ResizeObserver(() => fit(false)).observe(box);
  return { paint, recolour, fit, reveal, where, labels: () => placed };
}

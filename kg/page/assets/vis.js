// The renderer for networks of ordinary size: vis-network draws nodes and ties, and moves the view.

/**
 * Draw with vis-network into a box. `hooks.under(pen, view)` and `hooks.over(pen, view)` draw below and above nodes
 * and ties. Returns {canvas, frame, paint, move, view, redraw, resize}.
 */
function createVisRenderer(box, hooks) {
  const rows = { nodes: new vis.DataSet([]), edges: new vis.DataSet([]) };
  const looks = { nodes: [], edges: [] };
  let network = null;

  function nodeRow({ scene, colours }, index) {
    const { fill, edge } = nodeLook(scene, colours, index);
    const colour = { background: fill, border: edge };
    return { hidden: !scene.visible.nodes.has(index), color: { ...colour, hover: colour, highlight: colour } };
  }

  function tieRow({ scene, colours }, index) {
    const { colour, width, dashed } = tieLook(scene, colours, index);
    return {
      hidden: !scene.visible.ties.has(index),
      width,
      dashes: dashed ? [7, 5] : false,
      color: { color: colour, hover: colour, highlight: colour },
    };
  }

  function start(ready) {
    const keep = (name, index, row) => {
      looks[name][index] = JSON.stringify(row);
      return row;
    };
    rows.nodes.add(
      page.nodes.map(({ x, y, shape, size }, id) => ({
        id,
        x,
        y,
        shape,
        size,
        ...keep("nodes", id, nodeRow(ready, id)),
      })),
    );
    rows.edges.add(
      ties.map(({ a, b }, id) => ({ id, from: a, to: b, ...keep("edges", id, tieRow(ready, id)) })),
    );
    network = new vis.Network(box, rows, {
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
    network.on("beforeDrawing", (context) => inPixels(context, hooks.under));
    network.on("afterDrawing", (context) => inPixels(context, hooks.over));
    network.on("click", ({ pointer }) => hooks.click(pointer.DOM));
    network.on("zoom", ({ scale }) => {
      const [least, most] = ZOOM_RANGE;
      if (scale < least || scale > most) network.moveTo({ scale: Math.min(Math.max(scale, least), most) });
    });
  }

  /** Draw in pixels of the picture, where vis-network draws in units of the layout. */
  function inPixels(context, draw) {
    const ratio = context.canvas.width / Math.max(context.canvas.clientWidth, 1);
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(new CanvasPen(context), view());
    context.restore();
  }

  /**
   * Send only the rows whose look has changed, and where nothing appears or goes, put colours and widths where
   * vis-network reads them: its own update weighs every option anew, a tenth of a millisecond a row.
   */
  function update(name, rowOf) {
    const changed = [];
    looks[name].forEach((before, id) => {
      const row = rowOf(id);
      const after = JSON.stringify(row);
      if (after === before) return;
      looks[name][id] = after;
      const drawn = network.body[name][id];
      if (!drawn || JSON.parse(before).hidden !== row.hidden) changed.push({ id, ...row });
      else {
        Object.assign(drawn.options.color, row.color);
        if (name === "edges") Object.assign(drawn.options, { width: row.width, dashes: row.dashes });
      }
    });
    if (changed.length) rows[name].update(changed);
  }

  function paint(ready) {
    update("nodes", (index) => nodeRow(ready, index));
    update("edges", (index) => tieRow(ready, index));
    network.redraw();
  }

  function move(position, scale, animated) {
    const animation = animated ? { duration: FLIGHT, easingFunction: "easeInOutQuad" } : false;
    network.moveTo({ position, scale, animation });
  }

  function view() {
    const { x, y } = network.getViewPosition();
    const { clientWidth: wide, clientHeight: high } = box;
    return viewOf({ x, y, scale: network.getScale(), wide, high });
  }

  start(hooks.ready());
  const redraw = () => network.redraw();
  return { canvas: box.querySelector("canvas"), frame: box.firstElementChild, paint, move, view, redraw, resize: () => {} };
}

// The renderer for large networks: while the view moves it shows the last bitmap, and draws anew when it rests.

/** So long after the last movement, in milliseconds, the picture is drawn anew. */
const REST = 110;
/** So long, in milliseconds, a share of the drawing may keep the page from answering. */
const SHARE = { moving: 6, resting: 30 };
/** The bitmap reaches beyond the picture by this share of it, so that a small move uncovers nothing. */
const BEYOND = 0.15;

/** A bitmap that fits a view with a margin around it. */
function bitmapFor(view, ratio) {
  const canvas = document.createElement("canvas");
  const [wide, high] = [Math.ceil(view.wide * (1 + 2 * BEYOND)), Math.ceil(view.high * (1 + 2 * BEYOND))];
  canvas.width = Math.round(wide * ratio);
  canvas.height = Math.round(high * ratio);
  const context = canvas.getContext("2d", { alpha: false });
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { canvas, context, view: viewOf({ ...view, wide, high }) };
}

/**
 * Draw on a canvas of our own in a box. `hooks.ready()` gives the scene, `hooks.click(place)` hears of clicks.
 * Returns {canvas, frame, paint, move, view, resize}.
 */
function createCanvasRenderer(box, hooks) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas.style, { display: "block", width: "100%", height: "100%", touchAction: "none" });
  canvas.tabIndex = 0;
  box.append(canvas);
  const context = canvas.getContext("2d", { alpha: false });
  let camera = { x: 0, y: 0, scale: 1 };
  /** The last finished bitmap, and the widest one of the same scene, which shows beyond its edges. */
  let [last, wide] = [null, null];
  let [job, asked, waiting, flight] = [null, 0, 0, 0];
  let ratio = 1;

  const view = () => viewOf({ ...camera, wide: box.clientWidth, high: box.clientHeight });

  /** Show the finished bitmaps where the view has them now. */
  function show() {
    const now = view();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = hooks.ready().colours.ground;
    context.fillRect(0, 0, now.wide, now.high);
    for (const bitmap of wide && wide !== last ? [wide, last] : [last]) {
      if (!bitmap) continue;
      const { view: then } = bitmap;
      const zoom = now.scale / then.scale;
      context.imageSmoothingEnabled = zoom !== 1;
      context.drawImage(
        bitmap.canvas,
        now.toX(then.x - then.wide / 2 / then.scale),
        now.toY(then.y - then.high / 2 / then.scale),
        then.wide * zoom,
        then.high * zoom,
      );
    }
  }

  function showSoon() {
    if (!asked)
      asked = requestAnimationFrame(() => {
        asked = 0;
        show();
      });
  }

  /** Begin to draw the present view; what was begun before is dropped. */
  function begin(share) {
    clearTimeout(waiting);
    const now = view();
    if (!now.wide || !now.high) return;
    box.dataset.drawn = "no";
    const bitmap = bitmapFor(now, ratio);
    const pen = new CanvasPen(bitmap.context);
    pen.rectangle({ x: 0, y: 0, wide: bitmap.view.wide, high: bitmap.view.high }, hooks.ready().colours.ground);
    job = { bitmap, steps: drawing(pen, hooks.ready(), bitmap.view) };
    work(job, share);
  }

  function work(own, share) {
    if (own !== job) return;
    const until = performance.now() + share;
    let step = own.steps.next();
    while (!step.done && performance.now() < until) step = own.steps.next();
    if (step.done) finish(own.bitmap, step.value);
    else setTimeout(() => work(own, share));
  }

  function finish(bitmap, labels) {
    job = null;
    last = bitmap;
    if (!wide || bitmap.view.scale <= wide.view.scale) wide = bitmap;
    const [aside, down] = [(bitmap.view.wide - box.clientWidth) / 2, (bitmap.view.high - box.clientHeight) / 2];
    hooks.placed(
      labels.map((each) => ({
        ...each,
        left: each.left - aside,
        right: each.right - aside,
        top: each.top - down,
        bottom: each.bottom - down,
      })),
    );
    show();
    box.dataset.drawn = "yes";
  }

  /** The view moves: show what there is, and draw when it rests. */
  function moved() {
    job = null;
    box.dataset.drawn = "no";
    showSoon();
    clearTimeout(waiting);
    waiting = setTimeout(() => begin(SHARE.moving), REST);
  }

  /** A flight ends where it was meant to: nothing further is to be waited for. */
  function land() {
    clearTimeout(waiting);
    begin(SHARE.resting);
  }

  function paint() {
    wide = null;
    // Paper does not wait.
    begin(document.documentElement.classList.contains("paper") ? Infinity : SHARE.resting);
  }

  function move(position, scale, animated) {
    cancelAnimationFrame(flight);
    const [from, to] = [camera, { ...position, scale }];
    const began = performance.now();
    if (!animated || !last) {
      camera = to;
      begin(SHARE.resting);
      return;
    }
    const fly = (time) => {
      const share = Math.min(Math.max((time - began) / FLIGHT, 0), 1);
      const eased = share * share * (3 - 2 * share);
      const zoom = from.scale * (to.scale / from.scale) ** eased;
      camera = { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased, scale: zoom };
      moved();
      if (share < 1) flight = requestAnimationFrame(fly);
      else land();
    };
    flight = requestAnimationFrame(fly);
  }

  function zoom(factor, { x, y } = { x: box.clientWidth / 2, y: box.clientHeight / 2 }) {
    const [least, most] = ZOOM_RANGE;
    const scale = Math.min(Math.max(camera.scale * factor, least), most);
    const [aside, down] = [x - box.clientWidth / 2, y - box.clientHeight / 2];
    camera = {
      x: camera.x + aside / camera.scale - aside / scale,
      y: camera.y + down / camera.scale - down / scale,
      scale,
    };
    moved();
  }

  function pan(across, down) {
    camera = { ...camera, x: camera.x - across / camera.scale, y: camera.y - down / camera.scale };
    moved();
  }

  function resize() {
    ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(box.clientWidth * ratio);
    canvas.height = Math.round(box.clientHeight * ratio);
    show();
  }

  listenForMoves(canvas, { zoom, pan, click: hooks.click, hold: () => cancelAnimationFrame(flight) });
  resize();
  return { canvas, frame: canvas, paint, move, view, resize };
}

/** Turn wheel, drag, pinch and keys on a canvas into zooms and pans, and a press without a drag into a click. */
function listenForMoves(canvas, { zoom, pan, click, hold }) {
  const down = new Map();
  let dragged = false;
  const placeOf = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      hold();
      const lines = event.deltaMode ? 30 : 1;
      zoom(Math.exp(-Math.max(Math.min(event.deltaY * lines, 240), -240) * 0.0016), placeOf(event));
    },
    { passive: false },
  );
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    hold();
    if (!down.size) dragged = false;
    down.set(event.pointerId, placeOf(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const now = placeOf(event);
    if (!dragged && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
    dragged = true;
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (place) => Math.max(Math.hypot(place.x - other.x, place.y - other.y), 1);
      zoom(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else pan(now.x - before.x, now.y - before.y);
    down.set(event.pointerId, now);
  });
  const lift = (event) => {
    const own = down.delete(event.pointerId);
    if (own && !dragged && event.type === "pointerup") click(placeOf(event));
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  const keys = {
    ArrowLeft: () => pan(60, 0),
    ArrowRight: () => pan(-60, 0),
    ArrowUp: () => pan(0, 60),
    ArrowDown: () => pan(0, -60),
    "+": () => zoom(1.25),
    "=": () => zoom(1.25),
    "-": () => zoom(0.8),
  };
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
}

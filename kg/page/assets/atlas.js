// The drawn map: outlines as SVG, shaded, moved and enlarged. It knows areas and shades, and no data but those.

function drawn(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Draw all land once, and above it each country of the data by itself: its areas, and dots for the small ones. */
function drawLand(svg) {
  const named = new Set(outlines.countries.flat());
  const rest = outlines.areas.filter((_, area) => !named.has(area)).map(({ path }) => path);
  svg.append(drawn("path", { class: "land", d: rest.join("") }));
  const dots = [];
  const marks = outlines.countries.map((areas, country) => {
    const group = drawn("g", { class: "country", "data-country": country });
    for (const { path, dot } of areas.map((area) => outlines.areas[area])) {
      if (path) group.append(drawn("path", { d: path }));
      if (!dot) continue;
      const circle = drawn("circle", { cx: dot[0], cy: dot[1] });
      dots.push(circle);
      group.append(circle);
    }
    svg.append(group);
    return group;
  });
  return { marks, dots };
}

/** Keep a window on the map: enlarged about a point, moved, never beyond the map's edge. */
function createLens(svg, onchange) {
  const { width, height } = outlines;
  const lens = { x: 0, y: 0, width };
  /** Units of the map in one pixel of the screen; the map is fitted, so that one side may have room left. */
  const unit = () => Math.max(lens.width / (svg.clientWidth || 1), (lens.width * height) / width / (svg.clientHeight || 1));
  function set(x, y, wide) {
    lens.width = Math.min(width, Math.max(width / 16, wide));
    const high = (lens.width * height) / width;
    lens.x = Math.min(width - lens.width, Math.max(0, x));
    lens.y = Math.min(height - high, Math.max(0, y));
    svg.setAttribute("viewBox", `${lens.x} ${lens.y} ${lens.width} ${high}`);
    svg.classList.toggle("near", lens.width < width);
    onchange(unit(), lens.width < width, lens.width > width / 16);
  }
  /** Enlarge about a place in the window, given as shares of its sides. */
  function zoom(factor, across = 0.5, down = 0.5) {
    const wide = Math.min(width, Math.max(width / 16, lens.width / factor));
    const change = lens.width - wide;
    set(lens.x + change * across, lens.y + ((change * height) / width) * down, wide);
  }
  const at = (event) => {
    const { left, top, width: wide, height: high } = svg.getBoundingClientRect();
    const [spareX, spareY] = [wide - lens.width / unit(), high - (lens.width * height) / width / unit()];
    return [
      (event.clientX - left - spareX / 2) / (wide - spareX),
      (event.clientY - top - spareY / 2) / (high - spareY),
    ];
  };
  svg.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, ...at(event));
    },
    { passive: false },
  );
  let drag = null;
  svg.addEventListener("pointerdown", (event) => {
    if (!event.button && lens.width < width) drag = { x: event.clientX, y: event.clientY, from: { ...lens }, far: false };
  });
  svg.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [right, down] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.far && Math.hypot(right, down) < 4) return;
    if (!drag.far) svg.setPointerCapture(event.pointerId);
    drag.far = true;
    set(drag.from.x - right * unit(), drag.from.y - down * unit(), lens.width);
  });
  let dragged = false;
  for (const name of ["pointerup", "pointercancel"])
    svg.addEventListener(name, () => {
      dragged = Boolean(drag?.far);
      drag = null;
    });
  new ResizeObserver(() => set(lens.x, lens.y, lens.width)).observe(svg);
  return { zoom, whole: () => set(0, 0, width), dragged: () => dragged };
}

/** The map with its buttons; `events` are told of the country that is pointed at, or null, and of the one chosen. */
function createAtlas(box, events) {
  const svg = drawn("svg", { role: "img", "aria-label": "World map. The list beside it says the same in words." });
  const { marks, dots } = drawLand(svg);
  const button = (text, name, onclick) =>
    make("button", { type: "button", "aria-label": name, title: name, onclick }, text);
  const nearer = button("+", "Enlarge", () => lens.zoom(1.6));
  const further = button("−", "Reduce", () => lens.zoom(1 / 1.6));
  const whole = button("World", "World: show the whole map", () => lens.whole());
  box.append(svg, make("div", { class: "zoom" }, nearer, further, whole));
  const lens = createLens(svg, (unit, reducible, enlargeable) => {
    dots.forEach((dot) => dot.setAttribute("r", 4.5 * unit));
    further.disabled = whole.disabled = !reducible;
    nearer.disabled = !enlargeable;
  });
  lens.whole();
  const under = (event) => {
    const found = event.target.closest(".country");
    return found ? Number(found.dataset.country) : null;
  };
  svg.addEventListener("click", (event) => {
    if (!lens.dragged()) events.choose(under(event));
  });
  svg.addEventListener("pointermove", (event) => events.point(under(event), event));
  svg.addEventListener("pointerleave", () => events.point(null));
  return (shades, chosen) => {
    marks.forEach((mark, country) => {
      mark.setAttribute("class", `country shade-${shades[country]}${country === chosen ? " chosen" : ""}`);
    });
    // What is drawn last lies on top: the border of the chosen one must not vanish under its neighbours'.
    if (chosen !== null) svg.append(marks[chosen]);
  };
}

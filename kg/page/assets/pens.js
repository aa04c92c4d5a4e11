// Pens: the same few strokes on a canvas and in an SVG, so that what is exported is the picture itself.

/** The corners of a shape of this radius about a place, as vis-network draws it; a dot has none. */
function corners(shape, { x, y, radius: r }) {
  const ring = (many, turn, far, near = far) =>
    Array.from({ length: many }, (_, corner) => {
      const [angle, away] = [turn + (corner * 2 * Math.PI) / many, corner % 2 ? near : far];
      return { x: x + away * Math.cos(angle), y: y + away * Math.sin(angle) };
    });
  const up = (way) => {
    const [side, high] = [1.15 * r, (1.15 * r) / Math.sqrt(3)];
    const middle = y + way * 0.275 * 1.15 * r;
    return [
      { x, y: middle - way * 2 * high },
      { x: x + side, y: middle + way * high },
      { x: x - side, y: middle + way * high },
    ];
  };
  if (shape === "square") return ring(4, Math.PI / 4, r * Math.SQRT2);
  if (shape === "diamond") return ring(4, 0, r);
  if (shape === "hexagon") return ring(6, 0, r);
  if (shape === "triangle") return up(1);
  if (shape === "triangleDown") return up(-1);
  if (shape === "star") return ring(10, -Math.PI / 2, 1.066 * r, 0.41 * r);
  return null;
}

/** Draws on a canvas; all lengths are pixels of the picture. */
class CanvasPen {
  constructor(context) {
    this.context = context;
  }

  /** An area about some points, with a rounded margin as wide as `pad`. */
  region(points, pad, colour) {
    const { context } = this;
    context.beginPath();
    points.forEach(({ x, y }, place) => (place ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    context.lineJoin = context.lineCap = "round";
    context.lineWidth = 2 * pad;
    context.strokeStyle = context.fillStyle = colour;
    context.setLineDash([]);
    context.stroke();
    context.fill();
  }

  /** Straight lines of one look; `ends` is a flat list of x1, y1, x2, y2. */
  lines(ends, { colour, width, dashes = [], opacity = 1, cap = "butt" }) {
    const { context } = this;
    context.globalAlpha = opacity;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.lineCap = cap;
    context.setLineDash(dashes);
    context.beginPath();
    for (let at = 0; at < ends.length; at += 4) {
      context.moveTo(ends[at], ends[at + 1]);
      context.lineTo(ends[at + 2], ends[at + 3]);
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  /** Nodes of one look, each {x, y, radius}. */
  shapes(shape, discs, { fill, edge, line, opacity = 1 }) {
    const { context } = this;
    context.globalAlpha = opacity;
    context.beginPath();
    for (const disc of discs) {
      const points = corners(shape, disc);
      if (points) {
        points.forEach(({ x, y }, place) => (place ? context.lineTo(x, y) : context.moveTo(x, y)));
        context.closePath();
      } else {
        context.moveTo(disc.x + disc.radius, disc.y);
        context.arc(disc.x, disc.y, disc.radius, 0, 2 * Math.PI);
      }
    }
    context.fillStyle = fill;
    context.fill();
    if (line) {
      context.setLineDash([]);
      context.lineJoin = "miter";
      context.lineWidth = line;
      context.strokeStyle = edge;
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /** One line of text with its top at y; `anchor` is start, middle or end. */
  text(words, x, y, { size, weight = 400, colour, halo, anchor = "start" }) {
    const { context } = this;
    context.font = fontOf(size, weight);
    context.textBaseline = "top";
    context.textAlign = { start: "left", middle: "center", end: "right" }[anchor];
    if (halo) {
      context.setLineDash([]);
      context.lineJoin = "round";
      context.lineWidth = 4;
      context.strokeStyle = halo;
      context.strokeText(words, x, y);
    }
    context.fillStyle = colour;
    context.fillText(words, x, y);
  }

  rectangle({ x, y, wide, high }, colour) {
    this.context.fillStyle = colour;
    this.context.fillRect(x, y, wide, high);
  }
}

const SVG = "http://www.w3.org/2000/svg";
/** What XML 1.0 cannot hold: most control characters, and halves of a pair. */
const NOT_XML =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const tenth = (number) => String(Math.round(number * 10) / 10);

/** Draws into an SVG element made here; the serializer of the browser escapes what text holds. */
class SvgPen {
  constructor(wide, high) {
    this.root = document.createElementNS(SVG, "svg");
    this.into = this.root;
    this.set(this.root, { width: tenth(wide), height: tenth(high), viewBox: `0 0 ${tenth(wide)} ${tenth(high)}` });
    this.set(this.root, { "font-family": fonts.family.replace(/"/g, "'") });
  }

  set(element, attributes) {
    for (const [name, value] of Object.entries(attributes))
      if (value !== undefined && value !== null) element.setAttribute(name, String(value).replace(NOT_XML, ""));
    return element;
  }

  add(tag, attributes, words = "") {
    const made = this.set(document.createElementNS(SVG, tag), attributes);
    if (words) made.textContent = words.replace(NOT_XML, "");
    this.into.append(made);
    return made;
  }

  outline(points) {
    return `M${points.map(({ x, y }) => `${tenth(x)} ${tenth(y)}`).join("L")}Z`;
  }

  region(points, pad, colour) {
    this.add("path", {
      d: this.outline(points),
      fill: colour,
      stroke: colour,
      "stroke-width": tenth(2 * pad),
      "stroke-linejoin": "round",
    });
  }

  lines(ends, { colour, width, dashes = [], opacity = 1, cap = "butt" }) {
    const parts = [];
    for (let at = 0; at < ends.length; at += 4)
      parts.push(`M${tenth(ends[at])} ${tenth(ends[at + 1])}L${tenth(ends[at + 2])} ${tenth(ends[at + 3])}`);
    if (!parts.length) return;
    this.add("path", {
      d: parts.join(""),
      fill: "none",
      stroke: colour,
      "stroke-width": tenth(width),
      "stroke-linecap": cap === "butt" ? null : cap,
      "stroke-dasharray": dashes.length ? dashes.map(tenth).join(" ") : null,
      opacity: opacity === 1 ? null : opacity,
    });
  }

  shapes(shape, discs, { fill, edge, line, opacity = 1 }) {
    for (const disc of discs) {
      const points = corners(shape, disc);
      const look = {
        fill,
        stroke: line ? edge : null,
        "stroke-width": line ? tenth(line) : null,
        opacity: opacity === 1 ? null : opacity,
      };
      if (points) this.add("path", { d: this.outline(points), ...look });
      else this.add("circle", { cx: tenth(disc.x), cy: tenth(disc.y), r: tenth(disc.radius), ...look });
    }
  }

  text(words, x, y, { size, weight = 400, colour, halo, anchor = "start" }) {
    this.add(
      "text",
      {
        x: tenth(x),
        y: tenth(y + size * 0.86),
        "font-size": size,
        "font-weight": weight === 400 ? null : weight,
        "text-anchor": anchor === "start" ? null : anchor,
        fill: colour,
        stroke: halo,
        "stroke-width": halo ? 4 : null,
        "stroke-linejoin": halo ? "round" : null,
        "paint-order": halo ? "stroke" : null,
      },
      words,
    );
  }

  rectangle({ x, y, wide, high }, colour) {
    this.add("rect", { x: tenth(x), y: tenth(y), width: tenth(wide), height: tenth(high), fill: colour });
  }

  toString() {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(this.root)}\n`;
  }
}

// What stands in place of a picture: nothing recorded, or nothing left.

/** A small drawing for an empty sheet: three places, and the lines that are not there. */
function emptyDrawing() {
  const space = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(space, "svg");
  made.setAttribute("viewBox", "0 0 132 76");
  made.setAttribute("aria-hidden", "true");
  const ring = (x, y) => `M${x + 10} ${y}a10 10 0 1 1-20 0 10 10 0 0 1 20 0z`;
  for (const [shape, dashes] of [
    ["M28 56 66 18l38 38z", "3 5"],
    [ring(28, 56) + ring(66, 18) + ring(104, 56), "none"],
  ]) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", shape);
    Object.assign(path.style, {
      fill: "var(--ground)",
      stroke: "var(--edge)",
      strokeWidth: "1.5px",
      strokeDasharray: dashes,
    });
    made.append(path);
  }
  return made;
}

function paintNotice(box, visible) {
  box.hidden = visible.nodes.size > 0;
  if (box.hidden) return;
  const told = nodes.length
    ? [
        make("p", {}, make("strong", {}, "Nothing is left"), "No agency passes all the filters that are set."),
        link("Show everything", () => change(everything())),
      ]
    : [
        make(
          "p",
          {},
          make("strong", {}, "Nothing to draw yet"),
          "This network holds no agencies. That means that nothing is recorded, not that nobody works together.",
        ),
      ];
  box.replaceChildren(emptyDrawing(), ...told);
}

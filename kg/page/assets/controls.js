// Filters and buttons. The legend is a filter, and the filter a legend.

function legendRow(mark, name, many, checked, onchange) {
  return make(
    "label",
    {},
    make("input", { type: "checkbox", checked, onchange }),
    mark,
    make("span", { class: "name" }, name),
    make("span", { class: "count" }, String(many)),
  );
}

function loneMark() {
  const made = symbol(0);
  made.firstChild.setAttribute("d", SHAPES.dot);
  made.firstChild.style.fill = "none";
  made.firstChild.style.stroke = "var(--muted)";
  return made;
}

function createLegend(box) {
  const many = page.groups.map((_, group) => groupOf.filter((each) => each === group).length);
  const lone = tiesOf.filter((own) => !own.length).length;
  const rows = page.groups.map((group, index) =>
    legendRow(symbol(index), capital(group.name) || "Other", many[index], true, (event) => {
      const hidden = new Set(state.hidden);
      if (event.target.checked) hidden.delete(group.name);
      else hidden.add(group.name);
      change({ hidden });
    }),
  );
  if (lone && lone < nodes.length)
    rows.push(
      legendRow(loneMark(), "No tie recorded", lone, true, (event) => change({ lone: event.target.checked })),
    );
  box.append(...rows);
  box.hidden = !rows.length;
  return () =>
    rows.forEach((row, index) => {
      const group = page.groups[index];
      row.firstChild.checked = group ? !state.hidden.has(group.name) : state.lone;
    });
}

function createStrength(box, input, said) {
  box.hidden = strengths.length < 2;
  input.max = String(Math.max(strengths.length - 1, 0));
  input.addEventListener("input", () => change({ least: strengths[Number(input.value)] }));
  return () => {
    const told = `${state.least} or more`;
    input.value = String(Math.max(strengths.indexOf(state.least), 0));
    input.setAttribute("aria-valuetext", told);
    said.textContent = told;
  };
}

/** Some browsers refuse the clipboard to a page opened from a file; an old way then still works. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea", { readonly: true });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

function createLinkButton(button) {
  const name = button.textContent;
  button.addEventListener("click", async () => {
    button.textContent = (await copy(location.href)) ? "Copied" : "In the address bar";
    setTimeout(() => {
      button.textContent = name;
    }, 1600);
  });
}

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
  if (!box.hidden) {
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
}

function paintStatus(box, visible) {
  const told = `Showing ${visible.nodes.size} of ${count(nodes.length, "agency", "agencies")}, ${visible.ties.size} of ${count(ties.length, "tie", "ties")}`;
  if (box.textContent !== told) box.textContent = told;
}

// Filters that stand beside the picture. The legend is a filter, and the filter a legend.

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
  Object.assign(made.firstChild.style, { fill: "none", stroke: "var(--muted)", strokeWidth: "1.4px" });
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
      // Where colour tells communities apart, only the shape tells the kind.
      if (group)
        row.querySelector("path").style.fill =
          state.colour === "community" ? "var(--muted)" : `var(--group-${index})`;
    });
}

/** What the lines say: a thin one, a thick one, and one of plans alone where there is any. */
function createLineKey(box) {
  const sample = (width, dashes) => {
    const space = "http://www.w3.org/2000/svg";
    const made = document.createElementNS(space, "svg");
    made.setAttribute("viewBox", "0 0 30 10");
    made.setAttribute("class", "sample");
    made.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(space, "path");
    line.setAttribute("d", "M1 5h28");
    Object.assign(line.style, { stroke: "var(--tie)", strokeWidth: `${width}px`, strokeDasharray: dashes ?? "none" });
    made.append(line);
    return made;
  };
  const row = (mark, text) => make("p", {}, mark, text);
  const most = strengths.at(-1) ?? 0;
  const rows = [
    strengths.length ? row(sample(1.5), count(weakest, "shared activity", "shared activities")) : null,
    strengths.length > 1 ? row(sample(5), `${most} shared activities`) : null,
    ties.some((tie) => tie.planned) ? row(sample(1.5, "4 4"), "planned, not recorded as held") : null,
  ].filter(Boolean);
  box.hidden = !rows.length;
  box.append(...rows);
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

/** The switch of significance. Where no tie can pass, it says so instead of emptying the picture. */
function createChance(box) {
  box.hidden = !tested;
  if (!tested) return () => {};
  const passing = ties.filter((tie) => tie.verdict === "significant").length;
  const unknown = ties.every((tie) => tie.verdict === "not enough data");
  const input = make("input", {
    type: "checkbox",
    id: "significant",
    disabled: !passing,
    onchange: () => change({ significant: input.checked }),
    "aria-describedby": "chance-said",
  });
  const said = passing
    ? `${passing} of ${count(ties.length, "tie", "ties")}, over all years.`
    : unknown
      ? "Too few records to tell any tie from chance."
      : "No tie stands out from chance.";
  const how = (page.network.chance ?? []).map((sentence) => make("li", {}, sentence));
  box.append(
    make("label", { class: "switch" }, input, make("span", {}, "Only what busyness does not explain")),
    make("p", { class: "hint", id: "chance-said" }, said),
    how.length
      ? make("details", {}, make("summary", {}, "How ties were tested"), make("ul", { class: "sentences" }, how))
      : "",
  );
  return () => {
    input.checked = state.significant;
  };
}

/** Choose one of a few: a row of radio buttons that looks like one control. */
function choiceOf(name, label, options, onchoose) {
  const inputs = options.map(([value, text]) => {
    const input = make("input", { type: "radio", name, value: String(value), onchange: () => onchoose(value) });
    return { value, input, row: make("label", {}, input, make("span", {}, text)) };
  });
  return {
    box: make(
      "div",
      { class: "choice", role: "radiogroup", "aria-label": label },
      inputs.map(({ row }) => row),
    ),
    set: (chosen) => inputs.forEach(({ value, input }) => (input.checked = value === chosen)),
  };
}

/** Colour by kind or by community; communities get their key, since no other legend names them. */
function createColour(box) {
  box.hidden = !clustered;
  if (!clustered) return () => {};
  const options = [
    ["kind", "Kind"],
    ["community", "Community"],
  ];
  const choice = choiceOf("colour", "Colour by", options, (colour) => change({ colour }));
  const key = make(
    "ul",
    { class: "communities" },
    page.network.communities.map(({ name, size }, index) => {
      const made = symbol(0);
      made.firstChild.setAttribute("d", SHAPES.dot);
      made.firstChild.style.fill = `var(--community-${Math.min(index, COMMUNITY_COLOURS.length)})`;
      return make(
        "li",
        {},
        made,
        make("span", { class: "name" }, plain(name).trim() || `Community ${index + 1}`),
        make("span", { class: "count" }, String(size)),
      );
    }),
  );
  box.append(choice.box, key);
  return () => {
    choice.set(state.colour);
    key.hidden = state.colour !== "community";
  };
}

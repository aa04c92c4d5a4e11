// What is filtered, in words: as chips that undo themselves, and on whatever is exported.

/** Return each filter that is set as {text, brief, undo}; `undo` is the change that lifts it. */
function filtersSet() {
  const found = [];
  const add = (when, text, undo, brief = text) => when && found.push({ text, brief, undo });
  const names = (values) => values.map((value) => plain(value)).join(" or ");
  const { from, to, topics, country, hidden, least, steps, chosen } = state;
  const span = from === null ? `up to ${to}` : to === null ? `from ${from}` : years(from, to);
  add(from !== null || to !== null, capital(span), { from: null, to: null });
  const few = (set, text, what) => (set.size > 2 ? `${set.size} ${what}` : text);
  const about = `About ${names([...topics].sort())}`;
  add(topics.size, about, { topics: new Set() }, few(topics, about, "topics"));
  add(country !== null, `Country: ${plain(countries[country]?.label)}`, { country: null });
  const without = `Without ${[...hidden].sort().map(capital).join(", ")}`;
  add(hidden.size, without, { hidden: new Set() }, few(hidden, without, "kinds hidden"));
  add(least !== weakest, `${least} or more shared activities`, { least: weakest });
  add(!state.lone, "Only agencies with a tie", { lone: true });
  add(state.significant, "More than busyness explains", { significant: false });
  add(
    steps && chosen,
    `Within ${count(steps, "step", "steps")} of ${chosen ? chosenEnds().map(nameOf).join(" and ") : ""}`,
    { steps: 0 },
  );
  return found;
}

function paintFilters(box) {
  const set = filtersSet();
  const focused = box.contains(document.activeElement);
  box.hidden = !set.length;
  box.replaceChildren(
    ...set.map(({ text, brief, undo }) =>
      make(
        "li",
        {},
        make(
          "button",
          { type: "button", onclick: () => change(undo), title: `Remove: ${plain(text)}` },
          make("span", { class: "unseen" }, "Remove the filter: "),
          make("span", {}, shorten(plain(brief), 60)),
          make("i", { "aria-hidden": "true" }, "✕"),
        ),
      ),
    ),
  );
  if (focused) (box.querySelector("button") ?? document.getElementById("search")).focus();
}

/** Say how much is left of what there is. */
function statusSaid({ nodes: left, ties: lines }) {
  return `Showing ${left.size} of ${count(nodes.length, "agency", "agencies")}, ${lines.size} of ${count(ties.length, "tie", "ties")}`;
}

function paintStatus(box, visible) {
  const told = statusSaid(visible);
  if (box.textContent !== told) box.textContent = told;
}

/** What is printed in an exported picture: {title, filters, legend, foot}. */
function saidOf(visible, colours) {
  const { title, subtitle, dataVersion, licence, cite } = page.network;
  const groups = page.groups
    .map((group, index) => ({ name: capital(group.name) || "Other", shape: group.shape, index }))
    .filter(({ index }) => [...visible.nodes].some((node) => groupOf[node] === index))
    .map(({ name, shape, index }) => ({
      name,
      shape,
      colour: state.colour === "community" ? colours.muted : colours.groups[index],
    }));
  const communities =
    state.colour === "community"
      ? page.network.communities
          .map(({ name }, index) => ({
            name: plain(name).trim() || `Community ${index + 1}`,
            shape: "dot",
            colour: communityColour(index, false),
            index,
          }))
          .filter(({ index }) => [...visible.nodes].some((node) => nodes[node].community === index))
          .slice(0, COMMUNITY_COLOURS.length)
      : [];
  const set = filtersSet().map(({ text }) => text);
  const today = readable(new Date().toISOString().slice(0, 10));
  return {
    title: plain(title).trim() || "Network",
    filters: [[statusSaid(visible), ...set].join(" · ")],
    legend: [...groups, ...communities],
    foot: [
      `${plain(subtitle)}. A line means recorded together; where there is none, nothing is recorded.`,
      [
        dataVersion ? `Data ${plain(dataVersion)}` : "",
        licence ? `Licence ${plain(licence)}` : "",
        `Exported ${today}`,
      ]
        .filter(Boolean)
        .join(" · "),
      cite ? `Cite as: ${plain(cite)}` : "",
    ].filter(Boolean),
  };
}

// The panel beside the picture: its lists, the overview, and what it is about.

const shared = (tie) => count(ties[tie].support, "shared activity", "shared activities");
const span = (tie) => years(ties[tie].first, ties[tie].last);
/** Whether the records behind a tie contradict one another or others, or its activities are told differently. */
const disputed = (tie) =>
  ties[tie].activities.some(
    (index) =>
      activities[index].rivals?.length ||
      activities[index].participations.some((part) => {
        const { agent, contradicts } = participations[part];
        return contradicts.length && (agent === ties[tie].a || agent === ties[tie].b);
      }),
  );

/** The shape of an agency's kind, in the colour that it has in the picture. */
function mark(index) {
  const made = symbol(groupOf[index]);
  if (state.colour === "community") {
    const community = Math.min(nodes[index].community ?? Infinity, COMMUNITY_COLOURS.length);
    made.firstChild.style.fill = `var(--community-${community})`;
  }
  return made;
}

function backButton() {
  return make(
    "button",
    {
      type: "button",
      class: "plain back",
      onclick: () => choose(null),
      "aria-label": "Close and return to the overview",
    },
    "Close ✕",
  );
}

function list(rows, atOnce = 60) {
  const made = make(
    "ul",
    { class: "rows" },
    rows.slice(0, atOnce).map((row) => row()),
  );
  if (rows.length > atOnce) {
    const more = make(
      "li",
      { class: "more" },
      link(`Show ${rows.length - atOnce} more`, () => more.replaceWith(...rows.slice(atOnce).map((row) => row()))),
    );
    made.append(more);
  }
  return made;
}

/** The topics of some activities with the number of each, most frequent first. */
function topicsOf(indices) {
  const found = new Map();
  for (const index of indices)
    for (const topic of new Set(activities[index].topics)) found.set(topic, (found.get(topic) ?? 0) + 1);
  return [...found].sort(([one, few], [other, many]) => many - few || (one < other ? -1 : 1));
}

/** The years that some activities span; the last is open where one of them goes on. */
function yearsOfAll(indices) {
  const dated = indices.map((index) => activities[index]).filter(({ first }) => first !== null);
  if (!dated.length) return "";
  const open = dated.some(({ last }) => last === null);
  return years(lowest(dated.map(({ first }) => first)), open ? null : highest(dated.map(({ last }) => last)));
}

/** Topics as buttons that filter by them. */
function topicButtons(pairs, atOnce = 8) {
  const button = ([topic, many]) =>
    make(
      "li",
      {},
      make(
        "button",
        {
          type: "button",
          "aria-pressed": String(state.topics.has(topic)),
          title: "Filter by this topic",
          onclick: () => toggleTopic(topic),
        },
        topic,
        make("b", {}, ` ${many}`),
      ),
    );
  const made = make("ul", { class: "topics" }, pairs.slice(0, atOnce).map(button));
  if (pairs.length > atOnce) {
    const more = make(
      "li",
      {},
      link(`${pairs.length - atOnce} more`, () => more.replaceWith(...pairs.slice(atOnce).map(button))),
    );
    made.append(more);
  }
  return made;
}

function agencyRow(index, said) {
  return make(
    "li",
    {},
    mark(index),
    link(nameOf(index), () => chooseAgency(index)),
    make("span", { class: "much" }, said),
  );
}

function tieRow(tie, visible) {
  return make(
    "li",
    {},
    link(`${nameOf(ties[tie].a)} – ${nameOf(ties[tie].b)}`, () => chooseTie(tie)),
    make("span", { class: "much" }, `${visible.support[tie]} shared`),
  );
}

function sourceRow({ title, identifier, author, date, url }) {
  const name = plain(title).trim() || plain(identifier).trim() || "Untitled source";
  const rest = [author, readable(date), identifier].map((text) => plain(text).trim()).filter(Boolean);
  return make("li", {}, outside(name, url), rest.length ? `, ${rest.join(", ")}` : "");
}

/** How the numbers were made, and the documents that were read; closed until asked for. */
function about() {
  const { account, weight } = page.network;
  const said = account.some((sentence) => sentence.includes(weight));
  const told = [...account, said ? "" : `Ties are weighted by “${plain(weight)}”.`].filter((sentence) =>
    plain(sentence).trim(),
  );
  const part = (id, summary, rows) =>
    rows.length
      ? make("details", { class: "about", id }, make("summary", {}, summary), make("ul", { class: "sentences" }, rows))
      : null;
  return [
    part(
      "numbers",
      "About these numbers",
      told.map((sentence) => make("li", {}, sentence)),
    ),
    part("sources", count(sources.length, "source", "sources"), sources.map(sourceRow)),
  ];
}

/** How many visible partners each visible agency has; with `other`, only those of another community. */
function partnersOf(visible, other = false) {
  const found = new Map([...visible.nodes].map((index) => [index, 0]));
  for (const tie of visible.ties) {
    const { a, b } = ties[tie];
    if (other && nodes[a].community === nodes[b].community) continue;
    for (const end of [a, b]) found.set(end, (found.get(end) ?? 0) + 1);
  }
  return found;
}

/** The first few agencies of such a count, as rows that say the number. */
function firstOf(counts, most, said) {
  return [...counts]
    .filter(([, many]) => many)
    .sort(([one, few], [other, many]) => many - few || one - other)
    .slice(0, most)
    .map(([index, many]) => () => agencyRow(index, said(many)));
}

/** What to look at first: who is in the middle, who bridges, and the ties with most behind them. */
function overview(visible) {
  const part = (name, rows) => (rows.length ? [make("h3", {}, name), list(rows)] : []);
  const { support } = visible;
  const strongest = [...visible.ties]
    .sort(
      (one, other) => support[other] - support[one] || ties[other].weight - ties[one].weight || one - other,
    )
    .slice(0, 6);
  const bridges = clustered ? partnersOf(visible, true) : [];
  return [
    make("h2", {}, "Who is recorded together"),
    make(
      "p",
      { class: "lead" },
      nodes.length
        ? "Choose an agency or a line to read the records behind it. Where there is no line, nothing is recorded."
        : "This network holds no agencies yet.",
    ),
    part(
      "Most connected",
      firstOf(partnersOf(visible), 6, (many) => count(many, "partner", "partners")),
    ),
    part(
      "Bridging communities",
      firstOf(bridges, 3, (many) => `${many} outside its own`),
    ),
    part(
      "Most often recorded together",
      strongest.map((tie) => () => tieRow(tie, visible)),
    ),
    about(),
  ].flat();
}

/** Say when the filters hide what is being read. */
function hiddenNote(visible) {
  const { agency, tie } = state.chosen;
  if (agency !== undefined ? visible.nodes.has(agency) : visible.ties.has(tie)) return null;
  return make(
    "p",
    { class: "aside" },
    "The filters hide this from the picture. ",
    link("Show everything", () => change(everything())),
  );
}

/** The picture of the whole, or of what stands within one or two steps. */
function stepsChoice() {
  const options = [
    [0, "Everyone"],
    [1, "Partners"],
    [2, "Two steps"],
  ];
  const choice = choiceOf("steps", "Show in the picture", options, (steps) => change({ steps }));
  choice.set(state.steps);
  return make("div", { class: "around" }, make("span", { class: "heading" }, "In the picture"), choice.box);
}

/** Paint the panel anew. Focus stays where it was, and a filter leaves the reader at the line being read. */
function paintPanel(panel, visible, moved) {
  const focused = panel.contains(document.activeElement) ? document.activeElement : null;
  const place = focused ? [...panel.querySelectorAll("button, input, a, summary")].indexOf(focused) : -1;
  const open = [...panel.querySelectorAll("details[open][id]")].map(({ id }) => id);
  const { agency, tie } = state.chosen ?? {};
  const content =
    agency !== undefined
      ? agencyPanel(agency, visible)
      : tie !== undefined
        ? tiePanel(tie, visible)
        : overview(visible);
  panel.replaceChildren(...content.filter(Boolean));
  if (moved) panel.scrollTop = 0;
  else open.forEach((id) => panel.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", ""));
  if (!focused) return;
  // After a filter the same control is there again; after a choice the reader starts at the top.
  const again = moved ? null : panel.querySelectorAll("button, input, a, summary")[place];
  (again?.tagName === focused.tagName && again.type === focused.type ? again : panel).focus({ preventScroll: true });
}

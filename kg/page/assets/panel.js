// The panel beside the picture: an overview, one agency, or one tie.

const shared = (tie) => count(ties[tie].support, "shared activity", "shared activities");
const span = (tie) => years(ties[tie].first, ties[tie].last);

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

function agencyRow(index, visible) {
  const partners = tiesOf[index].filter((tie) => visible.ties.has(tie)).length;
  return make(
    "li",
    {},
    symbol(groupOf[index]),
    link(nameOf(index), () => chooseAgency(index)),
    make("span", { class: "much" }, count(partners, "partner", "partners")),
  );
}

function tieRow(tie) {
  return make(
    "li",
    {},
    link(`${nameOf(ties[tie].a)} – ${nameOf(ties[tie].b)}`, () => chooseTie(tie)),
    make("span", { class: "much" }, `${ties[tie].support} shared`),
  );
}

function about() {
  const { account, weight } = page.network;
  const said = account.some((sentence) => sentence.includes(weight));
  const told = [...account, said ? "" : `Ties are weighted by “${plain(weight)}”.`].filter((sentence) =>
    plain(sentence).trim(),
  );
  return told.length
    ? make(
        "details",
        { class: "about" },
        make("summary", {}, "About these numbers"),
        make(
          "ul",
          {},
          told.map((sentence) => make("li", {}, sentence)),
        ),
      )
    : null;
}

/** What to look at first: the agencies with most partners, and the ties with most behind them. */
function overview(visible) {
  const partners = (index) => tiesOf[index].filter((tie) => visible.ties.has(tie)).length;
  const busiest = [...visible.nodes]
    .map((index) => [index, partners(index)])
    .filter(([, many]) => many)
    .sort(([one, few], [other, many]) => many - few || one - other)
    .slice(0, 8)
    .map(([index]) => index);
  const strongest = [...visible.ties]
    .sort(
      (one, other) =>
        ties[other].support - ties[one].support || ties[other].weight - ties[one].weight || one - other,
    )
    .slice(0, 8);
  return [
    make("h2", {}, "Who is recorded together"),
    make(
      "p",
      { class: "lead" },
      nodes.length
        ? "Choose an agency or a line to read the records behind it. Where there is no line, nothing is recorded."
        : "This network holds no agencies yet.",
    ),
    busiest.length
      ? [make("h3", {}, "Most connected"), list(busiest.map((index) => () => agencyRow(index, visible)))]
      : [],
    strongest.length
      ? [make("h3", {}, "Most often recorded together"), list(strongest.map((tie) => () => tieRow(tie)))]
      : [],
    about(),
  ].flat();
}

function partnerRow(tie, index) {
  const partner = partnerOf(tie, index);
  const told = [`${ties[tie].support} shared`, span(tie)].filter(Boolean).join(", ");
  return make(
    "li",
    {},
    symbol(groupOf[partner]),
    link(nameOf(partner), () => chooseAgency(partner)),
    make(
      "button",
      {
        type: "button",
        class: "plain much",
        onclick: () => chooseTie(tie),
        "aria-label": `${told}: read the records of ${nameOf(index)} and ${nameOf(partner)}`,
      },
      told,
    ),
  );
}

function agencyLead(index) {
  const [partners, done] = [tiesOf[index].length, activitiesOf[index].length];
  if (!done && !partners) return ["No activity of this agency is recorded."];
  if (!partners)
    return [
      make("b", {}, count(done, "activity", "activities")),
      " recorded; none shared with another agency in this network.",
    ];
  return [
    "Recorded together with ",
    make("b", {}, count(partners, "agency", "agencies")),
    "; ",
    make("b", {}, count(done, "activity", "activities")),
    " in all.",
  ];
}

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

function agencyPanel(index, visible) {
  const node = nodes[index];
  const short = nameOf(index);
  const names = node.aliases
    .map(plain)
    .filter(
      (name, place, all) => name.trim() && name !== labelOf(index) && name !== short && all.indexOf(name) === place,
    );
  const strong = [...tiesOf[index]].sort((one, other) => ties[other].support - ties[one].support || one - other);
  return [
    backButton(),
    make("p", { class: "kicker" }, symbol(groupOf[index]), capital(node.kind) || capital(node.group)),
    make(
      "h2",
      {},
      labelOf(index),
      short === labelOf(index) ? null : make("span", { class: "short" }, ` (${short})`),
    ),
    names.length ? make("p", { class: "lead" }, `Also known as ${names.join(", ")}.`) : null,
    make("p", { class: "lead" }, agencyLead(index)),
    hiddenNote(visible),
    strong.length ? [make("h3", {}, "Partners"), list(strong.map((tie) => () => partnerRow(tie, index)))] : [],
    activitiesOf[index].length ? [make("h3", {}, "Activities"), activityCards(activitiesOf[index], [index])] : [],
  ].flat();
}

function tiePanel(tie, visible) {
  const { a, b, activities: list } = ties[tie];
  const when = span(tie);
  return [
    backButton(),
    make("p", { class: "kicker" }, "Recorded together"),
    make(
      "h2",
      {},
      link(nameOf(a), () => chooseAgency(a)),
      " and ",
      link(nameOf(b), () => chooseAgency(b)),
    ),
    make("p", { class: "lead" }, make("b", {}, shared(tie)), when ? `, ${when}.` : "."),
    hiddenNote(visible),
    make("h3", {}, "Shared activities"),
    activityCards(list, [a, b]),
  ];
}

/** Paint the panel anew. Focus stays in it, and a filter leaves the reader at the line being read. */
function paintPanel(panel, visible, moved) {
  const focused = panel.contains(document.activeElement);
  const { agency, tie } = state.chosen ?? {};
  const content =
    agency !== undefined
      ? agencyPanel(agency, visible)
      : tie !== undefined
        ? tiePanel(tie, visible)
        : overview(visible);
  panel.replaceChildren(...content.filter(Boolean));
  if (moved) panel.scrollTop = 0;
  if (focused) panel.focus({ preventScroll: true });
}

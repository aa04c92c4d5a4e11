// The panel of one agency: with whom, how often, since when and on which topics; and the panel of one tie.

/** The activities of a list that the filters let pass, and the others. */
function split(indices) {
  if (!narrowed()) return { inside: indices, outside: [] };
  const inside = indices.filter((index) => passes(index));
  return { inside, outside: indices.filter((index) => !inside.includes(index)) };
}

/** One partner: the name, what is shared since when, and the topics of that. */
function partnerRow(tie, index) {
  const partner = partnerOf(tie, index);
  const { inside } = split(ties[tie].activities);
  const when = narrowed() ? yearsOfAll(inside) : span(tie);
  const topics = topicsOf(inside)
    .slice(0, 2)
    .map(([topic]) => plain(topic));
  const told = `${inside.length} shared`;
  const small = [when, topics.join(", ")].filter(Boolean).join(" · ");
  return make(
    "li",
    {},
    mark(partner),
    make(
      "div",
      { class: "what" },
      link(nameOf(partner), () => chooseAgency(partner)),
      disputed(tie) ? [" ", make("span", { class: "flag" }, "sources disagree")] : null,
      ties[tie].planned ? [" ", make("span", { class: "badge" }, "planned")] : null,
      small ? make("small", {}, small) : null,
    ),
    make(
      "button",
      {
        type: "button",
        class: "plain much",
        onclick: () => chooseTie(tie),
        "aria-label": `${told}${when ? `, ${when}` : ""}: read the records of ${nameOf(index)} and ${nameOf(partner)}`,
      },
      told,
    ),
  );
}

function agencyLead(index) {
  const [partners, done] = [tiesOf[index].length, activitiesOf[index].length];
  if (!done && !partners) return ["No activity of this agency is recorded."];
  const when = yearsOfAll(activitiesOf[index]);
  const all = make("b", {}, count(done, "activity", "activities"));
  if (!partners) return [all, " recorded; none shared with another agency in this network."];
  return [
    "Recorded together with ",
    make("b", {}, count(partners, "agency", "agencies")),
    "; ",
    all,
    ` in all${when ? `, ${when}` : ""}.`,
  ];
}

/** Say how much of it lies inside the filters, where they narrow the activities; nothing where nothing does. */
function insideNote(inside, all, what) {
  if (!narrowed() || !inside) return null;
  return make("p", { class: "aside" }, `${inside} of ${all} ${what} inside the filters.`);
}

/** Cards of activities; those outside the filters stand apart, closed. */
function activityParts(heading, indices, agents) {
  const { inside, outside } = split(indices);
  return [
    inside.length ? [make("h3", {}, heading), activityCards(inside, agents)] : [],
    outside.length
      ? make(
          "details",
          { class: "about", id: "outside" },
          make("summary", {}, `${count(outside.length, "activity", "activities")} outside the filters`),
          activityCards(outside, agents),
        )
      : [],
  ].flat();
}

function agencyPanel(index, visible) {
  const node = nodes[index];
  const short = nameOf(index);
  const names = node.aliases
    .map(plain)
    .filter(
      (name, place, all) => name.trim() && name !== labelOf(index) && name !== short && all.indexOf(name) === place,
    );
  const { inside } = split(activitiesOf[index]);
  const partners = tiesOf[index]
    .map((tie) => [tie, split(ties[tie].activities).inside.length])
    .filter(([, many]) => many)
    .sort(([one, few], [other, many]) => many - few || one - other)
    .map(([tie]) => tie);
  const topics = topicsOf(inside);
  return [
    backButton(),
    make("p", { class: "kicker" }, mark(index), capital(node.kind) || capital(node.group)),
    make(
      "h2",
      {},
      labelOf(index),
      short === labelOf(index) ? null : make("span", { class: "short" }, ` (${short})`),
    ),
    names.length ? make("p", { class: "lead" }, `Also known as ${names.join(", ")}.`) : null,
    make("p", { class: "lead" }, agencyLead(index)),
    insideNote(inside.length, activitiesOf[index].length, "activities are"),
    hiddenNote(visible),
    tiesOf[index].length ? stepsChoice() : null,
    partners.length ? [make("h3", {}, "Partners"), list(partners.map((tie) => () => partnerRow(tie, index)))] : [],
    topics.length ? [make("h3", {}, "Topics"), topicButtons(topics)] : [],
    activityParts("Activities", activitiesOf[index], [index]),
  ].flat(2);
}

/** What a test against chance says of the tie, in one sentence, where there was one. */
function verdictSaid({ verdict, p }) {
  if (verdict === undefined) return null;
  const told = {
    significant: `More shared than busyness explains (p = ${p < 0.001 ? "under 0.001" : p.toFixed(3)} before correction).`,
    "not significant": "No more shared than two agencies as busy as these may share by chance.",
    "too few shared": "Too few shared to be told from chance.",
    "not enough data": "Not enough data to tell this tie from chance.",
  }[verdict];
  return told ? make("p", { class: "lead verdict" }, told) : null;
}

function tiePanel(tie, visible) {
  const { a, b, activities: shares } = ties[tie];
  const when = span(tie);
  const { inside } = split(shares);
  return [
    backButton(),
    make("p", { class: "kicker" }, ties[tie].planned ? "Planned together, not recorded as held" : "Recorded together"),
    make(
      "h2",
      {},
      link(nameOf(a), () => chooseAgency(a)),
      " and ",
      link(nameOf(b), () => chooseAgency(b)),
    ),
    make("p", { class: "lead" }, make("b", {}, shared(tie)), when ? `, ${when}.` : ", no date recorded."),
    verdictSaid(ties[tie]),
    insideNote(inside.length, shares.length, "are"),
    hiddenNote(visible),
    activityParts("Shared activities", shares, [a, b]),
  ].flat();
}

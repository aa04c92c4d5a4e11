// What stands behind a tie: activities, the roles of the agents in them, and the passages that say so.

/** The passage by its first and last words, which lead a reader with the document to the place. */
function quotation({ start, end }) {
  const [first, last] = [plain(start).trim(), plain(end).trim()];
  if (!first && !last) return null;
  const words =
    first && last
      ? [first, make("i", {}, " … "), last]
      : first
        ? [first, make("i", {}, " …")]
        : [make("i", {}, "… "), last];
  return make("blockquote", {}, "“", words, "”");
}

/** Where the passage stands: title, author, date, file and place in the file, each only if recorded. */
function reference({ source, locator }) {
  const { title, author, date, identifier, url, reliability } = sources[source];
  const name = plain(title).trim() || plain(identifier).trim() || "Untitled source";
  const place = plain(locator).length < 16 ? plain(locator).replace(/ /g, "\u00a0") : locator;
  const rest = [author, readable(date), identifier, place].map((text) => plain(text).trim()).filter(Boolean);
  const weight = plain(reliability).trim();
  return make(
    "figcaption",
    {},
    outside(name, url),
    rest.length ? `, ${rest.join(", ")}` : "",
    weight ? make("span", { class: "doubt" }, ` [${weight}]`) : null,
  );
}

/** Passages as figures: first what sources say in their own words, then how the editor read them. */
function passagesOf(indices) {
  const spoken = (index) => Boolean(plain(evidence[index].start).trim() || plain(evidence[index].end).trim());
  return [...indices.filter(spoken), ...indices.filter((index) => !spoken(index))].map(passage);
}

function passage(index) {
  const { rationale } = evidence[index];
  const why = plain(rationale).trim();
  return make(
    "figure",
    { class: "passage" },
    quotation(evidence[index]),
    why ? make("p", { class: "editor" }, `Editor's reading: ${why}`) : null,
    reference(evidence[index]),
  );
}

/** One agent in one role; its date only where it is not that of the whole activity. */
function roleOf(part, activity) {
  const { agent, role, date, certainty } = participations[part];
  const when = date === activity.date ? "" : readable(date);
  return make(
    "div",
    { class: "who" },
    mark(agent),
    make(
      "div",
      {},
      make("strong", {}, nameOf(agent)),
      " ",
      make("span", { class: "role" }, plain(role).trim() || "role not recorded"),
      when ? make("span", { class: "role" }, `, ${when}`) : null,
      certainty ? make("span", { class: "doubt" }, ` [${plain(certainty)}]`) : null,
    ),
  );
}

/** Agents with their roles and, below, the passages for them; parts that rest on the same passages stand together. */
function rolesWithPassages(parts, activity) {
  const groups = new Map();
  for (const part of parts) {
    const key = participations[part].evidence.join(" ");
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups.values()].map((group) => make("div", { class: "part" }, statement(group, activity)));
}

/** Roles and the passages that all of them rest on. */
function statement(parts, activity) {
  const passages = participations[parts[0]].evidence;
  return [
    parts.map((part) => roleOf(part, activity)),
    passages.length ? passagesOf(passages) : make("p", { class: "passage role" }, "No passage recorded."),
  ].flat();
}

/** Which activity a participation belongs to. */
const activityOfPart = [];
activities.forEach(({ participations: parts }, index) => parts.forEach((part) => (activityOfPart[part] = index)));

/** Pairs of records that cannot both be right, each pair once, among some records and their rivals. */
function rivalsAmong(parts) {
  const pairs = new Map();
  for (const part of parts)
    for (const other of participations[part].contradicts) {
      const pair = [Math.min(part, other), Math.max(part, other)];
      pairs.set(pair.join(" "), pair);
    }
  return [...pairs.values()];
}

/** Two records that contradict each other, side by side; the page settles nothing. */
function rivalry(pair, activity) {
  const side = (part) => {
    const own = activities[activityOfPart[part]];
    const elsewhere = own && own !== activity ? make("p", { class: "role" }, `In: ${plain(own.label)}`) : null;
    return make("section", {}, statement([part], activity), elsewhere);
  };
  return make(
    "div",
    { class: "rivals" },
    make("p", { class: "against" }, make("strong", {}, "Sources disagree. "), "Both records are kept."),
    make("div", { class: "sides" }, pair.map(side)),
  );
}

/** A meeting that was held needs no mark; anything else, planned or cancelled, must not look like one. */
function status(text) {
  const told = plain(text).trim();
  return !told || fold(told) === "held" ? null : make("span", { class: "badge" }, told);
}

function facts({ kind, date, place }) {
  return [capital(kind), readable(date), place]
    .map((text) => plain(text).trim())
    .filter(Boolean)
    .join(" · ");
}

/** Two claims about the activity itself that contradict each other, such as two dates. */
function claimRivalry(pair) {
  const side = ({ what, says, dated, evidence: passages }) =>
    make(
      "section",
      {},
      make("p", {}, make("span", { class: "role" }, `${capital(what)}: `), make("strong", {}, dated ? readable(says) : says)),
      passagesOf(passages),
    );
  return make(
    "div",
    { class: "rivals" },
    make("p", { class: "against" }, make("strong", {}, "Sources disagree. "), "Both claims are kept."),
    make("div", { class: "sides" }, pair.map(side)),
  );
}

/** A card for one activity with the roles of `agents`; the others who took part are named below. */
function activityCard(index, agents) {
  const activity = activities[index];
  const mine = activity.participations.filter((part) => agents.includes(participations[part].agent));
  const rivals = rivalsAmong(mine);
  const disputed = new Set(rivals.flat());
  const others = activity.participations.filter((part) => !mine.includes(part) && !disputed.has(part));
  const names = others.map(
    (part) => `${nameOf(participations[part].agent)} (${plain(participations[part].role) || "role not recorded"})`,
  );
  mine.sort(
    (one, other) => agents.indexOf(participations[one].agent) - agents.indexOf(participations[other].agent),
  );
  const agreed = mine.filter((part) => !disputed.has(part));
  return make(
    "article",
    { class: notYet(activity) ? "activity planned" : "activity" },
    make("h4", {}, plain(activity.label).trim() || "Untitled activity"),
    make("p", { class: "facts" }, facts(activity), " ", status(activity.status)),
    activity.topics.length
      ? make(
          "ul",
          { class: "topics", "aria-label": "Topics" },
          activity.topics.map((topic) => make("li", {}, topic)),
        )
      : null,
    rolesWithPassages(agreed, activity),
    rivals.map((pair) => rivalry(pair, activity)),
    (activity.rivals ?? []).map(claimRivalry),
    names.length ? make("p", { class: "also" }, `Also recorded: ${names.join(", ")}.`) : null,
  );
}

/** Earliest first; what has no date comes last. */
function inTime(indices) {
  const start = (index) => activities[index].first ?? activities[index].last ?? Infinity;
  return [...indices].sort((one, other) => {
    const [before, after] = [start(one), start(other)];
    return before === after ? one - other : before - after;
  });
}

/** Cards for many activities: some at once, the rest when asked for. */
function activityCards(indices, agents, atOnce = 12) {
  const ordered = inTime(indices);
  const cards = make(
    "div",
    {},
    ordered.slice(0, atOnce).map((index) => activityCard(index, agents)),
  );
  if (ordered.length > atOnce) {
    const more = link(`Show ${ordered.length - atOnce} more`, () =>
      more.replaceWith(...ordered.slice(atOnce).map((index) => activityCard(index, agents))),
    );
    cards.append(more);
  }
  return cards;
}

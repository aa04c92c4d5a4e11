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
  const { title, author, date, identifier, url } = sources[source];
  const name = plain(title).trim() || plain(identifier).trim() || "Untitled source";
  const place = plain(locator).length < 16 ? plain(locator).replace(/ /g, "\u00a0") : locator;
  const rest = [author, readable(date), identifier, place].map((text) => plain(text).trim()).filter(Boolean);
  return make("figcaption", {}, outside(name, url), rest.length ? `, ${rest.join(", ")}` : "");
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

/** Records that say otherwise; a contradiction is shown, never settled by the page. */
function contradictions(part) {
  return participations[part].contradicts.map((other) => {
    const { agent, role, date } = participations[other];
    const what = [`${nameOf(agent)} as ${plain(role) || "participant"}`, readable(date)].filter(Boolean).join(", ");
    return make(
      "p",
      { class: "against" },
      make("strong", {}, "Sources disagree. "),
      `Another record says: ${what}.`,
    );
  });
}

/** One agent in one role; its date only where it is not that of the whole activity. */
function roleOf(part, activity) {
  const { agent, role, date } = participations[part];
  const when = date === activity.date ? "" : readable(date);
  return make(
    "div",
    { class: "who" },
    symbol(groupOf[agent]),
    make(
      "div",
      {},
      make("strong", {}, nameOf(agent)),
      " ",
      make("span", { class: "role" }, plain(role).trim() || "role not recorded"),
      when ? make("span", { class: "role" }, `, ${when}`) : null,
    ),
  );
}

/** Agents with their roles and, below, the passages for them; parts that rest on the same passages stand together. */
function rolesWithPassages(parts, activity) {
  const groups = new Map();
  for (const part of parts) {
    const { evidence: passages, contradicts } = participations[part];
    const key = contradicts.length ? `part ${part}` : passages.join(" ");
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups.values()].map((group) => {
    const passages = participations[group[0]].evidence;
    return make(
      "div",
      { class: "part" },
      group.map((part) => roleOf(part, activity)),
      passages.length ? passages.map(passage) : make("p", { class: "passage role" }, "No passage recorded."),
      group.map(contradictions).flat(),
    );
  });
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

/** A card for one activity with the roles of `agents`; the others who took part are named below. */
function activityCard(index, agents) {
  const activity = activities[index];
  const mine = activity.participations.filter((part) => agents.includes(participations[part].agent));
  const others = activity.participations.filter((part) => !mine.includes(part));
  const names = others.map(
    (part) => `${nameOf(participations[part].agent)} (${plain(participations[part].role) || "role not recorded"})`,
  );
  mine.sort(
    (one, other) => agents.indexOf(participations[one].agent) - agents.indexOf(participations[other].agent),
  );
  return make(
    "article",
    { class: "activity" },
    make("h4", {}, plain(activity.label).trim() || "Untitled activity"),
    make("p", { class: "facts" }, facts(activity), " ", status(activity.status)),
    activity.topics.length
      ? make(
          "ul",
          { class: "topics", "aria-label": "Topics" },
          activity.topics.map((topic) => make("li", {}, topic)),
        )
      : null,
    rolesWithPassages(mine, activity),
    names.length ? make("p", { class: "also" }, `Also recorded: ${names.join(", ")}.`) : null,
  );
}

/** Cards for many activities: some at once, the rest when asked for. */
function activityCards(list, agents, atOnce = 12) {
  const cards = make(
    "div",
    {},
    list.slice(0, atOnce).map((index) => activityCard(index, agents)),
  );
  if (list.length > atOnce) {
    const more = link(`Show ${list.length - atOnce} more`, () =>
      more.replaceWith(...list.slice(atOnce).map((index) => activityCard(index, agents))),
    );
    cards.append(more);
  }
  return cards;
}

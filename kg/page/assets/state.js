// What the page knows, what the reader has chosen, and how choices are told: one object, one list of watchers.

const page = await readData(document.getElementById("data"));
const { nodes, ties, activities, participations, evidence, sources, countries = [] } = page.network;

const groupOf = nodes.map((node) => page.groups.findIndex((group) => group.name === node.group));
const tiesOf = nodes.map(() => []);
ties.forEach((tie, index) => {
  tiesOf[tie.a].push(index);
  tiesOf[tie.b].push(index);
});
/** For each node, its activities in the order of the data. */
const activitiesOf = nodes.map(() => []);
activities.forEach((activity, index) => {
  const agents = new Set(activity.participations.map((part) => participations[part].agent));
  agents.forEach((agent) => activitiesOf[agent].push(index));
});
/** The strengths that occur, weakest first: the steps of the threshold. */
const strengths = [...new Set(ties.map((tie) => tie.support))].sort((one, other) => one - other);
const weakest = strengths[0] ?? 1;
/** Whether the data say which ties are more than busyness explains; without it there is no such switch. */
const tested = ties.some((tie) => tie.verdict !== undefined);
const clustered = (page.network.communities ?? []).length > 1;

const VIEWS = ["picture", "table", "map"];
/** Every filter at rest: what Reset returns to. */
const everything = () => ({
  hidden: new Set(),
  least: weakest,
  lone: true,
  from: null,
  to: null,
  topics: new Set(),
  country: null,
  steps: 0,
  significant: false,
});

/**
 * All that the page remembers. `chosen` is null, {agency: index} or {tie: index}; `hidden` holds names of groups;
 * `from` and `to` are years or null where open; `topics` holds names, none for all; `country` is an index
 * or null; `steps` is 0, or 1 or 2 around the chosen; `colour` is "kind" or "community".
 */
const state = { ...everything(), chosen: null, view: "picture", colour: "kind" };
const watchers = [];

/** Set without telling anybody: for what is read from the address. */
function recall(changes) {
  Object.assign(state, changes);
  forgetShown();
}

function change(changes) {
  recall(changes);
  watchers.forEach((watch) => watch(changes));
}

/** Choose an agency, a tie or nothing; without a choice there is nothing to take steps from. */
const choose = (chosen) => change(chosen ? { chosen } : { chosen, steps: 0 });
const chooseAgency = (index) => choose({ agency: index });
const chooseTie = (index) => choose({ tie: index });

/** The agencies that are chosen: one, or both ends of a tie, or none. */
function chosenEnds() {
  const { agency, tie } = state.chosen ?? {};
  return agency !== undefined ? [agency] : tie !== undefined ? [ties[tie].a, ties[tie].b] : [];
}

/** The short name in the picture; the long one in lists. Neither is ever empty. */
function nameOf(index) {
  return plain(nodes[index].name).trim() || plain(nodes[index].label).trim() || "(no name)";
}

function labelOf(index) {
  return plain(nodes[index].label).trim() || nameOf(index);
}

function partnerOf(tie, index) {
  return ties[tie].a === index ? ties[tie].b : ties[tie].a;
}

/** Write choice and filters as the part of the address after #; the names in it outlive new data. */
function toHash() {
  const parts = new URLSearchParams();
  const { agency, tie } = state.chosen ?? {};
  if (agency !== undefined) parts.set("agency", nodes[agency].id);
  if (tie !== undefined) [ties[tie].a, ties[tie].b].forEach((end) => parts.append("tie", nodes[end].id));
  if (state.steps) parts.set("steps", state.steps);
  if (state.from !== null) parts.set("from", state.from);
  if (state.to !== null) parts.set("to", state.to);
  [...state.topics].sort().forEach((topic) => parts.append("topic", topic));
  if (state.country !== null) parts.set("country", countries[state.country].id);
  [...state.hidden].sort().forEach((group) => parts.append("hide", group));
  if (state.least !== weakest) parts.set("least", state.least);
  if (!state.lone) parts.set("lone", "no");
  if (state.significant) parts.set("significant", "yes");
  if (state.colour !== "kind") parts.set("colour", state.colour);
  if (state.view !== "picture") parts.set("view", state.view);
  const embed = new URLSearchParams(location.hash.slice(1)).get("embed");
  if (embed) parts.set("embed", embed);
  const text = parts.toString();
  return text ? `#${text}` : "";
}

/** Read back what toHash wrote; what it names and the data do not know is passed over. */
function fromHash(hash) {
  const parts = new URLSearchParams(hash.slice(1));
  const find = (id) => nodes.findIndex((node) => node.id === id);
  const agency = parts.has("agency") ? find(parts.get("agency")) : -1;
  const ends = parts.getAll("tie").map(find);
  const tie = ends.length
    ? ties.findIndex((each) => each.a !== each.b && ends.includes(each.a) && ends.includes(each.b))
    : -1;
  const year = (name) => (/^\d{1,4}$/.test(parts.get(name) ?? "") ? Number(parts.get(name)) : null);
  const [from, to] = [year("from"), year("to")];
  const orderly = from === null || to === null || from <= to;
  const country = countries.findIndex(({ id }) => parts.has("country") && id === parts.get("country"));
  const least = Number(parts.get("least"));
  const steps = Number(parts.get("steps"));
  return {
    chosen: agency >= 0 ? { agency } : tie >= 0 ? { tie } : null,
    hidden: new Set(parts.getAll("hide").filter((name) => page.groups.some((group) => group.name === name))),
    least: strengths.includes(least) ? least : weakest,
    lone: parts.get("lone") !== "no",
    from: orderly ? from : null,
    to: orderly ? to : null,
    topics: new Set(parts.getAll("topic").filter((name) => topicCounts.has(name))),
    country: country >= 0 ? country : null,
    steps: (agency >= 0 || tie >= 0) && (steps === 1 || steps === 2) ? steps : 0,
    significant: tested && parts.get("significant") === "yes",
    colour: clustered && parts.get("colour") === "community" ? "community" : "kind",
    view: VIEWS.includes(parts.get("view")) ? parts.get("view") : "picture",
  };
}

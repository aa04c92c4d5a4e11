// What the page knows, what the reader has chosen, and what is therefore shown.

const page = await readData(document.getElementById("data"));
const { nodes, ties, activities, participations, evidence, sources } = page.network;

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

/** `chosen` is null, {agency: index} or {tie: index}. This object is all the page remembers. */
const state = { chosen: null, hidden: new Set(), least: weakest, lone: true, view: "picture" };
const watchers = [];

function change(changes) {
  Object.assign(state, changes);
  watchers.forEach((watch) => watch(changes));
}

const choose = (chosen) => change({ chosen });
const chooseAgency = (index) => choose({ agency: index });
const chooseTie = (index) => choose({ tie: index });
const everything = () => ({ hidden: new Set(), least: weakest, lone: true });

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

/** Return the nodes and ties that the filters leave, as sets of indices. */
function shown() {
  const open = (index) => !state.hidden.has(nodes[index].group);
  const left = new Set();
  const joined = new Set();
  ties.forEach((tie, index) => {
    if (tie.support < state.least || !open(tie.a) || !open(tie.b)) return;
    left.add(index);
    joined.add(tie.a).add(tie.b);
  });
  // Above the weakest strength, a node whose ties are all filtered away would be a dot that says nothing.
  const stays = (index) => joined.has(index) || (tiesOf[index].length ? state.least === weakest : state.lone);
  const kept = nodes.map((_, index) => index).filter((index) => open(index) && stays(index));
  return { nodes: new Set(kept), ties: left };
}

/** Return what the choice lifts out: the chosen ones and their neighbours; null where nothing is chosen. */
function lifted(visible) {
  if (!state.chosen) return null;
  const { agency, tie } = state.chosen;
  if (tie !== undefined) return { nodes: new Set([ties[tie].a, ties[tie].b]), ties: new Set([tie]) };
  const own = tiesOf[agency].filter((index) => visible.ties.has(index));
  return { nodes: new Set([agency, ...own.map((index) => partnerOf(index, agency))]), ties: new Set(own) };
}

/** Write choice and filters as the part of the address after #; the names in it outlive new data. */
function toHash() {
  const parts = new URLSearchParams();
  const { agency, tie } = state.chosen ?? {};
  if (agency !== undefined) parts.set("agency", nodes[agency].id);
  if (tie !== undefined) [ties[tie].a, ties[tie].b].forEach((end) => parts.append("tie", nodes[end].id));
  [...state.hidden].sort().forEach((group) => parts.append("hide", group));
  if (state.least !== weakest) parts.set("least", state.least);
  if (!state.lone) parts.set("lone", "no");
  if (state.view !== "picture") parts.set("view", state.view);
  const text = parts.toString();
  return text ? `#${text}` : "";
}

/** Read back what toHash wrote; what it names and the data do not know is passed over. */
function fromHash(hash) {
  const parts = new URLSearchParams(hash.slice(1));
  const find = (id) => nodes.findIndex((node) => node.id === id);
  const agency = parts.has("agency") ? find(parts.get("agency")) : -1;
  const ends = parts.getAll("tie").map(find);
  const tie = ties.findIndex((each) => ends.includes(each.a) && ends.includes(each.b));
  const least = Number(parts.get("least"));
  return {
    chosen: agency >= 0 ? { agency } : tie >= 0 ? { tie } : null,
    hidden: new Set(parts.getAll("hide").filter((name) => page.groups.some((group) => group.name === name))),
    least: strengths.includes(least) ? least : weakest,
    lone: parts.get("lone") !== "no",
    view: parts.get("view") === "table" ? "table" : "picture",
  };
}

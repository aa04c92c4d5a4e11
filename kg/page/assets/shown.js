// What the filters leave: activities first, then the ties that they still make, then the agencies.

/** The topics that occur and the number of activities of each. */
const topicCounts = new Map();
activities.forEach(({ topics }) =>
  new Set(topics).forEach((topic) => topicCounts.set(topic, (topicCounts.get(topic) ?? 0) + 1)),
);

/** Whether an activity has not taken place, as far as its source knows. */
const NOT_YET = new Set(["planned", "tentative", "proposed", "in preparation"]);
const notYet = ({ planned, status }) => planned ?? NOT_YET.has(fold(status).trim());

/** Whether any filter works on activities now: only then is strength counted anew. */
const narrowed = () =>
  state.from !== null || state.to !== null || state.topics.size > 0 || state.country !== null;

/** Whether an activity may have been in the chosen years; one with an open end goes on, one without dates is out. */
function inYears({ first, last }) {
  if (state.from === null && state.to === null) return true;
  if (first === null && last === null) return false;
  return !((state.from !== null && last !== null && last < state.from) || (state.to !== null && first !== null && first > state.to));
}

/** Tell whether the filters let an activity pass, leaving out one of them: "years", "topics" or "country". */
function passes(index, except) {
  const activity = activities[index];
  return (
    (except === "years" || inYears(activity)) &&
    (except === "topics" || !state.topics.size || activity.topics.some((topic) => state.topics.has(topic))) &&
    (except === "country" || state.country === null || (activity.countries ?? []).includes(state.country))
  );
}

let remembered = null;

function forgetShown() {
  remembered = null;
}

/**
 * Return what the filters leave: {nodes, ties, activities} as sets of indices, `planned` the ties that rest on
 * plans alone, and `support`, the number of activities of each tie inside the filters.
 */
function shown() {
  remembered ??= around(filtered());
  return remembered;
}

function filtered() {
  const narrow = narrowed();
  const open = activities.map((_, index) => !narrow || passes(index));
  const held = activities.map((activity) => !notYet(activity));
  const support = new Int32Array(ties.length);
  const [left, joined, planned] = [new Set(), new Set(), new Set()];
  // Without a threshold one activity inside the filters is enough, however strong the weakest tie is over all.
  const least = state.least === weakest ? 1 : state.least;
  const group = nodes.map((node) => !state.hidden.has(node.group));
  ties.forEach((tie, index) => {
    const there = narrow ? tie.activities.filter((activity) => open[activity]) : tie.activities;
    support[index] = narrow ? there.length : tie.support;
    if (support[index] < least || !group[tie.a] || !group[tie.b]) return;
    if (state.significant && tie.verdict !== "significant") return;
    left.add(index);
    joined.add(tie.a).add(tie.b);
    if (there.length ? !there.some((activity) => held[activity]) : tie.planned) planned.add(index);
  });
  // Above the weakest strength, a node whose ties are all filtered away would be a dot that says nothing.
  const strict = state.least !== weakest || state.significant;
  const stays = (index) =>
    joined.has(index) ||
    (narrow
      ? !strict && state.lone && activitiesOf[index].some((activity) => open[activity])
      : tiesOf[index].length
        ? !strict
        : state.lone);
  const kept = new Set();
  group.forEach((there, index) => there && stays(index) && kept.add(index));
  const inside = new Set();
  activities.forEach((activity, index) => {
    if (open[index] && activity.participations.some((part) => kept.has(participations[part].agent)))
      inside.add(index);
  });
  return { nodes: kept, ties: left, support, planned, activities: inside };
}

/** Keep only what stands within some steps of the chosen, and the ties among that. */
function around(visible) {
  let edge = chosenEnds().filter((index) => visible.nodes.has(index));
  if (!state.steps || !edge.length) return visible;
  const near = new Set(edge);
  for (let step = 0; step < state.steps; step += 1) {
    const next = edge.flatMap((index) =>
      tiesOf[index].filter((tie) => visible.ties.has(tie)).map((tie) => partnerOf(tie, index)),
    );
    edge = [...new Set(next)].filter((index) => !near.has(index));
    edge.forEach((index) => near.add(index));
  }
  const within = (tie) => near.has(ties[tie].a) && near.has(ties[tie].b);
  return {
    ...visible,
    nodes: new Set([...visible.nodes].filter((index) => near.has(index))),
    ties: new Set([...visible.ties].filter(within)),
    planned: new Set([...visible.planned].filter(within)),
    activities: new Set(
      [...visible.activities].filter((index) =>
        activities[index].participations.some((part) => near.has(participations[part].agent)),
      ),
    ),
  };
}

/**
 * Return what the choice lifts out: the chosen ones and their neighbours. Null where nothing is chosen, or what is
 * chosen is filtered away: nothing then stands out, so nothing steps back.
 */
function lifted(visible) {
  if (!state.chosen) return null;
  const { agency, tie } = state.chosen;
  if (!(agency === undefined ? visible.ties.has(tie) : visible.nodes.has(agency))) return null;
  if (tie !== undefined) return { nodes: new Set([ties[tie].a, ties[tie].b]), ties: new Set([tie]) };
  const own = tiesOf[agency].filter((index) => visible.ties.has(index));
  return { nodes: new Set([agency, ...own.map((index) => partnerOf(index, agency))]), ties: new Set(own) };
}

// Which agencies work where: activities gathered by country, as far as the data name one.

const outlines = page.outlines ?? null;
/** Names in the order of the alphabet, the same for every reader; made once, because it is slow to make. */
const alphabet = new Intl.Collator("en");

/**
 * Return for each country the activities inside all other filters and the agencies in them, busiest first; and
 * how many activities name no country. Where the reader has chosen an agency or a tie, only its own count.
 */
function byCountry() {
  const own = chosenActivities();
  const rows = countries.map((_, country) => ({ country, held: 0, planned: 0, agencies: new Map() }));
  let nowhere = 0;
  activities.forEach((activity, index) => {
    if (!passes(index, "country") || (own && !own.has(index))) return;
    const agents = new Set(
      activity.participations
        .map((part) => participations[part].agent)
        .filter((agent) => !state.hidden.has(nodes[agent].group)),
    );
    if (!agents.size) return;
    const within = new Set(activity.countries ?? []);
    if (!within.size) nowhere += 1;
    within.forEach((country) => {
      const row = rows[country];
      row[notYet(activity) ? "planned" : "held"] += 1;
      agents.forEach((agent) => row.agencies.set(agent, (row.agencies.get(agent) ?? 0) + 1));
    });
  });
  rows.forEach((row) => {
    row.many = row.held + row.planned;
    row.agencies = [...row.agencies].sort(
      ([one, few], [other, many]) => many - few || alphabet.compare(nameOf(one), nameOf(other)),
    );
  });
  return { rows, nowhere };
}

/**
 * Return the smallest number of each shade, lightest first: up to four, each taking in about as many doublings
 * as the next.
 */
function shadesFor(most) {
  const steps = Math.min(4, most);
  const starts = Array.from({ length: steps }, (_, step) =>
    most <= 4 ? step + 1 : step ? Math.ceil(most ** (step / steps)) : 1,
  );
  return starts.filter((start, place) => place === 0 || start > starts[place - 1]);
}

const shadeOf = (many, shades) => shades.filter((start) => many >= start).length;

function countryName(country) {
  return plain(countries[country].label).trim() || plain(countries[country].code).trim() || "(no name)";
}

/** Say what a country counts: how many activities, of them planned, by how many agencies. */
function countrySaid({ many, planned, agencies }) {
  const plans = !planned ? "" : planned < many ? `, ${planned} of them planned` : many > 1 ? ", all planned" : ", planned";
  return `${count(many, "activity", "activities")}${plans}, by ${count(agencies.length, "agency", "agencies")}`;
}

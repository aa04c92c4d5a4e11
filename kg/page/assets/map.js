// The country view: a map, and beside it the same as a list. Choosing a country filters everything else by it.

const chooseCountry = (country) => change({ country: country === state.country ? null : country });

/** Agencies of the chosen country with their numbers of activities: some at once, the rest when asked for. */
function agencyList({ country, agencies }, atOnce = 40) {
  const row = ([agent, many]) =>
    make(
      "li",
      {},
      symbol(groupOf[agent]),
      link(nameOf(agent), () => chooseAgency(agent)),
      make("span", { class: "much" }, String(many)),
    );
  const made = make(
    "ul",
    { class: "agencies", "aria-label": `Agencies recorded in ${countryName(country)}` },
    agencies.slice(0, atOnce).map(row),
  );
  if (agencies.length > atOnce) {
    const show = () => more.replaceWith(...agencies.slice(atOnce).map(row));
    const more = make("li", {}, link(`Show ${agencies.length - atOnce} more`, show));
    made.append(more);
  }
  return made;
}

/** The first few agencies by name; all of them where the country is chosen. */
function agenciesOf(row) {
  const { country, agencies } = row;
  if (country === state.country) return agencyList(row);
  const names = agencies.slice(0, 4).map(([agent]) => shorten(nameOf(agent), 40));
  const more = agencies.length - names.length;
  return make("p", { class: "agencies" }, names.join(", "), more ? ` and ${more} more` : "");
}

function countryRow(row, shade) {
  const { country } = row;
  const chosen = country === state.country;
  const drawnThere = outlines.countries[country].length > 0;
  return make(
    "li",
    { class: chosen ? "chosen" : false },
    make(
      "button",
      {
        type: "button",
        "data-country": country,
        "aria-pressed": String(chosen),
        onclick: () => chooseCountry(country),
      },
      make("i", { class: `swatch shade-${shade}` }),
      make("span", { class: "name" }, countryName(country), drawnThere ? null : make("small", {}, " not on the map")),
      // Read aloud, the number has its words; the space keeps it from the name.
      " ",
      make(
        "span",
        { class: "much" },
        String(row.many),
        make("span", { class: "unseen" }, countrySaid(row).slice(String(row.many).length)),
      ),
    ),
    agenciesOf(row),
  );
}

/** What the map counts, in one sentence that changes with what is chosen. */
function mapLead() {
  const { agency, tie } = state.chosen ?? {};
  const whose =
    agency !== undefined
      ? `the activities of ${nameOf(agency)}`
      : tie !== undefined
        ? `the activities that ${nameOf(ties[tie].a)} and ${nameOf(ties[tie].b)} share`
        : "activities";
  return make(
    "p",
    { class: "lead" },
    `Where ${whose} took place, or the country they were about. Choose a country to see only what is recorded there.`,
    state.chosen ? [" ", link("Show those of all agencies", () => choose(null))] : "",
  );
}

function mapKey(shades, most) {
  const range = (start, place) => years(start, (shades[place + 1] ?? most + 1) - 1);
  return make(
    "p",
    { class: "key" },
    "Activities ",
    shades.map((start, place) =>
      make("span", {}, make("i", { class: `swatch shade-${place + 1}` }), range(start, place)),
    ),
  );
}

const ENDORSEMENT =
  "Outlines: Natural Earth, public domain. Boundaries and names shown do not imply endorsement or acceptance.";

function createMap(box) {
  if (!outlines) return () => {};
  const sheet = make("div", { class: "sheet" });
  sheet.style.aspectRatio = `${outlines.width} / ${outlines.height}`;
  const tip = make("div", { class: "tip", "aria-hidden": "true", hidden: true });
  const key = make("div", {});
  const list = make("div", { class: "countries", tabindex: "-1" });
  let rows = [];
  const paintAtlas = createAtlas(sheet, {
    choose: (country) => {
      if (country !== null && (rows[country].many || country === state.country)) chooseCountry(country);
    },
    point: (country, event) => {
      const row = country === null ? null : rows[country];
      tip.hidden = !row;
      list.querySelectorAll(".pointed").forEach((each) => each.classList.remove("pointed"));
      if (!row) return;
      list.querySelector(`[data-country="${country}"]`)?.classList.add("pointed");
      tip.replaceChildren(
        make("strong", {}, countryName(country)),
        row.many ? countrySaid(row) : "Nothing recorded inside the filters",
      );
      const { left, top, width } = sheet.getBoundingClientRect();
      const x = Math.min(event.clientX - left + 14, width - tip.offsetWidth - 6);
      tip.style.transform = `translate(${Math.max(4, x)}px, ${event.clientY - top + 16}px)`;
    },
  });
  sheet.append(tip);
  const foot = make("div", { class: "foot" }, key, make("p", { class: "note" }, ENDORSEMENT));
  const atlas = make("div", { class: "atlas" }, make("div", { class: "globe" }, sheet, foot), list);
  box.append(atlas);

  return () => {
    if (state.view !== "map") return;
    const found = byCountry();
    rows = found.rows;
    const most = highest([0, ...rows.map(({ many }) => many)]);
    const shades = shadesFor(most);
    paintAtlas(
      rows.map(({ many }) => shadeOf(many, shades)),
      state.country,
    );
    key.replaceChildren(...(shades.length ? [mapKey(shades, most)] : []));
    const listed = rows
      .filter(({ many, country }) => many || country === state.country)
      .sort((one, other) => other.many - one.many || alphabet.compare(countryName(one.country), countryName(other.country)));
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.country : null;
    const tops = [atlas, list].map((each) => each.scrollTop);
    list.replaceChildren(
      make("h2", {}, count(listed.filter(({ many }) => many).length, "country", "countries")),
      mapLead(),
      state.country === null ? "" : link("Show all countries", () => change({ country: null })),
      make("ul", {}, listed.map((row) => countryRow(row, shadeOf(row.many, shades)))),
      make(
        "p",
        { class: "note" },
        found.nowhere ? `${count(found.nowhere, "activity names", "activities name")} no country.` : "",
      ),
    );
    [atlas, list].forEach((each, place) => {
      each.scrollTop = tops[place];
    });
    if (focused !== null) (list.querySelector(`button[data-country="${focused}"]`) ?? list).focus({ preventScroll: true });
  };
}

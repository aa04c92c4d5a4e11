// The same selection as tables, sorted by any column, and as a file of comma-separated values.

const ROWS_AT_ONCE = 300;
/** By which column each table is sorted, and which way; null leaves the order of the data's weight. */
const sorting = { agencies: null, ties: null };

function heading(name, { text, look }, place, again) {
  const set = sorting[name];
  const sorted = set?.place === place ? (set.down ? "descending" : "ascending") : null;
  const turn = () => {
    sorting[name] = { place, down: sorted ? !set.down : look === "number" };
    again(place);
  };
  return make(
    "th",
    { scope: "col", class: look ?? false, "aria-sort": sorted },
    make(
      "button",
      { type: "button", onclick: turn },
      text,
      make("i", { "aria-hidden": "true" }, sorted ? (set.down ? " ↓" : " ↑") : ""),
    ),
  );
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Sort by the keys of a column, which are made for this column alone; equal ones keep their order. */
function sorted(rows, set) {
  if (!set) return rows;
  const way = set.down ? -1 : 1;
  const compare = (one, other) => (typeof one === "number" ? one - other : collator.compare(one, other));
  return rows
    .map((row) => ({ row, key: row.key(set.place) }))
    .sort((one, other) => way * compare(one.key, other.key))
    .map(({ row }) => row);
}

/** A table by name; each row is {current, key, cells}, where `cells` makes them once they are needed. */
function table(name, caption, heads, rows) {
  const made = make("table", {}, make("caption", {}, caption));
  const fill = (focus) => {
    const ordered = sorted(rows, sorting[name]);
    const cell = (content, place) => make("td", { class: heads[place].look ?? false }, content);
    const row = ({ current, cells }) => make("tr", { "aria-current": current ? "true" : null }, cells().map(cell));
    const head = make(
      "thead",
      {},
      make(
        "tr",
        {},
        heads.map((each, place) => heading(name, each, place, fill)),
      ),
    );
    const body = make("tbody", {}, ordered.slice(0, ROWS_AT_ONCE).map(row));
    const rest = ordered.slice(ROWS_AT_ONCE);
    if (rest.length) {
      const more = make(
        "tr",
        {},
        make("td", { colspan: heads.length }, link(`Show ${rest.length} more`, () => more.replaceWith(...rest.map(row)))),
      );
      body.append(more);
    }
    made.replaceChildren(made.caption, head, body);
    if (focus !== undefined) head.querySelectorAll("button")[focus].focus();
  };
  fill();
  return made;
}

const words = (text) => ({ text });
const number = (text) => ({ text, look: "number" });
const when = (text) => ({ text, look: "when" });

/** Ties as shown, the strongest first; the table and the file use the same order. */
function tiesInOrder({ ties: left, support }) {
  return [...left].sort((one, other) => support[other] - support[one] || one - other);
}

function agencyRows(visible) {
  const partners = partnersOf(visible);
  const full = (index) => (labelOf(index) === nameOf(index) ? "" : labelOf(index));
  const done = (index) => split(activitiesOf[index]).inside;
  const columns = [
    nameOf,
    full,
    (index) => capital(nodes[index].kind),
    (index) => partners.get(index),
    (index) => done(index).length,
    (index) => yearsOfAll(done(index)),
  ];
  const named = (index) =>
    make(
      "div",
      { class: "named" },
      mark(index),
      link(nameOf(index), () => chooseAgency(index)),
    );
  return [...visible.nodes]
    .sort((one, other) => partners.get(other) - partners.get(one) || one - other)
    .map((index) => ({
      current: index === state.chosen?.agency,
      key: (place) => columns[place](index),
      cells: () => columns.map((column, place) => (place ? String(column(index)) : named(index))),
    }));
}

function tieRows(visible) {
  const { support } = visible;
  const inside = (index) => split(ties[index].activities).inside;
  const columns = [
    (index) => nameOf(ties[index].a),
    (index) => nameOf(ties[index].b),
    (index) => support[index],
    (index) => (narrowed() ? yearsOfAll(inside(index)) : span(index)),
    (index) =>
      [ties[index].planned ? "planned" : "", disputed(index) ? "sources disagree" : ""].filter(Boolean).join(", "),
    ...(tested ? [(index) => ties[index].verdict ?? ""] : []),
  ];
  const records = (index) =>
    link(count(support[index], "shared activity", "shared activities"), () => chooseTie(index));
  return tiesInOrder(visible).map((index) => ({
    current: index === state.chosen?.tie,
    key: (place) => columns[place](index),
    cells: () => columns.map((column, place) => (place === 2 ? records(index) : column(index))),
  }));
}

function paintTables(box, visible) {
  const focused = box.contains(document.activeElement);
  const [agencies, lines] = [agencyRows(visible), tieRows(visible)];
  const heads = [words("Agency"), words("Agency"), words("Recorded together in"), when("Years"), words("Notes")];
  box.replaceChildren(
    table(
      "agencies",
      `Agencies (${agencies.length})`,
      [words("Name"), words("Full name"), words("Kind"), number("Partners"), number("Activities"), when("Years")],
      agencies,
    ),
    table("ties", `Ties (${lines.length})`, tested ? [...heads, words("Against chance")] : heads, lines),
  );
  if (focused) box.focus({ preventScroll: true });
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe instead. */
function csvCell(value) {
  const text = plain(value).replace(/[\r\n]+/g, " ");
  const safe = /^\s*[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The ties shown with the activities inside the filters, one tie a row. */
function csvOf(visible) {
  const heads = [
    "agency_a",
    "agency_b",
    "full_name_a",
    "full_name_b",
    "shared_activities",
    "first_year",
    "last_year",
    "topics",
    "activities",
    "planned_only",
    "against_chance",
    "iri_a",
    "iri_b",
  ];
  const rows = tiesInOrder(visible).map((index) => {
    const { a, b, first, last, activities: shares, planned, verdict } = ties[index];
    const { inside } = split(shares);
    const dated = inside.map((each) => activities[each]).filter((each) => each.first !== null);
    const window = narrowed();
    return [
      nameOf(a),
      nameOf(b),
      labelOf(a),
      labelOf(b),
      visible.support[index],
      window ? (dated.length ? lowest(dated.map((each) => each.first)) : null) : first,
      window ? (dated.length ? highest(dated.map((each) => each.last ?? -Infinity)) : null) : last,
      topicsOf(inside)
        .map(([topic]) => topic)
        .join(" | "),
      inside.map((each) => activities[each].label).join(" | "),
      planned ? "yes" : "",
      verdict,
      nodes[a].id,
      nodes[b].id,
    ].map((value) => (value === -Infinity ? "" : value));
  });
  return [heads, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

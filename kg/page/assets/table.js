// The same selection as tables, and as a file of comma-separated values.

function table(caption, heads, rows) {
  const cell = (content, place) => make("td", { class: heads[place].number ? "number" : false }, content);
  return make(
    "table",
    {},
    make("caption", {}, caption),
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        heads.map((head) => make("th", { scope: "col", class: head.number ? "number" : false }, head.text)),
      ),
    ),
    make(
      "tbody",
      {},
      rows.map(({ current, cells }) => make("tr", { "aria-current": current ? "true" : null }, cells.map(cell))),
    ),
  );
}

const words = (text) => ({ text });
const number = (text) => ({ text, number: true });

/** Ties as shown, the strongest first; the table and the file use the same order. */
function tiesInOrder(visible) {
  return [...visible.ties].sort((one, other) => ties[other].support - ties[one].support || one - other);
}

function paintTables(box, visible) {
  const { agency, tie } = state.chosen ?? {};
  const partners = (index) => tiesOf[index].filter((each) => visible.ties.has(each)).length;
  const agencies = [...visible.nodes]
    .map((index) => [index, partners(index)])
    .sort(([one, few], [other, many]) => many - few || one - other)
    .map(([index, many]) => ({
      current: index === agency,
      cells: [
        make(
          "div",
          { class: "named" },
          symbol(groupOf[index]),
          link(nameOf(index), () => chooseAgency(index)),
        ),
        labelOf(index) === nameOf(index) ? "" : labelOf(index),
        capital(nodes[index].kind),
        String(many),
        String(activitiesOf[index].length),
      ],
    }));
  const lines = tiesInOrder(visible).map((index) => ({
    current: index === tie,
    cells: [nameOf(ties[index].a), nameOf(ties[index].b), link(shared(index), () => chooseTie(index)), span(index)],
  }));
  const focused = box.contains(document.activeElement);
  box.replaceChildren(
    table(
      `Agencies (${agencies.length})`,
      [words("Name"), words("Full name"), words("Kind"), number("Partners"), number("Activities")],
      agencies,
    ),
    table(
      `Ties (${lines.length})`,
      [words("Agency"), words("Agency"), words("Recorded together in"), words("Years")],
      lines,
    ),
  );
  if (focused) box.focus({ preventScroll: true });
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe instead. */
function csvCell(value) {
  const text = plain(value).replace(/[\r\n]+/g, " ");
  const safe = /^\s*[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvOf(visible) {
  const heads = [
    "agency_a",
    "agency_b",
    "full_name_a",
    "full_name_b",
    "shared_activities",
    "first_year",
    "last_year",
    "activities",
    "iri_a",
    "iri_b",
  ];
  const rows = tiesInOrder(visible).map((index) => {
    const { a, b, support, first, last, activities: list } = ties[index];
    return [
      nameOf(a),
      nameOf(b),
      labelOf(a),
      labelOf(b),
      support,
      first,
      last,
      list.map((each) => activities[each].label).join(" | "),
      nodes[a].id,
      nodes[b].id,
    ];
  });
  return [heads, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

/** Hand over the shown ties as a file; the mark at its start tells Excel that it is UTF-8. */
function downloadCsv(visible) {
  const file = new Blob(["\ufeff", csvOf(visible)], { type: "text/csv;charset=utf-8" });
  const address = URL.createObjectURL(file);
  const anchor = make("a", { href: address, download: "ties.csv" });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

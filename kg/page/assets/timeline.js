// The strip under the network: how many activities each year has, held against planned. It is also the filter of years.

/** A caption for one column: its years, and what is recorded in them. */
function columnSaid(column, { held, planned }) {
  const parts = [held || !planned ? count(held, "activity", "activities") : "", planned ? `${planned} planned` : ""];
  return `${years(yearAt(column), lastYearAt(column))}: ${parts.filter(Boolean).join(", ")}`;
}

/** What the strip leaves out is said, not dropped: activities whose year is not recorded. */
function undatedSaid(undated) {
  if (!undated) return "";
  return yearsChosen() ? `${undated} without a date left out` : `${undated} more without a date`;
}

/** A column of two bars, planned upon held; in each the share of what the reader has chosen. */
function createColumn(column) {
  const [ownPlanned, ownHeld] = ["planned", "held"].map((kind) => make("div", { class: `own ${kind}` }));
  const planned = make("div", { class: "bar planned" }, ownPlanned);
  const held = make("div", { class: "bar held" }, ownHeld);
  const number = make("span", { class: "number" });
  const name = make("span", { class: "name" });
  const box = make("div", { class: "column" }, make("div", { class: "stack" }, number, planned, held), name);
  return { box, planned, held, ownPlanned, ownHeld, number, name, column };
}

function paintColumn(parts, found, most) {
  const share = (bar, many, of) => {
    bar.style.height = `${of ? (many / of) * 100 : 0}%`;
    bar.hidden = !many;
  };
  share(parts.held, found.held, most);
  share(parts.planned, found.planned, most);
  share(parts.ownHeld, found.ownHeld, found.held);
  share(parts.ownPlanned, found.ownPlanned, found.planned);
  parts.number.textContent = String(found.held + found.planned || "");
}

/** What the bars mean, as far as there is a choice of meanings. */
function keyOf({ columns, own }) {
  const { agency, tie } = state.chosen ?? {};
  const ends = agency !== undefined ? [agency] : tie !== undefined ? [ties[tie].a, ties[tie].b] : [];
  const entry = (kind, text) => make("span", {}, make("i", { class: kind }), text);
  const planned = columns.some((each) => each.planned);
  return [
    own ? entry("bar own", shorten(ends.map(nameOf).join(" – "), 16)) : "",
    planned || own ? entry("bar held", own ? "others" : "held") : "",
    planned ? entry("bar planned", "planned") : "",
  ].filter(Boolean);
}

/** Name every year that there is room for, at round distances. */
function nameColumns(columns, width) {
  const room = Math.ceil(42 / (width / columns.length || 1));
  const every = [1, 2, 5, 10, 20, 50, 100].find((step) => step >= room) ?? room;
  columns.forEach(({ box, name, column }) => {
    const place = every < 5 ? column : Math.floor(yearAt(column) / yearsInColumn);
    name.textContent = place % every === 0 ? String(yearAt(column)) : "";
    box.classList.toggle("narrow", width / columns.length < 22);
  });
}

function createTimeline(box) {
  if (!activities.length) {
    box.hidden = true;
    return () => {};
  }
  const said = make("strong", { class: "said" });
  const note = make("span", { class: "note" });
  if (!columnCount) {
    box.classList.add("bare");
    box.append(make("p", { class: "words" }, note));
    return () => {
      note.textContent = `No date is recorded for ${activities.length === 1 ? "the one activity" : `any of the ${activities.length} activities`}, so there are no years to choose from.`;
    };
  }
  const button = make("button", { type: "button", class: "play" });
  const all = link("All years", () => change({ from: null, to: null }));
  const key = make("p", { class: "key" });
  const columns = Array.from({ length: columnCount }, (_, column) => createColumn(column));
  const shade = make("div", { class: "window" });
  const set = (first, last) => {
    const next = yearsOf(first, last);
    if (next.from !== state.from || next.to !== state.to) change(next);
  };
  const move = (end, column) => {
    const [first, last] = chosenColumns();
    if (end === 0) set(Math.max(0, Math.min(column, last)), last);
    else set(first, Math.min(columnCount - 1, Math.max(column, first)));
  };
  const handles = ["First", "Last"].map((name) => createHandle(name, move));
  const track = make("div", { class: "track" }, columns.map((each) => each.box), shade, handles);
  const columnUnder = (x) => {
    const { left, width } = track.getBoundingClientRect();
    return Math.max(0, Math.min(columnCount - 1, Math.floor(((x - left) / width) * columnCount)));
  };
  const followPlayer = createPlayer(button);
  box.append(
    make("div", { class: "words" }, button, make("div", {}, make("p", {}, said, all), make("p", {}, note), key)),
    make("div", { class: "years", role: "group", "aria-label": "Activities by year; choose years" }, track),
  );
  let now = null;
  followPointer(track, columnUnder, set);
  track.addEventListener("pointermove", (event) => {
    note.textContent = columnSaid(columnUnder(event.clientX), now.columns[columnUnder(event.clientX)]);
  });
  track.addEventListener("pointerleave", () => {
    note.textContent = undatedSaid(now.undated);
  });
  new ResizeObserver(() => nameColumns(columns, track.clientWidth)).observe(track);

  return () => {
    followPlayer();
    now = counts();
    const most = Math.max(1, highest(now.columns.map(({ held, planned }) => held + planned)));
    const [first, last] = chosenColumns();
    columns.forEach((parts, index) => {
      paintColumn(parts, now.columns[index], most);
      parts.box.classList.toggle("outside", index < first || index > last);
    });
    track.classList.toggle("narrowed", yearsChosen());
    box.classList.toggle("of-chosen", now.own !== null);
    const share = (edge) => `${(edge / columnCount) * 100}%`;
    shade.style.left = handles[0].style.left = share(first);
    handles[1].style.left = share(last + 1);
    shade.style.width = share(last + 1 - first);
    handles.forEach((handle, end) => {
      const column = end ? last : first;
      handle.setAttribute("aria-valuemin", String(firstYear));
      handle.setAttribute("aria-valuemax", String(lastYear));
      handle.setAttribute("aria-valuenow", String(end ? lastYearAt(column) : yearAt(column)));
      handle.setAttribute("aria-valuetext", columnSaid(column, now.columns[column]));
    });
    const told = years(state.from ?? firstYear, state.to ?? lastYear);
    if (said.textContent !== told) said.textContent = told;
    all.hidden = !yearsChosen();
    key.replaceChildren(...keyOf(now));
    note.textContent = undatedSaid(now.undated);
  };
}

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

function createColumn(column) {
  const bars = ["planned", "held", "own"].map((kind) => make("div", { class: `bar ${kind}` }));
  const [planned, held, own] = bars;
  const number = make("span", { class: "number" });
  const name = make("span", { class: "name" });
  const box = make("div", { class: "column" }, make("div", { class: "stack" }, number, bars), name);
  return { box, planned, held, own, number, name, column };
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
  const key = make(
    "span",
    { class: "key" },
    make("i", { class: "bar held" }),
    "held ",
    make("i", { class: "bar planned" }),
    "planned",
  );
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
    columns.forEach(({ box: column, planned, held, own, number }, index) => {
      const found = now.columns[index];
      for (const [bar, many] of [
        [held, found.held],
        [planned, found.planned],
        [own, found.own],
      ]) {
        bar.style.height = `${(many / most) * 100}%`;
        bar.hidden = !many;
      }
      number.textContent = found.held + found.planned || "";
      column.classList.toggle("outside", index < first || index > last);
    });
    track.classList.toggle("narrowed", yearsChosen());
    track.classList.toggle("chosen", now.own !== null);
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
    key.hidden = !now.columns.some(({ planned }) => planned);
    note.textContent = undatedSaid(now.undated);
  };
}

// Years in columns: which year an activity falls into, how many a year has, and which years are chosen.

const isUndated = ({ first, last }) => first === null && last === null;

const dated = activities.filter((activity) => !isUndated(activity));
const firstYear = lowest(dated.map(({ first, last }) => first ?? last));
const lastYear = highest(dated.map(({ first, last }) => last ?? first));
/** Years in one column, so that even three centuries leave columns that a finger can hit. */
const yearsInColumn = [1, 2, 5, 10, 20, 50].find((step) => (lastYear - firstYear + 1) / step <= 90) ?? 100;
const columnOf = (year) => Math.floor((year - firstYear) / yearsInColumn);
const columnCount = dated.length ? Math.min(columnOf(lastYear) + 1, 400) : 0;
const yearAt = (column) => firstYear + column * yearsInColumn;
const lastYearAt = (column) => Math.min(yearAt(column) + yearsInColumn - 1, lastYear);

const yearsChosen = () => state.from !== null || state.to !== null;

/** Return the columns that the filter covers, as [first, last]; the whole strip where no years are chosen. */
function chosenColumns() {
  const within = (column) => Math.max(0, Math.min(columnCount - 1, column));
  return [within(columnOf(state.from ?? firstYear)), within(columnOf(state.to ?? lastYear))];
}

/** Return a choice of columns as a filter; an end at the end of the data is left open. */
function yearsOf(first, last) {
  return { from: first <= 0 ? null : yearAt(first), to: last >= columnCount - 1 ? null : lastYearAt(last) };
}

/** Return for each column how many are recorded: held, planned, and of both those of what the reader has chosen. */
function counts() {
  const columns = Array.from({ length: columnCount }, () => ({ held: 0, planned: 0, ownHeld: 0, ownPlanned: 0 }));
  const own = chosenActivities();
  let undated = 0;
  activities.forEach((activity, index) => {
    if (!passes(index, "years")) return;
    if (isUndated(activity)) {
      undated += 1;
      return;
    }
    const end = Math.min(columnOf(activity.last ?? lastYear), columnCount - 1);
    for (let column = Math.max(columnOf(activity.first ?? firstYear), 0); column <= end; column += 1) {
      const kind = notYet(activity) ? "planned" : "held";
      columns[column][kind] += 1;
      if (own?.has(index)) columns[column][`own${capital(kind)}`] += 1;
    }
  });
  return { columns, undated, own };
}

/** The activities of the agency or tie that the reader has chosen; null where nothing is chosen. */
function chosenActivities() {
  const { agency, tie } = state.chosen ?? {};
  if (agency !== undefined) return new Set(activitiesOf[agency]);
  return tie !== undefined ? new Set(ties[tie].activities) : null;
}

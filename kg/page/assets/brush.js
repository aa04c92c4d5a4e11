// Choosing years by hand: two ends to drag or to move with keys, a window to push, and a button that plays.

function icon(shape) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("viewBox", "0 0 14 14");
  made.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", shape);
  made.append(path);
  return made;
}

/** Walk through the years, one step a beat, in a window as wide as the one chosen; then return to where it began. */
function createPlayer(button, beat = 1100) {
  let timer = null;
  let set = null;
  const paint = () => {
    button.setAttribute("aria-label", timer ? "Stop" : "Play year by year");
    button.title = timer ? "Stop" : "Play year by year";
    button.replaceChildren(icon(timer ? "M3 2.5h3v9H3zM8 2.5h3v9H8z" : "M3.5 1.8v10.4L12 7z"));
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    paint();
  };
  const show = (first, width) => {
    set = yearsOf(first, first + width - 1);
    change(set);
  };
  const play = () => {
    const before = { from: state.from, to: state.to };
    const [first, last] = chosenColumns();
    const whole = before.from === null && before.to === null;
    const width = whole ? 1 : last - first + 1;
    let at = whole || last >= columnCount - 1 ? 0 : first;
    timer = setInterval(() => {
      at += 1;
      if (at + width <= columnCount) return show(at, width);
      stop();
      change(before);
    }, beat);
    show(at, width);
    paint();
  };
  button.addEventListener("click", () => (timer ? stop() : play()));
  paint();
  // Whoever else sets the years takes over.
  return () => {
    if (timer && set && (state.from !== set.from || state.to !== set.to)) stop();
  };
}

/** One end of the chosen years, moved by arrows, Page Up and Down, Home and End. */
function createHandle(name, move) {
  const handle = make("div", { class: `handle ${name}`, role: "slider", tabindex: "0", "aria-label": `${name} year` });
  const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5 };
  handle.addEventListener("keydown", (event) => {
    const end = name === "First" ? 0 : 1;
    const now = chosenColumns()[end];
    const aim = { Home: 0, End: columnCount - 1 }[event.key] ?? now + (steps[event.key] ?? NaN);
    if (Number.isNaN(aim) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(end, aim);
  });
  return handle;
}

/** Read a drag on the strip: an end, the whole window, or new years from where it begins to where it ends. */
function followPointer(track, columnUnder, choose) {
  let drag = null;
  track.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const [first, last] = chosenColumns();
    const column = columnUnder(event.clientX);
    const end = event.target.closest(".handle");
    const inside = column >= first && column <= last && last - first < columnCount - 1;
    drag = { kind: end ? (end.classList.contains("First") ? 0 : 1) : inside ? "move" : "new", column, first, last };
    drag.moved = false;
    // A finger that begins on a bar may be about to scroll: the browser then takes the pointer back.
    track.setPointerCapture(event.pointerId);
    if (end) end.focus();
    event.preventDefault();
  });
  track.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const column = columnUnder(event.clientX);
    if (column !== drag.column) drag.moved = true;
    if (!drag.moved) return;
    const { kind, first, last } = drag;
    if (kind === 0) choose(Math.min(column, last), last);
    else if (kind === 1) choose(first, Math.max(column, first));
    else if (kind === "new") choose(Math.min(column, drag.column), Math.max(column, drag.column));
    else {
      const by = Math.max(-first, Math.min(columnCount - 1 - last, column - drag.column));
      choose(first + by, last + by);
    }
  });
  track.addEventListener("pointercancel", () => {
    drag = null;
  });
  track.addEventListener("pointerup", () => {
    if (drag && !drag.moved && typeof drag.kind === "string") {
      const only = drag.first === drag.last && drag.first === drag.column;
      if (only) choose(0, columnCount - 1);
      else choose(drag.column, drag.column);
    }
    drag = null;
  });
}

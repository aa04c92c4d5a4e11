// Search: by short name, full name or alias, whatever the accents; with the keyboard alone.

const FOUND_MOST = 12;
const searchable = nodes.map((node, index) =>
  [nameOf(index), labelOf(index), ...node.aliases.map(plain)].map((text) => [text, fold(text)]),
);

/** How well one name answers: its beginning is best, then the beginning of a word, then anywhere. */
function rank(folded, asked) {
  const at = folded.indexOf(asked);
  if (at < 0) return Infinity;
  if (at === 0) return folded.length === asked.length ? 0 : 1;
  return /[\p{L}\p{N}]/u.test(folded[at - 1]) ? 3 : 2;
}

/** Return {index, name} for the best answers; `name` is the one that answered. */
function find(text) {
  const asked = fold(text).trim();
  if (!asked) return [];
  return searchable
    .map((names, index) => {
      const ranks = names.map(([, folded]) => rank(folded, asked));
      const best = lowest(ranks);
      return { index, best, name: names[ranks.indexOf(best)]?.[0] };
    })
    .filter(({ best }) => best < Infinity)
    .sort(
      (one, other) =>
        one.best - other.best || tiesOf[other.index].length - tiesOf[one.index].length || one.index - other.index,
    )
    .slice(0, FOUND_MOST);
}

function createSearch(input, box) {
  let found = [];
  let active = 0;

  function option({ index, name }, place) {
    const full = labelOf(index);
    const small = [full !== nameOf(index) ? full : "", name !== full && name !== nameOf(index) ? name : ""]
      .filter(Boolean)
      .join(" · ");
    return make(
      "li",
      {
        role: "option",
        id: `found-${place}`,
        "aria-selected": String(place === active),
        onclick: () => take(place),
      },
      mark(index),
      make("span", {}, nameOf(index), small ? make("small", {}, small) : null),
    );
  }

  function show() {
    const asked = input.value.trim();
    const rows = found.map(option);
    if (asked && !rows.length) rows.push(make("li", { class: "none" }, "No agency of that name in this network."));
    box.replaceChildren(...rows);
    box.hidden = !asked;
    input.setAttribute("aria-expanded", String(Boolean(asked)));
    if (found.length) input.setAttribute("aria-activedescendant", `found-${active}`);
    else input.removeAttribute("aria-activedescendant");
    box.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function ask() {
    found = find(input.value);
    active = 0;
    show();
  }

  function close() {
    input.value = "";
    ask();
  }

  function take(place) {
    const { index } = found[place];
    close();
    chooseAgency(index);
    // The next press of Tab leads to the partners.
    document.getElementById("panel").focus({ preventScroll: true });
  }

  const keys = {
    ArrowDown: () => {
      active = (active + 1) % Math.max(found.length, 1);
      show();
    },
    ArrowUp: () => {
      active = (active - 1 + found.length) % Math.max(found.length, 1);
      show();
    },
    Enter: () => found.length && take(active),
    Escape: () => (input.value ? close() : input.blur()),
    // No name begins with it; somebody who is here already and calls for the search again means nothing by it.
    "/": () => input.value && input.setRangeText("/", input.selectionStart, input.selectionEnd, "end"),
  };
  input.addEventListener("input", ask);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  // A click on an answer must arrive before the list goes.
  box.addEventListener("pointerdown", (event) => event.preventDefault());
  input.addEventListener("blur", () => {
    box.hidden = true;
  });
  input.addEventListener("focus", () => input.value && show());
}

// Start: read the address, join the pieces, repaint what a change concerns.

const at = (id) => document.getElementById(id);

function tell(tip, target, place) {
  const { support } = shown();
  const told = !target
    ? null
    : target.agency !== undefined
      ? [labelOf(target.agency), count(tiesOf[target.agency].length, "partner", "partners")]
      : [
          `${nameOf(ties[target.tie].a)} – ${nameOf(ties[target.tie].b)}`,
          [
            count(support[target.tie], "shared activity", "shared activities"),
            narrowed() ? yearsOfAll(split(ties[target.tie].activities).inside) : span(target.tie),
          ]
            .filter(Boolean)
            .join(", "),
        ];
  tip.hidden = !told;
  at("picture").classList.toggle("pointing", Boolean(told));
  if (!told) return;
  tip.replaceChildren(make("strong", {}, shorten(told[0], 120)), told[1]);
  const { clientWidth: wide, clientHeight: high } = at("picture");
  const x = Math.min(place.x + 14, wide - tip.offsetWidth - 6);
  const y = place.y + 18 + tip.offsetHeight > high ? place.y - tip.offsetHeight - 12 : place.y + 18;
  tip.style.transform = `translate(${Math.max(x, 4)}px, ${Math.max(y, 4)}px)`;
  tip.style.left = tip.style.top = "0";
}

/** Write the state into the address. A new choice is a step that the Back button undoes; a filter is not. */
function remember(changes) {
  if (addressless) return;
  const address = toHash() || location.pathname + location.search;
  if (address === location.hash) return;
  if ("chosen" in changes && !("hidden" in changes)) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** Show one of the three views, and say which on its button. */
function paintViews() {
  for (const view of VIEWS) at(`${view}-button`).setAttribute("aria-pressed", String(state.view === view));
  at("tables").hidden = state.view !== "table";
  at("map").hidden = state.view !== "map";
  at("fit-button").disabled = state.view !== "picture";
  document.body.dataset.view = state.view;
}

/** Where there is little room, the filters used less often wait behind one line. */
function foldFilters() {
  const narrow = window.matchMedia("(max-width: 1180px)");
  const turn = () => at("more-filters").toggleAttribute("open", !narrow.matches);
  narrow.addEventListener("change", turn);
  turn();
}

function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    const writing = event.target instanceof HTMLInputElement && event.target.type === "text";
    if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      at("search").focus();
    } else if (event.key === "Escape" && state.chosen) choose(null);
  });
}

function listenToButtons(picture, ready) {
  for (const view of VIEWS)
    at(`${view}-button`).addEventListener("click", () =>
      // A second press returns to the network.
      change({ view: state.view === view ? "picture" : view }),
    );
  at("fit-button").addEventListener("click", () => picture.fit());
  at("csv-button").addEventListener("click", () => saveCsv(shown()));
  at("png-button").addEventListener("click", () => {
    ready();
    savePng(picture, saidOf(shown(), coloursNow()));
  });
  at("svg-button").addEventListener("click", () => {
    ready();
    saveSvg(picture, saidOf(shown(), coloursNow()));
  });
  at("reset-button").addEventListener("click", () => {
    change({ ...everything(), chosen: null, view: "picture", colour: "kind" });
    picture.fit();
  });
  at("sources-button")?.addEventListener("click", () => {
    choose(null);
    const box = at("sources");
    box.open = true;
    box.querySelector("summary").focus();
    box.scrollIntoView({ block: "nearest" });
  });
  createLinkButton(at("link-button"));
  at("link-button").hidden = addressless;
}

function start() {
  let pointing = false;
  const picture = createPicture(at("picture"), {
    // What a reader points at is in view already: the picture stays where it is.
    choose: (target) => {
      pointing = true;
      choose(target);
      pointing = false;
    },
    point: (target, place) => tell(at("tip"), target, place),
  });
  createLineKey(at("lines"));
  createSearch(at("search"), at("found"));
  const paints = [
    createLegend(at("legend")),
    createTopics(at("topics")),
    createStrength(at("strength"), at("least"), at("least-said")),
    createChance(at("chance")),
    createColour(at("colour")),
    createTimeline(at("timeline")),
    createMap(at("map")),
  ];

  let stale = false;
  let coloured = state.colour;
  let fitted = false;
  /** Draw what is shown now, if the picture is behind: while a table covers it, nobody would see it. */
  function ready() {
    if (!stale) return;
    stale = false;
    picture.paint({ visible: shown(), lift: lifted(shown()) });
    if (coloured !== state.colour) picture.recolour();
    coloured = state.colour;
    // A link with filters opens on what they leave; later the reader's view stays where it is.
    if (!fitted) picture.fit(false);
    fitted = true;
  }

  function repaint(changes) {
    const visible = shown();
    document.body.classList.toggle("chosen", Boolean(state.chosen));
    paintViews();
    at("csv-button").disabled = !visible.ties.size;
    at("png-button").disabled = at("svg-button").disabled = !visible.nodes.size;
    paints.forEach((paint) => paint(visible));
    paintStatus(at("status"), visible);
    paintFilters(at("filters"));
    paintNotice(at("notice"), visible);
    paintPanel(at("panel"), visible, "chosen" in changes);
    if (state.view === "table") paintTables(at("tables"), visible);
    stale = true;
    if (state.view === "picture") ready();
  }

  /** Steps around the chosen make another picture, which is shown whole; a choice is brought into view. */
  function reveal(changes) {
    if (stale) return;
    if ("steps" in changes || (state.steps && ("chosen" in changes || "view" in changes))) picture.fit();
    else if (("chosen" in changes && !pointing) || "view" in changes) picture.reveal();
  }

  watchers.push(repaint, remember, reveal);
  const restore = () => {
    applyEmbedding();
    const restored = fromHash(location.hash);
    recall(restored);
    repaint(restored);
    if (stale) return;
    if (state.steps) picture.fit(false);
    else picture.reveal();
  };
  at("map-button").hidden = !page.outlines;
  listenToButtons(picture, ready);
  listenToKeys();
  foldFilters();
  window.addEventListener("popstate", restore);
  window.addEventListener("hashchange", restore);
  whenColoursChange(picture.recolour);
  restore();
  // What a page around this one, or a test, may ask of it.
  window.networkPage = Object.freeze({
    where: picture.where,
    labels: () => picture.labels().map((label) => ({ ...label, block: undefined })),
    exportPng: picture.exportPng,
    exportSvg: picture.exportSvg,
  });
  document.documentElement.dataset.ready = "yes";
}

start();

// Start: read the address, join the pieces, repaint what a change concerns.

const at = (id) => document.getElementById(id);

function tell(tip, target, place) {
  const told = !target
    ? null
    : target.agency !== undefined
      ? [labelOf(target.agency), count(tiesOf[target.agency].length, "partner", "partners")]
      : [
          `${nameOf(ties[target.tie].a)} – ${nameOf(ties[target.tie].b)}`,
          [shared(target.tie), span(target.tie)].filter(Boolean).join(", "),
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
  const address = toHash() || location.pathname + location.search;
  if (address === location.hash) return;
  if ("chosen" in changes && !("hidden" in changes)) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
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
  const paintLegend = createLegend(at("legend"));
  const paintStrength = createStrength(at("strength"), at("least"), at("least-said"));
  createSearch(at("search"), at("found"));
  createLinkButton(at("link-button"));

  function repaint(changes) {
    const visible = shown();
    const lift = lifted(visible);
    const asTable = state.view === "table";
    document.body.classList.toggle("chosen", Boolean(state.chosen));
    at("tables").hidden = !asTable;
    at("table-button").setAttribute("aria-pressed", String(asTable));
    at("fit-button").disabled = asTable;
    at("csv-button").disabled = !visible.ties.size;
    paintLegend();
    paintStrength();
    paintStatus(at("status"), visible);
    paintNotice(at("notice"), visible);
    paintPanel(at("panel"), visible, "chosen" in changes);
    if (asTable) paintTables(at("tables"), visible);
    picture.paint({ visible, lift });
  }

  watchers.push(repaint, remember, (changes) => {
    if ("chosen" in changes && !pointing) picture.reveal();
  });
  at("table-button").addEventListener("click", () =>
    change({ view: state.view === "table" ? "picture" : "table" }),
  );
  at("fit-button").addEventListener("click", () => picture.fit());
  at("csv-button").addEventListener("click", () => downloadCsv(shown()));
  at("reset-button").addEventListener("click", () => {
    change({ ...everything(), chosen: null, view: "picture" });
    picture.fit();
  });
  const restore = () => {
    const restored = fromHash(location.hash);
    Object.assign(state, restored);
    repaint(restored);
    picture.reveal();
  };
  window.addEventListener("popstate", restore);
  window.addEventListener("hashchange", restore);
  document.addEventListener("keydown", (event) => {
    const writing = event.target instanceof HTMLInputElement && event.target.type === "text";
    if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      at("search").focus();
    } else if (event.key === "Escape" && state.chosen) choose(null);
  });
  whenColoursChange(picture.recolour);
  picture.fit(false);
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

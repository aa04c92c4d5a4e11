// Colours: read from the style sheet, so that screen, dark screen and paper each have one place to change.

const darkScreen = window.matchMedia("screen and (prefers-color-scheme: dark)");
const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

/** Communities, largest first, on white and on dark; those after the last of these share a grey. */
const COMMUNITY_COLOURS = [
  ["#1f6cb0", "#6db1ee"],
  ["#b26a00", "#efac4d"],
  ["#0d8277", "#4fc9bb"],
  ["#b83d6b", "#ef87ac"],
  ["#7a4fb5", "#b99bea"],
  ["#4b7f1e", "#9bcc6b"],
  ["#c4481c", "#f79a75"],
  ["#556b8d", "#9fb3d1"],
];
const OTHER_COLOURS = ["#737d88", "#9aa5b0"];

const onDark = () => darkScreen.matches && !document.documentElement.classList.contains("paper");

function communityColour(community, dark) {
  return (COMMUNITY_COLOURS[community ?? -1] ?? OTHER_COLOURS)[dark ? 1 : 0];
}

/** Return the colours of the moment, and give the page those of groups and communities. */
function coloursNow() {
  const root = document.documentElement;
  const dark = onDark();
  const groups = page.groups.map((group) => (dark ? group.dark : group.light));
  groups.forEach((colour, index) => root.style.setProperty(`--group-${index}`, colour));
  [...COMMUNITY_COLOURS, OTHER_COLOURS].forEach((pair, index) =>
    root.style.setProperty(`--community-${index}`, pair[dark ? 1 : 0]),
  );
  const style = getComputedStyle(root);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  fonts.family = getComputedStyle(document.body).fontFamily;
  const clusters = nodes.map((node) => communityColour(node.community, dark));
  return {
    groups,
    of: (index) => (state.colour === "community" ? clusters[index] : groups[groupOf[index]]),
    ground: read("ground"),
    halo: read("ground"),
    ink: read("ink"),
    muted: read("muted"),
    accent: read("accent"),
    tie: read("tie"),
    dim: read("dim"),
    dimTie: read("dim-tie"),
  };
}

/** Call back whenever the colours change: the system turns dark or light, or the page goes to paper. */
function whenColoursChange(callback) {
  const paper = (on) => {
    document.documentElement.classList.toggle("paper", on);
    callback();
  };
  darkScreen.addEventListener("change", callback);
  window.addEventListener("beforeprint", () => paper(true));
  window.addEventListener("afterprint", () => paper(false));
}

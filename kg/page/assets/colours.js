// Colours: read from the style sheet, so that screen, dark screen and paper each have one place to change.

const darkScreen = window.matchMedia("screen and (prefers-color-scheme: dark)");
const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

/** Return the colours of the moment, and give the page the colours of the groups. */
function coloursNow() {
  const root = document.documentElement;
  const dark = darkScreen.matches && !root.classList.contains("paper");
  const groups = page.groups.map((group) => (dark ? group.dark : group.light));
  groups.forEach((colour, index) => root.style.setProperty(`--group-${index}`, colour));
  const style = getComputedStyle(root);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  fonts.family = getComputedStyle(document.body).fontFamily;
  return {
    groups,
    ground: read("ground"),
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

// Words: cleaned, folded for search, counted, and put into elements. Nothing here ever reads markup.

/** Marks that turn the reading direction, and control characters, disguise what a text says. */
const DISGUISES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function plain(text) {
  return String(text ?? "").replace(DISGUISES, "");
}

/** Accents and case do not matter to somebody who searches. */
function fold(text) {
  return plain(text).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function capital(text) {
  const [first = "", ...rest] = plain(text).trim();
  return first.toUpperCase() + rest.join("");
}

function shorten(text, most) {
  const letters = Array.from(text);
  return letters.length <= most
    ? text
    : letters
        .slice(0, most - 1)
        .join("")
        .trimEnd() + "…";
}

function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

/** Math.min and Math.max of a list overflow the stack where the list is long. */
const lowest = (values) => values.reduce((one, other) => Math.min(one, other), Infinity);
const highest = (values) => values.reduce((one, other) => Math.max(one, other), -Infinity);

function years(first, last) {
  if (first === null && last === null) return "";
  if (first === null) return `until ${last}`;
  if (last === null) return `${first} onwards`;
  if (first === last) return String(first);
  return `${first}–${last}`;
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** One date of the data as people write it: 2002-11-20~ is about 20 November 2002. */
function readableDay(date) {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)$/.exec(date);
  const month = match?.[2] ? MONTHS[Number(match[2]) - 1] : "";
  if (!match || month === undefined) return date;
  const day = [match[3] && Number(match[3]), month, match[1]].filter(Boolean).join(" ");
  return { "": day, "?": `${day}, uncertain`, "~": `about ${day}`, "%": `about ${day}, uncertain` }[match[4]];
}

/** One of several days, written in brackets: from a list, or from a stretch that may be open at one end. */
function readableChoice(inner) {
  const [start, end] = inner.split("..").map((part) => part.trim());
  if (end === undefined) return inner.split(",").map((part) => readableDay(part.trim())).join(" or ");
  if (!start) return `by ${readableDay(end)}`;
  return end ? `between ${readableDay(start)} and ${readableDay(end)}` : `${readableDay(start)} or later`;
}

/** A date or an interval as people write it; what is neither stays as recorded. */
function readable(date) {
  const choice = /^\[([^[\]]+)\]$/.exec(plain(date));
  if (choice) return readableChoice(choice[1]);
  const [start, end, ...more] = plain(date).split("/");
  if (more.length || end === undefined) return more.length ? plain(date) : readableDay(start);
  if (!end || end === "..") return `${readableDay(start)} onwards`;
  if (!start || start === "..") return `until ${readableDay(end)}`;
  const [from, to] = [readableDay(start), readableDay(end)];
  if (/^\d{4}-\d\d-\d\d$/.test(start) && start.slice(0, 8) === end.slice(0, 8))
    return `${Number(start.slice(8))}–${to}`;
  return /^\d+$/.test(from + to) ? `${from}–${to}` : `${from} – ${to}`;
}

/** Make an element. Attributes named on… are listeners; strings among the children become text, cleaned. */
function make(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  for (const child of children.flat(2)) {
    if (child === null || child === undefined || child === "") continue;
    made.append(child instanceof Node ? child : document.createTextNode(plain(child)));
  }
  return made;
}

function link(text, onclick) {
  return make("button", { type: "button", class: "plain", onclick }, text);
}

/** A link out of the page, only for addresses of the web; any other text stays text. */
function outside(text, address) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    return plain(text);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return plain(text);
  return make("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, text);
}

const SHAPES = {
  dot: "M7 1.2a5.8 5.8 0 1 0 .01 0z",
  hexagon: "M3.8 1.6h6.4L13.4 7l-3.2 5.4H3.8L.6 7z",
  square: "M2 2h10v10H2z",
  diamond: "M7 .6 13.4 7 7 13.4.6 7z",
  triangle: "M7 1.2 13.4 12.4H.6z",
  triangleDown: "M7 12.8.6 1.6h12.8z",
  star: "M7 .6l2 4.3 4.6.5-3.4 3.2.9 4.7L7 11l-4.1 2.3.9-4.7L.4 5.4 5 4.9z",
};

/** Draw a group's shape as small as text; its colour comes from a custom property of the page. */
function symbol(group) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("viewBox", "0 0 14 14");
  made.setAttribute("class", "symbol");
  made.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[page.groups[group].shape] ?? SHAPES.dot);
  path.style.fill = `var(--group-${group})`;
  made.append(path);
  return made;
}

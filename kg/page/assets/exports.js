// What leaves the page: files of what is shown, and an address that opens it again.

/** Hand over a file under a name. */
function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const anchor = make("a", { href: address, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** A file name from the title, of letters, digits and hyphens alone. */
function fileName(ending) {
  const stem = fold(page.network.title)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return `${stem || "network"}.${ending}`;
}

/** The mark at the start of the file tells Excel that it is UTF-8. */
function saveCsv(visible) {
  save(new Blob(["\ufeff", csvOf(visible)], { type: "text/csv;charset=utf-8" }), fileName("csv"));
}

function savePng(picture, said) {
  save(new Blob([picture.exportPng(said)], { type: "image/png" }), fileName("png"));
}

function saveSvg(picture, said) {
  save(new Blob([picture.exportSvg(said)], { type: "image/svg+xml;charset=utf-8" }), fileName("svg"));
}

/** Some browsers refuse the clipboard to a page opened from a file; an old way then still works. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const focused = document.activeElement;
    const area = make("textarea", { readonly: true });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    focused?.focus();
    return done;
  }
}

function createLinkButton(button) {
  const name = button.textContent;
  button.addEventListener("click", async () => {
    button.textContent = (await copy(location.href)) ? "Copied" : "In the address bar";
    setTimeout(() => {
      button.textContent = name;
    }, 1600);
  });
}

// The page inside another page: a compact form, without a script in the page around it.
//
// <iframe src="partnership-network.html" title="Who works with whom" width="100%" height="520"></iframe>
//
// What a copied link shows, a frame shows too: put what follows the # in the link behind the name of the file.

/** A page that a frame holds as text, as a notebook's does, has no address to write to, to copy or to open. */
const addressless = location.protocol === "about:";

/** Whether the compact form is asked for: by embed=1 in the address, or by standing in a frame without embed=0. */
function isEmbedded() {
  const asked = [location.hash, location.search].map((part) => new URLSearchParams(part.slice(1)).get("embed"));
  const answer = asked.find((each) => each !== null);
  return answer === undefined ? window.top !== window && !addressless : answer !== "0";
}

/** The way out of the frame: the whole page in a window of its own, with the same choice and filters. */
const wayOut = make("a", { id: "whole-page", target: "_blank", rel: "noopener noreferrer" }, "Open the whole page");

function leadTo(hash) {
  const parts = new URLSearchParams(hash.slice(1));
  parts.set("embed", "0");
  wayOut.setAttribute("href", `#${parts}`);
}

watchers.push(() => leadTo(toHash()));

/** Turn the compact form on or off, as the address asks. */
function applyEmbedding() {
  const embedded = isEmbedded();
  document.body.classList.toggle("embedded", embedded);
  if (!embedded) {
    wayOut.remove();
    return;
  }
  leadTo(location.hash);
  document.querySelector(".imprint").append(wayOut);
}

// Now, not only at the start: the picture is fitted to the room that it finds.
applyEmbedding();

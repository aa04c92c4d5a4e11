// The page inside another page: a compact form, without a script in the page around it.

/** Whether the compact form is asked for: by embed=1 in the address, or by standing in a frame without embed=0. */
function isEmbedded() {
  const asked = [location.hash, location.search].map((part) => new URLSearchParams(part.slice(1)).get("embed"));
  const answer = asked.find((each) => each !== null);
  return answer === undefined ? window.top !== window : answer !== "0";
}

/** Turn the compact form on or off, and keep the way out of the frame pointing at what is shown. */
function applyEmbedding() {
  const embedded = isEmbedded();
  document.body.classList.toggle("embedded", embedded);
  const old = document.getElementById("whole-page");
  old?.remove();
  if (!embedded) return;
  const parts = new URLSearchParams(location.hash.slice(1));
  parts.set("embed", "0");
  const whole = make(
    "a",
    { id: "whole-page", href: `#${parts}`, target: "_blank", rel: "noopener" },
    "Open the whole page",
  );
  document.querySelector(".imprint").append(whole);
}

// The filter of topics: the most frequent first, counted inside the other filters, found by typing.

const TOPICS_AT_ONCE = 7;
const TOPICS_MANY = 12;

/** The topics of all activities, the most frequent first. */
const topicsInOrder = [...topicCounts.keys()].sort(
  (one, other) => topicCounts.get(other) - topicCounts.get(one) || (one < other ? -1 : 1),
);

function toggleTopic(topic) {
  const topics = new Set(state.topics);
  if (!topics.delete(topic)) topics.add(topic);
  change({ topics });
}

/** How many activities of each topic the other filters leave. */
function topicsLeft() {
  const found = new Map();
  activities.forEach((activity, index) => {
    if (activity.topics.length && passes(index, "topics"))
      new Set(activity.topics).forEach((topic) => found.set(topic, (found.get(topic) ?? 0) + 1));
  });
  return found;
}

function createTopics(box) {
  box.hidden = topicsInOrder.length < 2;
  if (box.hidden) return () => {};
  let all = false;
  const input = make("input", {
    type: "text",
    placeholder: "Find a topic",
    "aria-label": "Find a topic",
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => arrange(),
  });
  const none = make("p", { class: "hint", hidden: true }, "No topic of that name.");
  const rows = topicsInOrder.map((topic) => {
    const number = make("span", { class: "count" });
    const check = make("input", { type: "checkbox", onchange: () => toggleTopic(topic) });
    const row = make("label", {}, check, make("span", { class: "name" }, capital(topic) || "Unnamed"), number);
    return { topic, row, check, number, folded: fold(topic) };
  });
  const more = link("", () => {
    all = !all;
    arrange();
  });
  if (topicsInOrder.length > TOPICS_MANY) box.append(input);
  box.append(make("div", { class: "topic-list" }, rows.map(({ row }) => row)), none);
  if (topicsInOrder.length > TOPICS_AT_ONCE) box.append(more);

  /** Show what was asked for, what is chosen, and otherwise the first few. */
  function arrange() {
    const asked = fold(input.value).trim();
    rows.forEach(({ topic, row, folded }, place) => {
      row.hidden = asked
        ? !folded.includes(asked)
        : !all && place >= TOPICS_AT_ONCE && !state.topics.has(topic);
    });
    none.hidden = rows.some(({ row }) => !row.hidden);
    more.hidden = Boolean(asked);
    more.textContent = all ? "Fewer topics" : `All ${rows.length} topics`;
    more.setAttribute("aria-expanded", String(all));
  }

  return () => {
    const left = topicsLeft();
    rows.forEach(({ topic, row, check, number }) => {
      const many = left.get(topic) ?? 0;
      check.checked = state.topics.has(topic);
      number.textContent = String(many);
      row.classList.toggle("none", !many);
    });
    arrange();
  };
}

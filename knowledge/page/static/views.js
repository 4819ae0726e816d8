// What fills the page: the start, the answer to a search, an entity. Each view builds itself from one answer of the server.

const startAddress = "#/";

function entityAddress(name) {
  return `#/entity/${encodeURIComponent(name)}`;
}

function searchAddress(query, type = "") {
  const parameters = new URLSearchParams();
  if (query) parameters.set("q", query);
  if (type) parameters.set("type", type);
  return `#/search?${parameters}`;
}

/** The name, dimmed where it only repeats the type, as a link to its entity. */
function nameLink(name, { words = [], className = "name" } = {}) {
  return element("a", { class: className, href: entityAddress(name) }, isolated(name, { words }));
}

function typeLabel(type) {
  return type === null
    ? element("span", { class: "type" }, "not described yet")
    : element("a", { class: "type", href: searchAddress("", type) }, isolated(type));
}

function emptyState(title, ...sentences) {
  return element("div", { class: "empty" }, element("h1", {}, title), ...sentences.map((sentence) => element("p", {}, sentence)));
}

function code(text) {
  return element("code", {}, text);
}

/** A button that fetches the next page and puts it where it stands. */
function moreButton(label, load) {
  const button = element("button", { type: "button", class: "more-button" }, label);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      button.replaceWith(...(await load()));
    } catch (error) {
      button.disabled = false;
      tellTrouble(error);
    }
  });
  return button;
}

// The start

function startView(overview) {
  if (overview.entities === 0 && overview.relations === 0) {
    return [
      emptyState(
        "Nothing is remembered yet",
        ["Plan a change with ", code("migration-planner plan"), ", or let an agent note something with ", code("kg-memory"), "."],
        "It shows here as soon as it is written.",
      ),
    ];
  }
  return [
    element("h1", { class: "totals" }, element("b", {}, counted(overview.entities, "entity", "entities")), " ", element("span", {}, counted(overview.relations, "relation"))),
    element(
      "div",
      { class: "columns start" },
      section("types", "Types", typeList(overview)),
      section("latest", "Latest facts", overview.latest.length ? timeline(overview.latest, { withSubject: true }) : element("p", { class: "quiet" }, "No fact has a time yet.")),
    ),
  ];
}

function section(id, title, ...children) {
  return element("section", { id, "aria-labelledby": `${id}-title` }, element("h2", { id: `${id}-title` }, title), ...children);
}

function typeList(overview) {
  const most = Math.max(...overview.types.map((each) => each.count));
  const items = overview.types.map((each) => {
    // A square root keeps a type of ten visible beside one of a hundred thousand.
    const width = 100 * Math.sqrt(each.count / most);
    const bar = most < 5 ? null : drawn("svg", { class: "bar", viewBox: "0 0 100 2", preserveAspectRatio: "none", "aria-hidden": "true" }, drawn("rect", { width, height: 2 }));
    return element(
      "li",
      {},
      element(
        "a",
        { href: searchAddress("", each.name), "data-move": "" },
        glyph(each.name),
        isolated(each.name),
        element("span", { class: "count" }, NUMBER.format(each.count)),
        bar,
      ),
    );
  });
  const rest = overview.more_types ? element("p", { class: "quiet" }, `and ${counted(overview.more_types, "more type")}`) : null;
  return element("div", {}, element("ul", { class: "type-list" }, ...items), rest);
}

// A search

function searchView(answer, { query, type }) {
  const heading = element("h1", { class: "found" }, ...foundSentence(answer, query, type));
  const filters = answer.types.length > 1 || type ? typeFilter(answer.types, query, type) : null;
  if (answer.hits.length === 0) return [heading, filters, nothingFound(query, type)];
  const list = element("ol", { class: "hits" });
  addHits(list, answer, { query, type });
  const columns = element("div", { class: "columns search" }, list);
  addPeek(columns, list);
  return [heading, filters, columns];
}

/** On a wide page, the entity that is pointed at or focused, beside the list: at first the best one. */
function addPeek(columns, list) {
  if (!matchMedia("(min-width: 1000px)").matches) return;
  const peek = element("aside", { class: "peek", "aria-label": "A look at the result" });
  columns.append(peek);
  let shown = null;
  let waiting = 0;
  const look = async (hit) => {
    const name = hit.hitName;
    if (name === shown) return;
    shown = name;
    for (const each of list.querySelectorAll(".hit")) each.classList.toggle("looked-at", each === hit);
    try {
      const entity = await ask("entity", { name });
      if (shown === name) peek.replaceChildren(...peekView(entity));
    } catch (error) {
      tellTrouble(error);
    }
  };
  const lookSoon = (event) => {
    const hit = event.target.closest(".hit");
    if (!hit) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => look(hit), 120);
  };
  list.addEventListener("pointerover", lookSoon);
  list.addEventListener("focusin", lookSoon);
  look(list.querySelector(".hit"));
}

function peekView(entity) {
  const facts = element("section", { "aria-label": "Newest facts" });
  if (entity.facts.facts.length > 0) {
    const newest = saidTogether(entity.facts.facts.slice(0, 4));
    facts.append(element("ol", { class: "facts" }, ...newest.map((together) => element("li", {}, ...together.map((fact) => factText(fact, entity.name)), factSource(together[0])))));
  }
  const neighbours = element("section", { "aria-label": "Neighbourhood" });
  fillNeighbours(neighbours, entity);
  return [element("h2", { class: "peek-title" }, nameLink(entity.name)), facts, neighbours];
}

function foundSentence(answer, query, type) {
  const known = answer.total !== null;
  const number = known ? counted(answer.total, "entity", "entities") : `Best ${NUMBER.format(answer.hits.length)} entities`;
  const parts = [element("b", {}, answer.hits.length === 0 ? "Nothing" : number)];
  if (type) parts.push(" of type ", isolated(type));
  if (query) parts.push(" for ", element("q", {}, isolated(query)));
  return parts;
}

function nothingFound(query, type) {
  const wider = type && query ? element("a", { href: searchAddress(query) }, "Search all types") : element("a", { href: startAddress }, "See all types");
  return element("div", { class: "empty" }, element("p", {}, "No name, type or fact is like it. Try fewer words, or the beginning of one."), element("p", {}, wider));
}

function typeFilter(types, query, type) {
  const chips = types.map((each) =>
    element(
      "a",
      { class: "chip", href: searchAddress(query, each === type ? "" : each), "aria-current": each === type ? "true" : null },
      glyph(each),
      isolated(each),
    ),
  );
  return element("nav", { class: "chips", "aria-label": "Only one type" }, ...chips);
}

function addHits(list, answer, route) {
  list.append(...answer.hits.map(hitElement));
  if (answer.next === null) return;
  const more = element("li", { class: "more-hits" });
  more.append(
    moreButton("More results", async () => {
      const next = await ask("search", { ...route, q: route.query, cursor: answer.next });
      more.remove();
      addHits(list, next, route);
      return [];
    }),
  );
  list.append(more);
}

function hitElement(hit) {
  const link = element(
    "a",
    { class: "hit", href: entityAddress(hit.name), "data-move": "" },
    glyph(hit.type),
    isolated(hit.name, { className: "name", words: hit.words }),
    isolated(hit.type, { className: "type" }),
    hit.snippet ? isolated(hit.snippet, { className: "snippet", words: hit.words }) : null,
  );
  link.hitName = hit.name;
  return element("li", {}, link);
}

// An entity

function entityView(entity, view) {
  if (entity.state === "unknown") return [unknownEntity(entity)];
  const details = element("section", { id: "details", "aria-label": view === "history" ? "History" : "Facts" });
  const base = entityAddress(entity.name);
  const tabs = element(
    "nav",
    { class: "tabs", "aria-label": "Facts or history" },
    element("a", { href: base, "aria-current": view === "history" ? null : "page" }, "Facts ", amount(entity.observations)),
    element("a", { href: `${base}?view=history`, "aria-current": view === "history" ? "page" : null }, "History ", amount(entity.statements)),
  );
  details.append(tabs, view === "history" ? historyList(entity) : factList(entity));
  const neighbours = section("neighbours", "Neighbourhood");
  fillNeighbours(neighbours, entity);
  return [entityHeading(entity), element("div", { class: "columns entity" }, details, neighbours)];
}

function unknownEntity(entity) {
  return element(
    "div",
    { class: "empty" },
    element("h1", {}, "No entity is called ", isolated(entity.name, { className: "name" })),
    element("p", {}, element("a", { href: searchAddress(entity.name) }, "Search for its words"), ", or go ", element("a", { href: startAddress }, "to the start"), "."),
  );
}

function entityHeading(entity) {
  const spans = [typeLabel(entity.type), element("span", {}, counted(entity.relations, "relation"))];
  if (entity.first) spans.push(element("span", {}, "first noted ", timeElement(entity.first)));
  if (entity.last && entity.last !== entity.first) spans.push(element("span", {}, "last ", timeElement(entity.last)));
  const renamed = entity.asked !== entity.name ? element("p", { class: "renamed" }, "It was called ", isolated(entity.asked, { className: "name" }), " before.") : null;
  return element(
    "div",
    { class: "heading" },
    glyph(entity.type, "glyph-large"),
    element("h1", { class: "name" }, isolated(entity.name)),
    element("p", { class: "facts-line" }, ...spans),
    renamed,
  );
}

function factList(entity) {
  if (entity.facts.facts.length === 0) {
    const told = {
      current: "Nothing is said about it itself; what is known lies in its relations.",
      ended: "Nothing holds of it any longer; its history tells what did.",
      named: "Relations name it, and nobody has described it yet.",
    }[entity.state];
    return element("p", { class: "quiet" }, told);
  }
  const list = element("ol", { class: "facts" });
  addFacts(list, entity.facts, entity.name);
  return list;
}

function addFacts(list, page, name) {
  list.append(...saidTogether(page.facts).map((facts) => element("li", {}, ...facts.map((fact) => factText(fact, name)), factSource(facts[0]))));
  if (page.next === null) return;
  const more = element("li");
  more.append(
    moreButton("Earlier facts", async () => {
      const earlier = await ask("facts", { name, before: page.next });
      more.remove();
      addFacts(list, earlier, name);
      return [];
    }),
  );
  list.append(more);
}

/** The facts in lists: what was noted one after the other under the same circumstances, and holds, shares a list. */
function saidTogether(facts) {
  const lists = [];
  let before = null;
  for (const fact of facts) {
    const subject = fact.kind === "relation" ? null : fact.subject;
    const circumstances = fact.validity === "current" ? JSON.stringify([subject, fact.kind, fact.at, fact.by]) : null;
    if (circumstances !== null && circumstances === before) lists.at(-1).push(fact);
    else lists.push([fact]);
    before = circumstances;
  }
  return lists;
}

/** The text of a fact, cut by the server; the rest comes in parts, on demand. */
function factText(fact, name) {
  const text = element("p", { class: "fact" }, isolated(fact.text, { lines: true }));
  if (fact.rest === 0) return text;
  const box = element("div", { class: "long" }, text);
  text.append("…");
  addRest(box, text, { name, id: fact.id, offset: fact.offset, rest: fact.rest });
  return box;
}

function addRest(box, text, { name, id, offset, rest }) {
  box.append(
    moreButton(`Show more (${counted(rest, "character")} left)`, async () => {
      const part = await ask("text", { name, id, offset });
      box.classList.add("open");
      text.lastChild.remove();
      text.append(isolated(part.text, { lines: true }));
      if (part.rest > 0) {
        text.append("…");
        addRest(box, text, { name, id, offset: part.offset, rest: part.rest });
      }
      return [];
    }),
  );
}

/** A number beside a word. */
function amount(count) {
  return element("span", { class: "count" }, NUMBER.format(count));
}

const VALIDITY = { superseded: "Superseded", contradicted: "Contradicted", retracted: "Taken back" };

/** Who said it, when, from what, and what became of it. */
function factSource(fact, { withDay = true } = {}) {
  const line = element("p", { class: "source" }, element("span", {}, timeElement(fact.at, { withDay })));
  line.append(...originParts(fact.by));
  if (fact.validity === "current") return line;
  const end = element("p", { class: "source ended" }, element("strong", {}, VALIDITY[fact.validity]));
  if (fact.ended_at) end.append(element("span", {}, timeElement(fact.ended_at)));
  if (fact.ended_by) end.append(...originParts(fact.ended_by));
  if (fact.replaced_by) end.append(element("span", {}, "now: ", isolated(fact.replaced_by)));
  return element("div", {}, line, end);
}

function originParts(origin) {
  const parts = [];
  if (origin.author) parts.push(element("span", {}, "by ", isolated(origin.author)));
  if (origin.client) parts.push(element("span", {}, "with ", isolated(origin.client)));
  if (origin.source) parts.push(element("span", {}, "from ", sourceLink(origin.source)));
  if (origin.confidence < 1) parts.push(element("span", {}, `confidence ${Math.round(origin.confidence * 100)} %`));
  return parts;
}

/** What "plan:3f2a91c07be4" names is found by its identity, whatever else was noted from it. */
function sourceLink(source) {
  const [, identity] = splitOnce(source, ":");
  return identity ? element("a", { href: searchAddress(identity) }, isolated(source)) : isolated(source);
}

function historyList(entity) {
  const list = element("div", {});
  const load = async (before) => {
    const page = await ask("history", { name: entity.name, before });
    if (page.facts.length === 0 && before === null) return [element("p", { class: "quiet" }, "No history is kept of it.")];
    const parts = [timeline(page.facts, { name: entity.name })];
    if (page.next !== null) parts.push(moreButton("Earlier", () => load(page.next)));
    return parts;
  };
  load(null).then((parts) => list.replaceChildren(...parts), tellTrouble);
  return list;
}

// A timeline: facts by day, newest first.

function timeline(facts, { withSubject = false, name = null }) {
  const days = element("div", { class: "timeline" });
  let list = null;
  let day = null;
  for (const together of saidTogether(facts)) {
    if (dayOf(together[0].at) !== day) {
      day = dayOf(together[0].at);
      list = element("ol", {});
      days.append(element("h3", {}, day), list);
    }
    list.append(timelineItem(together, { withSubject, name }));
  }
  return days;
}

function timelineItem(facts, { withSubject, name }) {
  const [first] = facts;
  const item = element("li", { class: first.validity === "current" ? null : "past" });
  if (withSubject) item.append(subjectLine(first));
  if (first.kind === "relation") item.append(...facts.map((fact) => relationLine(fact.relation)));
  else if (first.kind === "entity") item.append(element("p", { class: "fact made" }, "noted as ", isolated(first.text)));
  else item.append(...facts.map((fact) => factText(fact, name ?? fact.subject)));
  item.append(factSource(first, { withDay: false }));
  return item;
}

function subjectLine(fact) {
  return element("p", { class: "subject" }, glyph(fact.subject_type), nameLink(fact.subject));
}

function relationLine(relation) {
  return element(
    "p",
    { class: "relation" },
    nameLink(relation.source),
    " ",
    element("span", { class: "kind" }, isolated(relation.relation_type), " →"),
    " ",
    nameLink(relation.target),
  );
}

// The neighbourhood

function fillNeighbours(panel, entity) {
  if (entity.kinds.groups.length === 0) {
    panel.append(element("p", { class: "quiet" }, "Nothing is related to it."));
    return;
  }
  const svg = drawn("svg", { class: "drawing", role: "group", "aria-label": "Neighbourhood; arrow keys move, Enter goes there" });
  const frame = element("div", { class: "frame" }, svg);
  const below = element("div", {});
  panel.append(frame, below);
  const groups = [...entity.kinds.groups];
  const draw = () => {
    const style = getComputedStyle(svg);
    drawNeighbourhood(svg, {
      type: entity.type,
      groups,
      width: Math.max(frame.clientWidth, 240),
      font: `${style.fontSize} ${style.fontFamily}`,
      linkTo: entityAddress,
      more: (group) =>
        expand(entity, group)
          .then((first) => {
            draw();
            focusNode(svg, first);
          })
          .catch(tellTrouble),
    });
  };
  const addKinds = (more) => {
    below.replaceChildren(legend(groups));
    if (more === 0) return;
    below.append(
      moreButton(`${counted(more, "more kind")} of relation`, async () => {
        const further = await ask("kinds", { name: entity.name, after: groups.length });
        groups.push(...further.groups);
        draw();
        addKinds(further.more);
        return [];
      }),
    );
  };
  addKinds(entity.kinds.more);
  svg.addEventListener("keydown", (event) => moveAmongNodes(svg, event));
  let drawnWidth = 0;
  const watch = new ResizeObserver(() => {
    if (!frame.isConnected) watch.disconnect();
    else if (frame.clientWidth !== drawnWidth) {
      drawnWidth = frame.clientWidth;
      draw();
    }
  });
  watch.observe(frame);
}

/** Brings further nodes into the group; the first of them. */
async function expand(entity, group) {
  const before = group.next;
  const page = await ask("neighbours", { name: entity.name, direction: group.direction, type: group.type, before });
  // A second click while the first was on its way brings the same.
  if (group.next !== before) return page.nodes[0];
  group.nodes.push(...page.nodes);
  group.next = page.next;
  tell(`${counted(page.nodes.length, "more node")} drawn`);
  return page.nodes[0];
}

/** The types drawn, so that no glyph needs to be guessed. */
function legend(groups) {
  const types = new Set(groups.flatMap((group) => group.nodes.map((node) => node.type)));
  const items = [...types].map((type) => element("li", {}, glyph(type), type === null ? "not described yet" : isolated(type)));
  return element("ul", { class: "legend", "aria-label": "Types drawn" }, ...items);
}

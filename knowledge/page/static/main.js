// Where the page is, told by the fragment of its address, and what the keys do.

const main = document.getElementById("main");
const searchInput = document.getElementById("search");
const status = document.getElementById("status");
const notice = document.getElementById("notice");

let running = null;
let version = null;
let declined = false;

/** The server's answer; a later visit elsewhere ends the wait. */
async function ask(what, parameters = {}, signal = undefined) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== "");
  let response;
  try {
    response = await fetch(`api/${what}?${new URLSearchParams(given)}`, { signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The page's server has ended. Start migration-planner graph again.", { cause: error });
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `The server answered ${response.status}; reload the page.`);
  return answer;
}

function tell(text) {
  status.textContent = text;
}

function tellTrouble(error) {
  if (error.name === "AbortError") return;
  notice.replaceChildren(element("p", { role: "alert" }, isolated(error.message)), button("Dismiss", hideNotice));
  notice.hidden = false;
}

function hideNotice() {
  notice.hidden = true;
  notice.replaceChildren();
}

function button(label, act) {
  const made = element("button", { type: "button" }, label);
  made.addEventListener("click", act);
  return made;
}

function routeOf(hash) {
  const [path, parameters = ""] = splitOnce(hash.replace(/^#/, ""), "?");
  const given = new URLSearchParams(parameters);
  if (path.startsWith("/entity/")) return { place: "entity", name: decoded(path.slice("/entity/".length)), view: given.get("view") ?? "" };
  if (path === "/search") return { place: "search", query: given.get("q") ?? "", type: given.get("type") ?? "" };
  return { place: "start" };
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const PLACES = {
  start: {
    fetch: (_, signal) => ask("overview", {}, signal),
    build: (answer) => startView(answer),
    title: () => "Knowledge graph",
    told: (answer) => `${counted(answer.entities, "entity", "entities")}, ${counted(answer.relations, "relation")}`,
  },
  search: {
    fetch: (route, signal) => ask("search", { q: route.query, type: route.type }, signal),
    build: (answer, route) => searchView(answer, route),
    title: (route) => `${visible(route.query || route.type)} · Knowledge graph`,
    told: (answer) => (answer.hits.length === 0 ? "Nothing found" : `${counted(answer.hits.length, "result")} shown`),
  },
  entity: {
    fetch: (route, signal) => ask("entity", { name: route.name }, signal),
    build: (answer, route) => entityView(answer, route.view),
    title: (route) => `${visible(route.name).slice(0, 200)} · Knowledge graph`,
    told: (answer) => `${visible(answer.name).slice(0, 200)}, ${counted(answer.observations, "fact")}, ${counted(answer.relations, "relation")}`,
  },
};

async function show({ keepFocus = false, keepScroll = false } = {}) {
  running?.abort();
  declined = false;
  running = new AbortController();
  const { signal } = running;
  const route = routeOf(location.hash);
  const place = PLACES[route.place];
  if (document.activeElement !== searchInput) searchInput.value = route.place === "search" ? route.query : "";
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await place.fetch(route, signal);
    if (signal.aborted) return;
    main.className = `place-${route.place}`;
    main.replaceChildren(...place.build(answer, route).filter(Boolean));
    document.title = place.title(route);
    tell(place.told(answer));
    hideNotice();
    if (!keepScroll) scrollTo(0, 0);
    if (!keepFocus && document.activeElement !== searchInput) main.focus({ preventScroll: true });
  } catch (error) {
    tellTrouble(error);
  } finally {
    if (!signal.aborted) main.removeAttribute("aria-busy");
  }
}

// The search

let waiting = 0;

function searchWhatIsTyped() {
  const query = searchInput.value.trim();
  const here = routeOf(location.hash);
  const address = query ? searchAddress(query, here.place === "search" ? here.type : "") : startAddress;
  if (address === location.hash) return;
  // Of what is typed only the last remains in the history.
  if (here.place === "search") history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  show({ keepFocus: true });
}

searchInput.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(searchWhatIsTyped, 120);
});

document.getElementById("search-form").addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  const first = main.querySelector(".hit");
  const shown = routeOf(location.hash).query === searchInput.value.trim() && main.getAttribute("aria-busy") === null;
  if (shown && first) first.click();
  else searchWhatIsTyped();
});

// The keys

function moveInList(event) {
  const stops = [...main.querySelectorAll("[data-move]")];
  const here = stops.indexOf(document.activeElement);
  const inSearch = document.activeElement === searchInput;
  if (stops.length === 0 || (here < 0 && !inSearch)) return;
  event.preventDefault();
  if (event.key === "ArrowDown") stops[Math.min(here + 1, stops.length - 1)].focus();
  else if (here > 0) stops[here - 1].focus();
  else searchInput.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inSearch = document.activeElement === searchInput;
  if (event.key === "/" && !inSearch) {
    event.preventDefault();
    searchInput.focus();
    searchInput.select();
  } else if (event.key === "Escape" && inSearch) {
    searchInput.blur();
    main.focus({ preventScroll: true });
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    moveInList(event);
  }
});

// What others write meanwhile

async function lookForNews() {
  if (document.hidden) return;
  try {
    const answer = await ask("version");
    if (version !== null && answer.version !== version && !declined) offerNews();
    version = answer.version;
  } catch {
    // The next visit tells.
  }
}

function offerNews() {
  notice.replaceChildren(
    element("p", {}, "Something was written meanwhile."),
    button("Show it", () => show({ keepScroll: true })),
    button("Later", () => {
      declined = true;
      hideNotice();
    }),
  );
  notice.hidden = false;
}

async function tellStore() {
  const answer = await ask("version");
  document.getElementById("store").append(isolated(answer.store));
  version = answer.version;
}

addEventListener("hashchange", () => show());
addEventListener("popstate", () => {
  if (document.activeElement === searchInput) searchInput.blur();
});
tellStore().catch(tellTrouble);
show();
setInterval(lookForNews, 5000);
document.addEventListener("visibilitychange", lookForNews);

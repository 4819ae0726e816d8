// The neighbourhood of an entity: what points to it on the left, what it points to on the right; on a narrow page one
// below the other. The same answer and width always give the same picture.

const ROW = 27;
const HEAD = 24;
const GAP = 16;
const NARROW = 560;
const REACH = 105;
const FAN = 14; // Rows on one side whose edges can be told apart.

const CANVAS = document.createElement("canvas").getContext("2d");
const GRAPHEMES = new Intl.Segmenter("en");

/** The text, its middle left out where it is wider than that many pixels: both ends of a name tell something. */
function fitted(text, font, width) {
  CANVAS.font = font;
  // No name is read to its end on a drawing; measuring only its ends keeps a long one from costing anything.
  const short = text.length > 400 ? `${text.slice(0, 200)}…${text.slice(-200)}` : text;
  if (CANVAS.measureText(short).width <= width && short === text) return text;
  const parts = [...GRAPHEMES.segment(short)].map((each) => each.segment);
  let [least, most] = [0, parts.length - 1];
  const shortened = (kept) => {
    const head = Math.floor(kept * 0.25);
    return `${parts.slice(0, head).join("")}…${kept > head ? parts.slice(head - kept).join("") : ""}`;
  };
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (CANVAS.measureText(shortened(middle)).width <= width) least = middle;
    else most = middle - 1;
  }
  return shortened(least);
}

/** The name without the type in front of it, which its glyph tells already. */
function shortName(name, type) {
  const prefix = `${type}:`;
  return type !== null && name.length > prefix.length && name.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase()
    ? name.slice(prefix.length)
    : name;
}

/**
 * Where everything goes.
 *
 * Returns the height, the centre, whether sides are used, and for each group the places of its title and its rows (the
 * nodes, and last the one for more), to which side its text goes, and whether its edges share a stem.
 */
function layOut(groups, width, font) {
  return width < NARROW ? layOutBelow(groups, width) : layOutBeside(groups, width, font);
}

function rowsOf(group) {
  return group.nodes.length + (group.next === null ? 0 : 1);
}

function heightOf(groups) {
  const rows = groups.reduce((sum, group) => sum + HEAD + ROW * rowsOf(group), 0);
  return rows + GAP * Math.max(groups.length - 1, 0);
}

function layOutBeside(groups, width, font) {
  const sides = { in: groups.filter((group) => group.direction === "in"), out: groups.filter((group) => group.direction === "out") };
  const heights = { in: heightOf(sides.in), out: heightOf(sides.out) };
  const middle = Math.min(Math.max(heights.in, heights.out, 120) / 2, 250) + 8;
  const x = centreBeside(sides, width, font);
  const places = [];
  for (const side of ["in", "out"]) {
    const away = side === "in" ? -1 : 1;
    const at = x + away * REACH;
    const crowded = sides[side].reduce((sum, group) => sum + rowsOf(group), 0) > FAN;
    let y = Math.max(8, middle - heights[side] / 2);
    for (const group of sides[side]) {
      const textWidth = side === "in" ? at - 20 : width - at - 20;
      const place = { group, title: { x: at - away * 8, y: y + 13 }, rows: [], side, textWidth, stem: crowded && rowsOf(group) > 1 };
      y += HEAD;
      for (let row = 0; row < rowsOf(group); row += 1) {
        place.rows.push({ x: at, y: y + ROW / 2 });
        y += ROW;
      }
      y += GAP;
      places.push(place);
    }
  }
  return { height: Math.max(heights.in, heights.out, 2 * middle - 16) + 16, centre: { x, y: middle }, places, beside: true };
}

/** In the middle, unless names on one side need more room than those on the other. */
function centreBeside(sides, width, font) {
  if (sides.in.length === 0) return 40;
  if (sides.out.length === 0) return width - 40;
  const needs = { in: roomOf(sides.in, font), out: roomOf(sides.out, font) };
  const room = width - 2 * REACH;
  if (needs.in + needs.out > room) return REACH + Math.min(Math.max((room * needs.in) / (needs.in + needs.out), room * 0.3), room * 0.7);
  return Math.min(Math.max(width / 2, needs.in + REACH), width - needs.out - REACH);
}

function roomOf(groups, font) {
  CANVAS.font = font;
  const names = groups.flatMap((group) => group.nodes.map((node) => visible(shortName(node.name, node.type)).slice(0, 80)));
  const titles = groups.map((group) => `${visible(group.type).slice(0, 40)} 10,000`);
  return 36 + Math.max(...[...names, ...titles].map((text) => CANVAS.measureText(text).width));
}

function layOutBelow(groups, width) {
  const places = [];
  let y = 52;
  for (const group of groups) {
    const place = { group, title: { x: 44, y: y + 13 }, rows: [], side: "out", textWidth: width - 72, stem: true };
    y += HEAD;
    for (let row = 0; row < rowsOf(group); row += 1) {
      place.rows.push({ x: 52, y: y + ROW / 2 });
      y += ROW;
    }
    y += GAP;
    places.push(place);
  }
  return { height: y, centre: { x: 22, y: 24 }, places, beside: false };
}

function edgePath(centre, row, place, beside) {
  if (!beside) return `M${centre.x} ${centre.y + 20}V${row.y - 9}q0 9 9 9H${row.x - 12}`;
  const away = place.side === "in" ? -1 : 1;
  const from = centre.x + away * 21;
  const to = row.x - away * 12;
  if (!place.stem) return curve(from, centre.y, to, row.y);
  // So many curves would be one blot: they share a stem, which goes to the nearest row and along the others.
  const [first, last] = [place.rows[0].y, place.rows.at(-1).y];
  const stem = Math.min(Math.max(centre.y, first), last);
  const rail = to - away * 14;
  const bow = Math.min(8, Math.abs(row.y - stem));
  const down = Math.sign(row.y - stem);
  return `${curve(from, centre.y, rail, stem)}V${row.y - down * bow}q0 ${down * bow} ${away * bow} ${down * bow}H${to}`;
}

function curve(fromX, fromY, toX, toY) {
  const bend = (fromX + toX) / 2;
  return `M${fromX} ${fromY}C${bend} ${fromY} ${bend} ${toY} ${toX} ${toY}`;
}

/** An arrowhead that ends at the place; what is undirected in a picture is misread. */
function arrowPath(x, y, towards) {
  return `M${x - towards * 5} ${y - 3.5}L${x} ${y}L${x - towards * 5} ${y + 3.5}`;
}

/**
 * Draws the groups round an entity into an SVG element.
 *
 * `more(group)` is called when the row at the end of a group is chosen; `font` is that of the names.
 */
function drawNeighbourhood(svg, { type, groups, width, font, linkTo, more }) {
  const { height, centre, places, beside } = layOut(groups, width, font);
  const edges = drawn("g", { class: "edges", "aria-hidden": "true" });
  const rows = [];
  for (const place of places) rows.push(groupElement(place, { centre, beside, edges, font, linkTo, more }));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  svg.replaceChildren(edges, ...arrivals(places, centre, beside), ...rows, centreElement(centre, type));
  for (const [place, stop] of stopsOf(svg).entries()) stop.setAttribute("tabindex", place === 0 ? "0" : "-1");
}

function arrivals(places, centre, beside) {
  if (!beside || !places.some((place) => place.side === "in")) return [];
  return [drawn("path", { class: "arrow", d: arrowPath(centre.x - 21, centre.y, 1) })];
}

function centreElement(centre, type) {
  const parts = glyphParts(type);
  parts.setAttribute("transform", `translate(${centre.x - 12} ${centre.y - 12}) scale(1.5)`);
  return drawn("g", { class: "centre", "aria-hidden": "true" }, drawn("circle", { cx: centre.x, cy: centre.y, r: 20 }), parts);
}

function groupElement(place, context) {
  const { group, title, side } = place;
  const pointing = group.direction === "in";
  const spelled = visible(group.type);
  const total = group.total > 1 ? [NUMBER.format(group.total)] : [];
  const label = pointing && context.beside ? [spelled, ...total, "→"] : [pointing ? "←" : "→", spelled, ...total];
  const room = place.textWidth - 50;
  const heading = drawn(
    "text",
    { class: "group-title", x: title.x, y: title.y, "text-anchor": side === "in" ? "end" : "start" },
    ...label.map((part) => drawn("tspan", { class: part === spelled ? "kind" : "count" }, `${part === spelled ? fitted(part, context.font, room) : part} `)),
  );
  const described = `${spelled}, ${counted(group.total, "relation")} ${pointing ? "that point here" : "from here"}`;
  const rows = place.rows.map((at, index) => rowElement(place, at, group.nodes[index], context));
  return drawn("g", { role: "group", "aria-label": described }, heading, rows);
}

function rowElement(place, at, node, context) {
  const { group, side } = place;
  const away = side === "in" ? -1 : 1;
  const edge = drawn("g", { class: "edge" }, drawn("path", { d: edgePath(context.centre, at, place, context.beside) }));
  if (group.direction === "out") edge.append(drawn("path", { class: "arrow", d: arrowPath(at.x - away * 11, at.y, away) }));
  else if (!context.beside) edge.append(drawn("path", { class: "arrow", d: arrowPath(at.x - 20, at.y, -1) }));
  context.edges.append(edge);
  const element = node === undefined ? moreElement(place, at, context) : nodeElement(place, at, node, context);
  for (const begin of ["mouseenter", "focus"]) element.addEventListener(begin, () => edge.classList.add("near"));
  for (const end of ["mouseleave", "blur"]) element.addEventListener(end, () => edge.classList.remove("near"));
  return element;
}

function rowParts(place, at, textParts, image) {
  const left = place.side === "in" ? at.x - 14 - place.textWidth : at.x - 11;
  image.setAttribute("transform", `translate(${at.x - 8} ${at.y - 8})`);
  return [
    drawn("rect", { class: "touch", x: left, y: at.y - ROW / 2 + 1, width: place.textWidth + 25, height: ROW - 2, rx: 6 }),
    image,
    drawn("text", { x: at.x + (place.side === "in" ? -15 : 15), y: at.y + 4, "text-anchor": place.side === "in" ? "end" : "start" }, ...textParts),
  ];
}

function nodeElement(place, at, node, context) {
  const name = visible(node.name);
  const described = `${name}, ${node.type === null ? "not described yet" : visible(node.type)}`;
  const text = fitted(visible(shortName(node.name, node.type)), context.font, place.textWidth - 8);
  const link = drawn(
    "a",
    { class: node.type === null ? "node undescribed" : "node", href: context.linkTo(node.name), "aria-label": described },
    ...rowParts(place, at, [text], glyphParts(node.type)),
    drawn("title", {}, described),
  );
  link.drawnNode = node;
  return link;
}

function moreElement(place, at, context) {
  const { group } = place;
  const text = `and ${NUMBER.format(group.total - group.nodes.length)} more`;
  const image = drawn("g", { class: "glyph hue-none" }, drawn("path", { d: "M8 4v8M4 8h8", class: "detail" }));
  const row = drawn(
    "g",
    { class: "node more", role: "button", "aria-label": `${text} of ${visible(group.type)}` },
    ...rowParts(place, at, [text], image),
  );
  row.addEventListener("click", () => context.more(group));
  row.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      context.more(group);
    }
  });
  return row;
}

/** Moves the focus among the nodes of a drawing: up and down within what is drawn, left and right to the other side. */
function moveAmongNodes(svg, event) {
  const nodes = stopsOf(svg);
  const here = nodes.indexOf(document.activeElement);
  if (here < 0) return;
  const box = (node) => node.querySelector(".touch").getBoundingClientRect();
  const isLeft = (node) => box(node).left < box(nodes[here]).left;
  const isRight = (node) => box(node).left > box(nodes[here]).left;
  const nearest = (among) =>
    among.sort((one, other) => Math.abs(box(one).top - box(nodes[here]).top) - Math.abs(box(other).top - box(nodes[here]).top))[0];
  const goals = {
    ArrowDown: nodes[here + 1],
    ArrowUp: nodes[here - 1],
    ArrowLeft: nearest(nodes.filter(isLeft)),
    ArrowRight: nearest(nodes.filter(isRight)),
    Home: nodes[0],
    End: nodes.at(-1),
  };
  if (!Object.hasOwn(goals, event.key)) return;
  event.preventDefault();
  if (goals[event.key]) focusStop(nodes, goals[event.key]);
}

function stopsOf(svg) {
  return [...svg.querySelectorAll(".node")];
}

function focusStop(nodes, node) {
  for (const each of nodes) each.setAttribute("tabindex", "-1");
  node.setAttribute("tabindex", "0");
  node.focus();
}

/** Moves the focus to a node by what the server said of it. */
function focusNode(svg, node) {
  const stops = stopsOf(svg);
  const found = stops.find((stop) => stop.drawnNode === node);
  if (found) focusStop(stops, found);
}

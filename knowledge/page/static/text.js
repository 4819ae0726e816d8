// Text of the graph as it is shown: isolated, with nothing in it unseen, and never as markup.

// Control and format characters, but for line breaks, tabs, and the joiners that Persian, Indic scripts and emoji need.
const UNSEEN = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const BREAKS = /[\n\t]/g;

function signOf(character) {
  return `\u27e8U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}\u27e9`;
}

/** The text on one line, with a visible sign for each character that has no look of its own. */
function visible(text) {
  return oneLine(text).replace(UNSEEN, signOf);
}

function oneLine(text) {
  return text.replace(BREAKS, (character) => (character === "\n" ? "\u21b5" : "\u21e5"));
}

/** An element; children are elements or text, an attribute of null is left out. */
function element(tag, attributes = {}, ...children) {
  return build(document.createElement(tag), attributes, children);
}

/** The same, of SVG. */
function drawn(tag, attributes = {}, ...children) {
  return build(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** A piece of text that cannot change the direction of what stands beside it; the words given are marked. */
function isolated(text, { className = null, words = [], lines = false } = {}) {
  const bdi = element("bdi", { class: className });
  for (const [part, isWord] of splitAtWords(lines ? text : oneLine(text), words)) {
    const target = isWord ? element("mark") : bdi;
    appendVisible(target, part);
    if (isWord) bdi.append(target);
  }
  return bdi;
}

function appendVisible(target, text) {
  let end = 0;
  for (const match of text.matchAll(UNSEEN)) {
    target.append(text.slice(end, match.index));
    target.append(element("span", { class: "sign" }, signOf(match[0])));
    end = match.index + match[0].length;
  }
  target.append(text.slice(end));
}

function* splitAtWords(text, words) {
  const spelled = words.filter(Boolean).map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  if (spelled.length === 0) {
    yield [text, false];
    return;
  }
  const longestFirst = spelled.sort((one, other) => other.length - one.length).join("|");
  const parts = text.split(new RegExp(`(${longestFirst})`, "giu"));
  for (const [place, part] of parts.entries()) {
    if (part) yield [part, place % 2 === 1];
  }
}

const NUMBER = new Intl.NumberFormat("en");
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** "1 fact", "12,480 facts". */
function counted(count, singular, plural = `${singular}s`) {
  return `${NUMBER.format(count)} ${count === 1 ? singular : plural}`;
}

function dayOf(moment) {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? "Time not known" : DAY.format(date);
}

/** A moment in local time, with the exact one as title. */
function timeElement(moment, { withDay = true } = {}) {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return element("span", {}, "time not known");
  const spelled = withDay ? `${DAY.format(date)}, ${TIME.format(date)}` : TIME.format(date);
  return element("time", { datetime: moment, title: moment }, spelled);
}

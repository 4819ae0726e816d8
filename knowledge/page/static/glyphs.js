// Each entity type has a shape and a colour of its own; a type we do not know gets them by its name, always the same.

const GLYPHS = {
  Database: [0, "M3 4.2C3 2.9 5.2 2 8 2s5 .9 5 2.2v7.6c0 1.3-2.2 2.2-5 2.2s-5-.9-5-2.2z", "M3 4.2c0 1.3 2.2 2.2 5 2.2s5-.9 5-2.2"],
  Schema: [0, "M2.5 5.5h11v8h-11z", "M4.5 2.7h7"],
  Table: [0, "M2.3 3h11.4v10H2.3z", "M2.3 6.4h11.4M7 6.4V13"],
  Column: [1, "M5.2 2.2h5.6v11.6H5.2z", "M5.2 6h5.6"],
  Index: [1, "M2.3 2.3h4.4v4.4H2.3z", "M9.5 4.5h4.2M2.3 10h11.4M2.3 13.5h8"],
  Constraint: [1, "M3.2 7h9.6v6.7H3.2z", "M5.4 7V5a2.6 2.6 0 0 1 5.2 0v2"],
  Query: [1, "M2.3 3h11.4v10H2.3z", "M5 6l2 2-2 2M8.6 10.2h2.6"],
  Service: [2, "M8 1.7l5.5 3.2v6.2L8 14.3l-5.5-3.2V4.9z"],
  Owner: [2, "M8 8a2.9 2.9 0 1 0 0-5.8A2.9 2.9 0 0 0 8 8zM2.7 14c.4-2.9 2.5-4.3 5.3-4.3s4.9 1.4 5.3 4.3z"],
  Migration: [3, "M1.8 5.6h6V2.4L14.3 8l-6.5 5.6v-3.2h-6z"],
  Phase: [3, "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z", "M8 2v6l4.2 4.2"],
  Strategy: [7, "M8 1.8l6.2 4.5-2.4 7.3H4.2L1.8 6.3z"],
  Hazard: [4, "M8 1.9l6.5 11.6h-13z", "M8 6.3v3.2M8 11.3v.4"],
  Run: [5, "M4 2.3L13.7 8 4 13.7z"],
  Outcome: [5, "M3.6 2.4h9.2l-2.2 3.2 2.2 3.2H3.6z", "M3.6 2.4v11.8"],
  Incident: [4, "M9.3 1.7L3.1 9.1h4.1l-.6 5.2 6.3-7.4H8.8z"],
  Lesson: [6, "M4 2h8v12l-4-3.2L4 14z"],
};
const OTHER_SHAPES = [
  "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2z",
  "M3 3h10v10H3z",
  "M8 1.6L14.4 8 8 14.4 1.6 8z",
  "M2 3h12L8 13.8z",
  "M5.4 2h5.2L14 5.4v5.2L10.6 14H5.4L2 10.6V5.4z",
  "M6 2h4v4h4v4h-4v4H6v-4H2V6h4z",
  "M2.2 11.5a5.8 5.8 0 1 1 11.6 0z",
];
const HUES = 8;
const UNDESCRIBED = "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2z";

function glyphOf(type) {
  if (type === null) return ["none", UNDESCRIBED];
  if (Object.hasOwn(GLYPHS, type)) return GLYPHS[type];
  let hash = 0;
  for (const character of type) hash = (hash * 31 + character.codePointAt(0)) >>> 0;
  return [hash % HUES, OTHER_SHAPES[(hash >>> 4) % OTHER_SHAPES.length]];
}

/** The shape of a type within 16 by 16 units; type null is an entity that is only named by relations. */
function glyphParts(type) {
  const [hue, outline, detail] = glyphOf(type);
  return drawn(
    "g",
    { class: `glyph hue-${hue}` },
    drawn("path", { d: outline, class: "outline" }),
    detail ? drawn("path", { d: detail, class: "detail" }) : null,
  );
}

/** The same as an image of its own. */
function glyph(type, className = "glyph-image") {
  return drawn("svg", { viewBox: "0 0 16 16", class: className, "aria-hidden": "true" }, glyphParts(type));
}

// Bodies as coloured text: XML and JSON told apart by their first character.

import { h } from "./dom.js";

const xml = /(<!\[CDATA\[|\]\]>)|(<\/?[A-Za-z_][\w.-]*[^>]*>)/g;
const json = /("(?:[^"\\]|\\.)*"(?=\s*:))|("(?:[^"\\]|\\.)*")|(-?\b\d+(?:\.\d+)?\b|\btrue\b|\bfalse\b|\bnull\b)/g;
const classes = { xml: ["cdata", "tag"], json: ["tag", "string", "number"] };
const longest = 20_000; // characters that are worth colouring

// laidOut is XML with an element a line; leaves stay on one. JSON comes laid out already.
export function laidOut(text) {
  if (text.trimStart()[0] !== "<" || text.length > longest) return text;
  let out = "";
  let depth = 0;
  let leaf = false; // since the last opening tag there was text alone
  for (const [token] of text.matchAll(/<!\[CDATA\[[\s\S]*?\]\]>|<[^>]*>|[^<]+/g)) {
    const closes = token.startsWith("</");
    const opens = !closes && /^<[A-Za-z_]/.test(token) && !token.endsWith("/>");
    if (closes) depth -= 1;
    if (out && (opens || (closes && !leaf))) out += `\n${"  ".repeat(Math.max(0, depth))}`;
    if (opens) depth += 1;
    if (opens || closes) leaf = opens;
    out += token;
  }
  return out;
}

export function highlight(text) {
  const start = text.trimStart()[0];
  const language = start === "<" ? "xml" : start === "{" || start === "[" ? "json" : null;
  if (!language || text.length > longest) return [text];
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(language === "xml" ? xml : json)) {
    nodes.push(text.slice(end, match.index), h("span", { class: `hl-${classes[language][match.slice(1).findIndex((group) => group !== undefined)]}` }, match[0]));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

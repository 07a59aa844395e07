// What the inspector shows as a file: JSON as the control API has it, or an HTTP Archive (HAR 1.2) for other tools.

import { h } from "./dom.js";

const pairs = (headers = {}) => Object.entries(headers).map(([name, value]) => ({ name, value }));
const header = (message, wanted) => Object.entries(message.headers ?? {}).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? "";
const bytes = (text) => new TextEncoder().encode(text).length;

function harEntry({ at, durationMs = 0, request = {}, response = {}, ...rest }) {
  const url = new URL(request.url ?? "/", location.origin);
  const body = request.body ?? "";
  const { kind, title, user, outcome, errcode, problem } = rest;
  return {
    startedDateTime: at, time: durationMs,
    request: {
      method: request.method || "GET", url: url.href, httpVersion: "HTTP/1.1", cookies: [], headers: pairs(request.headers),
      queryString: [...url.searchParams].map(([name, value]) => ({ name, value })), headersSize: -1, bodySize: bytes(body),
      ...(body ? { postData: { mimeType: header(request, "content-type"), text: body } } : {}),
    },
    response: {
      status: response.status ?? 0, statusText: "", httpVersion: "HTTP/1.1", cookies: [], headers: pairs(response.headers),
      content: { size: bytes(response.body ?? ""), mimeType: header(response, "content-type"), text: response.body ?? "" },
      redirectURL: header(response, "location"), headersSize: -1, bodySize: bytes(response.body ?? ""),
    },
    cache: {}, timings: { send: 0, wait: durationMs, receive: 0 },
    comment: [kind, title, user, outcome, problem?.en].filter(Boolean).join(" · "),
    _wechatgo: { kind, title, user, outcome, errcode, problem, requestOpened: request.opened, responseOpened: response.opened },
  };
}

// asHAR returns exchanges as an HTTP Archive, oldest first.
export const asHAR = (exchanges) => ({ log: { version: "1.2", creator: { name: "wechatgo sandbox", version: "1" }, entries: exchanges.map(harEntry) } });

// save lets the user keep a value as a file of JSON.
export function save(name, value) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: "application/json" }));
  const link = h("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000); // the browser reads it after the click
}

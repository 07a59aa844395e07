// An exchange as text for other tools: a curl command, a Go test, a step of a scenario.

import { plainXML, readFields } from "./fields.js";

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

// These headers are curl's own, or depend on the connection.
const ownHeaders = new Set(["accept", "accept-encoding", "connection", "content-length", "host", "user-agent"]);

// curlCommand returns the command that sends the request of an exchange again, or null if it has none or its body was not
// kept whole.
export function curlCommand({ request }) {
  const { method = "GET", url, headers = {}, body = "" } = request ?? {};
  if (!url || body === "(binary)" || body.endsWith("…")) return null;
  const parts = [`curl -X ${method} ${quoted(new URL(url, location.origin).href)}`,
    ...Object.entries(headers).filter(([name]) => !ownHeaders.has(name.toLowerCase())).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`)];
  if (body) parts.push(`--data-raw ${quoted(body)}`);
  return `${parts.join(" \\\n  ")}\n`;
}

// pushed returns {name, at}: what a push is called, and the function that returns the value of a field, or null if the
// exchange is not a push that can be read.
function pushed(exchange) {
  const read = exchange.kind === "push" ? readFields(plainXML(exchange)) : null;
  if (!read) return null;
  const at = (path) => read.fields.find((field) => field.path === path)?.value ?? "";
  const type = at("MsgType");
  return { name: type.toLowerCase() === "event" ? at("Event") : type, at, fields: read.fields };
}

const goText = JSON.stringify; // its escapes are Go's, too

// actions has what a user does in a Go test to cause a push, for the pushes that a user causes alone.
const actions = {
  text: (at) => `Send(${goText(at("Content"))})`,
  voice: (at) => `SendVoice(${goText(at("Recognition"))})`,
  video: () => "SendVideo()",
  location: (at) => `SendLocation(${Number(at("Location_X"))}, ${Number(at("Location_Y"))}, ${goText(at("Label"))})`,
  link: (at) => `SendLink(${goText(at("Title"))}, ${goText(at("Description"))}, ${goText(at("Url"))})`,
  subscribe: (at) => (at("EventKey") ? null : "Follow()"),
  unsubscribe: () => "Unfollow()",
  CLICK: (at) => `Click(${goText(at("EventKey"))})`,
};

// asserted returns the lines of a Go test that look at the answer in got.
function asserted(exchange) {
  const reply = exchange.response?.opened || exchange.response?.body || "";
  const read = exchange.outcome === "replied" ? readFields(reply) : null;
  const at = (path) => read?.fields.find((field) => field.path === path)?.value;
  if (at("MsgType") === "text") return `if want := ${goText(`[account: ${at("Content")}]`)}; fmt.Sprint(got) != want {\n\t\tt.Errorf("got %v, want %s", got, want)\n\t}`;
  if (read) return `if len(got) != 1 || got[0].Type != ${goText(at("MsgType") ?? "")} {\n\t\tt.Errorf("got %v", got)\n\t}`;
  return `if len(got) != 0 {\n\t\tt.Errorf("got %v, want nothing", got)\n\t}`;
}

// goTest returns a Go test in which the user does what caused the push, or null if no action of the user's alone
// causes it.
export function goTest(exchange) {
  const push = pushed(exchange);
  const action = push && Object.hasOwn(actions, push.name) ? actions[push.name](push.at) : null;
  if (!action || !/^\w+$/.test(exchange.user ?? "")) return null;
  const follows = action !== "Follow()";
  const assertion = asserted(exchange);
  return `package app_test

import (
${assertion.includes("fmt.") ? '\t"fmt"\n' : ""}\t"testing"

	"github.com/wechatgo/wechatgo/sandbox"
)

func Test${push.name[0].toUpperCase()}${push.name.slice(1).toLowerCase()}(t *testing.T) {
	platform := sandbox.Start(t)
	platform.Connect(newApp(t, platform.Account())) // your program, as an http.Handler

	${exchange.user} := platform.User("${exchange.user}")
${follows ? `\t${exchange.user}.Follow()\n` : ""}	got := ${exchange.user}.${action}
	${assertion}
}
`;
}

const common = new Set(["ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "MsgId"]);

// scenarioStep returns the push as a step of a scenario, or null if the exchange is not a push that can be read.
export function scenarioStep(exchange) {
  const push = pushed(exchange);
  if (!push) return null;
  const set = push.fields.filter(({ path }) => !common.has(path));
  return [`- user: ${JSON.stringify(exchange.user)}`, "  do:", "    push:", `      push: ${JSON.stringify(push.name)}`,
    ...(set.length ? ["      set:", ...set.map(({ path, value }) => `        ${path}: ${JSON.stringify(value)}`)] : []), ""].join("\n");
}

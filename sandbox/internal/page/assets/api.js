// The sandbox's control API, with one function for each path.

// Refusal is an error answer of the control API, with its words in both languages.
export class Refusal extends Error {
  constructor(status, words) {
    super(words.en);
    this.status = status;
    this.words = words;
  }
}

async function request(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  let answer = {};
  try {
    answer = text ? JSON.parse(text) : {};
  } catch {
    // an answer that is not JSON only has its status
  }
  if (!response.ok) {
    const status = `${method} ${path}: HTTP ${response.status}`;
    throw new Refusal(response.status, answer.error ?? { en: status, zh: status });
  }
  return answer;
}

const root = "/_sandbox";

export const state = () => request("GET", `${root}/state`);
export const menu = async (user) => (await request("GET", `${root}/menu?user=${encodeURIComponent(user)}`)).menu;
export const chat = async (user) => (await request("GET", `${root}/users/${encodeURIComponent(user)}/chat`)).entries ?? [];
export const addUser = (user) => request("POST", `${root}/users`, user);

// act does an action of a user on the phone. The answer comes at once; the consequences come as events.
export const act = (user, action, body = {}) => request("POST", `${root}/users/${encodeURIComponent(user)}/${action}?wait=false`, body);

// agents has the agents of customer service and the users who wait for one, {agents, waiting}.
export const agents = () => request("GET", `${root}/agents`);
export const addAgent = (account, nickname) => request("POST", `${root}/agents`, { account, nickname });

// actAsAgent does an action of an agent. The answer comes at once; the consequences come as events.
export const actAsAgent = (account, action, body) => request("POST", `${root}/agents/${encodeURIComponent(account)}/${action}?wait=false`, body);

export const templates = async () => (await request("GET", `${root}/templates`)).templates;
export const addTemplate = (template) => request("POST", `${root}/templates`, template);
export const subscriptions = async (user) => (await request("GET", `${root}/users/${encodeURIComponent(user)}/subscriptions`)).subscriptions;

export const exchanges = async (limit) => (await request("GET", `${root}/exchanges?limit=${limit}`)).exchanges ?? [];
export const clearExchanges = () => request("DELETE", `${root}/exchanges`);

export const setMode = (mode) => request("POST", `${root}/mode`, { mode });
export const setCallback = (url) => request("POST", `${root}/callback`, { url });
export const advanceClock = (seconds) => request("POST", `${root}/clock/advance`, { seconds });
export const pushAgain = (id) => request("POST", `${root}/exchanges/${id}/push?wait=false`, {});

// pushEdited pushes XML in place of the exchange's own; a fresh one gets a new MsgId and CreateTime.
export const pushEdited = (id, xml, fresh) => request("POST", `${root}/exchanges/${id}/push?wait=false`, { xml, fresh });

// unsigned reports that a page got no signature from its server, and returns an explanation.
export const unsigned = (refusal) => request("POST", `${root}/jssdk/unsigned`, refusal);

export const delay = (seconds, pushes) => request("POST", `${root}/delay`, { seconds, pushes });
export const cut = (pushes) => request("POST", `${root}/cut`, { pushes });
export const failTemplates = (messages) => request("POST", `${root}/templates/fail`, { messages });
export const expireToken = () => request("POST", `${root}/token/expire`, {});
export const renewToken = (family) => request("POST", `${root}/token/renew`, { family, overlap: false }); // as another program would, so that the old token ends at once

export const failCalls = (fault) => request("POST", `${root}/calls/fail`, fault);
export const clearFailures = () => request("DELETE", `${root}/calls/fail`);
export const setRules = (rules) => request("POST", `${root}/rules`, rules);
export const changeKey = () => request("POST", `${root}/key`, {});
export const endpoints = async () => (await request("GET", `${root}/endpoints`)).endpoints;

export const keepSnapshot = (name) => request("POST", `${root}/snapshots/${encodeURIComponent(name)}`, {});
export const loadSnapshot = (name) => request("POST", `${root}/snapshots/${encodeURIComponent(name)}/load`, {});
export const deleteSnapshot = (name) => request("DELETE", `${root}/snapshots/${encodeURIComponent(name)}`);

export const reset = () => request("POST", `${root}/reset`, {});

// scenario is the session that is being recorded, {recording, steps, yaml}.
export const scenario = () => request("GET", `${root}/scenario`);
export const startScenario = () => request("POST", `${root}/scenario/start`, {});
export const stopScenario = () => request("POST", `${root}/scenario/stop`, {});

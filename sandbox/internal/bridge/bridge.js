// WeixinJSBridge. The constant wechatgo says where the page runs, see bridge.go.

// startBridge sets window.WeixinJSBridge.
function startBridge() {
  const send = window.fetch.bind(window); // the page may replace these
  const { stringify, parse } = JSON;
  const later = window.setTimeout.bind(window);
  const phone = window.parent === window ? null : window.parent;
  const page = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`; // the id of this document, which distinguishes it from others in the same frame
  const entry = location.href;
  const script = document.currentScript ?? document.querySelector('script[src*="/open/js/jweixin"]');
  const base = wechatgo.standalone && script ? script.src.replace(/\/open\/js\/[^/]*$/, "") : location.origin;

  const waiting = new Map(); // the functions that get the phone's answers, by the id of the question
  const listeners = new Map(); // of WeixinJSBridge.on, one for each event
  const onPage = { cards: new Map(), menu: null }; // what the phone must be told again about a page from the back/forward cache

  const post = (type, fields) => phone?.postMessage({ source: "wechatgo-jweixin", page, type, ...fields }, "*");

  // request sends one message to the sandbox, and returns its answer.
  async function request(name, body) {
    try {
      const response = await send(`${base}/_wechatgo/invoke`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        credentials: wechatgo.standalone ? "omit" : "same-origin",
        body: stringify({ page, name, url: location.href, entry, ...body }),
      });
      const answer = parse(await response.text());
      if (!response.ok) throw new Error(answer.error?.en ?? `HTTP ${response.status}`);
      return answer;
    } catch (error) {
      return unanswered(name, error);
    }
  }

  // unanswered finds out why the sandbox did not answer. A page on a foreign host gets no answer, since it is none of the
  // account's.
  async function unanswered(name, error) {
    const lead = `${name}:`;
    try {
      await send(`${base}/_sandbox/healthz`, { mode: "no-cors", credentials: "omit" });
    } catch {
      return failed(`${lead}fail, the sandbox cannot be reached`, {
        en: `The sandbox at ${base} does not answer.`,
        zh: `沙箱 ${base} 没有响应。`,
      });
    }
    if (!wechatgo.standalone) return failed(`${lead}fail`, { en: `The sandbox refused the call: ${error.message}`, zh: `沙箱拒绝了调用：${error.message}` });
    return failed(`${lead}invalid url domain`, {
      en: `${location.host} is not a JS secure domain of the account in the sandbox.`,
      zh: `${location.host} 不是沙箱中该公众号的 JS 接口安全域名。`,
    });
  }

  function failed(message, problem) {
    const tell = message.startsWith("preVerifyJSAPI:") ? [{ type: "config", ok: false, errMsg: message.replace("preVerifyJSAPI:", "config:"), problem }] : [];
    return { result: { err_msg: message }, tell };
  }

  // told does what the sandbox wants the phone to do.
  function told(message) {
    if (message.type === "share") onPage.cards.set(message.kind, message);
    if (message.type === "menu") onPage.menu = message;
    if (message.type === "config" && !message.ok) console.error(`[wechatgo] wx.config: ${message.errMsg}\n${message.problem?.en ?? ""}\n${message.problem?.zh ?? ""}`);
    if (phone) post(message.type, message);
    else showInTab(message);
  }

  // askPhone asks the user. It resolves to the answer, null if the user cancels.
  function askPhone(question) {
    if (!phone) return askInTab(question);
    return new Promise((resolve) => {
      waiting.set(question.id, resolve);
      post("ask", question);
    });
  }

  // perform makes a call, and asks the user what the sandbox wants to know for it.
  async function perform(name, args) {
    let answer = await inOrder(() => request(name, { args }));
    for (;;) {
      (answer.tell ?? []).forEach(told);
      if (!answer.ask) return answer.result;
      const given = await askPhone(answer.ask);
      answer = await request(name, { pending: answer.ask.id, answer: given });
    }
  }

  // inOrder starts a request when the one before it is answered, since the sandbox must get them in the page's order.
  let last = Promise.resolve();
  function inOrder(start) {
    const answer = last.then(start);
    last = answer.catch(() => {});
    return answer;
  }

  // call is perform with what follows here: the timers of recording and playing, and the open tags.
  async function call(name, args) {
    const plain = args !== null && typeof args === "object" ? args : {};
    if (name === "stopRecord") clearTimeout(recording);
    const result = await perform(name, plain);
    const ok = /:ok$/.test(result.err_msg ?? "");
    if (ok) afterwards[name]?.(plain);
    if (name === "preVerifyJSAPI") {
      defineOpenTags(ok ? result.openTags ?? [] : [], plain.verifyOpenTagList ?? [], call);
      delete result.openTags;
    }
    return result;
  }

  // the timers

  const longest = 60_000; // of a recording, in milliseconds
  const voiceLength = 1_000; // of every voice of the sandbox
  let recording = 0;
  let playing = 0;
  const afterwards = {
    startRecord() {
      recording = later(async () => {
        const result = await call("wechatgo:voiceEnd", {});
        if (result.localId) fire("onVoiceRecordEnd", { localId: result.localId });
      }, longest);
    },
    playVoice({ localId }) {
      clearTimeout(playing);
      playing = later(() => fire("onVoicePlayEnd", { localId }), voiceLength);
    },
    pauseVoice: () => clearTimeout(playing),
    stopVoice: () => clearTimeout(playing),
  };

  // WeixinJSBridge

  const shareEvents = { appMessage: "menu:share:appmessage", timeline: "menu:share:timeline" }; // by what the phone calls them

  function fire(event, fields) {
    const listener = listeners.get(event);
    if (listener) later(() => listener({ ...fields }));
    return Boolean(listener);
  }

  const bridge = {
    invoke(name, args, callback) {
      call(String(name), args).then((result) => {
        if (typeof callback === "function") later(() => callback(result)); // an error in it is then the page's own
      });
    },
    on(event, callback) {
      if (typeof callback !== "function") return;
      listeners.set(event, callback);
      const [kind] = Object.entries(shareEvents).find(([, name]) => name === event) ?? [];
      if (kind) post("shares", { kind });
    },
    call: (name, args) => bridge.invoke(name, args),
  };
  window.WeixinJSBridge = bridge;
  const ready = () => document.dispatchEvent(new Event("WeixinJSBridgeReady"));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready, { once: true });
  else later(ready);

  watchUnsigned(post);
  showLocalFiles(call);

  // the phone

  if (!phone) return;
  window.addEventListener("message", ({ source, data }) => {
    if (source !== phone || data?.source !== "wechatgo-phone") return;
    if (data.type === "shared") fire(shareEvents[data.kind], {});
    if (data.type === "answer") {
      waiting.get(data.id)?.(data.answer ?? null);
      waiting.delete(data.id);
    }
  });
  const postLocation = () => post("location", { href: location.href, title: document.title });
  window.addEventListener("hashchange", postLocation);
  window.addEventListener("popstate", postLocation);
  document.addEventListener("DOMContentLoaded", postLocation); // now the title is known
  window.addEventListener("pagehide", () => post("leave"));
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    postLocation();
    for (const message of [...onPage.cards.values(), onPage.menu]) if (message) post(message.type, message);
  });
  for (const name of ["pushState", "replaceState"]) {
    const original = history[name];
    history[name] = function (...args) {
      original.apply(history, args);
      postLocation();
    };
  }
  postLocation();
}

// showLocalFiles shows the phone's files in elements whose src is a local id, which no browser can load.
function showLocalFiles(call) {
  const shown = new Map(); // the addresses of blobs, by local id
  const local = /^(weixin:\/\/resourceid\/|wxlocalresource:\/\/)/i;
  window.addEventListener("error", async ({ target }) => {
    const id = target instanceof Element ? target.getAttribute("src") : null;
    if (!id || !local.test(id)) return;
    if (!shown.has(id)) shown.set(id, load(id));
    const address = await shown.get(id);
    if (address && target.getAttribute("src") === id) target.src = address;
  }, true);

  async function load(localId) {
    const { contentType, localData } = await call("wechatgo:localResource", { localId });
    if (!localData) return "";
    const bytes = Uint8Array.from(atob(localData), (character) => character.charCodeAt(0));
    return URL.createObjectURL(new Blob([bytes], { type: contentType }));
  }
}

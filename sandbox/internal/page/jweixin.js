// The sandbox's stand-in for WeChat's page script (jweixin 1.0.0 to 1.6.0). It sets window.wx and window.jWeixin.
// Config is judged by the sandbox that this file was loaded from; the phone page, when it frames this one,
// is told what the page shares and asks for.
(function (window) {
  "use strict";
  if (window.jWeixin) return;

  const script = document.currentScript || document.querySelector('script[src*="/open/js/jweixin"]');
  const base = script ? script.src.replace(/\/open\/js\/[^/]*$/, "") : location.origin;
  const phone = window.parent === window ? null : window.parent;
  const page = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`; // this document, among those that the frame shows

  const shareNames = { AppMessage: "sendAppMessage", Timeline: "shareTimeline", QQ: "shareQQ", Weibo: "shareWeiboApp", QZone: "shareQZone" };

  // Names that WeChat knows and the sandbox does not act out.
  const notSimulated = [
    "startRecord", "stopRecord", "onVoiceRecordEnd", "playVoice", "pauseVoice", "stopVoice", "onVoicePlayEnd", "uploadVoice", "downloadVoice",
    "translateVoice", "uploadImage", "downloadImage", "chooseWXPay", "openProductSpecificView", "addCard", "chooseCard", "openCard",
    "consumeAndShareCard", "openAddress", "openEnterpriseRedPacket", "chooseInvoice", "chooseInvoiceTitle",
    "startSearchBeacons", "stopSearchBeacons", "onSearchBeacons", "openWXDeviceLib", "closeWXDeviceLib", "getWXDeviceInfos",
    "sendDataToWXDevice", "startScanWXDevice", "stopScanWXDevice", "connectWXDevice", "disconnectWXDevice", "getWXDeviceTicket", "configWXDeviceWiFi",
  ];

  let config = null; // what the page gave to wx.config
  let allowed = false; // what the last config that was answered came to
  let settled = 0; // as in WeChat's own script: 0 before the first answer, then 1, or -1 where it was an error that nobody had asked for
  let denied = []; // what an account of this kind may not call
  let failure = null;
  let run = 0;
  let readyCallbacks = [];
  let errorCallback = null;
  const cards = {};
  const onShared = {}; // kind -> the options of onMenuShare*
  const waiting = {}; // id -> what the phone's answer is for
  const menu = { optionMenu: true, hidden: new Set() };

  const tell = (type, fields) => phone && phone.postMessage(Object.assign({ source: "wechatgo-jweixin", page, type }, fields), "*");

  // finish calls a page's callbacks: errMsg ends in ":ok", ":cancel" or ":fail…".
  function finish(options, result) {
    const how = result.errMsg.slice(result.errMsg.indexOf(":") + 1);
    const callback = how === "ok" ? options.success : how === "cancel" ? options.cancel : options.fail;
    if (config && config.debug) console.log("[wechatgo]", result);
    if (callback) callback(result);
    if (options.complete) options.complete(result);
  }

  const done = (options, name, fields) => setTimeout(() => finish(options, Object.assign({ errMsg: `${name}:ok` }, fields)));
  const fail = (options, name, reason) => setTimeout(() => {
    console.error(`[wechatgo] wx.${name}: ${reason}`);
    finish(options, { errMsg: `${name}:${reason}` });
  });

  // permission is why the page may not call name now, or null.
  function permission(name) {
    if (!allowed) return "the permission value is offline verifying";
    return (config.jsApiList || []).includes(name) && !denied.includes(name) ? null : "permission denied";
  }

  // config

  function explain(problem, expected) {
    const words = problem ? `\n${problem.en}\n${problem.zh}` : "";
    const wanted = expected ? `\nexpected string1:   ${expected.string1}\nexpected signature: ${expected.signature}\ngiven signature:    ${config.signature}` : "";
    console.error(`[wechatgo] wx.config: ${failure.errMsg}${words}${wanted}`);
  }

  const ask = window.fetch.bind(window); // below, the page's own fetch is listened to

  async function check(options) {
    const query = new URLSearchParams({ url: location.href.split("#")[0] });
    for (const name of ["appId", "timestamp", "nonceStr", "signature"]) query.set(name, options[name] === undefined ? "" : options[name]);
    try {
      return await (await ask(`${base}/_sandbox/jssdk/check?${query}`, { credentials: "omit" })).json();
    } catch (error) {
      return unreachable();
    }
  }

  // unreachable tells a page on a foreign host, whose request the sandbox does not answer, from a sandbox that is gone.
  async function unreachable() {
    try {
      await ask(`${base}/_sandbox/healthz`, { mode: "no-cors", credentials: "omit" });
      return { ok: false, errMsg: "config:invalid url domain", problem: {
        en: `${location.host} is not a JS secure domain of the account in the sandbox.`,
        zh: `${location.host} 不是沙箱中该公众号的 JS 接口安全域名。`,
      } };
    } catch (error) {
      return { ok: false, errMsg: "config:fail, the sandbox cannot be reached", problem: {
        en: `The sandbox at ${base} does not answer.`,
        zh: `沙箱 ${base} 没有响应。`,
      } };
    }
  }

  // the page's request for a signature

  // Where the page's server refuses to sign, wx.config is never called, and nothing but this script could tell why. A
  // request that names the page's own address is taken for one that asks for a signature.

  function namesThisPage(...texts) {
    const plain = (text) => {
      try {
        return decodeURIComponent(text);
      } catch (error) {
        return text; // a lone %
      }
    };
    const here = plain(location.href.split("#")[0]);
    return texts.some((text) => (typeof text === "string" || text instanceof URLSearchParams) && plain(String(text)).includes(here));
  }

  // signed hears how such a request ended: its answer's status, 0 where there was none, and body.
  function signed(address, status, body) {
    if (status > 0 && status < 400) return;
    const { origin, pathname } = new URL(address, location.href);
    const server = origin === location.origin ? pathname : origin + pathname;
    const words = body.trim().slice(0, 500);
    console.warn(`[wechatgo] ${server} gave no signature: ${status ? `HTTP ${status} ${words}` : "no answer that the page may read"}`); // what it means for the page is the page's to say
    tell("unsigned", { server, status, words });
  }

  window.fetch = function (resource, options) {
    const answer = ask(resource, options);
    const address = resource instanceof Request ? resource.url : String(resource);
    if (namesThisPage(address, options && options.body)) {
      answer.then((response) => response.clone().text().then((body) => signed(address, response.status, body)), () => signed(address, 0, "")).catch(() => {});
    }
    return answer;
  };

  const addresses = new WeakMap(); // of requests that are open
  const { open, send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, address, ...more) {
    addresses.set(this, String(address));
    return open.call(this, method, address, ...more);
  };
  XMLHttpRequest.prototype.send = function (body) {
    const address = addresses.get(this);
    if (namesThisPage(address, body)) {
      const readable = () => (this.responseType === "" || this.responseType === "text" ? this.responseText : JSON.stringify(this.response) || "");
      this.addEventListener("load", () => signed(address, this.status, readable()));
      this.addEventListener("error", () => signed(address, 0, ""));
    }
    return send.call(this, body);
  };

  function openTags(list) {
    if (!list || list.length === 0) return;
    console.warn(`[wechatgo] open tags are not simulated: ${list.join(", ")}`);
    document.dispatchEvent(new CustomEvent("WeixinOpenTagsError", { detail: { errMsg: "system:function_not_exist" } }));
  }

  // calls

  // shareLink is why a share link is refused, or null: it must be on a JS secure domain, and this page's host is one.
  function shareLink(link) {
    try {
      const host = new URL(link).host;
      return host === location.host ? null : `fail, the link's host ${host} is not this page's JS secure domain ${location.host}`;
    } catch (error) {
      return `fail, the link must be a whole URL, not "${link}"`;
    }
  }

  function setCard(kind, options) {
    const card = { title: options.title || document.title, desc: kind === "appMessage" ? options.desc || "" : "", link: options.link || location.href, imgUrl: options.imgUrl || "" };
    const refused = shareLink(card.link);
    if (refused) return refused;
    cards[kind] = card;
    tell("share", { kind, data: card });
    return null;
  }

  const update = (kind, name) => (options) => {
    const refused = setCard(kind, options);
    if (refused) fail(options, name, refused);
    else done(options, name);
  };

  // onMenuShare keeps the callbacks: they run when the user shares.
  const onMenuShare = (to) => (options) => {
    const kind = to === "Timeline" ? "timeline" : "appMessage";
    onShared[to] = options;
    if (to !== "AppMessage" && to !== "Timeline") return; // the phone shares to friends and Moments alone
    const refused = setCard(kind, options);
    if (refused) fail(options, `onMenuShare${to}`, refused);
  };

  function shared(kind) {
    const to = kind === "timeline" ? "Timeline" : "AppMessage";
    const options = onShared[to];
    if (!options) return;
    if (options.trigger) options.trigger({ errMsg: `${shareNames[to]}:trigger` });
    done(options, shareNames[to]);
  }

  const menuChange = (change) => (options, name) => {
    change(options);
    tell("menu", { optionMenu: menu.optionMenu, hidden: [...menu.hidden] });
    done(options, name);
  };
  const nonBase = ["menuItem:share:appMessage", "menuItem:share:timeline", "menuItem:share:qq", "menuItem:share:weiboApp", "menuItem:share:QZone", "menuItem:favorite", "menuItem:copyUrl", "menuItem:openWithSafari", "menuItem:originPage"];

  function chooseImage(options, name) {
    const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", multiple: (options.count || 9) > 1 });
    input.addEventListener("change", () => {
      const files = [...input.files].slice(0, options.count || 9);
      done(options, name, { sourceType: "album", localIds: files.map((file) => URL.createObjectURL(file)) });
    });
    input.addEventListener("cancel", () => finish(options, { errMsg: `${name}:cancel` }));
    input.click();
  }

  async function getLocalImgData(options, name) {
    try {
      const reader = new FileReader();
      reader.onload = () => done(options, name, { localData: reader.result });
      reader.readAsDataURL(await (await fetch(options.localId)).blob());
    } catch (error) {
      fail(options, name, "fail, no such localId");
    }
  }

  function scanQRCode(options, name) {
    const give = (text) => {
      if (text === null) finish(options, { errMsg: `${name}:cancel` });
      else done(options, name, options.needResult ? { resultStr: text } : {});
    };
    if (!phone) return give(window.prompt("scanQRCode"));
    const id = `${Object.keys(waiting).length + 1}`;
    waiting[id] = give;
    tell("scan", { id });
  }

  const calls = {
    updateAppMessageShareData: update("appMessage", "updateAppMessageShareData"),
    updateTimelineShareData: update("timeline", "updateTimelineShareData"),
    hideOptionMenu: menuChange(() => (menu.optionMenu = false)),
    showOptionMenu: menuChange(() => (menu.optionMenu = true)),
    hideMenuItems: menuChange((options) => (options.menuList || []).forEach((item) => menu.hidden.add(item))),
    showMenuItems: menuChange((options) => (options.menuList || []).forEach((item) => menu.hidden.delete(item))),
    hideAllNonBaseMenuItem: menuChange(() => nonBase.forEach((item) => menu.hidden.add(item))),
    showAllNonBaseMenuItem: menuChange(() => nonBase.forEach((item) => menu.hidden.delete(item))),
    closeWindow(options, name) {
      done(options, name);
      if (phone) tell("closeWindow");
      else window.close();
    },
    getNetworkType: (options, name) => done(options, name, { networkType: "wifi" }),
    previewImage(options, name) {
      const current = options.current || (options.urls || [])[0];
      if (phone) tell("preview", { current });
      else window.open(current, "_blank", "noopener");
      done(options, name);
    },
    chooseImage,
    getLocalImgData,
    getLocation: (options, name) => done(options, name, { latitude: 23.106414, longitude: 113.324553, speed: 0, accuracy: 30 }), // one place, always the same
    openLocation(options, name) {
      tell("openLocation", { latitude: options.latitude, longitude: options.longitude, name: options.name, address: options.address });
      done(options, name);
    },
    scanQRCode,
  };
  for (const to of Object.keys(shareNames)) calls[`onMenuShare${to}`] = onMenuShare(to);
  for (const name of notSimulated) calls[name] = (options) => fail(options, name, "fail, the sandbox does not simulate this");

  const wx = {
    config(options) {
      config = options || {};
      const mine = ++run;
      check(config).then((answer) => {
        if (mine !== run) return; // a later config overtook this one
        const result = { errMsg: answer.errMsg || "config:fail" };
        tell("config", { ok: answer.ok, errMsg: result.errMsg, problem: answer.problem || null });
        allowed = answer.ok;
        denied = answer.denied || [];
        settled = 1;
        if (answer.ok) {
          if (config.debug) console.log("[wechatgo]", result);
          openTags(config.openTagList);
        } else {
          failure = result;
          explain(answer.problem, answer.expected);
          if (errorCallback) errorCallback(result);
          else settled = -1;
        }
        const callbacks = readyCallbacks; // they run after an error as well
        readyCallbacks = [];
        callbacks.forEach((callback) => callback());
      });
    },
    // ready calls at once where any config was answered before, be it another one and be it with an error.
    ready(callback) {
      if (settled) callback();
      else readyCallbacks.push(callback);
    },
    error(callback) {
      if (settled === -1) callback(failure);
      else errorCallback = callback;
    },
    checkJsApi(options) {
      const checkResult = {};
      for (const name of options.jsApiList || []) checkResult[name] = name in calls && !notSimulated.includes(name);
      done(options, "checkJsApi", { checkResult });
    },
    miniProgram: {
      getEnv: (callback) => callback({ miniprogram: false }),
    },
  };
  for (const name of ["navigateTo", "navigateBack", "switchTab", "reLaunch", "redirectTo", "postMessage"]) {
    wx.miniProgram[name] = (options) => fail(options || {}, name, "fail, not in a mini program");
  }
  for (const name of Object.keys(calls)) {
    wx[name] = (options = {}) => {
      const refused = permission(name);
      if (refused) fail(options, name, refused);
      else calls[name](options, name);
    };
  }

  // the phone

  const tellPlace = () => tell("location", { href: location.href, title: document.title });

  if (phone) {
    window.addEventListener("message", (event) => {
      if (event.source !== phone || !event.data || event.data.source !== "wechatgo-phone") return;
      const { type, kind, id, result } = event.data;
      if (type === "shared") shared(kind);
      if (type === "scan" && waiting[id]) {
        waiting[id](result);
        delete waiting[id];
      }
    });
    window.addEventListener("hashchange", tellPlace);
    window.addEventListener("popstate", tellPlace);
    document.addEventListener("DOMContentLoaded", tellPlace); // the title is known now
    window.addEventListener("pagehide", () => tell("leave"));
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      tellPlace();
      for (const kind of Object.keys(cards)) tell("share", { kind, data: cards[kind] });
    });
    for (const name of ["pushState", "replaceState"]) {
      const original = history[name];
      history[name] = function (...args) {
        original.apply(history, args);
        tellPlace();
      };
    }
    tellPlace();
  }

  window.wx = window.jWeixin = wx;
})(window);

// A page of an account, as people write them. The test's parent frame plays the phone: see phone.html.

const script = document.createElement("script");
script.integrity = "sha384-AAAA";
script.crossOrigin = "anonymous";
script.src = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js";

const report = { bridgeReady: false };
document.addEventListener("WeixinJSBridgeReady", () => (report.bridgeReady = true));

// ask makes a call, and resolves to what its callbacks get: ["success", {…}].
const ask = (name, options = {}) => new Promise((resolve) => {
  const how = (callback) => (result) => resolve([callback, { ...result }]);
  window.wx[name]({ ...options, success: how("success"), fail: how("fail"), cancel: how("cancel") });
});

const sign = async (url) => (await fetch(`/sign?url=${encodeURIComponent(url)}`)).json();

// configure resolves to the callbacks that ran by the time the bridge has answered wx.config, in order.
async function configure(options) {
  const ran = [];
  const { invoke } = window.WeixinJSBridge;
  await new Promise((resolve) => {
    window.WeixinJSBridge.invoke = (name, args, callback) => invoke(name, args, (result) => {
      callback(result);
      if (name === "preVerifyJSAPI") setTimeout(resolve);
    });
    window.wx.config(options);
    window.wx.error((result) => ran.push(["error", { ...result }]));
    window.wx.ready(() => ran.push(["ready"]));
  });
  window.WeixinJSBridge.invoke = invoke;
  return ran;
}

const jsApiList = [
  "checkJsApi", "getNetworkType", "updateAppMessageShareData", "updateTimelineShareData", "onMenuShareAppMessage", "hideMenuItems", "hideOptionMenu",
  "chooseImage", "getLocalImgData", "uploadImage", "downloadImage", "previewImage", "startRecord", "stopRecord", "playVoice", "onVoicePlayEnd", "translateVoice",
  "getLocation", "openLocation", "scanQRCode", "chooseWXPay", "addCard",
];

async function run() {
  Object.assign(report, {
    userAgent: navigator.userAgent, appVersion: navigator.appVersion, platform: navigator.platform,
    wkwebview: window.__wxjs_is_wkwebview === true, userAgentData: "userAgentData" in navigator,
  });
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${script.src} does not load`));
    document.head.append(script);
  });
  report.script = script.src;
  const first = location.href;
  const right = await sign(first);
  report.wrong = await configure({ ...right, signature: "0".repeat(40), jsApiList: ["scanQRCode"] });
  report.denied = await ask("scanQRCode", { needResult: 1 });
  history.pushState({}, "", "/page?route=2");
  report.present = await configure({ ...(await sign(location.href)), jsApiList: ["scanQRCode"] });
  report.entry = await configure({ ...right, jsApiList: ["scanQRCode"] });
  history.back();
  await new Promise((resolve) => window.addEventListener("popstate", resolve, { once: true }));
  report.right = await configure({ ...right, jsApiList: [...jsApiList], openTagList: ["wx-open-launch-weapp"] });

  report.check = await ask("checkJsApi", { jsApiList: ["chooseImage", "getLocation", "noSuchCall"] });
  report.network = await ask("getNetworkType");
  const card = { title: "tea", desc: "green", link: first, imgUrl: `${location.origin}/tea.png` };
  report.share = [await ask("updateAppMessageShareData", card), await ask("updateTimelineShareData", card)];
  report.foreignShare = await ask("updateTimelineShareData", { ...card, link: "http://evil.example/" });
  report.onMenuShare = await new Promise((resolve) => {
    let triggered = 0;
    window.wx.onMenuShareAppMessage({ ...card, title: "old tea", trigger: () => triggered++, success: (result) => resolve([triggered, { ...result }]) });
    window.parent.postMessage({ source: "test", type: "pressShare" }, "*");
  });
  report.menu = [await ask("hideMenuItems", { menuList: ["menuItem:copyUrl"] }), await ask("hideOptionMenu")];

  report.chosen = await ask("chooseImage", { count: 2 });
  const [localId] = report.chosen[1].localIds;
  report.localData = await ask("getLocalImgData", { localId });
  report.upload = await ask("uploadImage", { localId });
  report.download = await ask("downloadImage", { serverId: report.upload[1].serverId });
  report.shown = await new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve([image.naturalWidth, image.naturalHeight]);
    image.src = localId;
    document.body.append(image);
  });
  report.preview = await ask("previewImage", { current: localId, urls: [localId] });

  report.record = await ask("startRecord");
  report.voice = await ask("stopRecord");
  report.said = await ask("translateVoice", { localId: report.voice[1].localId });
  report.playEnd = await new Promise((resolve) => {
    window.wx.onVoicePlayEnd({ success: (result) => resolve({ ...result }) });
    window.wx.playVoice({ localId: report.voice[1].localId });
  });

  report.place = await ask("getLocation", { type: "gcj02" });
  report.open = await ask("openLocation", { latitude: 1.5, longitude: 2, name: "tea house" });
  report.scan = await ask("scanQRCode", { needResult: 1 });
  report.canceled = await ask("scanQRCode", { needResult: 1 });
  report.pay = await ask("chooseWXPay", { timestamp: 1, nonceStr: "n", package: "p", signType: "MD5", paySign: "x" });
  report.card = await ask("addCard", { cardList: [{ cardId: "p", cardExt: JSON.stringify({ timestamp: "1", nonce_str: "n", signature: "x" }) }] });
  report.notListed = await ask("chooseCard", { timestamp: 1, nonceStr: "n", cardSign: "x" });

  const tag = document.querySelector("wx-open-launch-weapp");
  report.tagHeight = tag.getBoundingClientRect().height > 0 && tag.innerText !== undefined;
  report.tag = await new Promise((resolve) => {
    tag.addEventListener("launch", (event) => resolve(["launch", event.detail]));
    tag.addEventListener("error", (event) => resolve(["error", event.detail]));
    tag.click();
  });
}

run().catch((error) => (report.failure = `${error}\n${error.stack}`)).then(() => window.parent.postMessage({ source: "test", type: "report", report: JSON.parse(JSON.stringify(report)) }, "*"));

// Runs wechatgo.js in a stand-in for a page inside WeChat, one scenario after another.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const vm = require('node:vm');

const source = fs.readFileSync(process.argv[2], 'utf8');

// open returns a page at href. WeChat checks signatures against the URL expects, if there is one.
function open(href, { expects, hosts = ['res.wx.qq.com'], refuse = {}, server = {} } = {}) {
  const page = { signed: [], loads: [], configs: [], cards: {}, console: [], location: { href, host: new URL(href).host } };
  const timers = [];
  // jweixin behaves like version 1.6.0 of WeChat's script: ready callbacks also run after an error, and they run at once
  // if it was configured before. An error without a callback goes to the next error callback, at once.
  function jweixin() {
    let state = 0, ready = [], onError, unreported;
    return {
      config(c) {
        page.configs.push(c);
        queueMicrotask(() => {
          state = 1;
          const errMsg = page.configError || (expects && c.signature !== 'sign:' + expects ? 'config:invalid signature' : '');
          if (errMsg && onError) onError({ errMsg });
          else if (errMsg) { state = -1; unreported = { errMsg }; }
          const run = ready; ready = [];
          run.forEach((f) => f());
        });
      },
      ready(f) { state ? f() : ready.push(f); },
      error(f) { if (state === -1) f(unreported); else onError = f; },
      updateAppMessageShareData(c) { answer('updateAppMessageShareData', c); },
      updateTimelineShareData(c) { answer('updateTimelineShareData', c); },
      addCard(c) { answer('addCard', c); },
      chooseCard(c) { answer('chooseCard', c); },
    };
  }
  function answer(api, c) {
    if (refuse[api] === 'cancel') return c.cancel({ errMsg: api + ':cancel' });
    if (refuse[api]) return c.fail({ errMsg: api + ':' + refuse[api] });
    page.cards[api] = c;
    c.success({ errMsg: api + ':ok' });
  }
  const own = { src: 'https://www.example.com/wx/jssdk?script' };
  const document = {
    title: 'the title', currentScript: own, getElementsByTagName: () => [own],
    createElement: () => ({}),
    head: { appendChild(tag) {
      page.loads.push(tag.src);
      queueMicrotask(() => {
        if (!hosts.includes(new URL(tag.src).host)) return tag.onerror();
        page.window.wx = jweixin();
        tag.onload();
      });
    } },
  };
  class XMLHttpRequest {
    open(method, url) { this.url = url; }
    send() {
      const u = new URL(this.url), url = u.searchParams.get('url');
      assert.equal(u.origin + u.pathname, 'https://www.example.com/wx/jssdk');
      const add = u.searchParams.get('addCard'), choose = u.searchParams.get('chooseCard');
      page.signed.push(url);
      queueMicrotask(() => {
        if (server.unreachable) return this.onerror();
        this.status = server.status || 200;
        this.responseText = server.body || JSON.stringify(
          add ? { cardId: add, cardExt: 'ext:' + url } : choose ? { cardId: choose, cardSign: 'sign:' + url }
            : { appId: 'wx0', timestamp: 1, nonceStr: 'n', signature: 'sign:' + url });
        this.onload();
      });
    }
  }
  page.window = { location: page.location, console: { error: (text) => page.console.push(text) } };
  vm.runInNewContext(source, {
    window: page.window, document, XMLHttpRequest, Promise, Error,
    setTimeout: (f, ms) => timers.push({ f, ms }), clearTimeout: (i) => { timers[i - 1] = null; },
  });
  page.tick = async (ms) => {
    for (let i = 0; i < 50; i++) await null;
    for (const t of timers.splice(0).filter(Boolean)) t.ms <= ms ? t.f() : timers.push(t);
    for (let i = 0; i < 50; i++) await null;
  };
  page.api = page.window.wechatgo;
  page.jweixin = jweixin;
  return page;
}

const card = { title: 't', desc: 'd', link: 'https://www.example.com/l', imgUrl: 'https://www.example.com/i.png' };
const here = 'https://www.example.com/share?a=1&b=2';
const fails = async (promise, words) => assert.rejects(promise, (err) => {
  assert.match(err.message, /^wechatgo: /);
  for (const w of words) assert.ok(err.message.includes(w), err.message);
  return true;
});

const scenarios = {
  async 'one call sets both cards'() {
    const p = open(here + '#top', { expects: here });
    await p.api.share(card);
    assert.deepEqual(p.signed, [here]);
    assert.deepEqual(p.loads, ['https://res.wx.qq.com/open/js/jweixin-1.6.0.js']);
    assert.deepEqual([...p.configs[0].jsApiList], ['updateAppMessageShareData', 'updateTimelineShareData']);
    assert.equal(p.configs[0].nonceStr, 'n');
    for (const c of Object.values(p.cards)) assert.deepEqual([c.title, c.link, c.imgUrl], [card.title, card.link, card.imgUrl]);
    assert.equal(p.cards.updateAppMessageShareData.desc, 'd');
    assert.equal(Object.keys(p.cards).length, 2);
  },
  async 'a second call requests no signature'() {
    const p = open(here);
    await p.api.share(card);
    await p.api.share({});
    assert.equal(p.configs.length, 1);
    assert.equal(p.cards.updateTimelineShareData.title, 'the title');
    assert.equal(p.cards.updateTimelineShareData.link, here);
  },
  async 'a new address is signed, with the same options'() {
    const p = open(here);
    await p.api.config({ jsApiList: ['scanQRCode'], openTagList: ['wx-open-audio'], debug: true });
    p.location.href = 'https://www.example.com/next#x';
    const done = p.api.share(card);
    await p.tick(1000);
    await done;
    assert.deepEqual(p.signed, [here, 'https://www.example.com/next']);
    assert.ok(p.configs[1].jsApiList.includes('scanQRCode') && p.configs[1].debug);
    assert.deepEqual([...p.configs[1].openTagList], ['wx-open-audio']);
  },
  async 'iOS checks against the address that was opened first'() {
    const p = open(here, { expects: here });
    p.location.href = 'https://www.example.com/pushed';
    const done = p.api.share(card);
    await p.tick(1000);
    await done;
    assert.deepEqual(p.signed, ['https://www.example.com/pushed', here]);
    assert.equal(Object.keys(p.cards).length, 2);
    assert.deepEqual(p.console, []); // the second signature was right
  },
  async 'a wrong signature is tried no more than twice'() {
    const p = open(here, { expects: 'https://www.example.com/other' });
    p.location.href = 'https://www.example.com/pushed';
    const done = fails(p.api.share(card), ['config:invalid signature', here]);
    await p.tick(1000);
    await done;
    assert.equal(p.signed.length, 2);
  },
  async 'on the landing page it is tried once'() {
    const p = open(here, { expects: 'x' });
    await fails(p.api.share(card), ['config:invalid signature']);
    assert.equal(p.signed.length, 1);
  },
  async 'another error is not tried again'() {
    const p = open(here);
    p.configError = 'config:invalid url domain';
    await fails(p.api.share(card), ['invalid url domain', 'www.example.com', 'JS接口安全域名']);
    assert.equal(p.signed.length, 1);
    p.configError = '';
    const done = p.api.share(card); // the next call tries again
    await p.tick(1000);
    await done;
  },
  async 'only the second host of WeChat answers'() {
    const p = open(here, { hosts: ['res2.wx.qq.com'] });
    await p.api.share(card);
    assert.equal(p.loads.length, 2);
  },
  async 'no host of WeChat answers'() {
    const p = open(here, { hosts: [] });
    await fails(p.api.share(card), ['cannot load']);
  },
  async 'the server refuses'() {
    const p = open(here, { server: { status: 403, body: '{"reason":"host","error":"jssdk: pages of this host are not signed","errorZH":"不为该域名的页面签名"}' } });
    await fails(p.api.share(card), ['jssdk: pages of this host']);
    await fails(p.api.share(card), ['jssdk: pages of this host']);
    await fails(p.api.config({}), ['jssdk: pages of this host']);
    assert.deepEqual(p.console, ['wechatgo: jssdk: pages of this host are not signed\n不为该域名的页面签名']); // once
  },
  async 'there may be no console'() {
    const p = open(here, { server: { status: 403, body: '{"error":"jssdk: refused"}' } });
    delete p.window.console;
    await fails(p.api.share(card), ['jssdk: refused']);
  },
  async 'the server answers without JSON, or not at all'() {
    await fails(open(here, { server: { status: 404, body: '<html>' } }).api.share(card), ['404']);
    const p = open(here, { server: { unreachable: true } });
    await fails(p.api.share(card), ['cannot reach']);
    assert.match(p.console.join(), /cannot reach .* jssdk\.Config\.Hosts/);
  },
  async 'an API is refused'() {
    const p = open(here, { refuse: { updateTimelineShareData: 'permission denied' } });
    await fails(p.api.share(card), ['updateTimelineShareData:permission denied', 'may not use']);
    assert.match(p.console.join(), /permission denied: the account may not use/);
  },
  async 'a card is added, another one chosen, and the page can still share'() {
    const p = open(here, { expects: here });
    await p.api.config({ jsApiList: ['scanQRCode'] });
    const adding = p.api.addCard('p&1');
    await p.tick(1000); // the page is configured again, with one more API
    await adding;
    assert.deepEqual([...p.configs[1].jsApiList], ['updateAppMessageShareData', 'updateTimelineShareData', 'scanQRCode', 'addCard']);
    assert.deepEqual(JSON.parse(JSON.stringify(p.cards.addCard.cardList)), [{ cardId: 'p&1', cardExt: 'ext:' + here }]);
    await p.api.addCard('p&1');
    assert.equal(p.configs.length, 2);
    const choosing = p.api.chooseCard('p2');
    await p.tick(1000);
    await choosing;
    assert.equal(p.cards.chooseCard.cardSign, 'sign:' + here);
    assert.ok(p.configs[2].jsApiList.includes('addCard') && p.configs[2].jsApiList.includes('chooseCard'));
    await p.api.share(card);
    assert.equal(p.configs.length, 3);
  },
  async 'a user who takes no card is no error in the console'() {
    const p = open(here, { refuse: { addCard: 'cancel' } });
    await fails(p.api.addCard('p1'), ['addCard:cancel']);
    assert.deepEqual(p.console, []);
  },
  async 'an earlier configuration by the page does not count'() {
    const p = open(here, { expects: here });
    p.window.wx = p.jweixin();
    p.window.wx.config({ signature: 'the page\'s own' }); // fails
    await p.tick(0);
    let settled = false;
    const done = p.api.share(card).then(() => { settled = true; });
    await p.tick(0);
    assert.ok(!settled); // ready was called at once, with the earlier configuration
    await p.tick(1000);
    await done;
    assert.equal(p.configs.length, 2);
    assert.equal(Object.keys(p.cards).length, 2);
  },
  async 'outside WeChat there is no answer'() {
    const p = open(here);
    p.window.wx = { config() {}, ready() {}, error() {} };
    const done = fails(p.api.share(card), ['open in WeChat']);
    await p.tick(15000);
    await done;
  },
};

(async () => {
  let failed = 0;
  for (const [name, run] of Object.entries(scenarios)) {
    try { await run(); } catch (err) { failed++; console.log(name + ': ' + err.stack); }
  }
  process.exitCode = failed ? 1 : 0;
  console.log(Object.keys(scenarios).length + ' scenarios, ' + failed + ' failed');
})();

package bridge_test

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/programtest"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/sandbox/internal/bridge"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

var (
	//go:embed testdata/page.html
	pageHTML []byte
	//go:embed testdata/page.js
	pageJS []byte
	//go:embed testdata/phone.html
	phoneHTML []byte
	//go:embed testdata/asks.html
	asksHTML []byte
	//go:embed testdata/links.html
	linksHTML []byte
	//go:embed testdata/trusted.html
	trustedHTML []byte
)

// WeChat's own script as npm has it (weixin-js-sdk 1.6.5, index.js). It is Tencent's, so that it is not kept here:
// .ci/run fetches it into the user's cache directory.
const (
	realName = "weixin-js-sdk-1.6.5.js"
	realSum  = "dbb0451e1b72d7c2c18095ffd1950d6de464413ce8d343eff8b82865b983ab97" // SHA-256
)

// realScript returns WeChat's script as a classic script.
func realScript(t *testing.T) []byte {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skip("no cache directory, and so no script of WeChat's to test with")
	}
	name := filepath.Join(cache, "wechatgo-test", realName)
	text, err := os.ReadFile(name)
	if err != nil {
		programtest.Missing(t, "weixin-js-sdk", "no "+name+" here: .ci/run fetches it from npm, to test with WeChat's own script")
	}
	if got := sha256.Sum256(text); hex.EncodeToString(got[:]) != realSum {
		t.Fatalf("%s has the SHA-256 %x, want %s: remove it", name, got, realSum)
	}
	// A page loads it as a module of CommonJS. The second argument makes it set window.wx, which it leaves out there.
	const export = "module.exports = n(e)"
	if !strings.Contains(string(text), export) {
		t.Fatalf("%s has no %q", name, export)
	}
	return []byte("(function () { var module = {};\n" + strings.Replace(string(text), export, "module.exports = n(e, true)", 1) + "})();")
}

// chromium starts a browser.
func chromium(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(programtest.Chromium(t))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // the browser lives as long as this context
		t.Fatal(err)
	}
	return ctx
}

// webOrigin serves the account's page with the bridge, as the web origin does.
type webOrigin struct {
	*httptest.Server
	site
	device core.Device
	script []byte // what stands for https://res.wx.qq.com/open/js/jweixin-1.6.0.js

	platform *httptest.Server // the sandbox's own address, with the phone page
	inner    string           // the host of the program's own address
	template string           // the id of a template for subscription notices
	report   chan object      // what a page reports to the account's server
}

func newWebOrigin(t *testing.T, device core.Device, script []byte) *webOrigin {
	t.Helper()
	o := &webOrigin{device: device, script: script, inner: "127.0.0.1:1", report: make(chan object, 1)}
	mux := http.NewServeMux()
	file := func(path, kind string, content []byte) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind+"; charset=utf-8")
			if strings.HasPrefix(path, "/trusted") {
				w.Header().Set("Content-Security-Policy", "require-trusted-types-for 'script'; trusted-types app wechatgo")
			}
			w.Write(content)
		})
	}
	for path, content := range map[string][]byte{
		"/{$}": phoneHTML, "/page": pageHTML, "/asks": asksHTML, "/links": linksHTML, "/trusted": trustedHTML, "/inner": []byte("<title>inner</title>"),
	} {
		file(path, "text/html", content)
	}
	for path, content := range map[string][]byte{"/page.js": pageJS, "/other.js": nil, "/_wechatgo/jweixin.js": script, "/favicon.ico": nil, "/tea.png": nil} {
		file(path, "text/javascript", content)
	}
	mux.HandleFunc("GET /_wechatgo/bridge.js", o.bridge)
	mux.HandleFunc("POST /_wechatgo/invoke", o.invoke)
	mux.HandleFunc("GET /sign", o.sign)
	mux.HandleFunc("POST /report", func(_ http.ResponseWriter, r *http.Request) {
		var report object
		_ = json.NewDecoder(r.Body).Decode(&report)
		o.report <- report
	})
	o.Server = httptest.NewServer(mux)
	t.Cleanup(o.Close)
	o.platform = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.p.ServeHTTP(w, r) }))
	t.Cleanup(o.platform.Close)
	o.site = newSite(t, o.platform.URL, o.Listener.Addr().String())
	o.template = o.p.AddNoticeTemplate("", "tea", "{{thing1.DATA}}", false)
	if device == core.IOS {
		o.json("POST", "/_sandbox/users/alice/platform", `{"platform":1}`)
	}
	return o
}

func (o *webOrigin) bridge(w http.ResponseWriter, _ *http.Request) {
	known, _ := json.Marshal(object{
		"device": o.device, "userAgent": o.device.UserAgent(), "platform": o.platform.URL, "web": o.URL, "inner": []string{o.inner},
		"jweixin": o.URL + "/_wechatgo/jweixin.js",
	})
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	fmt.Fprintf(w, "(() => {\n\"use strict\";\nconst wechatgo = %s;\n%s})();\n", known, bridge.Script())
}

func (o *webOrigin) invoke(w http.ResponseWriter, r *http.Request) {
	r.Host = strings.TrimPrefix(o.platform.URL, "http://")
	r.Header.Set("Cookie", core.PhoneCookie("alice").String())
	o.p.ServeHTTP(w, r)
}

func (o *webOrigin) sign(w http.ResponseWriter, r *http.Request) {
	signed := o.signed(r.URL.Query().Get("url"))
	_ = json.NewEncoder(w).Encode(object{
		"appId": sandbox.DefaultAppID, "timestamp": 1414587457, "nonceStr": nonce, "signature": signed["verifySignature"],
		"template": o.template,
		"card":     object{"timestamp": at, "nonce_str": nonce, "signature": o.cardSignature("pCard", at, nonce)},
	})
}

// run opens the page in a phone, and returns what the page reports and what the phone was told.
func (o *webOrigin) run(ctx context.Context) (report object, told []object) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(o.URL)); err != nil {
		o.t.Fatal(err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Poll[any]("window.report", chromedp.WithPollingTimeout(time.Minute))); err != nil {
		var list []string
		for _, x := range o.p.Exchanges() {
			list = append(list, x.String())
		}
		o.t.Fatalf("the page reports nothing: %v\n%s", err, strings.Join(list, "\n"))
	}
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("JSON.stringify({report, told})"))
	if err != nil {
		o.t.Fatal(err)
	}
	var all struct {
		Report object
		Told   []object
	}
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		o.t.Fatal(err)
	}
	if failure := all.Report["failure"]; failure != nil {
		o.t.Fatalf("the page failed: %v", failure)
	}
	return all.Report, all.Told
}

// An unmodified page gets what WeChat gives it, with WeChat's own script and with the stand-in, on both systems.
func TestPageInTheBrowser(t *testing.T) {
	t.Parallel()
	scripts := map[string]func(*testing.T) []byte{
		"WeChat's own script": realScript,
		"the stand-in":        func(*testing.T) []byte { return bridge.JWeixin() },
	}
	ctx := chromium(t)
	for name, script := range scripts {
		for _, device := range []core.Device{core.Android, core.IOS} {
			t.Run(name+" on "+string(device), func(t *testing.T) {
				o := newWebOrigin(t, device, script(t))
				report, told := o.run(ctx)
				o.checkBrowser(report)
				o.checkConfig(report)
				o.checkCalls(report)
				o.checkPhone(told)
			})
		}
	}
}

func (o *webOrigin) equal(what string, got, want any) {
	o.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		o.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func (o *webOrigin) checkBrowser(report object) {
	ios := o.device == core.IOS
	o.equal("WeixinJSBridgeReady", report["bridgeReady"], true)
	o.equal("User-Agent", report["userAgent"], o.device.UserAgent())
	o.equal("appVersion", "Mozilla/"+report["appVersion"].(string), o.device.UserAgent())
	o.equal("platform", report["platform"] == "iPhone", ios)
	o.equal("__wxjs_is_wkwebview", report["wkwebview"], ios)
	o.equal("userAgentData", report["userAgentData"], false)
	o.equal("the script's address", report["script"], o.URL+"/_wechatgo/jweixin.js")
}

// ran is the callbacks of a wx.config.
func ran(errMsg string) any {
	if errMsg == "" {
		return []any{[]any{"ready"}}
	}
	return []any{[]any{"error", object{"errMsg": errMsg}}, []any{"ready"}} // ready callbacks run after errors, too
}

func (o *webOrigin) checkConfig(report object) {
	const invalid = "config:invalid signature"
	present, entry := "", invalid
	if o.device == core.IOS { // a single-page app must sign the address with which it was opened
		present, entry = invalid, ""
	}
	o.equal("wrong signature", report["wrong"], ran(invalid))
	o.equal("a call after it", report["denied"], []any{"fail", object{"errMsg": "scanQRCode:the permission value is offline verifying"}})
	// The ready of a page that was configured before runs at once.
	o.equal("signature of the present address", lastError(report["present"]), present)
	o.equal("signature of the first address", lastError(report["entry"]), entry)
	o.equal("right signature", lastError(report["right"]), "")
}

// lastError returns the errMsg of a wx.config, "" if it was right.
func lastError(ran any) string {
	for _, one := range ran.([]any) {
		if callback := one.([]any); callback[0] == "error" {
			return callback[1].(object)["errMsg"].(string)
		}
	}
	return ""
}

func success(errMsg string) any { return []any{"success", object{"errMsg": errMsg}} }

func (o *webOrigin) checkCalls(report object) {
	o.equal("checkJsApi", report["check"], []any{"success", object{
		"errMsg": "checkJsApi:ok", "checkResult": object{"chooseImage": true, "getLocation": true, "noSuchCall": false},
	}})
	o.equal("getNetworkType", report["network"], []any{"success", object{"errMsg": "getNetworkType:ok", "networkType": "wifi"}})
	o.equal("share", report["share"], []any{success("updateAppMessageShareData:ok"), success("updateTimelineShareData:ok")})
	o.equal("share a foreign link", report["foreignShare"].([]any)[0], "fail")
	o.equal("onMenuShareAppMessage", report["onMenuShare"], []any{1.0, object{"errMsg": "sendAppMessage:ok"}})
	o.equal("menu", report["menu"], []any{success("hideMenuItems:ok"), success("hideOptionMenu:ok")})

	chosen := report["chosen"].([]any)[1].(object)
	ids := chosen["localIds"].([]any)
	scheme := map[core.Device]string{core.Android: "weixin://resourceid/", core.IOS: "wxLocalResource://"}[o.device]
	if len(ids) != 2 || !strings.HasPrefix(ids[0].(string), scheme) || chosen["errMsg"] != "chooseImage:ok" {
		o.t.Errorf("chooseImage: %v", chosen)
	}
	data := report["localData"].([]any)[1].(object)["localData"].(string)
	o.equal("getLocalImgData has the beginning of a data URL", strings.HasPrefix(data, "data:image/png;base64,"), o.device == core.IOS)
	o.equal("uploadImage", report["upload"].([]any)[1].(object)["errMsg"], "uploadImage:ok")
	o.equal("downloadImage", report["download"].([]any)[1].(object)["errMsg"], "downloadImage:ok")
	o.equal("the size of a picture by its local id", report["shown"], []any{320.0, 240.0}) // what core.Picture draws
	o.equal("previewImage", report["preview"], success("previewImage:ok"))

	o.equal("startRecord", report["record"], success("startRecord:ok"))
	voice := report["voice"].([]any)[1].(object)["localId"]
	o.equal("translateVoice", report["said"], []any{"success", object{"errMsg": "translateVoice:ok", "translateResult": "你好"}})
	o.equal("onVoicePlayEnd", report["playEnd"], object{"errMsg": "onVoicePlayEnd:ok", "localId": voice})

	o.equal("getLocation", report["place"], []any{"success", object{"errMsg": "getLocation:ok", "latitude": 1.5, "longitude": 2.5, "speed": 0.0, "accuracy": 30.0}})
	o.equal("openLocation", report["open"], success("openLocation:ok"))
	o.equal("scanQRCode", report["scan"], []any{"success", object{"errMsg": "scanQRCode:ok", "resultStr": "tea"}})
	o.equal("scanQRCode that the user leaves", report["canceled"], []any{"cancel", object{"errMsg": "scanQRCode:cancel"}})
	o.equal("chooseWXPay", report["pay"], []any{"fail", object{"errMsg": "chooseWXPay:fail"}})
	o.equal("addCard", report["card"], []any{"fail", object{"errMsg": "addCard:fail, invalid signature"}})
	o.equal("a call that is not listed", report["notListed"].([]any)[1].(object)["errMsg"], "chooseCard:permission denied")
	o.equal("the tag has a size", report["tagHeight"], true)
	o.equal("open tag", report["tag"], []any{"launch", object{"errMsg": "launch:ok"}})
}

func (o *webOrigin) checkPhone(told []object) {
	find := func(kind string, with object) {
		o.t.Helper()
		if !slices.ContainsFunc(told, func(one object) bool {
			for k, v := range with {
				if !cmp.Equal(one[k], v) {
					return false
				}
			}
			return one["type"] == kind
		}) {
			o.t.Errorf("the phone was not told %s %v: %v", kind, with, told)
		}
	}
	link := o.URL + "/page?a=1"
	find("share", object{"kind": "timeline", "data": object{"title": "tea", "desc": "", "link": link, "imgUrl": o.URL + "/tea.png"}})
	find("share", object{"kind": "appMessage", "data": object{"title": "old tea", "desc": "green", "link": link, "imgUrl": o.URL + "/tea.png"}})
	find("menu", object{"optionMenu": true, "hidden": []any{"menuItem:copyUrl"}})
	find("menu", object{"optionMenu": false})
	find("openLocation", object{"latitude": 1.5, "longitude": 2.0, "name": "tea house"})
	find("miniProgram", object{"appId": "wxmini", "pagePath": "pages/tea.html"})
	find("config", object{"ok": false, "errMsg": "config:invalid signature"})
	find("location", object{"href": o.URL + "/page?route=2", "title": "tea"})
	find("shares", object{"kind": "appMessage"})
	at, err := url.Parse(o.URL)
	if err != nil || !strings.HasPrefix(at.Host, "127.0.0.1:") {
		o.t.Errorf("the page is on %s", o.URL)
	}
}

// steps is a browser in which a test does one step after the other.
type steps struct {
	t   *testing.T
	ctx context.Context
}

func (s steps) open(address string) {
	s.t.Helper()
	if err := chromedp.Do(s.ctx, chromedp.Navigate(address)); err != nil {
		s.t.Fatal(err)
	}
}

// see waits until an expression is true in the page.
func (s steps) see(what, expression string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, 30*time.Second)
	defer cancel()
	for {
		_, err := chromedp.Run(ctx, chromedp.Poll[any](expression, chromedp.WithPollingTimeout(30*time.Second)))
		if err == nil {
			return
		}
		if strings.Contains(err.Error(), "Cannot find context") || strings.Contains(err.Error(), "navigated or closed") {
			continue // the page was left meanwhile
		}
		text, _ := chromedp.Run(s.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
		s.t.Fatalf("see %s: %v\n%s", what, err, text)
	}
}

// press waits for an element and clicks on it.
func (s steps) press(selector string) {
	s.t.Helper()
	s.see(selector, fmt.Sprintf("(element => element && (element.click(), true))(document.querySelector(%q))", selector))
}

// fill waits for a sheet, writes into its field and ends it.
func (s steps) fill(sheet, text string) {
	s.t.Helper()
	s.see(sheet, fmt.Sprintf(`(field => field && (field.value = %q, field.form.requestSubmit(), true))(document.querySelector(%q))`, text, sheet+" input"))
}

// The phone page asks its user what a page asks for.
func TestPhoneAnswersInTheBrowser(t *testing.T) {
	t.Parallel()
	o := newWebOrigin(t, core.Android, bridge.JWeixin())
	b := steps{t, chromium(t)}
	b.open(o.platform.URL)
	b.see("the page in the web view", fmt.Sprintf(`(import("/_sandbox/phone/webview.js").then(({openURL}) => openURL(%q)), true)`, o.URL+"/asks"))
	b.press(`[data-choice="generate"]`)
	b.press("#code-sheet .sheet-close")
	b.fill("#code-sheet", "tea")
	b.press("#place-sheet .weui-btn_primary")
	b.fill("#said-sheet", "你好")
	b.press(`[data-choice="yes"]`)
	b.press("#popup-allow")
	b.see("that the page waits for the user to share", `document.querySelector("#webview-url").textContent.endsWith("#shares")`)
	b.press("#webview-share")
	b.see("that the page decides", `/onMenuShare/.test(document.querySelector('#share-sheet [data-kind="timeline"]').textContent)`)
	b.press(`[data-share="timeline"]`)
	var got object
	select {
	case got = <-o.report:
	case <-time.After(30 * time.Second):
		t.Fatal("the page reports nothing")
	}
	picture, _ := got["picture"].(object)
	if ids, _ := picture["localIds"].([]any); len(ids) != 1 {
		t.Errorf("picture: %v", picture)
	}
	delete(got, "picture")
	card, _ := got["card"].(object)
	if list, _ := card["cardList"].([]any); len(list) != 1 || list[0].(object)["isSuccess"] != true {
		t.Errorf("card: %v", card)
	}
	delete(got, "card")
	o.equal("the answers", got, object{
		"left":    object{"errMsg": "scanQRCode:cancel"},
		"scan":    object{"errMsg": "scanQRCode:ok", "resultStr": "tea"},
		"place":   object{"errMsg": "getLocation:ok", "latitude": 23.106414, "longitude": 113.324553, "speed": 0.0, "accuracy": 30.0},
		"said":    object{"errMsg": "translateVoice:ok", "translateResult": "你好"},
		"notices": object{"errMsg": "subscribe:ok", "subscribeDetails": fmt.Sprintf(`{%q:"{\"status\":\"accept\"}"}`, o.template)},
		"share":   object{"errMsg": "shareTimeline:ok"},
	})
	b.see("the closed web view", `document.querySelector("#webview-layer").hidden`)
}

// What a page's scripts write or open of WeChat's leads to the sandbox. Everything else stays.
func TestDisguiseInTheBrowser(t *testing.T) {
	t.Parallel()
	o := newWebOrigin(t, core.Android, bridge.JWeixin())
	o.inner = "127.0.0.1:28089"
	b := steps{t, chromium(t)}
	b.open(o.URL + "/links")
	b.see("a script that document.write wrote", `window.written === "function"`)
	b.see("the report of WeChat's script, which is not sent", `window.reportTo === "data:,"`)
	b.see("other pictures and scripts as they are", `window.otherPicture === location.origin + "/tea.png" && window.otherScript === location.origin + "/other.js"`)
	authorize := "https://open.weixin.qq.com/connect/oauth2/authorize?appid=" + sandbox.DefaultAppID + "&redirect_uri=" + url.QueryEscape(o.URL+"/page") + "&response_type=code&scope=snsapi_base&state=1#wechat_redirect"
	b.see("a script that opens the authorize page", fmt.Sprintf(`(location.href = %q, true)`, authorize))
	b.see("the sandbox's page in its place", fmt.Sprintf(`location.href.startsWith(%q)`, o.platform.URL+"/connect/oauth2/authorize?appid="))

	b.open(o.URL + "/links")
	b.see("a link to the program's own address", fmt.Sprintf(`(() => {
		const link = document.createElement("a");
		link.href = "http://%s/inner?a=1#top";
		document.body.append(link);
		link.click();
		return true;
	})()`, o.inner))
	b.see("the page on the web origin", fmt.Sprintf(`location.href === %q`, o.URL+"/inner?a=1#top"))

	b.open(o.URL + "/trusted")
	b.see("scripts of a page with trusted types", `window.trusted?.join() === "loaded,loaded,TypeError"`)
}

// A page outside of the web origin has the stand-in from the sandbox. In a plain tab the browser asks the user.
func TestStandaloneInTheBrowser(t *testing.T) {
	t.Parallel()
	o := newWebOrigin(t, core.Android, nil)
	b := steps{t, chromium(t)}
	b.open(o.URL + "/inner")
	b.see("the stand-in", fmt.Sprintf(`(() => {
		window.prompt = () => "tea";
		const script = document.createElement("script");
		script.onload = async () => {
			const signed = await (await fetch("/sign?url=" + encodeURIComponent(location.href))).json();
			wx.config({...signed, jsApiList: ["scanQRCode"]});
			wx.ready(() => wx.scanQRCode({needResult: 1, success: ({resultStr}) => (window.scanned = resultStr)}));
		};
		script.src = %q;
		document.head.append(script);
		return true;
	})()`, o.platform.URL+"/open/js/jweixin-1.6.0.js"))
	b.see("the scanned code", `window.scanned === "tea"`)
	b.see("the browser as it was", `!/MicroMessenger/.test(navigator.userAgent)`)

	foreign := strings.Replace(o.URL, "127.0.0.1", "localhost", 1)
	b.open(foreign + "/inner")
	b.see("the stand-in on a host that is none of the account's", fmt.Sprintf(`(() => {
		const script = document.createElement("script");
		script.onload = () => {
			wx.config({appId: "wx1", jsApiList: []});
			wx.error(({errMsg}) => (window.failed = errMsg));
		};
		script.src = %q;
		document.head.append(script);
		return true;
	})()`, o.platform.URL+"/open/js/jweixin-1.6.0.js"))
	b.see("the error", `window.failed === "config:invalid url domain"`)
}

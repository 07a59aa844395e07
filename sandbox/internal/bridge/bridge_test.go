package bridge_test

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/sandbox/internal/bridge"
)

// object is a JSON object.
type object = map[string]any

// site is a platform with an account whose pages call the bridge.
type site struct {
	t *testing.T
	p *sandbox.Platform
}

const host = "127.0.0.1:8089" // of the account's pages

// newSite starts a platform with an address of its own, "" for the default one.
func newSite(t *testing.T, base string, hosts ...string) site {
	t.Helper()
	p := sandbox.New(sandbox.Config{Base: base, WebHosts: append(hosts, host)})
	t.Cleanup(p.Close)
	return site{t, p}
}

// send sends a request to the platform, and returns the answer.
func (s site) send(method, address, body string, header ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(body))
	r.Host = "127.0.0.1:8088"
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	s.p.ServeHTTP(rec, r)
	return rec
}

func (s site) json(method, address, body string, header ...string) object {
	s.t.Helper()
	var out object
	answer := s.send(method, address, body, header...)
	if err := json.Unmarshal(answer.Body.Bytes(), &out); err != nil {
		s.t.Fatalf("%s %s: %v: %s", method, address, err, answer.Body)
	}
	return out
}

func (s site) ticket(kind string) string {
	s.t.Helper()
	token := s.json("GET", "/cgi-bin/token?grant_type=client_credential&appid="+sandbox.DefaultAppID+"&secret="+sandbox.DefaultSecret, "")
	out := s.json("GET", fmt.Sprintf("/cgi-bin/ticket/getticket?type=%s&access_token=%s", kind, token["access_token"]), "")
	return out["ticket"].(string)
}

func sum(text string) string {
	hash := sha1.Sum([]byte(text))
	return hex.EncodeToString(hash[:])
}

const nonce, at = "Wm3WZYTPz0wzccnW", "1414587457"

// signed returns the arguments of preVerifyJSAPI for a page, as WeChat's script makes them.
func (s site) signed(address string, apis ...string) object {
	s.t.Helper()
	return object{
		"verifyAppId": sandbox.DefaultAppID, "verifySignType": "sha1", "verifyTimestamp": at, "verifyNonceStr": nonce,
		"verifySignature": sum("jsapi_ticket=" + s.ticket("jsapi") + "&noncestr=" + nonce + "&timestamp=" + at + "&url=" + address),
		"verifyJsApiList": apis,
	}
}

// cardSignature signs the values of a card.
func (s site) cardSignature(values ...string) string {
	s.t.Helper()
	values = append(values, s.ticket("wx_card"))
	slices.Sort(values)
	return sum(strings.Join(values, ""))
}

// tab is a document on a user's phone.
type tab struct {
	site
	user       string
	url, entry string
}

func (s site) open(user string) tab {
	const page = "http://" + host + "/shop?a=1"
	return tab{s, user, page + "#top", page}
}

// post sends one message of bridge.js.
func (b tab) post(message object) object {
	b.t.Helper()
	message["page"], message["url"], message["entry"] = "document-"+b.user, b.url, b.entry
	body, err := json.Marshal(message)
	if err != nil {
		b.t.Fatal(err)
	}
	header := []string{"Content-Type", "application/json", "Origin", "http://" + host}
	if b.user != "" {
		header = append(header, "Cookie", "wechatgo_user="+b.user)
	}
	return b.json("POST", "/_wechatgo/invoke", string(body), header...)
}

// call makes a call as WeChat's script does, and returns its result. Each of the answers is given to a question of the
// call.
func (b tab) call(name string, args object, answers ...any) object {
	b.t.Helper()
	if args == nil {
		args = object{}
	}
	args["verifySignType"] = "sha1"
	out := b.post(object{"name": name, "args": args})
	for _, answer := range answers {
		question, _ := out["ask"].(object)
		if question == nil {
			b.t.Fatalf("%s asks nothing: %v", name, out)
		}
		out = b.post(object{"name": name, "pending": question["id"], "answer": answer})
	}
	result, _ := out["result"].(object)
	if result == nil {
		b.t.Fatalf("%s has no result: %v", name, out)
	}
	return result
}

// want makes a call and checks its err_msg.
func (b tab) want(errMsg, name string, args object, answers ...any) object {
	b.t.Helper()
	result := b.call(name, args, answers...)
	if result["err_msg"] != errMsg {
		b.t.Errorf("%s: %v, want %s", name, result, errMsg)
	}
	return result
}

// last returns the exchange that was recorded last.
func (s site) last() sandbox.Exchange {
	s.t.Helper()
	all := s.p.Exchanges()
	if len(all) == 0 {
		s.t.Fatal("nothing is recorded")
	}
	return all[len(all)-1]
}

// blames checks that the last exchange has a problem in both languages, with these words in the English one.
func (s site) blames(words ...string) {
	s.t.Helper()
	x := s.last()
	if x.Problem == nil || x.Problem.ZH == "" {
		s.t.Errorf("no problem with %q: %+v", words, x)
		return
	}
	for _, word := range words {
		if !strings.Contains(x.Problem.EN, word) {
			s.t.Errorf("the problem has no %q: %s", word, x.Problem.EN)
		}
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	b := s.open("alice")
	right := s.signed(b.entry, "chooseImage", "menu:share:timeline", "onMenuShareQQ")
	b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", right)
	if x := s.last(); x.Kind != "jssdk" || x.User != "alice" || !x.OK || x.Problem != nil || len(x.Signatures) != 1 || !x.Signatures[0].OK {
		t.Errorf("exchange: %+v", x)
	}
	for name, test := range map[string]struct {
		change object
		errMsg string
		words  string
	}{
		"signature": {object{"verifySignature": "x"}, "invalid signature", "Sign location.href"},
		"appid":     {object{"verifyAppId": "wx1"}, "fail, invalid appId", "is not this account's AppID"},
		"timestamp": {object{"verifyTimestamp": at + "000"}, "invalid signature", "milliseconds"},
	} {
		args := s.signed(b.entry, "chooseImage")
		for k, v := range test.change {
			args[k] = v
		}
		b.want("preVerifyJSAPI:"+test.errMsg, "preVerifyJSAPI", args)
		s.blames(test.words)
		b.want("chooseImage:the permission value is offline verifying", "chooseImage", nil)
		if name == "signature" {
			s.blames("wx.config of this page failed")
		}
	}
	foreign := b
	foreign.url, foreign.entry = "http://evil.example/", "http://evil.example/"
	foreign.want("preVerifyJSAPI:invalid url domain", "preVerifyJSAPI", s.signed(foreign.url))
	s.blames("JS接口安全域名")

	b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", s.signed(b.entry, "chooseImage", "chooseimage"))
	s.blames("chooseimage", "spelling")
	if !s.last().OK {
		t.Error("a misspelt name makes wx.config fail")
	}
}

// The address that is signed is the present one on Android, and that of the first page on iOS.
func TestConfigOfASinglePageApp(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	const first, second = "http://" + host + "/", "http://" + host + "/route?b=2"
	for _, test := range []struct {
		platform     float64
		right, wrong string
		words        string
	}{
		{2, second, first, "Android"},
		{1, first, second, "pushState"},
	} {
		s.json("POST", "/_sandbox/users/bob/platform", fmt.Sprintf(`{"platform":%v}`, test.platform))
		b := s.open("bob")
		b.entry, b.url = first, second
		b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", s.signed(test.right))
		b.want("preVerifyJSAPI:invalid signature", "preVerifyJSAPI", s.signed(test.wrong))
		s.blames(test.words)
	}
}

func TestPermission(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	b := s.open("alice")
	b.want("scanQRCode:the permission value is offline verifying", "scanQRCode", nil)
	s.blames("wx.ready")
	b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", s.signed(b.entry, "onMenuShareTimeline", "chooseImage"))
	b.want("scanQRCode:permission denied", "scanQRCode", nil)
	s.blames("scanQRCode is not in the jsApiList")
	b.want("shareTimeline:ok", "shareTimeline", object{"title": "t", "link": b.entry})
	b.want("sendAppMessage:permission denied", "sendAppMessage", nil)
	s.blames("onMenuShareAppMessage is not in the jsApiList")
	b.want("system:function_not_exist", "chooseimage", nil)
	s.blames("its case")
	b.want("editAddress:fail, the sandbox does not simulate this", "editAddress", nil)
	s.blames("wx.openAddress")

	// The report of WeChat's script asks for the network type, which is nobody's mistake.
	before := len(s.p.Exchanges())
	b.want("getNetworkType:permission denied", "getNetworkType", nil)
	if len(s.p.Exchanges()) != before {
		t.Error("the script's own question is recorded")
	}
	b.want("getNetworkType:permission denied", "getNetworkType", nil)
	s.blames("getNetworkType is not in the jsApiList")

	// Pages that call WeixinJSBridge themselves need no wx.config for some calls.
	fresh := s.open("bob")
	for name, want := range map[string]string{"getNetworkType": "network_type:wifi", "hideOptionMenu": "hideOptionMenu:ok", "scanQRCode": "scanQRCode:the permission value is offline verifying"} {
		out := fresh.post(object{"name": name, "args": object{}})
		if got := out["result"].(object)["err_msg"]; got != want {
			t.Errorf("%s by the page itself: %v, want %s", name, got, want)
		}
	}

	if err := s.p.SetKind("personal"); err != nil {
		t.Fatal(err)
	}
	b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", s.signed(b.entry, "updateTimelineShareData"))
	b.want("updateTimelineShareData:permission denied", "updateTimelineShareData", nil)
	s.blames("An account of kind personal")
}

// tells returns the messages for the phone page of a call.
func (b tab) tells(name string, args object) []object {
	b.t.Helper()
	args["verifySignType"] = "sha1"
	out := b.post(object{"name": name, "args": args})
	var list []object
	for _, one := range out["tell"].([]any) {
		list = append(list, one.(object))
	}
	return list
}

func TestShare(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	b := s.open("alice")
	b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", s.signed(b.entry, "updateAppMessageShareData", "updateTimelineShareData", "hideMenuItems", "hideAllNonBaseMenuItem", "showMenuItems"))
	card := func() object {
		return object{"title": "tea", "desc": "green", "link": b.entry, "imgUrl": "http://" + host + "/tea.png"}
	}
	got := b.tells("updateAppMessageShareData", card())
	if want := fmt.Sprint(object{"desc": "green", "imgUrl": "http://" + host + "/tea.png", "link": b.entry, "title": "tea"}); len(got) != 1 || got[0]["type"] != "share" || got[0]["kind"] != "appMessage" || fmt.Sprint(got[0]["data"]) != want {
		t.Errorf("share: %v", got)
	}
	if got := b.tells("updateTimelineShareData", card()); got[0]["kind"] != "timeline" || got[0]["data"].(object)["desc"] != "" {
		t.Errorf("share to Moments: %v", got)
	}
	b.want("updateTimelineShareData:fail, the link's host is not a JS secure domain", "updateTimelineShareData", object{"link": "http://evil.example/"})
	s.blames("evil.example", host)
	b.want("updateTimelineShareData:fail, the link must be a whole URL", "updateTimelineShareData", object{"link": "/shop"})
	s.blames("/shop")
	b.want("updateTimelineShareData:ok", "updateTimelineShareData", object{"link": b.entry, "imgUrl": "tea.png"})
	s.blames("imgUrl")
	b.want("updateTimelineShareData:fail, invalid arguments", "updateTimelineShareData", object{"title": 1})
	s.blames("title")

	b.want("hideMenuItems:ok", "hideMenuItems", object{"menuList": []string{"menuItem:copyUrl", "menuItem:refresh"}})
	s.blames("menuItem:refresh")
	if got := b.tells("hideAllNonBaseMenuItem", object{}); got[0]["type"] != "menu" || !slices.Contains(got[0]["hidden"].([]any), any("menuItem:share:timeline")) {
		t.Errorf("menu: %v", got)
	}
	got = b.tells("showMenuItems", object{"menuList": []string{"menuItem:share:timeline"}})
	if hidden := got[0]["hidden"].([]any); slices.Contains(hidden, any("menuItem:share:timeline")) || !slices.Contains(hidden, any("menuItem:copyUrl")) {
		t.Errorf("menu: %v", got)
	}
}

// png is the beginning of a PNG, by which its type is known.
const png = "\x89PNG\r\n\x1a\n"

func TestPictures(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	for _, device := range []struct {
		platform int
		local    string
		data     string
	}{{2, "weixin://resourceid/", "iVBO"}, {1, "wxLocalResource://", "data:image/png;base64,iVBO"}} {
		s.json("POST", "/_sandbox/users/alice/platform", fmt.Sprintf(`{"platform":%d}`, device.platform))
		b := s.open("alice")
		b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", s.signed(b.entry, "chooseImage", "getLocalImgData", "uploadImage", "downloadImage", "imagePreview", "checkJsApi"))
		result := b.want("chooseImage:ok", "chooseImage", object{"count": 2}, []object{{"data": []byte(png)}, {}, {}})
		ids, _ := result["localIds"].([]any)
		if text, ok := result["localIds"].(string); ok != (device.platform == 2) {
			t.Errorf("localIds on %d: %v", device.platform, result)
		} else if ok {
			_ = json.Unmarshal([]byte(text), &ids)
		}
		if len(ids) != 2 || !strings.HasPrefix(ids[0].(string), device.local) {
			t.Fatalf("localIds: %v", result)
		}
		if got := b.want("getLocalImgData:ok", "getLocalImgData", object{"localId": ids[0]}); !strings.HasPrefix(got["localData"].(string), device.data) {
			t.Errorf("localData: %v", got)
		}
		if body := s.last().Response.Body; strings.Contains(body, "iVBO") {
			t.Errorf("the inspector has the file: %s", body)
		}
		up := b.want("uploadImage:ok", "uploadImage", object{"localId": ids[0]})
		token := s.json("GET", "/cgi-bin/token?grant_type=client_credential&appid="+sandbox.DefaultAppID+"&secret="+sandbox.DefaultSecret, "")["access_token"]
		media := s.send("GET", fmt.Sprintf("/cgi-bin/media/get?access_token=%s&media_id=%s", token, up["serverId"]), "")
		if media.Header().Get("Content-Type") != "image/png" || media.Body.String() != png {
			t.Errorf("media/get: %v %q", media.Header(), media.Body)
		}
		down := b.want("downloadImage:ok", "downloadImage", object{"serverId": up["serverId"]})
		shown := b.call("wechatgo:localResource", object{"localId": strings.ToLower(device.local) + strings.SplitN(down["localId"].(string), "://", 2)[1][len(strings.SplitN(device.local, "://", 2)[1]):]})
		if shown["contentType"] != "image/png" || shown["localData"] != "iVBORw0KGgo=" {
			t.Errorf("the picture of an element: %v", shown)
		}
		if got := b.tells("imagePreview", object{"urls": []any{ids[0]}}); got[0]["type"] != "preview" || !strings.Contains(got[0]["current"].(string), "/_sandbox/media/") {
			t.Errorf("preview: %v", got)
		}
		b.want("chooseImage:cancel", "chooseImage", nil, nil)
		if x := s.last(); x.Problem != nil || x.Outcome != "chooseImage:cancel" || x.Pending {
			t.Errorf("canceled: %+v", x)
		}
		b.want("chooseImage:fail, not a picture", "chooseImage", nil, []object{{"data": []byte("<html>"), "contentType": "image/png"}})
		b.want("uploadImage:fail, no such localId", "uploadImage", object{"localId": device.local + "x"})
		s.blames("localId")
		b.want("downloadImage:fail, invalid serverId", "downloadImage", object{"serverId": "x"})
		check := b.call("checkJsApi", object{"jsApiList": []string{"chooseImage", "geoLocation", "noSuch"}})["checkResult"]
		if text, ok := check.(string); ok {
			var parsed object
			_ = json.Unmarshal([]byte(text), &parsed)
			check = parsed
		} else if device.platform == 2 {
			t.Errorf("checkResult on Android is no text: %v", check)
		}
		if fmt.Sprint(check) != "map[chooseImage:true geoLocation:true noSuch:false]" {
			t.Errorf("checkResult: %v", check)
		}
	}
}

func TestVoice(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	b := s.open("alice")
	b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", s.signed(b.entry, "startRecord", "stopRecord", "onVoiceRecordEnd", "playVoice", "uploadVoice", "translateVoice"))
	b.want("stopRecord:fail, not recording", "stopRecord", nil)
	s.blames("wx.startRecord")
	b.want("startRecord:ok", "startRecord", nil)
	b.want("startRecord:fail, recording", "startRecord", nil)
	id := b.want("stopRecord:ok", "stopRecord", nil, "你好")["localId"]
	b.want("playVoice:ok", "playVoice", object{"localId": id})
	if got := b.want("translateVoice:ok", "translateVoice", object{"localId": id}); got["translateResult"] != "你好" {
		t.Errorf("translateVoice: %v", got)
	}
	if got := b.want("uploadVoice:ok", "uploadVoice", object{"localId": id}); got["serverId"] == "" {
		t.Errorf("uploadVoice: %v", got)
	}
	b.want("startRecord:ok", "startRecord", nil)
	silent := b.call("wechatgo:voiceEnd", nil, "")["localId"]
	b.want("translateVoice:fail, nothing recognized", "translateVoice", object{"localId": silent})
}

func TestPlaceAndCode(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	b := s.open("alice")
	b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", s.signed(b.entry, "geoLocation", "openLocation", "scanQRCode", "chooseWXPay"))
	if got := b.want("geoLocation:ok", "geoLocation", object{"type": "gcj02"}, object{"latitude": 1.5, "longitude": 2}); got["latitude"] != 1.5 || got["longitude"] != 2.0 {
		t.Errorf("place: %v", got)
	}
	b.want("geoLocation:cancel", "geoLocation", nil, nil)
	if got := s.last().Outcome; got != "getLocation:cancel" { // the name that the page's author knows
		t.Errorf("outcome: %s", got)
	}
	b.want("openLocation:fail, no place", "openLocation", object{"name": "x"})
	if got := b.tells("openLocation", object{"latitude": "1.5", "longitude": 2, "name": "x"}); got[0]["latitude"] != 1.5 {
		t.Errorf("openLocation: %v", got)
	}
	if got := b.want("scanQRCode:ok", "scanQRCode", object{"needResult": 1}, "QR_CODE,x"); got["resultStr"] != "QR_CODE,x" {
		t.Errorf("code: %v", got)
	}
	if got := b.want("scanQRCode:ok", "scanQRCode", object{"needResult": 0}, "x"); got["resultStr"] != nil {
		t.Errorf("a code that WeChat handles: %v", got)
	}
	b.want("get_brand_wcpay_request:fail", "getBrandWCPayRequest", nil)
	s.blames("WeChat Pay")
}

func TestCards(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	b := s.open("alice")
	b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", s.signed(b.entry, "addCard", "chooseCard", "openCard"))
	sign := s.cardSignature
	list := func(signature string) object {
		ext, _ := json.Marshal(object{"code": "1234", "timestamp": at, "nonce_str": nonce, "signature": signature})
		return object{"card_list": []object{{"card_id": "pCard", "card_ext": string(ext)}}}
	}
	b.want("batchAddCard:fail, invalid signature", "batchAddCard", list("x"))
	s.blames("cardList[0].cardExt.signature", "wx_card")
	b.want("batchAddCard:cancel", "batchAddCard", list(sign("pCard", "1234", at, nonce)), false)
	added := b.want("batchAddCard:ok", "batchAddCard", list(sign("pCard", "1234", at, nonce)), true)
	if !strings.Contains(added["card_list"].(string), `"is_succ":true`) {
		t.Errorf("added: %v", added)
	}
	choose := func(signature string) object {
		return object{"app_id": sandbox.DefaultAppID, "card_id": "pCard", "time_stamp": at, "nonce_str": nonce, "card_sign": signature}
	}
	b.want("chooseCard:fail, invalid signature", "chooseCard", choose("x"))
	got := b.want("chooseCard:ok", "chooseCard", choose(sign(sandbox.DefaultAppID, at, nonce, "pCard")), 0)
	if got["choose_card_info"] != `[{"card_id":"pCard","encrypt_code":"1234"}]` {
		t.Errorf("chosen: %v", got)
	}
	b.want("batchViewCard:ok", "batchViewCard", object{"card_list": []object{{"card_id": "pCard", "code": "1234"}}})
	b.want("batchViewCard:fail, no such card", "batchViewCard", object{"card_list": []object{{"card_id": "pCard", "code": "1"}}})
}

func TestOpenTags(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	b := s.open("alice")
	args := s.signed(b.entry)
	args["verifyOpenTagList"] = []string{"wx-open-launch-weapp", "wx-open-subscribe", "wx-open-audio"}
	got := b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", args)
	if fmt.Sprint(got["openTags"]) != "[wx-open-launch-weapp wx-open-subscribe]" {
		t.Errorf("granted: %v", got)
	}
	s.blames("wx-open-audio")
	press := func(tag string, attributes object) object { return object{"tag": tag, "attributes": attributes} }
	const call = "wechatgo:openTag"
	b.want(call+":fail_check fail", call, press("wx-open-launch-weapp", object{}))
	s.blames("appid")
	if got := b.tells(call, press("wx-open-launch-weapp", object{"username": "gh_1", "path": "a.html"})); got[0]["type"] != "miniProgram" || got[0]["appId"] != "gh_1" || got[0]["pagePath"] != "a.html" {
		t.Errorf("mini program: %v", got)
	}
	b.want(call+":ok", call, press("wx-open-launch-app", object{"appid": "wx1"}), true)
	b.want(call+":fail", call, press("wx-open-launch-app", object{"appid": "wx1"}), false)
	b.want(call+":fail_check fail", call, press("wx-open-launch-app", object{"appid": "wx1", "extinfo": strings.Repeat("码", 1025)}))

	id := s.p.AddNoticeTemplate("", "到货", "{{thing1.DATA}}", false)
	accepted := b.want(call+":ok", call, press("wx-open-subscribe", object{"template": id}), object{"accept": []string{id}})
	if want := fmt.Sprintf(`{%q:"{\"status\":\"accept\"}"}`, id); accepted["subscribeDetails"] != want {
		t.Errorf("details: %v, want %s", accepted["subscribeDetails"], want)
	}
	if got := b.want(call+":fail", call, press("wx-open-subscribe", object{"template": "x"}), object{"accept": []string{"x"}}); got["errCode"] != 10001.0 {
		t.Errorf("an unknown template: %v", got)
	}

	if err := s.p.SetKind("subscription"); err != nil {
		t.Fatal(err)
	}
	if got := b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", args); got["openTags"] != nil {
		t.Errorf("tags of a subscription account: %v", got)
	}
	s.blames("subscription")
}

func TestRefusedRequests(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	const body = `{"page":"1","name":"checkJsApi","args":{"jsApiList":[]}}`
	for _, test := range []struct {
		what, kind, origin, body string
		want                     int
	}{
		{"a page of the account", "application/json; charset=utf-8", "http://" + host, body, 200},
		{"a program", "application/json", "", body, 200},
		{"another site", "application/json", "http://evil.example", body, 403},
		{"another port", "application/json", "http://127.0.0.1:9999", body, 403},
		{"a sandboxed frame", "application/json", "null", body, 403},
		{"a form", "text/plain", "http://" + host, body, 403},
		{"no JSON", "application/json", "http://" + host, "{", 400},
		{"a long id", "application/json", "", `{"page":"` + strings.Repeat("x", 65) + `"}`, 413},
		{"long arguments", "application/json", "", `{"args":"` + strings.Repeat("x", 64<<10) + `"}`, 413},
		{"a long address", "application/json", "", `{"url":"` + strings.Repeat("x", 8<<10+1) + `"}`, 413},
	} {
		header := []string{"Content-Type", test.kind}
		if test.origin != "" {
			header = append(header, "Origin", test.origin)
		}
		if got := s.send("POST", "/_wechatgo/invoke", test.body, header...); got.Code != test.want {
			t.Errorf("%s: HTTP %d, want %d: %s", test.what, got.Code, test.want, got.Body)
		}
	}
	got := s.send("OPTIONS", "/_wechatgo/invoke", "", "Origin", "http://"+host, "Access-Control-Request-Method", "POST")
	if got.Code != 204 || got.Header().Get("Access-Control-Allow-Origin") != "http://"+host || got.Header().Get("Access-Control-Allow-Headers") != "Content-Type" {
		t.Errorf("preflight: %d %v", got.Code, got.Header())
	}
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	b := s.open("alice")
	b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", s.signed(b.entry, "scanQRCode"))
	out := b.post(object{"name": "scanQRCode", "args": object{}})
	if x := s.last(); !x.Pending || x.Outcome != "waiting" {
		t.Errorf("a question without an answer: %+v", x)
	}
	id := out["ask"].(object)["id"]
	first := b.post(object{"name": "scanQRCode", "pending": id, "answer": "x"})
	again := b.post(object{"name": "scanQRCode", "pending": id, "answer": "y"})
	if first["result"].(object)["err_msg"] != "scanQRCode:ok" || again["result"].(object)["err_msg"] != "scanQRCode:fail, the question is too old" {
		t.Errorf("answered twice: %v, %v", first, again)
	}
	wrong := b.post(object{"name": "scanQRCode", "args": object{}})["ask"].(object)["id"]
	if got := b.post(object{"name": "scanQRCode", "pending": wrong, "answer": object{}}); got["result"].(object)["err_msg"] != "scanQRCode:fail" {
		t.Errorf("an answer of another type: %v", got)
	}
	for i := 0; ; i++ {
		if i > 100 {
			t.Fatal("the number of open questions has no bound")
		}
		if out := b.post(object{"name": "scanQRCode", "args": object{}}); out["ask"] == nil {
			s.blames("more and more")
			break
		}
	}
	if err := s.p.Reset(); err != nil {
		t.Fatal(err)
	}
	if got := b.post(object{"name": "scanQRCode", "pending": id, "answer": "x"}); !strings.Contains(fmt.Sprint(got), "too old") {
		t.Errorf("after a reset: %v", got)
	}
}

// Whatever a page gives, a call answers or asks, and what fails says why in both languages.
func TestOddArguments(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("handlers.go")
	if err != nil {
		t.Fatal(err)
	}
	calls := names(`"([\w:]+)":\s+\{run:`, string(source))
	if len(calls) < 35 {
		t.Fatalf("found only %d calls", len(calls))
	}
	s := newSite(t, "")
	b := s.open("alice")
	for name := range calls {
		if name == "preVerifyJSAPI" {
			continue
		}
		b.want("preVerifyJSAPI:ok", "preVerifyJSAPI", s.signed(b.entry, name))
		for _, args := range []any{nil, object{}, []any{}, 1, "x", object{"count": object{}, "title": 1, "urls": 1, "menuList": "x", "card_list": object{}, "localId": 1, "latitude": true, "tag": 1}} {
			out := b.post(object{"name": name, "args": args})
			if out["ask"] != nil {
				out = b.post(object{"name": name, "pending": out["ask"].(object)["id"], "answer": []any{object{"data": 1}}})
			}
			result, _ := out["result"].(object)
			if message, _ := result["err_msg"].(string); message == "" {
				t.Errorf("%s with %v: %v", name, args, out)
			}
			if x := s.last(); !x.OK && (x.Problem == nil || x.Problem.EN == "" || x.Problem.ZH == "") {
				t.Errorf("%s with %v has no reason: %+v", name, args, x)
			}
		}
	}
}

// The stand-in for pages outside of the web origin brings the bridge, and leaves the browser as it is.
func TestStandalone(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	got := s.send("GET", "/open/js/jweixin-1.6.0.js", "")
	body, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"window.WeixinJSBridge = bridge", "window.wx = window.jWeixin = wx", "startBridge();"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the stand-in lacks %q", want)
		}
	}
	if strings.Contains(string(body), "function disguise") || strings.Contains(string(bridge.JWeixin()), "fetch(") {
		t.Error("the stand-in changes the browser, or asks the sandbox itself")
	}
	if got.Code != http.StatusOK {
		t.Errorf("HTTP %d", got.Code)
	}
}

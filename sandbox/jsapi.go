package sandbox

import (
	"fmt"

	"github.com/wechatgo/wechatgo/sandbox/internal/bridge"
)

// JSAPI makes a call of the JS-SDK in a page that [User.Open] returned, as the page's script does with wx.name(options),
// and returns what its callbacks get: errMsg, such as "scanQRCode:ok", and the members of the call. The platform judges
// the call as it does in a browser, and the inspector shows it. The first call is "config", whose options are those of
// wx.config, such as the answer of the program's own endpoint with jsApiList.
//
//	page := alice.Open("/shop")
//	alice.JSAPI(page, "config", signed)
//	got := alice.JSAPI(page, "scanQRCode", map[string]any{"needResult": 1}, "the code's text")
//
// A call that the user must answer needs the answer, nil for a user who cancels: for scanQRCode a string; for
// getLocation {latitude, longitude}; for chooseImage a list of {data}, in base64, or of {} for a picture of the phone;
// for stopRecord the words that were said; for addCard true; for chooseCard the card's number from 0. A missing or a
// superfluous answer ends the test; outside of a test errMsg has the reason.
func (u *User) JSAPI(page *Page, name string, options any, answers ...any) map[string]any {
	result, err := bridge.Call(u.p.core, bridge.Document{
		User: u.name, ID: fmt.Sprintf("%p %s", page, page.URL), URL: page.URL,
	}, name, options, answers...)
	if err == nil {
		return result
	}
	if u.p.tb != nil {
		u.p.tb.Helper()
	}
	u.p.fatalf("sandbox: %s: %v", u.name, err)
	return map[string]any{"errMsg": name + ":fail, " + err.Error()}
}

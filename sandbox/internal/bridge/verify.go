package bridge

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/area/ticket"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// configArgs are the arguments of preVerifyJSAPI: what the page gave to wx.config.
type configArgs struct {
	AppID     string   `json:"verifyAppId"`
	Timestamp string   `json:"verifyTimestamp"`
	NonceStr  string   `json:"verifyNonceStr"`
	Signature string   `json:"verifySignature"`
	APIs      []string `json:"verifyJsApiList"`
	Tags      []string `json:"verifyOpenTagList"`
}

// verifyConfig judges a wx.config, and grants what it lists if it is right.
func verifyConfig(c *call, in configArgs) {
	if in.Timestamp == "undefined" { // WeChat's script makes a text of it
		in.Timestamp = ""
	}
	config := ticket.Config{
		AppID: in.AppID, Timestamp: in.Timestamp, NonceStr: in.NonceStr, Signature: in.Signature, URL: c.in.URL,
	}
	check := c.judge(&config)
	c.exchange.Title, c.exchange.Signatures = config.URL, ticket.Signatures(c.Tx, config, check)
	how := strings.TrimPrefix(check.ErrMsg, "config:")
	defer c.tell("config", fields{"ok": check.OK, "errMsg": check.ErrMsg, "problem": check.Problem})
	c.doc.configured, c.doc.refused, c.doc.unreported = check.OK, !check.OK, true
	c.doc.granted, c.doc.denied = map[string]bool{}, map[string]bool{}
	if !check.OK {
		c.fail(how, *check.Problem)
		return
	}
	denied := nameSet(check.Denied...)
	var unknown []string
	for _, name := range in.APIs {
		bridge := bridgeName(name)
		switch public := publicName(bridge); {
		case !isKnown(bridge):
			unknown = append(unknown, core.Short(name))
		case denied[public]:
			c.doc.denied[bridge] = true
		default:
			c.doc.granted[bridge] = true
		}
	}
	if len(unknown) > 0 {
		list := strings.Join(unknown[:min(len(unknown), 5)], ", ")
		c.warn("jsApiList has names that the JS-SDK does not know: "+list+". Check their spelling.",
			"jsApiList 中有 JS-SDK 不认识的名称："+list+"，请检查拼写。")
	}
	c.ok(nil)
	c.grantTags(in.Tags)
}

// judge checks a config with the address that the platform takes for the page's. It sets config.URL to that address. On
// Android it is the address at the moment. On iOS it is the one with which the document was opened, which a
// single-page app has left.
func (c *call) judge(config *ticket.Config) record.JSSDKCheck {
	other := c.in.Entry
	if c.device == core.IOS {
		config.URL, other = c.in.Entry, c.in.URL
	}
	check := ticket.Check(c.Tx, *config)
	if check.OK || check.Expected == nil || withoutFragment(other) == withoutFragment(config.URL) {
		return check
	}
	moved := *config
	moved.URL = other
	if !ticket.Check(c.Tx, moved).OK {
		return check
	}
	if c.device == core.IOS {
		check.Problem = &record.Problem{
			EN: "Signed for the address of the moment, " + core.Short(
				other,
			) + ". On iOS the page keeps the address with which it was opened, " + core.Short(
				config.URL,
			) + ", whatever history.pushState does. A single-page app signs that one on iOS: keep location.href when the app starts.",
			ZH: "签名用的是当前地址 " + core.Short(other) + "。在 iOS 上，history.pushState 不改变页面地址，仍是打开时的地址 " + core.Short(
				config.URL,
			) + "。单页应用在 iOS 上须对该地址签名：请在应用启动时保存 location.href。",
		}
	} else {
		check.Problem = &record.Problem{
			EN: "Signed for the address with which the page was opened, " + core.Short(
				other,
			) + ". That is right on iOS; on Android a single-page app signs its address of the moment, " + core.Short(
				config.URL,
			) + ", again after each change.",
			ZH: "签名用的是打开页面时的地址 " + core.Short(other) + "。这在 iOS 上是对的；在 Android 上，单页应用须在每次地址变化后对当前地址 " + core.Short(
				config.URL,
			) + " 重新签名。",
		}
	}
	return check
}

func withoutFragment(address string) string {
	before, _, _ := strings.Cut(address, "#")
	return before
}

// permitted reports whether the page may make the call. If not, it answers the call.
func (h handler) permitted(c *call) bool {
	name := h.needs
	if name == "" {
		name = c.in.Name
	}
	public := publicName(name)
	switch {
	case h.access == anybody, c.doc.granted[name], h.access == direct && !c.byScript():
		return true
	case c.in.Name == "getNetworkType" && c.doc.unreported:
		// WeChat's script asks once after each wx.config, for a report of its own.
		c.doc.unreported, c.silent = false, true
		c.finish(fields{"err_msg": c.in.Name + ":permission denied"}, nil)
	case c.doc.denied[name]:
		kind := c.Rules().Kind
		c.fail("permission denied", record.Problem{
			EN: fmt.Sprintf("An account of kind %s may not call wx.%s.", kind, public),
			ZH: core.KindZH(kind) + "没有 wx." + public + " 的权限。",
		})
	case c.doc.refused:
		c.fail("the permission value is offline verifying", record.Problem{
			EN: "wx.config of this page failed, so that no call is permitted. Correct wx.config first: its own line in the inspector has the cure.",
			ZH: "此页面的 wx.config 失败，所有调用都不被允许。请先修正 wx.config，检查器中有它的记录。",
		})
	case !c.doc.configured:
		c.fail("the permission value is offline verifying", record.Problem{
			EN: "The page called wx." + public + " before wx.config was answered. Make the call in wx.ready.",
			ZH: "页面在 wx.config 得到应答之前调用了 wx." + public + "，请在 wx.ready 中调用。",
		})
	default:
		c.fail("permission denied", record.Problem{
			EN: public + " is not in the jsApiList of wx.config. Add it there.",
			ZH: "wx.config 的 jsApiList 中没有 " + public + "，请将其加入。",
		})
	}
	return false
}

// byScript reports whether the call came through WeChat's script, which adds the values of wx.config to each of them.
func (c *call) byScript() bool {
	var by struct {
		SignType string `json:"verifySignType"`
	}
	return json.Unmarshal(c.in.Args, &by) == nil && by.SignType != ""
}

type checkArgs struct {
	APIs []string `json:"jsApiList"`
}

// checkJSAPI says which calls the client has. On Android WeChat's script parses the result, so it is a text there.
func checkJSAPI(c *call, in checkArgs) {
	result := map[string]bool{}
	for _, name := range in.APIs {
		_, has := handlers[bridgeName(name)]
		result[name] = has || events[bridgeName(name)]
	}
	c.ok(fields{"checkResult": c.jsonOnAndroid(result)})
}

// jsonOnAndroid returns a value as WeChat's script expects it: on Android as a text with JSON.
func (c *call) jsonOnAndroid(value any) any {
	if c.device == core.IOS {
		return value
	}
	return jsonText(value)
}

func jsonText(value any) string {
	text, _ := json.Marshal(value) // the values are of this package and never fail
	return string(text)
}

// getNetworkType always finds wifi. The result stands behind the colon.
func getNetworkType(c *call) {
	c.finish(fields{"err_msg": "network_type:wifi"}, nil)
}

// notInMiniProgram answers wx.miniProgram: no page of the sandbox is in a mini program's web-view.
func notInMiniProgram(c *call) {
	c.fail("fail, not in a mini program", record.Problem{
		EN: "wx.miniProgram works in the web-view of a mini program alone. Ask wx.miniProgram.getEnv first.",
		ZH: "wx.miniProgram 只能在小程序的 web-view 中使用，请先用 wx.miniProgram.getEnv 判断。",
	})
}

// grantTags tells the page which open tags work. They need a certified service account.
func (c *call) grantTags(asked []string) {
	if len(asked) == 0 {
		return
	}
	var granted, missing []string
	for _, tag := range asked {
		if slices.Contains(tags, tag) {
			granted = append(granted, tag)
		} else {
			missing = append(missing, core.Short(tag))
		}
	}
	if !mayUseTags(c.Rules().Kind) {
		granted, missing = nil, nil
		kind := c.Rules().Kind
		c.warn(fmt.Sprintf("An account of kind %s has no open tags.", kind), core.KindZH(kind)+"不能使用开放标签。")
	}
	if len(missing) > 0 {
		list := strings.Join(missing, ", ")
		c.warn("The sandbox does not draw these open tags of openTagList: "+list+".", "沙箱未模拟 openTagList 中的："+list+"。")
	}
	c.out.Result["openTags"] = granted
}

package bridge

import (
	"encoding/json"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// number is a number in the arguments of a call, which pages also write as a text.
type number json.Number

// UnmarshalJSON takes 1, "1" and null.
func (n *number) UnmarshalJSON(b []byte) error {
	if s := strings.Trim(string(b), `"`); s == "" || s == "null" {
		return nil
	}
	return json.Unmarshal(b, (*json.Number)(n))
}

func (n number) int() int {
	f, _ := json.Number(n).Float64() // 0 for none
	return int(f)
}

type locationArgs struct {
	Type string `json:"type"` // wgs84 or gcj02
}

// place is where the user is.
type place struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// getLocation asks the user for the place. The sandbox does not convert between the systems of coordinates: the page
// gets the numbers as the user gave them.
func getLocation(c *call, in locationArgs) {
	if in.Type != "" && in.Type != "wgs84" && in.Type != "gcj02" {
		c.warn("type of wx.getLocation is wgs84 or gcj02.", "wx.getLocation 的 type 须为 wgs84 或 gcj02。")
	}
	ask(c, "place", fields{}, func(c *call, at place) {
		c.ok(fields{"latitude": at.Latitude, "longitude": at.Longitude, "speed": 0, "accuracy": 30, "type": in.Type})
	})
}

type openLocationArgs struct {
	Latitude  number `json:"latitude"`
	Longitude number `json:"longitude"`
	Name      string `json:"name"`
	Address   string `json:"address"`
}

// openLocation shows a place over the page. The sandbox shows it in words, without a map.
func openLocation(c *call, in openLocationArgs) {
	if in.Latitude == "" || in.Longitude == "" {
		c.fail("fail, no place", record.Problem{
			EN: "wx.openLocation needs latitude and longitude as numbers.",
			ZH: "wx.openLocation 须有数字 latitude 与 longitude。",
		})
		return
	}
	c.tell("openLocation", fields{
		"latitude": json.Number(
			in.Latitude,
		),
		"longitude": json.Number(in.Longitude),
		"name":      in.Name,
		"address":   in.Address,
	})
	c.ok(nil)
}

type scanArgs struct {
	NeedResult number `json:"needResult"`
}

// scanQRCode asks the user what the code says. With needResult 1 the page gets it; otherwise WeChat itself handles the
// code, which the sandbox does not.
func scanQRCode(c *call, in scanArgs) {
	ask(c, "scan", fields{}, func(c *call, text string) {
		switch {
		case in.NeedResult.int() != 1:
			c.ok(nil)
		case c.device == core.IOS: // WeChat's script takes the result out of this
			c.ok(fields{"resultStr": jsonText(fields{"scan_code": fields{"scan_result": text}})})
		default:
			c.ok(fields{"resultStr": text})
		}
	})
}

// declinePayment answers chooseWXPay.
func declinePayment(c *call) {
	c.finish(
		fields{"err_msg": "get_brand_wcpay_request:fail", "err_desc": "the sandbox has no payments"},
		&record.Problem{
			EN: "The sandbox does not simulate WeChat Pay: no money moves, and the page gets chooseWXPay:fail. Test payments with the sandbox of WeChat Pay or a real one of 0.01 yuan.",
			ZH: "沙箱未模拟微信支付：不会扣款，页面得到 chooseWXPay:fail。请用微信支付的测试环境或 0.01 元的真实支付测试。",
		},
	)
}

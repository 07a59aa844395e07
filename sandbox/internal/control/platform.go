package control

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
	"github.com/wechatgo/wechatgo/sandbox/scenario"
)

// platformOperations adds the operations on the platform as a whole.
func (c *control) platformOperations() {
	get(c, "healthz", words("answers when the sandbox is ready", "沙箱就绪后即有应答"),
		func(*http.Request) (health, error) { return health{true}, nil })
	get(
		c,
		"state",
		words(
			"account, mode, callback, users, menu, handshake, QR codes, faults, rules",
			"账号、加解密方式、服务器地址、用户、菜单、验证结果、二维码、故障、规则",
		),
		func(*http.Request) (state, error) { return c.state(), nil },
	)
	get(c, "counters", words("calls by endpoint and pushes by user since the start", "自启动以来各接口的调用次数与各用户的推送次数"),
		func(*http.Request) (out record.Counters, _ error) {
			c.Do(func(tx *core.Tx) { out = tx.Counters() })
			return out, nil
		})
	post(
		c,
		"mode",
		words(
			"sets the push mode: plain, compatible, safe, or cloud for WeChat cloud hosting",
			"设置加解密方式：plain、compatible、safe，或 cloud（微信云托管）",
		),
		c.setMode,
	)
	post(c, "callback", words("sets the server address and does the handshake", "设置服务器地址并立即验证"),
		func(_ *http.Request, in callbackIn) (handshakeOut, error) {
			h, err := c.delivery.Callback(in.URL)
			return handshakeOut{h}, err
		})
	post(c, "clock/advance", words("sets the clock ahead; jobs that are due run in order", "拨快时钟；到期的任务依次执行"), c.advance)
	post(
		c,
		"jssdk/unsigned",
		words("records that a page's server gave no signature for wx.config", "记录页面的服务端没有给出 wx.config 签名"),
		c.recordUnsigned,
	)
	post(c, "reset", words("goes back to the start; the app stays connected", "恢复初始状态，应用保持连接"),
		func(*http.Request, nothing) (nothing, error) { return nothing{}, c.Reset() })
}

type (
	health struct {
		OK bool `json:"ok"`
	}
	modeIO struct {
		Mode string `json:"mode"`
	}
	callbackIn struct {
		URL string `json:"url"`
	}
	handshakeOut struct {
		Handshake record.Handshake `json:"handshake"`
	}
	advanceIn struct {
		Seconds float64 `json:"seconds"`
	}
	// advanced is the input of the action in a scenario.
	advanced struct {
		By time.Duration `json:"by"`
	}
	nowOut struct {
		Now time.Time `json:"now"`
	}
)

func (c *control) setMode(_ *http.Request, in modeIO) (modeIO, error) {
	m, err := account.ParseMode(in.Mode)
	if in.Mode == "" {
		err = core.RefuseAction("mode is plain, compatible, safe or cloud", "mode 须为 plain、compatible、safe 或 cloud")
	}
	if err == nil {
		err = c.SetMode(m)
	}
	return modeIO{c.Account().Mode.String()}, err
}

func (c *control) advance(_ *http.Request, in advanceIn) (nowOut, error) {
	const century = 100 * 365 * 24 * 60 * 60
	if !(in.Seconds >= 0 && in.Seconds <= century) {
		return nowOut{}, core.RefuseAction("the clock only goes ahead, by a century at most", "时钟只能前进，且最多一百年")
	}
	if at := c.Clock.Now().AddDate(int(in.Seconds/(365*24*60*60)), 0, 0); at.Year() > 2250 {
		return nowOut{}, core.RefuseAction("the clock ends in the year 2250", "时钟最晚到 2250 年")
	}
	by := time.Duration(in.Seconds * float64(time.Second))
	c.take("", scenario.Advance, advanced{by})
	c.Clock.Advance(by)
	return nowOut{c.Clock.Now()}, nil
}

type (
	unsignedIn struct {
		Page   string `json:"page"`   // the page's address
		Server string `json:"server"` // the address that the page asked for a signature
		Status int    `json:"status"` // the HTTP status; 0 if the answer could not be read
		Words  string `json:"words"`  // the words of the answer
	}
	problemOut struct {
		Problem record.Problem `json:"problem"`
	}
)

// recordUnsigned records that a page asked its server for a signature and got none. The phone's page reports this.
func (c *control) recordUnsigned(_ *http.Request, in unsignedIn) (problemOut, error) {
	page, err := url.Parse(in.Page)
	if err != nil || !core.IsPage(in.Page) {
		return problemOut{}, core.RefuseAction("page is not the address of a web page", "page 不是网页地址")
	}
	origin := page.Scheme + "://" + page.Host
	problem := record.Problem{
		EN: fmt.Sprintf(
			"The page asked %s for a signature and got no answer that it may read. Is the server there, and does it allow pages of %s (CORS)?",
			in.Server,
			origin,
		),
		ZH: fmt.Sprintf("页面向 %s 请求签名，没有得到可读取的应答。请检查服务是否在运行，以及是否允许 %s 的页面跨域访问（CORS）。", in.Server, origin),
	}
	if in.Status != 0 {
		problem = record.Problem{
			EN: fmt.Sprintf(
				"The page asked %s for a signature and was refused with HTTP %d: %s",
				in.Server,
				in.Status,
				in.Words,
			),
			ZH: fmt.Sprintf("页面向 %s 请求签名，被拒绝（HTTP %d）：%s", in.Server, in.Status, in.Words),
		}
	}
	c.Do(func(tx *core.Tx) {
		var x core.Exchange
		x.Kind, x.Title, x.Status, x.Outcome, x.Problem = "jssdk", in.Page, in.Status, "unsigned", &problem
		x.Request = record.HTTPMessage{URL: in.Server}
		x.Response = record.HTTPMessage{Status: in.Status, Body: core.Recorded([]byte(in.Words))}
		tx.Record(x)
	})
	return problemOut{problem}, nil
}

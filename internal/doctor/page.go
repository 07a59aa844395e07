package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/capture"
)

var (
	pageAddress = known{
		"page.address", Error,
		text{"The page has no usable address.", "页面地址无效。"},
		text{"Give location.href as the browser has it.", "请填写浏览器中的 location.href。"},
	}
	pageDomain = known{
		"page.domain",
		Note,
		text{
			"No API tells which JS接口安全域名 the console has, so this is not known.",
			"没有接口能读取后台的“JS接口安全域名”，因此无法判断。",
		},
		text{
			"Compare the host with JS接口安全域名 in the console (invalid url domain); the file MP_verify_….txt is examined with --domain-file." +
				"",
			"请与后台的“JS接口安全域名”核对（invalid url domain）；校验文件可用 --domain-file 检查。",
		},
	}
	pageRedirect = known{
		"page.redirect", Warning,
		text{
			"The page redirects: the browser, and so the signature, has another address.",
			"页面会重定向：浏览器中的地址（也就是需要签名的地址）不同。",
		},
		text{"Give and sign the address that the browser shows in the end.", "请以浏览器最终显示的地址为准。"},
	}
	pageLogin = known{
		"page.login", Note,
		text{
			"The page begins web login, so what a user gets after the login is not seen.",
			"页面会先发起网页授权，因此未检查授权之后的页面。",
		},
		text{
			"Sign the address that the browser shows after the login, which may have code and state.",
			"请对授权之后浏览器中的地址签名，其中可能带有 code 与 state。",
		},
	}
	pageStatus = known{
		"page.status",
		Warning,
		text{"The page answers with an error.", "页面返回错误状态码。"},
		text{
			"Look at the address, and into the program's and the proxy's log; a page that is for WeChat's browser alone " +
				"refuses the doctor too.",
			"请检查地址，并查看程序与反向代理的日志；只允许微信浏览器访问的页面也会拒绝 doctor。",
		},
	}
	pageUnreachable = known{
		"page.unreachable", Warning,
		text{"The page gives no answer.", "页面没有应答。"},
		text{"Look at the host's DNS, certificate and server.", "请检查域名解析、证书与服务器。"},
	}
	pageConfig = known{
		"page.config",
		Error,
		text{"The values of wx.config cannot be read.", "无法读取 wx.config 的参数。"},
		text{
			`Give JSON, {"appId": "wx…", "timestamp": 1414587457, "nonceStr": "…", "signature": "…"}, or the same as a query.`,
			`请使用 JSON：{"appId": "wx…", "timestamp": 1414587457, "nonceStr": "…", "signature": "…"}，或同名参数的查询串。`,
		},
	}
	pageTicket = known{
		"page.ticket", Error,
		text{"The platform gives no jsapi_ticket.", "平台没有返回 jsapi_ticket。"},
		text{"Look at the code in the evidence: wechatgo explain CODE.", "查看错误码的说明：wechatgo explain 错误码。"},
	}
	pageOK = known{
		id: "page.ok", level: OK,
		title: text{"The page's signature is right.", "页面的签名正确。"},
	}
)

// checkPage looks at a page that calls wx.config, and at what it gives to it.
func checkPage(ctx context.Context, x *exam) {
	if x.Page == "" {
		x.skip("page", text{
			"Not examined: --page gives the address of a page that calls wx.config.",
			"未检查：用 --page 指定调用 wx.config 的页面地址。",
		})
		return
	}
	address, _, _ := strings.Cut(x.Page, "#")
	p, err := parsePlace(address)
	if err != nil {
		x.add(pageAddress, err.Error())
		return
	}
	if !p.local {
		x.add(pageDomain, p.host)
	}
	switch got := x.get(ctx, address); {
	case ctx.Err() != nil:
		return
	case got.err != nil:
		x.add(pageUnreachable, got.err.Error())
	case got.status >= http.StatusBadRequest:
		x.add(pageStatus, fmt.Sprintf("HTTP %d", got.status))
	case got.status >= http.StatusMultipleChoices && beginsLogin(got.location):
		x.add(pageLogin, withoutQuery(got.location))
	case got.status >= http.StatusMultipleChoices:
		x.add(pageRedirect, withoutQuery(got.location))
	}
	if x.WXConfig == "" {
		x.skip("page", text{
			"The signature is not examined: --signature gives the values of wx.config.",
			"未检查签名：用 --signature 给出 wx.config 的参数。",
		})
		return
	}
	x.judgeSignature(ctx)
}

// beginsLogin reports whether an address is the platform's page of web login, or that of a sandbox.
func beginsLogin(location string) bool {
	to, err := url.Parse(location)
	return err == nil && (strings.HasSuffix(to.Path, authorizePath) ||
		to.Hostname() == "open.weixin.qq.com" && strings.HasPrefix(to.Path, "/connect/"))
}

// judgeSignature signs the page with the account's ticket, and says how the page's signature differs.
func (x *exam) judgeSignature(ctx context.Context) {
	config, err := parseWXConfig(x.WXConfig)
	if err != nil {
		x.add(pageConfig, "")
		return
	}
	if !x.needsAPI(ctx, "page") {
		return
	}
	secret, err := x.tokens.Ticket(ctx, ticket.JSAPI)
	if err != nil {
		k := pageTicket
		if code, ok := errors.AsType[endpoint.Code](err); ok {
			k = explained(k, code)
		}
		x.add(k, err.Error())
		return
	}
	config.URL = x.Page
	if at, err := url.Parse(x.Page); err == nil && at.Path == "" { // a browser's location.href has the slash
		end := strings.IndexAny(x.Page+"#", "?#")
		config.URL = x.Page[:end] + "/" + x.Page[end:]
	}
	verdict := capture.JudgePage(x.Account.AppID, secret, config)
	for _, f := range verdict.Findings {
		x.report.add(captured("", f, verdict.String1))
	}
	if verdict.OK {
		x.add(pageOK, verdict.String1)
	}
}

// parseWXConfig reads the values of wx.config from JSON or from a query, which may have noncestr as the signed text does.
func parseWXConfig(given string) (capture.Page, error) {
	values, err := url.ParseQuery(given)
	if err != nil || values.Get("signature") == "" {
		return capture.ParsePage([]byte(given))
	}
	return capture.Page{
		AppID: values.Get("appId"), Timestamp: values.Get("timestamp"),
		NonceStr: cmp.Or(values.Get("nonceStr"), values.Get("noncestr")), Signature: values.Get("signature"),
	}, nil
}

// captured returns a finding of package capture as one of a check.
func captured(prefix string, f capture.Finding, evidence string) Finding {
	level := Error
	if f.Severity == capture.Warning {
		level = Warning
	}
	return known{
		prefix + f.Code, level, text{f.Title.EN, f.Title.ZH}, text{f.Cure.EN, f.Cure.ZH},
	}.with(evidence)
}

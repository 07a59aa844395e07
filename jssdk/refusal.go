package jssdk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// refusal is the answer to a request that gets no signature. The developers of a page read it in the browser's console,
// and so may anybody: it has nothing that is secret.
type refusal struct {
	status int
	// Reason names the kind of refusal for programs.
	Reason string `json:"reason"`
	// Error and ErrorZH say what is wrong and what to do about it, in English and Chinese.
	Error   string `json:"error"`
	ErrorZH string `json:"errorZH"`
}

var (
	notSetUp = refusal{
		http.StatusInternalServerError, "setup", errNotSetUp.Error(), "jssdk：未能启用：原因见程序日志或 jssdk.New 返回的错误",
	}
	wrongMethod = refusal{
		http.StatusMethodNotAllowed, "method", "jssdk: use GET ?url= or POST", "jssdk：请使用 GET ?url= 或 POST",
	}
	tooLong = refusal{
		http.StatusRequestEntityTooLarge, "size", "jssdk: the request is longer than 64 KiB", "jssdk：请求超过 64 KiB",
	}
	noTicket = refusal{
		http.StatusBadGateway, "ticket",
		"jssdk: the platform gave no ticket; the server's log has the reason",
		"jssdk：未能从平台获取 ticket，原因见服务器日志",
	}
)

// refusalOf returns the answer to a request that failed with err.
func refusalOf(err error) refusal {
	var host *HostError
	var badURL *URLError
	var card *CardError
	var tooManyBytes *http.MaxBytesError
	switch {
	case errors.As(err, &badURL):
		return refusal{http.StatusBadRequest, "url", err.Error(), badURL.zh}
	case errors.As(err, &host):
		return refusal{
			http.StatusForbidden, "host", err.Error(),
			fmt.Sprintf("jssdk：不为 %q 的页面签名：请将该域名加入 jssdk.Config.Hosts，并在公众号后台加入 JS接口安全域名", host.Host),
		}
	case errors.As(err, &card):
		return refusal{
			http.StatusForbidden, "card", err.Error(),
			fmt.Sprintf("jssdk：不为页面签名卡券 %q：如果任何人都可领取，请将其 card_id 加入 jssdk.Config.Cards，否则请使用 SDK.SignCard 签名", card.ID),
		}
	case errors.As(err, &tooManyBytes):
		return tooLong
	}
	return noTicket
}

// refuse answers a request that failed with err, and logs the reason. o is the outage of the ticket that it needs.
func (s *SDK) refuse(w http.ResponseWriter, r *http.Request, o *outage, err error) {
	answered := refusalOf(err)
	switch {
	case answered == noTicket:
		o.failed(r.Context(), s.log, err)
		if seconds := retryAfter(err); seconds > 0 {
			w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
		}
	case !errors.Is(err, errIncomplete): // the client is gone; neither the page nor the server has to be changed
		s.logRefusal(r, answered, err)
	}
	answer(w, answered.status, answered)
}

// logRefusal logs a refusal once for each host and reason.
func (s *SDK) logRefusal(r *http.Request, answered refusal, err error) {
	host := sender(r)
	var foreign *HostError
	if errors.As(err, &foreign) {
		host = foreign.Host
	}
	s.warnOnce(r.Context(), host, answered.Error)
}

// warnOnce logs a problem of a host's pages unless it was logged before. text has the cure.
func (s *SDK) warnOnce(ctx context.Context, host, text string) {
	first, full := s.logged.First(host + " " + text)
	if !first {
		return
	}
	args := []any{"host", host, "err", text}
	if full {
		args = append(args, "note", "other refusals are not logged for an hour")
	}
	s.log.WarnContext(ctx, "jssdk: refused a page's request; the same refusal is not logged again", args...)
}

// sender returns the host of the page that sent a request, as its browser says, or "" if it does not say it.
func sender(r *http.Request) string {
	for _, page := range []string{r.Header.Get("Origin"), r.Header.Get("Referer")} {
		if host, err := pageHost(page); err == nil {
			return host
		}
	}
	return ""
}

// logRefusedOrigin logs that a browser keeps an answer from the page that asked for it, because the page's origin is not
// on the list. A browser sends an Origin to the page's own host, too.
func (s *SDK) logRefusedOrigin(r *http.Request) {
	origin := strings.Join(r.Header.Values("Origin"), ", ")
	if host, err := listedHost(origin); origin == "" || err == nil && strings.EqualFold(host, r.Host) {
		return
	}
	s.warnOnce(r.Context(), sender(r), fmt.Sprintf(
		"jssdk: a page of the origin %q asked from another host, and its browser keeps the answer from it: add the page's host to jssdk.Config.Hosts",
		origin[:min(len(origin), maxHost)],
	))
}

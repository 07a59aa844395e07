package jssdk

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

// ServeHTTP answers with the parameters of wx.config for one page, as JSON: {"appId", "timestamp", "nonceStr",
// "signature"}. The page's URL comes
//
//   - as GET ?url=, encoded with encodeURIComponent;
//   - as POST with a form or JSON that has the field url;
//   - in any of these as wechaturl, in base64 (either alphabet, padded or not).
//
// Beside the URL, a request may have addCard with one of [Config.Cards]: the answer is the card for the cardList of
// wx.addCard, {"cardId", "cardExt"}. With chooseCard, the answer has the parameters of wx.chooseCard for that card.
//
// GET ?script, and a GET of any path that ends with /wechatgo.js, returns the script.
//
// A refusal is {"reason": "...", "error": "...", "errorZH": "..."}: the kind of refusal, and what is wrong and what to do
// about it in English and Chinese. It is written for the developers of the page, and wechatgo.js writes it to the
// browser's console. The status and the reason are 400 "url" (no URL), 403 "host" (the host is not listed), 403 "card" (the card is not listed), 405
// "method", 413 "size" (more than 64 KiB) or 502 "ticket" (no ticket). Refusals are logged once for each host, and a
// 502 once for each outage, with its reason. A 502 has a Retry-After, in seconds, if the ticket's
// source knows when it asks the platform next, as a credential.Source does: until then every request is answered
// without asking the platform. An SDK that is not set up answers every request with 500 "setup". Pages of the listed hosts may
// send cross-origin requests.
func (s *SDK) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.tickets == nil {
		answer(w, notSetUp.status, notSetUp)
		return
	}
	allowed := s.allowOrigin(w, r)
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if r.URL.Query().Has("script") || strings.HasSuffix(r.URL.Path, "/wechatgo.js") {
			s.serveScript(w, r)
			return
		}
	case http.MethodPost:
	case http.MethodOptions:
		if !allowed {
			s.logRefusedOrigin(r)
		}
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		w.Header().Set("Allow", allowedMethods)
		s.logRefusal(r, wrongMethod, nil)
		answer(w, wrongMethod.status, wrongMethod)
		return
	}
	q, err := readRequest(w, r)
	o := &s.outage
	if q.isAboutCard() {
		o = &s.cardOutage
	}
	if err == nil {
		var signed any
		if signed, err = s.signRequest(r.Context(), q); err == nil {
			o.succeeded(r.Context(), s.log)
			if !allowed {
				s.logRefusedOrigin(r)
			}
			answer(w, http.StatusOK, signed)
			return
		}
	}
	s.refuse(w, r, o, err)
}

// signRequest returns the answer to a request.
func (s *SDK) signRequest(ctx context.Context, q request) (any, error) {
	if !q.isAboutCard() {
		return s.Sign(ctx, q.page)
	}
	if err := s.hosts.check(beforeFragment(q.page)); err != nil {
		return nil, err
	}
	if q.addCard != "" {
		if err := s.cards.check(q.addCard); err != nil {
			return nil, err
		}
		return s.SignCard(ctx, Card{ID: q.addCard})
	}
	if err := s.cards.check(q.chooseCard); err != nil {
		return nil, err
	}
	return s.SignCardChoice(ctx, CardChoice{CardID: q.chooseCard})
}

const allowedMethods = "GET, HEAD, POST, OPTIONS"

// allowOrigin lets pages of the listed hosts read the answer from another origin, without cookies. A browser sends at
// most one Origin; a request with several does not come from a browser, and allowOrigin allows none of them. It reports
// whether the origin is allowed.
func (s *SDK) allowOrigin(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Add("Vary", "Origin")
	origins := r.Header.Values("Origin")
	if len(origins) != 1 || !s.hosts.hasOrigin(origins[0]) {
		return false
	}
	w.Header().Set("Access-Control-Allow-Origin", origins[0])
	if r.Method == http.MethodOptions {
		w.Header().Set("Access-Control-Allow-Methods", allowedMethods)
		w.Header().Set("Access-Control-Allow-Headers", "Content-Type")
		w.Header().Set("Access-Control-Max-Age", "3600")
	}
	return true
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client may be gone
}

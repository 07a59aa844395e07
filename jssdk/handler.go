package jssdk

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
)

// ServeHTTP answers with the parameters of wx.config for one page, as JSON: {"appId", "timestamp", "nonceStr",
// "signature"}. The page's URL comes
//
//   - as GET ?url=, encoded with encodeURIComponent;
//   - as POST with a form or JSON that has the field url;
//   - in any of these as wechaturl, in base64 (either alphabet, padded or not).
//
// GET ?script, and a GET of any path that ends with /wechatgo.js, returns the script.
//
// Errors are {"error": "..."} with status 400 (no URL), 403 (the host is not listed), 405, 413 (more than 64 KiB) or
// 502 (no ticket; the reason is logged once for each outage). A 502 has a Retry-After, in seconds, if the ticket's
// source knows when it asks the platform next, as a credential.Source does: until then every request is answered
// without asking the platform. An SDK that is not set up answers every request with 500. Pages of the listed hosts may
// send cross-origin requests.
func (s *SDK) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.tickets == nil {
		answerError(w, http.StatusInternalServerError, errNotSetUp.Error())
		return
	}
	s.allowOrigin(w, r)
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if r.URL.Query().Has("script") || strings.HasSuffix(r.URL.Path, "/wechatgo.js") {
			s.serveScript(w, r)
			return
		}
	case http.MethodPost:
	case http.MethodOptions:
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		w.Header().Set("Allow", allowedMethods)
		answerError(w, http.StatusMethodNotAllowed, "jssdk: use GET ?url= or POST")
		return
	}
	page, err := requestedPage(w, r)
	if err == nil {
		var signed Signed
		if signed, err = s.Sign(r.Context(), page); err == nil {
			s.outage.succeeded(r.Context(), s.log)
			answer(w, http.StatusOK, signed)
			return
		}
	}
	s.refuse(w, r, err)
}

func (s *SDK) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var host *HostError
	var badURL *URLError
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &badURL):
		answerError(w, http.StatusBadRequest, err.Error())
	case errors.As(err, &host):
		answerError(w, http.StatusForbidden, err.Error())
	case errors.As(err, &tooLong):
		answerError(w, http.StatusRequestEntityTooLarge, "jssdk: the request is longer than 64 KiB")
	default:
		s.outage.failed(r.Context(), s.log, err)
		if seconds := retryAfter(err); seconds > 0 {
			w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
		}
		answerError(
			w,
			http.StatusBadGateway,
			"jssdk: the platform gave no ticket; the server's log has the reason",
		)
	}
}

const allowedMethods = "GET, HEAD, POST, OPTIONS"

// allowOrigin lets pages of the listed hosts read the answer from another origin, without cookies. A browser sends at
// most one Origin; a request with several does not come from a browser, and allowOrigin allows none of them.
func (s *SDK) allowOrigin(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Origin")
	origins := r.Header.Values("Origin")
	if len(origins) != 1 || !s.hosts.hasOrigin(origins[0]) {
		return
	}
	w.Header().Set("Access-Control-Allow-Origin", origins[0])
	if r.Method == http.MethodOptions {
		w.Header().Set("Access-Control-Allow-Methods", allowedMethods)
		w.Header().Set("Access-Control-Allow-Headers", "Content-Type")
		w.Header().Set("Access-Control-Max-Age", "3600")
	}
}

func answerError(w http.ResponseWriter, status int, problem string) {
	answer(w, status, struct {
		Error string `json:"error"`
	}{problem})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client may be gone
}

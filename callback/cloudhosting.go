package callback

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// WithPrivateContainer says that the program's container in WeChat cloud hosting (微信云托管) has no public access
// (公网访问), and takes every POST for a push of the platform. Without it, a push needs the header x-wx-source, which
// by the platform's page only requests have that come through WeChat. It is refused in every mode except
// [account.CloudHosting], and New logs one warning.
//
// If the container can be reached in any other way, anybody can forge messages in any user's name. The platform's page
// calls all requests of a container without public access trustworthy; pages and mini programs that may call the
// container (callContainer) can reach it all the same, so give the callback a path that nobody guesses.
func WithPrivateContainer() Option { return func(s *Server) { s.privateContainer = true } }

// The headers that WeChat's gateway adds to requests that come through it.
const (
	sourceHeader     = "X-Wx-Source"
	openIDHeader     = "X-Wx-Openid"      // the user who made the request
	fromOpenIDHeader = "X-Wx-From-Openid" // in its place, where the container belongs to another account
)

// checkCloudHosting refuses options that do not go together with the mode.
func (s *Server) checkCloudHosting() error {
	const refuse = field.In("callback")
	isCloud := s.mode == account.CloudHosting
	switch {
	case s.privateContainer && !isCloud:
		return refuse.Field("PrivateContainer", "is set in "+s.mode.String()+" mode",
			"leave it out, or set Mode: CloudHosting if the program runs in WeChat cloud hosting")
	case s.replays != nil && isCloud:
		return refuse.Field("ReplayGuard", "is set in "+s.mode.String()+" mode",
			"leave it out: pushes in WeChat cloud hosting have no signature and no timestamp")
	}
	return nil
}

// fromCloud refuses a request that cloud hosting has not made. The probe may come without the header: the platform's
// page does not say whether it has it, and its answer changes nothing.
func (s *Server) fromCloud(r *http.Request) (probe bool, refused *RequestError) {
	if s.privateContainer || r.Header.Get(sourceHeader) != "" {
		return false, nil
	}
	if body := readProbe(r); isProbe(body) {
		s.logProbe(r.Context(), body)
		return true, nil
	}
	cure := cureSource
	if q, err := readQuery(r); err == nil && !q.unsigned() {
		cure = cureSigned
	}
	return false, forbidden("the request does not come from the platform", cure)
}

// checkCaller refuses a push that the user of a page or a mini program has sent in the name of another user: the
// gateway says who made such a request, in one of the headers. All are checked, since the page may have set the other
// ones.
func checkCaller(r *http.Request, sender string) *RequestError {
	for _, name := range []string{openIDHeader, fromOpenIDHeader} {
		for _, caller := range r.Header.Values(name) {
			if caller != "" && caller != sender {
				return forbidden("the request does not come from the platform", cureCaller)
			}
		}
	}
	return nil
}

// probeAction is what cloud hosting asks for when somebody switches its pushes on.
const probeAction = "CheckContainerPath"

// maxProbe bounds the probe's length, in bytes. The longest documented one has 60.
const maxProbe = 256

// isProbe tells whether a body is the probe, in either of the formats that the console offers.
func isProbe(body []byte) bool {
	if len(body) > maxProbe {
		return false
	}
	text := string(body)
	if isJSON(text) {
		var probe struct {
			Action string `json:"action"`
		}
		return json.Unmarshal(body, &probe) == nil && probe.Action == probeAction
	}
	doc, err := xmldoc.ScanLenient(text)
	if err != nil {
		return false
	}
	defer doc.Release()
	return doc.Value("action") == probeAction
}

// readProbe reads the body of a request that may be the probe, and nothing of a longer one.
func readProbe(r *http.Request) []byte {
	if r.Method != http.MethodPost || r.Body == nil || r.ContentLength > maxProbe {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxProbe+1))
	if err != nil {
		return nil
	}
	return body
}

// looksLikeCloud tells whether a request without a signature may come from cloud hosting.
func looksLikeCloud(r *http.Request) bool {
	return r.Header.Get(sourceHeader) != "" || isProbe(readProbe(r))
}

// logProbe warns about a probe in JSON: the pushes will come in JSON as well, and be refused.
func (s *Server) logProbe(ctx context.Context, body []byte) {
	if !isJSON(string(body)) {
		return
	}
	const what = "callback: cloud hosting is set to push JSON, which is refused"
	if more, due := s.refusals.Due(refusalReason{what, cureFormat}, refusalPause); due {
		s.log.LogAttrs(ctx, slog.LevelWarn, what, slog.String("cure", cureFormat), slog.Int("more_since_last", more))
	}
}

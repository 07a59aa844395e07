package callback

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
)

var verifyName = regexp.MustCompile(`^MP_verify_([0-9A-Za-z]+)\.txt$`)

// VerifyFile serves the domain verification file of this name, which the console offers for download where a domain is
// set (JS接口安全域名, 网页授权域名, 业务域名). Put it under the domain's root:
//
//	http.Handle("/MP_verify_abcdefghijklmnop.txt", callback.VerifyFile("MP_verify_abcdefghijklmnop.txt"))
//
// Its content, 16 letters or digits, is the part of the name between "MP_verify_" and ".txt"; the file itself is not
// needed. The number of characters is not checked: the platform alone fixes it. A name of another shape is logged as an
// error at once and answered with 500, and says why.
func VerifyFile(name string) http.Handler {
	status, content := http.StatusOK, ""
	if match := verifyName.FindStringSubmatch(name); match != nil {
		content = match[1]
	} else {
		status = http.StatusInternalServerError
		content = fmt.Sprintf(
			"callback: VerifyFile: %q is not MP_verify_, letters or digits, .txt: use the name of the file from the console",
			name,
		)
		slog.Error(content)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, content) // fails only where nobody reads on
	})
}

package assets

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// The formats of an export.
const (
	formatCSV    = "csv"
	formatNDJSON = "ndjson"
)

// columns are the columns of CSV, named as the platform names the fields.
var columns = []struct {
	name  string
	value func(user.User) string
}{
	{"openid", func(u user.User) string { return u.OpenID }},
	{"unionid", func(u user.User) string { return u.UnionID }},
	{"subscribe_time", func(u user.User) string {
		if u.SubscribeTime.IsZero() {
			return ""
		}
		return u.SubscribeTime.UTC().Format(time.RFC3339)
	}},
	{"subscribe_scene", func(u user.User) string { return string(u.SubscribeScene) }},
	{"language", func(u user.User) string { return u.Language }},
	{"remark", func(u user.User) string { return plainCell(u.Remark) }},
	{"tagid_list", func(u user.User) string { return strings.Trim(fmt.Sprint(u.TagIDs), "[]") }},
	{"qr_scene", func(u user.User) string {
		if u.QRScene == 0 {
			return ""
		}
		return strconv.FormatInt(int64(u.QRScene), 10)
	}},
	{"qr_scene_str", func(u user.User) string { return plainCell(u.QRSceneStr) }},
}

// plainCell returns a text as a cell that no spreadsheet takes for a formula, with which a text that others wrote could
// send away what is in the table: a quote before it says that it is a text.
func plainCell(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); text != "" && strings.ContainsRune("=+-@＝＋－＠\t\r\n", first) {
		return "'" + text
	}
	return text
}

// userWriter writes users in a format.
type userWriter struct {
	out *bufio.Writer
	csv *csv.Writer // nil for NDJSON
	n   int         // how many were written
}

func newUserWriter(w io.Writer, format string) *userWriter {
	u := &userWriter{out: bufio.NewWriter(w)}
	if format == formatCSV {
		u.csv = csv.NewWriter(u.out)
	}
	return u
}

// begin writes what comes before the first user.
func (w *userWriter) begin() error {
	if w.csv == nil {
		return nil
	}
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	if err := w.csv.Write(names); err != nil {
		return err
	}
	return w.flush()
}

// mark writes the mark by which spreadsheets know UTF-8.
func (w *userWriter) mark() error {
	if w.csv == nil {
		return nil
	}
	_, err := w.out.Write(operator.ByteOrderMark)
	return err
}

func (w *userWriter) write(u user.User) error {
	w.n++
	if w.csv != nil {
		var row []string
		for _, c := range columns {
			row = append(row, c.value(u))
		}
		return w.csv.Write(row)
	}
	raw, err := endpoint.EncodeJSON(u)
	if err != nil {
		return err
	}
	_, err = w.out.Write(append(json.RawMessage(raw), '\n'))
	return err
}

func (w *userWriter) flush() error {
	if w.csv != nil {
		w.csv.Flush()
		if err := w.csv.Error(); err != nil {
			return err
		}
	}
	return w.out.Flush()
}

package operator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/catalogue"
	"github.com/wechatgo/wechatgo/internal/terminal"
)

// The formats of an answer.
const (
	FormatJSON   = "json"
	FormatTable  = "table"
	FormatNDJSON = "ndjson"
)

// CheckFormat refuses a value of --format that is no format.
func CheckFormat(format string) error {
	if slices.Contains([]string{FormatJSON, FormatTable, FormatNDJSON}, format) {
		return nil
	}
	return fmt.Errorf("--format is %q: give json, table or ndjson", format)
}

// PrintJSON prints JSON with indents, its members in their order.
func PrintJSON(w io.Writer, raw json.RawMessage) error {
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := b.WriteTo(w)
	return err
}

// WriteJSON prints a value as indented JSON.
func WriteJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// ItemsOf returns the items of the first list of objects in an answer, at most two objects deep. An empty list counts if
// it is all that the answer has. Without one, the answer itself is the item.
func ItemsOf(raw json.RawMessage) []json.RawMessage {
	if items := listIn(raw, 3); items != nil {
		return items
	}
	return []json.RawMessage{raw}
}

func listIn(raw json.RawMessage, depth int) []json.RawMessage {
	if depth == 0 {
		return nil
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		if len(list) == 0 || membersOf(list[0]) != nil {
			return list
		}
		return nil
	}
	members := slices.DeleteFunc(
		membersOf(raw),
		func(m member) bool { return m.name == "errcode" || m.name == "errmsg" },
	)
	for _, m := range members {
		if items := listIn(m.value, depth-1); len(items) > 0 || items != nil && len(members) == 1 {
			return items
		}
	}
	return nil
}

// member is a member of a JSON object.
type member struct {
	name  string
	value json.RawMessage
}

// membersOf returns the members of a JSON object in their order, none for any other JSON.
func membersOf(raw json.RawMessage) (list []member) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return nil
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return list
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return list
		}
		list = append(list, member{name.(string), value})
	}
	return list
}

// ItemPrinter prints the items of a list.
type ItemPrinter struct {
	w      io.Writer
	format string
	// N is how many were printed.
	N     int
	table []json.RawMessage
}

// NewItemPrinter returns a printer to w. A table is printed at the end of the list.
func NewItemPrinter(w io.Writer, format string) *ItemPrinter {
	return &ItemPrinter{w: w, format: format}
}

// Page prints the items of a page of a list.
func (p *ItemPrinter) Page(page any) error {
	for _, item := range catalogue.Items(page) {
		raw, err := endpoint.EncodeJSON(item)
		if err != nil {
			return err
		}
		if err := p.Item(raw); err != nil {
			return err
		}
	}
	return nil
}

// Item prints an item, or keeps it for the table.
func (p *ItemPrinter) Item(raw json.RawMessage) error {
	p.N++
	switch p.format {
	case FormatTable:
		p.table = append(p.table, raw)
		return nil
	case FormatNDJSON:
		var b bytes.Buffer
		if err := json.Compact(&b, raw); err != nil {
			return err
		}
		b.WriteByte('\n')
		_, err := b.WriteTo(p.w)
		return err
	}
	var b bytes.Buffer
	b.WriteString(map[bool]string{true: "[\n  ", false: ",\n  "}[p.N == 1])
	if err := json.Indent(&b, raw, "  ", "  "); err != nil {
		return err
	}
	_, err := b.WriteTo(p.w)
	return err
}

// End prints what follows the last item.
func (p *ItemPrinter) End() error {
	var err error
	switch p.format {
	case FormatTable:
		return PrintTable(p.w, p.table)
	case FormatJSON:
		_, err = io.WriteString(p.w, map[bool]string{true: "[]\n", false: "\n]\n"}[p.N == 0])
	}
	return err
}

// Abort prints what a list has that is not whole. A JSON array stays open, so that nothing takes it for the whole list.
func (p *ItemPrinter) Abort() error {
	if p.format == FormatTable {
		return PrintTable(p.w, p.table)
	}
	var err error
	if p.format == FormatJSON && p.N > 0 {
		_, err = io.WriteString(p.w, "\n")
	}
	return err
}

// PrintTable prints objects as a table, with a column for each member that one of them has. Objects and lists in it are
// JSON. Of no objects nothing is printed.
func PrintTable(w io.Writer, items []json.RawMessage) error {
	if len(items) == 0 {
		return nil
	}
	var columns []string
	var rows []map[string]string
	for _, item := range items {
		row := map[string]string{}
		list := membersOf(item)
		if list == nil {
			list = []member{{"value", item}}
		}
		for _, m := range list {
			if !slices.Contains(columns, m.name) {
				columns = append(columns, m.name)
			}
			row[m.name] = cell(m.value)
		}
		rows = append(rows, row)
	}
	header := map[string]string{}
	for _, name := range columns {
		header[name] = strings.ToUpper(name)
	}
	rows = slices.Insert(rows, 0, header)
	widths := map[string]int{}
	for _, row := range rows {
		for name, text := range row {
			widths[name] = max(widths[name], terminal.Width(text))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for _, name := range columns {
			line.WriteString(row[name] + strings.Repeat(" ", widths[name]-terminal.Width(row[name])+2))
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}

// The widths of a table's cells, in characters: of a text, which may be an id, and of JSON.
const (
	maxCell     = 80
	maxJSONCell = 40
)

// cell returns a value in one line.
func cell(raw json.RawMessage) string {
	value := terminal.OneLine(catalogue.Text(raw))
	most := maxCell
	if raw := bytes.TrimSpace(raw); len(raw) > 0 && (raw[0] == '{' || raw[0] == '[') {
		most = maxJSONCell
	}
	if r := []rune(value); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return value
}

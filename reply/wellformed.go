package reply

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// wellFormed refuses a body that is not strictly well-formed XML in UTF-8. The platform repairs nothing in a reply, but
// xmldoc, which is made for pushes, does.
func wellFormed(body []byte) error {
	if bytes.HasPrefix(body, []byte("\uFEFF")) {
		return errors.New("begins with a byte order mark")
	}
	decoder := xml.NewDecoder(bytes.NewReader(body))
	decoder.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("not UTF-8") }
	for {
		offset := decoder.InputOffset()
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if e, ok := errors.AsType[*xml.SyntaxError](err); ok {
			return fmt.Errorf("line %d: %s", e.Line, e.Msg)
		}
		if err != nil {
			return err
		}
		if p, ok := token.(xml.ProcInst); ok && p.Target == "xml" && offset > 0 {
			return errors.New("the XML declaration does not come first")
		}
	}
}

package msgcrypt

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// XML returns the reply envelope: Encrypt, MsgSignature, TimeStamp and Nonce. No value can end its element early.
func (s Sealed) XML() []byte {
	dst := make([]byte, 0, len(s.Encrypt)+len(s.Signature)+len(s.Timestamp)+len(s.Nonce)+192)
	dst = append(dst, "<xml>"...)
	dst = appendElement(dst, "Encrypt", s.Encrypt)
	dst = appendElement(dst, "MsgSignature", s.Signature)
	return appendClock(dst, s.Timestamp, s.Nonce)
}

// appendClock appends the end of the envelope: TimeStamp and Nonce.
func appendClock(dst []byte, timestamp, nonce string) []byte {
	dst = append(dst, "<TimeStamp>"...)
	dst = appendEscaped(dst, timestamp)
	dst = append(dst, "</TimeStamp>"...)
	dst = appendElement(dst, "Nonce", nonce)
	return append(dst, "</xml>"...)
}

// PushXML returns the body of a push in safe mode: the account's original id (gh_...) and the encrypted message.
func PushXML(toUserName, encrypt string) []byte {
	dst := make([]byte, 0, len(toUserName)+len(encrypt)+96)
	dst = append(dst, "<xml>"...)
	dst = appendElement(dst, "ToUserName", toUserName)
	dst = appendElement(dst, "Encrypt", encrypt)
	return append(dst, "</xml>"...)
}

// appendElement appends the value as CDATA, as the platform does, or as escaped text if CDATA cannot hold it.
func appendElement(dst []byte, name, value string) []byte {
	dst = append(append(append(dst, '<'), name...), '>')
	if fitsCDATA(value) {
		dst = append(append(append(dst, "<![CDATA["...), value...), "]]>"...)
	} else {
		dst = appendEscaped(dst, value)
	}
	return append(append(append(dst, "</"...), name...), '>')
}

func appendEscaped(dst []byte, value string) []byte {
	if isDigits(value) {
		return append(dst, value...)
	}
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(value)) // a bytes.Buffer never fails
	return append(dst, b.Bytes()...)
}

// isDigits reports whether s has only digits. That is the usual case and needs no escaping.
func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// fitsCDATA reports whether s is printable ASCII that does not end a CDATA section.
func fitsCDATA(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return !strings.Contains(s, "]]>")
}

// ParseReply reads a reply envelope as strictly as a platform may: one well-formed document in UTF-8 without a DOCTYPE,
// whose root is xml and has each of Encrypt, MsgSignature, TimeStamp and Nonce exactly once and not empty. Other
// elements are ignored. The error is an [*EnvelopeError] that names the element. The caller has to bound the length of
// the body.
func ParseReply(body []byte) (Sealed, error) {
	var doc struct {
		XMLName      xml.Name `xml:"xml"`
		Encrypt      []string
		MsgSignature []string
		TimeStamp    []string
		Nonce        []string
	}
	if err := decodeDocument(body, &doc); err != nil {
		return Sealed{}, &EnvelopeError{Element: "xml", Problem: err.Error()}
	}
	var s Sealed
	for _, element := range []struct {
		name   string
		values []string
		to     *string
	}{
		{"Encrypt", doc.Encrypt, &s.Encrypt},
		{"MsgSignature", doc.MsgSignature, &s.Signature},
		{"TimeStamp", doc.TimeStamp, &s.Timestamp},
		{"Nonce", doc.Nonce, &s.Nonce},
	} {
		switch {
		case len(element.values) == 0:
			return Sealed{}, &EnvelopeError{Element: element.name, Problem: "missing"}
		case len(element.values) > 1:
			return Sealed{}, &EnvelopeError{Element: element.name, Problem: "more than once"}
		case element.values[0] == "":
			return Sealed{}, &EnvelopeError{Element: element.name, Problem: "empty"}
		}
		*element.to = element.values[0]
	}
	return s, nil
}

// decodeDocument decodes a body that is one element and nothing else. xml.Unmarshal alone ignores what comes after the
// element and what does not belong into a document.
func decodeDocument(body []byte, doc any) error {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	roots, depth := 0, 0
	for {
		offset := decoder.InputOffset()
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && len(bytes.TrimSpace(token)) > 0 {
				return errors.New("text outside it")
			}
		case xml.Directive:
			return errors.New("DOCTYPE is not allowed")
		case xml.ProcInst:
			if token.Target == "xml" && offset > 0 {
				return errors.New("the XML declaration does not come first")
			}
		}
	}
	switch roots {
	case 0:
		return errors.New("missing")
	case 1:
		return xml.Unmarshal(body, doc)
	}
	return errors.New("more than once")
}

package msgcrypt

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// XML is the reply envelope: Encrypt, MsgSignature, TimeStamp and Nonce. No value breaks out of its element.
func (s Sealed) XML() []byte {
	var b bytes.Buffer
	b.Grow(len(s.Encrypt) + len(s.Signature) + len(s.Timestamp) + len(s.Nonce) + 192)
	b.WriteString("<xml>")
	writeElement(&b, "Encrypt", s.Encrypt)
	writeElement(&b, "MsgSignature", s.Signature)
	b.WriteString("<TimeStamp>")
	xml.EscapeText(&b, []byte(s.Timestamp)) // a bytes.Buffer never fails
	b.WriteString("</TimeStamp>")
	writeElement(&b, "Nonce", s.Nonce)
	b.WriteString("</xml>")
	return b.Bytes()
}

// PushXML is the body of a push in safe mode: the account's original id (gh_...) and the encrypted message.
func PushXML(toUserName, encrypt string) []byte {
	var b bytes.Buffer
	b.Grow(len(toUserName) + len(encrypt) + 96)
	b.WriteString("<xml>")
	writeElement(&b, "ToUserName", toUserName)
	writeElement(&b, "Encrypt", encrypt)
	b.WriteString("</xml>")
	return b.Bytes()
}

// writeElement writes the value as CDATA, as the platform does, or as escaped text where CDATA cannot hold it.
func writeElement(b *bytes.Buffer, name, value string) {
	b.WriteByte('<')
	b.WriteString(name)
	b.WriteByte('>')
	if fitsCDATA(value) {
		b.WriteString("<![CDATA[")
		b.WriteString(value)
		b.WriteString("]]>")
	} else {
		xml.EscapeText(b, []byte(value)) // a bytes.Buffer never fails
	}
	b.WriteString("</")
	b.WriteString(name)
	b.WriteByte('>')
}

// fitsCDATA is true for printable ASCII that does not end the section.
func fitsCDATA(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return !strings.Contains(s, "]]>")
}

// ParseReply reads a reply envelope as strictly as a platform may: one well-formed document in UTF-8, its root xml, with
// Encrypt, MsgSignature, TimeStamp and Nonce once each and not empty. Elements beside them are let be. The error is an
// [*EnvelopeError] that names the element. The caller bounds the body.
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

// decodeDocument decodes a body that is one element and nothing else; xml.Unmarshal passes over text before and after it.
func decodeDocument(body []byte, doc any) error {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	for roots := 0; ; {
		token, err := decoder.Token()
		switch {
		case err == io.EOF && roots == 1:
			return nil
		case err == io.EOF:
			return errors.New("missing")
		case err != nil:
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if roots++; roots > 1 {
				return errors.New("more than once")
			}
			if err := decoder.DecodeElement(doc, &token); err != nil {
				return err
			}
		case xml.CharData:
			if len(bytes.TrimSpace(token)) > 0 {
				return errors.New("text outside it")
			}
		}
	}
}

package endpoint

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// EncodeJSON encodes v in the form that the platform needs: in plain UTF-8, since the platform reads \u0026 in a menu's
// link as six characters (40033). Only control characters are written as \uXXXX, since JSON has no other form for them.
// Escapes in a [json.RawMessage] are replaced, too.
func EncodeJSON(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return unescape(bytes.TrimSuffix(buf.Bytes(), []byte("\n"))), nil
}

// unescape replaces the \uXXXX escapes of valid JSON by UTF-8. It works in place: the result is never longer.
func unescape(encoded []byte) []byte {
	if !bytes.Contains(encoded, []byte(`\u`)) {
		return encoded
	}
	plain := encoded[:0]
	for len(encoded) > 0 {
		if encoded[0] != '\\' {
			plain, encoded = append(plain, encoded[0]), encoded[1:]
			continue
		}
		r, size := escapedRune(encoded)
		if size == 0 {
			size = 2 // such as \n; taking both bytes keeps \\u from looking like an escape
			plain = append(plain, encoded[:size]...)
		} else {
			if r == '"' || r == '\\' {
				plain = append(plain, '\\')
			}
			plain = utf8.AppendRune(plain, r)
		}
		encoded = encoded[size:]
	}
	return plain
}

// escapedRune decodes the \uXXXX, or the pair of them, at the beginning of encoded. The size is 0 if there is none, or
// if JSON has no other form for the character.
func escapedRune(encoded []byte) (r rune, size int) {
	r, ok := codeUnit(encoded)
	if !ok || r < ' ' {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	low, _ := codeUnit(encoded[6:])
	if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
		return 0, 0
	}
	return r, 12
}

func codeUnit(encoded []byte) (rune, bool) {
	if len(encoded) < 6 || encoded[0] != '\\' || encoded[1] != 'u' {
		return 0, false
	}
	u, err := strconv.ParseUint(string(encoded[2:6]), 16, 16)
	return rune(u), err == nil
}

package oauth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
)

// sealer encrypts and authenticates values with a key for one purpose and one account. A value sealed for another
// purpose or account is refused like a forged one.
type sealer struct {
	seals cipher.AEAD
	opens []cipher.AEAD // for the current key and the previous one, if there is one
}

func newSealer(c Config, purpose string) (s sealer, err error) {
	purpose = "wechatgo oauth " + purpose + " " + c.AppID
	if s.seals, err = newAEAD(c.CookieKey, purpose); err != nil {
		return s, err
	}
	s.opens = []cipher.AEAD{s.seals}
	if len(c.PreviousCookieKey) > 0 {
		previous, err := newAEAD(c.PreviousCookieKey, purpose)
		if err != nil {
			return s, err
		}
		s.opens = append(s.opens, previous)
	}
	return s, nil
}

func newAEAD(secret []byte, purpose string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, purpose, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal returns v as a sealed text that can be opened only under the same name.
func (s sealer) seal(name string, v any) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(s.seals.Seal(nil, nil, plain, []byte(name))), nil
}

// errNotSealed does not say what was wrong, since the sender may be an attacker who tries values.
var errNotSealed = errors.New("oauth: the value was not sealed by this site")

func (s sealer) open(name, text string, v any) error {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return errNotSealed
	}
	for _, aead := range s.opens {
		if plain, err := aead.Open(nil, nil, sealed, []byte(name)); err == nil && json.Unmarshal(plain, v) == nil {
			return nil
		}
	}
	return errNotSealed
}

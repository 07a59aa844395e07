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

// sealer encrypts and authenticates values with a key for one purpose and one
// account, so that a value sealed for another opens here as little as a forged
// one.
type sealer struct{ aead cipher.AEAD }

func newSealer(secret []byte, purpose, appID string) (sealer, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "wechatgo oauth "+purpose+" "+appID, 32)
	if err != nil {
		return sealer{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return sealer{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return sealer{aead}, err
}

// seal writes v as text that only opens under the same name.
func (s sealer) seal(name string, v any) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, plain, []byte(name))), nil
}

// errUnsealed does not say what was wrong: the sender may be guessing.
var errUnsealed = errors.New("oauth: not sealed by this site")

func (s sealer) open(name, text string, v any) error {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return errUnsealed
	}
	plain, err := s.aead.Open(nil, nil, sealed, []byte(name))
	if err != nil || json.Unmarshal(plain, v) != nil {
		return errUnsealed
	}
	return nil
}

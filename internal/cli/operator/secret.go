package operator

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// secretPattern matches an AppSecret and an EncodingAESKey, which no error may show.
var secretPattern = regexp.MustCompile(`^(?:[0-9A-Fa-f]{32}|[0-9A-Za-z]{43})$`)

// place says where a secret is: in an environment variable or in a file that holds nothing else. name is what the config
// file calls the secret.
type place struct{ name, env, file string }

// secret reads the account's AppSecret from where the profile says it is.
func (p Profile) secret() (string, error) {
	secret, err := place{"secret", p.SecretEnv, p.SecretFile}.read()
	if err == nil && secret == "" {
		err = errors.New("it has no secret: say where it is with secret_env or secret_file")
	}
	return secret, err
}

// read reads the secret. It is "" if the config file does not say where it is.
func (p place) read() (string, error) {
	env, file := p.name+"_env", p.name+"_file"
	switch {
	case secretPattern.MatchString(p.env), secretPattern.MatchString(p.file):
		return "", fmt.Errorf(
			"%s and %s hold no secret: name the environment variable or the file that has it", env, file,
		)
	case p.env != "" && p.file != "":
		return "", fmt.Errorf("%s and %s are both given: give one", env, file)
	case p.env != "":
		if secret := os.Getenv(p.env); secret != "" {
			return secret, nil
		}
		return "", fmt.Errorf("the environment variable %s of %s is empty", p.env, env)
	case p.file == "":
		return "", nil
	}
	path := p.file
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		path = filepath.Join(home, rest)
	}
	raw, err := os.ReadFile(path)
	if secret := bytes.TrimSpace(bytes.TrimPrefix(raw, ByteOrderMark)); len(secret) > 0 || err != nil {
		return string(secret), err
	}
	return "", fmt.Errorf("the file %s of %s is empty", p.file, file)
}

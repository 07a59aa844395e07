package hostproxy

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the format of a Java trust store
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"time"
	"unicode/utf16"
)

// rootFiles are where systems keep the roots that they trust, as one file.
var rootFiles = []string{
	"/etc/ssl/certs/ca-certificates.crt",                // Debian, Alpine, Arch
	"/etc/pki/tls/certs/ca-bundle.crt",                  // Fedora
	"/etc/ssl/ca-bundle.pem",                            // openSUSE
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // RHEL
	"/etc/ssl/cert.pem",                                 // Alpine, macOS, BSD
}

// bundle returns the roots that programs trust now, and the authority's, as PEM. Files that take the place of the
// system's roots (preset) do so here, all of them: each may be another program's. Those of extra are added.
func (a *authority) bundle(preset []string, extra ...string) []byte {
	var b bytes.Buffer
	taken := map[string]bool{"": true}
	take := func(file string) {
		if taken[file] {
			return
		}
		taken[file] = true
		raw, err := os.ReadFile(file)
		if err == nil && bytes.Contains(raw, []byte("-----BEGIN CERTIFICATE-----")) {
			b.Write(raw)
			b.WriteByte('\n')
		}
	}
	for _, file := range preset {
		take(file)
	}
	for _, file := range rootFiles { // the first that there is, where nothing is in their place
		if b.Len() > 0 {
			break
		}
		take(file)
	}
	for _, file := range extra {
		take(file)
	}
	_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
	return b.Bytes()
}

// storePassword is the password of every Java trust store by custom. The store has no secrets.
const storePassword = "changeit"

// trustStore returns a Java trust store (JKS) of the certificates in a PEM bundle.
func trustStore(bundle []byte, at time.Time) []byte {
	var certificates [][]byte
	for block, rest := pem.Decode(bundle); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			certificates = append(certificates, block.Bytes)
		}
	}
	var b bytes.Buffer
	number := func(n int) { _ = binary.Write(&b, binary.BigEndian, int32(n)) } //nolint:gosec // lengths of certificates
	text := func(s string) {
		_ = binary.Write(&b, binary.BigEndian, uint16(len(s))) //nolint:gosec // short names
		b.WriteString(s)
	}
	b.Write([]byte{0xfe, 0xed, 0xfe, 0xed})
	number(2) // the format's version
	number(len(certificates))
	for i, raw := range certificates {
		number(2) // a trusted certificate
		text(fmt.Sprint("root", i))
		_ = binary.Write(&b, binary.BigEndian, at.UnixMilli())
		text("X.509")
		number(len(raw))
		b.Write(raw)
	}
	seal := sha1.New() //nolint:gosec // the same
	for _, unit := range utf16.Encode([]rune(storePassword)) {
		_ = binary.Write(seal, binary.BigEndian, unit)
	}
	seal.Write([]byte("Mighty Aphrodite")) // the format's own salt
	seal.Write(b.Bytes())
	return seal.Sum(b.Bytes())
}

// files are what a program is pointed to by its variables.
type files struct {
	roots   string // PEM
	java    string // a trust store
	node    string // a preload
	phpDir  string // with an ini file
	phpFile string // a file that PHP runs first
}

// write writes the files into a folder.
func (f *files) write(dir string, bundle []byte, proxyAddr string, directPort int) error {
	f.roots = filepath.Join(dir, "roots.pem")
	f.java = filepath.Join(dir, "roots.jks")
	f.node = filepath.Join(dir, "preload.cjs")
	f.phpDir = filepath.Join(dir, "php")
	f.phpFile = filepath.Join(dir, "prepend.php")
	if err := os.MkdirAll(f.phpDir, 0o700); err != nil {
		return err
	}
	for name, content := range map[string][]byte{
		f.roots:                                 bundle,
		f.java:                                  trustStore(bundle, time.Now()),
		f.node:                                  nodePreload(directPort),
		f.phpFile:                               phpPrepend(proxyAddr, f.roots),
		filepath.Join(f.phpDir, "wechatgo.ini"): phpIni(f.roots, f.phpFile),
	} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

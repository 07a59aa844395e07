package msgcrypt

import (
	"crypto/sha1"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSignatureOfficial(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, want string
		parts      []string
	}{
		{"handshake", "f464b24fc39322e44b38aa78f5edd27bd1441696", []string{officialToken, "1714036504", "1514711492"}},
		{"plain push", "899cf89e464efb63f54ddac96b0a0a235f53aa78", []string{officialToken, "1714037059", "486452656"}},
		{"safe push, signature", "6c5c811b55cc85e0e1b54100749188c20beb3f5d", []string{officialToken, "1714112445", "415670741"}},
		{"safe push, msg_signature", officialPush.Signature, []string{officialToken, officialPush.Timestamp, officialPush.Nonce, officialPush.Encrypt}},
		{"reply, MsgSignature", officialReply.Signature, []string{officialToken, officialReply.Timestamp, officialReply.Nonce, officialReply.Encrypt}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			given := slices.Clone(tt.parts)
			if got := Signature(tt.parts...); got != tt.want {
				t.Errorf("Signature = %s, want %s", got, tt.want)
			}
			if diff := cmp.Diff(given, tt.parts); diff != "" {
				t.Errorf("Signature changed its arguments (-before +after):\n%s", diff)
			}
			if !Verify(tt.want, tt.parts...) {
				t.Error("Verify refuses the documented signature")
			}
			for name, wrong := range map[string]string{
				"empty": "", "upper case": strings.ToUpper(tt.want), "short": tt.want[1:], "long": tt.want + "0",
				"last digit": tt.want[:39] + string('0'+(tt.want[39]-'0'+1)%8), "space": " " + tt.want,
			} {
				if Verify(wrong, tt.parts...) {
					t.Errorf("Verify accepts %s: %q", name, wrong)
				}
			}
			if Verify(tt.want, append(tt.parts[1:], "BBBBB")...) {
				t.Error("Verify accepts another token")
			}
		})
	}
}

func TestSignatureFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.String(), 0, 7).Draw(t, "parts")
		if rapid.Bool().Draw(t, "long") {
			parts = append(parts, strings.Repeat("x", 2000))
		}
		shuffled := rapid.Permutation(parts).Draw(t, "shuffled")
		sorted := slices.Sorted(slices.Values(parts))
		want := fmt.Sprintf("%x", sha1.Sum([]byte(strings.Join(sorted, ""))))
		if got := Signature(shuffled...); got != want {
			t.Fatalf("Signature = %s, want %s", got, want)
		}
		if !Verify(want, shuffled...) {
			t.Fatal("Verify refuses the right signature")
		}
	})
}

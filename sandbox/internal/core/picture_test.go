package core

import (
	"bytes"
	"image/png"
	"testing"
)

// A generated picture is small, depends on its number, and is the same each time.
func TestPicture(t *testing.T) {
	t.Parallel()
	seen := map[string]int64{}
	for n := int64(firstMsgID); n < firstMsgID+40; n++ {
		data := Picture(n)
		if !bytes.Equal(data, Picture(n)) {
			t.Fatalf("picture %d differs from itself", n)
		}
		if len(data) > 12<<10 {
			t.Errorf("picture %d has %d bytes", n, len(data))
		}
		if _, err := png.Decode(bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
		seen[string(data)] = n
	}
	if len(seen) < 20 {
		t.Errorf("40 pictures look like %d", len(seen))
	}
}

func BenchmarkPicture(b *testing.B) {
	for n := int64(0); b.Loop(); n++ {
		Picture(n)
	}
}

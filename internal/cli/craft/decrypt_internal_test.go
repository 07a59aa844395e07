package craft

import (
	"bytes"
	"testing"
)

// A message has what its sender wrote: a file gets it as it is, and a terminal no command.
func TestWriteMessage(t *testing.T) {
	t.Parallel()
	const xml = "<xml>\n<Content>\x1b]0;title\a\u009b2J\u202e</Content></xml>"
	for terminal, want := range map[bool]string{
		false: xml + "\n", true: "<xml>\n<Content> ]0;title  2J </Content></xml>\n",
	} {
		var b bytes.Buffer
		if err := writeMessage(&b, terminal, xml); err != nil || b.String() != want {
			t.Errorf("terminal %v: %q, %v", terminal, b.String(), err)
		}
	}
}

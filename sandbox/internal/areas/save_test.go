package areas_test

import (
	"reflect"
	"testing"

	"github.com/wechatgo/wechatgo/sandbox/internal/areas"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/graph"
)

// Everything that a world and the areas keep can be written and read back: a field that cannot is marked as left out.
func TestStatesCanBeSaved(t *testing.T) {
	t.Parallel()
	p := core.New(core.Config{})
	defer p.Close()
	p.SaveWith(areas.States(), areas.Jobs())
	types := p.SavedTypes()
	if err := graph.Check(reflect.TypeFor[core.World](), types); err != nil {
		t.Error(err)
	}
	for name, one := range types {
		if err := graph.Check(one, types); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

package catalogue

import (
	"context"
	"iter"
	"reflect"
	"slices"

	"github.com/wechatgo/wechatgo/endpoint"
)

// The methods by which an endpoint is a list that comes in pages: the output has its items, and the input moves on, by
// a number of items or from the page.
const (
	pageMethod = "Page"
	skipMethod = "Skip"
	nextMethod = "Next"
)

// IsList reports whether an endpoint is a list that comes in pages.
func IsList(e endpoint.Any) bool {
	in, out := e.Types()
	_, hasItems := out.MethodByName(pageMethod)
	_, skips := reflect.PointerTo(in).MethodByName(skipMethod)
	_, goesOn := reflect.PointerTo(in).MethodByName(nextMethod)
	return hasItems && (skips || goesOn)
}

// pageSize is the size of a page where the input gives none: no list allows less.
const pageSize = 20

// sizes are the names that the size of a page has on the wire.
var sizes = []string{"count", "limit", "number", "page_size", "pagesize"}

// sized gives the input that in points to a size of the page, where it has to have one.
func sized(in reflect.Value) {
	for f := range endpoint.Fields(in.Type()) {
		if slices.Contains(sizes, f.Name) && !f.Optional {
			if v := valueAt(in.Elem(), f.Index); v.CanInt() {
				v.SetInt(pageSize)
			}
		}
	}
}

// Pages calls the endpoint of a list for each page, beginning with in. A page is a value of the endpoint's output type.
// An error ends the loop; it comes with nil.
func Pages(ctx context.Context, c *endpoint.Client, e endpoint.Any, in any) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		next := reflect.New(reflect.TypeOf(in))
		next.Elem().Set(reflect.ValueOf(in))
		for seen := 0; ; {
			page, err := endpoint.CallAny(ctx, c, e, next.Elem().Interface())
			if err != nil {
				yield(nil, err)
				return
			}
			items, total := pageOf(page)
			if !yield(page, nil) {
				return
			}
			seen += items.Len()
			if m := next.MethodByName(nextMethod); m.IsValid() {
				if !m.Call([]reflect.Value{reflect.ValueOf(page)})[0].Bool() {
					return
				}
				continue
			}
			if items.Len() == 0 || total > 0 && seen >= total {
				return
			}
			next.MethodByName(skipMethod).Call([]reflect.Value{reflect.ValueOf(items.Len())})
		}
	}
}

// Items returns the items of a page.
func Items(page any) (list []any) {
	items, _ := pageOf(page)
	for i := range items.Len() {
		list = append(list, items.Index(i).Interface())
	}
	return list
}

func pageOf(page any) (items reflect.Value, total int) {
	out := reflect.ValueOf(page).MethodByName(pageMethod).Call(nil)
	return out[0], int(out[1].Int())
}

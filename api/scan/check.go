package scan

import (
	"fmt"

	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about an import that exceeds a limit of the platform.
const refuse = field.In("scan")

// Limits of the platform.
const (
	MaxProducts = 1_000 // of one call of [Add]
	MaxPage     = 100   // products that one call of [List] reads
)

// Check reports a number of products that the platform does not take, or a product without a PID, as an
// [*endpoint.FieldError].
func (in AddIn) Check() error {
	if n := len(in.Products); n < 1 || n > MaxProducts {
		return refuse.Amount("product", n, 1, MaxProducts, "products")
	}
	for i, p := range in.Products {
		if p.PID == "" {
			return refuse.Empty(fmt.Sprintf("product[%d].pid", i), "give your own id of the product")
		}
	}
	return nil
}

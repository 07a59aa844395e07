package field_test

import (
	"errors"
	"fmt"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/field"
)

// A menu that the platform would refuse is refused before the call, with the field and the cure.
func ExampleError() {
	err := menu.Menu{Buttons: []menu.Button{{Name: "Today", Type: menu.TypeClick}}}.Check()
	fmt.Println(err)

	if refused, ok := errors.AsType[*field.Error](err); ok {
		fmt.Println(refused.Path)
		fmt.Println(refused.Problem)
		fmt.Println(refused.Cure)
	}
	// Output:
	// menu: button[0].key has 0 bytes: give 1 to 128
	// button[0].key
	// has 0 bytes
	// give 1 to 128
}

// A package of your own refuses values in the same words.
func ExampleIn() {
	const refuse = field.In("shop")
	check := func(name string, seats int) error {
		return field.First(
			refuse.Given("Name", name, "give the shop's name"),
			func() error {
				if seats < 1 || seats > 40 {
					return refuse.Amount("Seats", seats, 1, 40, "seats")
				}
				return nil
			}(),
		)
	}
	fmt.Println(check("", 12))
	fmt.Println(check("茶馆", 60))
	// Output:
	// shop: Name is empty: give the shop's name
	// shop: Seats has 60 seats: give 1 to 40
}

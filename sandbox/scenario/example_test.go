package scenario_test

import (
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo/sandbox/scenario"
)

// A scenario is read with every mistake by its place.
func Example() {
	s, err := scenario.Parse([]byte(`version: 1
steps:
  - user: alice
    do: {text: hello}
    expect:
      - contains: hello
`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.Steps[0].User, s.Steps[0].Verb, s.Steps[0].Shown[0])
	_, err = scenario.Parse([]byte("version: 1\nsteps:\n  - {user: alice, do: folow}\n"))
	fmt.Println(err)
	// Output:
	// alice text contains "hello"
	// 3:23: steps[0].do is no action, "folow": is it follow?
}

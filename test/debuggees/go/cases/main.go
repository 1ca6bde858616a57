// Programs that stop with calls deferred. Each file is one case: it marks where to stop and ends with what is expected there.
package main

import (
	"os"
	"strings"
)

var cases = map[string]func(){}

func main() {
	names := strings.Split(os.Args[1], "+")
	if len(names) == 1 {
		cases[names[0]]()
		return
	}
	for _, name := range names {
		oneOfMany(name)
	}
}

//go:noinline
func oneOfMany(name string) {
	defer func() { recover() }()
	cases[name]()
}

var sink []any

//go:noinline
func use(values ...any) { sink = append(sink[:0], values...) }

//go:noinline
func pass() {}

// Programs that stop with calls deferred. Each file is one case: it marks where to stop and ends with what is expected there.
package main

import "os"

var cases = map[string]func(){}

func main() {
	cases[os.Args[1]]()
}

var sink []any

//go:noinline
func use(values ...any) { sink = append(sink[:0], values...) }

//go:noinline
func pass() {}

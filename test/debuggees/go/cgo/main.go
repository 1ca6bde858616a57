// Go calls C, which calls Go: the goroutine's stack is on both sides of C's.
package main

/*
extern void fromC(int n);
static void throughC(int n) { fromC(n); }
*/
import "C"

var sink []any

func use(values ...any) { sink = append(sink[:0], values...) }

//export fromC
func fromC(n C.int) {
	defer use("above C", int(n))
	use() // stop
}

func call(n int) {
	defer use("below C", n)
	C.throughC(C.int(n + 1))
}

func main() {
	defer use("main")
	call(1)
}

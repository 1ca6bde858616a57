package main

func init() {
	cases["wrapper_ahead"] = func() { wrapperAhead(1, "held") }
}

// The line of the statement is also that of the literal that it defers: there the literal has not taken what it captured yet.
func wrapperAhead(x int, held string) {
	shared := 2
	defer func(a int) { use(a, held); shared++ }(x) // stop @2
	shared++
}

/* want
Goroutine 1 · main.wrapperAhead.func1
  wrapperAhead  :12
    now func(a int) { … }(1)  :10  calls main.wrapperAhead.func1
        a int = 1 (value)
        shared int = 3 (reference)
        held string = "held" (value)
*/

package main

func init() { cases["shadowed_builtins"] = shadowedBuiltins }

// Names of Go's own functions and types that mean something else here.
func shadowedBuiltins() {
	close := func(n int) { use("closed", n) }
	recover := func() any { return nil }
	type int string
	x := int("not a number")
	nil := 5
	true := false
	defer close(4)
	defer func() { recover() }()
	defer use(x, nil, true)
	pass() // stop
}

/* want
Goroutine 1 · main.shadowedBuiltins
  shadowedBuiltins  :16
    1 use("not a number", 5, false)  :15  calls main.use
        x any(main.int) = "not a number" (value)
        nil any(int) = 5 (value)
        true any(bool) = false (value)
    2 func() { recover() }()  :14  calls main.shadowedBuiltins.func3
        recover func() any = main.shadowedBuiltins.func2 (value)
    3 close(4)  :13  calls main.shadowedBuiltins.func1
        _  = 4 (literal)
*/

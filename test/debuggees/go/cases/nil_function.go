package main

func init() { cases["nil_function"] = nilFunction }

func nilFunction() {
	defer func() { recover() }()
	var f func()
	defer f()
	var g func(int) string
	defer g(1)
	pass() // stop
}

/* want
Goroutine 1 · main.nilFunction
  nilFunction  :11
    1 g(1)  :10  calls nil  [the function is nil: this call will panic]
        _  = 1 (literal)
    2 f()  :8  calls nil  [the function is nil: this call will panic]
    3 func() { recover() }()  :6  calls main.nilFunction.func1  [can recover]
*/

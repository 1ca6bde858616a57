package main

func init() { cases["variadic_literal"] = variadicLiteral }

func variadicLiteral() {
	x, rest := 1, []int{2, 3}
	defer func(name string, values ...int) { use(name, values, x) }("many", x, 5, x)
	defer func(values ...int) { use(values) }(rest...)
	defer func(values ...int) { use(values) }()
	x = 9
	pass() // stop
}

/* want
Goroutine 1 · main.variadicLiteral
  variadicLiteral  :11
    1 func(values ...int) { use(values) }()  :9  calls main.variadicLiteral.func3
    2 func(values ...int) { … }(rest...)  :8  calls main.variadicLiteral.func2
        values []int = [2,3] (value)
    3 func(name string, values ...int) { … }("many", 1, 5, 1)  :7  calls main.variadicLiteral.func1
        name  = "many" (literal)
        values int = 1 (value)
        values  = 5 (literal)
        values int = 1 (value)
        x int = 9 (reference)
*/

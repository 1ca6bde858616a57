package main

func init() { cases["literal_with_arguments"] = literalWithArguments }

func literalWithArguments() {
	x, y := 1, "y"
	defer func(a int, b string) { use(a, b, x) }(x, y)
	x = 2
	pass() // stop
}

/* want
Goroutine 1 · main.literalWithArguments
  literalWithArguments  :9
    1 func(a int, b string) { … }(1, "y")  :7  calls main.literalWithArguments.func1
        a int = 1 (value)
        b string = "y" (value)
        x int = 2 (reference)
*/

package main

func init() { cases["by_value"] = byValue }

func add(a, b int) int { return a + b }

func byValue() {
	x := 1
	y := "imm"
	defer add(x, 3)
	defer func() { use(y) }()
	x = 42
	pass() // stop
	use(x)
}

/* want
Goroutine 1 · main.byValue
  byValue  :13
    1 func() { use(y) }()  :11  calls main.byValue.func1
        y string = "imm" (value)
    2 add(1, 3)  :10  calls main.add
        x int = 1 (value)
        _  = 3 (literal)
*/

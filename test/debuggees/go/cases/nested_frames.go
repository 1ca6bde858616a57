package main

func init() { cases["nested_frames"] = outer }

func outer() {
	defer use("outer done")
	inner(1)
}

func inner(n int) {
	defer use("inner done", n)
	innermost()
}

func innermost() {
	pass() // stop
}

/* want
Goroutine 1 · main.innermost
  inner  :12
    1 use("inner done", 1)  :11  calls main.use
        _ any(string) = "inner done" (literal)
        n any(int) = 1 (value)
  outer  :7
    2 use("outer done")  :6  calls main.use
        _ any(string) = "outer done" (literal)
*/
